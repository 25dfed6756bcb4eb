package staff

import "time"

// Limits of texts and lists.
const (
	maxName     = 100 // characters of a name
	maxEmail    = 254 // RFC 5321
	maxAgent    = 200
	maxStaff    = 10_000 // staff of a merchant
	maxKeys     = 500    // keys of a merchant that are not revoked
	maxSessions = 50     // of one staff member; the oldest end
	maxPage     = 200

	maxViews     = 200  // views that one staff member keeps
	maxViewName  = 60   // characters
	maxViewQuery = 4000 // characters
)

// Passwords: length in characters, as NIST SP 800-63B-4 §3.1.1.2 counts; the upper limit keeps hashing cheap.
const (
	minPassword = 10
	maxPassword = 256
)

// Argon2id at 19 MiB, two passes, one lane (OWASP's first choice for servers): about 30 ms. At most hashers at once,
// so that a flood of sign-ins takes hashers × 19 MiB, and at most maxWaiting in the queue.
const (
	argonMemoryKiB  = 19 * 1024
	argonIterations = 2
	maxHashers      = 4
	maxWaiting      = 64
)

// Sign-in: failures within attemptWindow of the first one. Tight for one login from one address, wider for a login from
// anywhere (so that a stranger cannot easily lock its owner out) and for an address (an office shares one).
const (
	attemptWindow    = 15 * time.Minute
	triesPerPair     = 5
	triesPerLogin    = 20
	triesPerAddress  = 50
	triesOfFactor    = 10 // second factor or old password, by a staff member who is signed in
	attemptRetention = 24 * time.Hour
)

// Sessions end after sessionIdle without use, and after sessionMax at the latest. sessionRenew is how often use is noted.
const (
	sessionIdle  = 24 * time.Hour
	sessionMax   = 30 * 24 * time.Hour
	sessionRenew = 5 * time.Minute
)

// Other times.
const (
	linkValid  = 7 * 24 * time.Hour // an invitation, or a link to set a new password
	keyUse     = time.Minute        // how often a key's use is noted
	factorStep = 30 * time.Second   // RFC 6238
)

// recoveryCodes is how many codes stand in for a lost second factor; each has 80 random bits.
const recoveryCodes = 10
