package handout

// Limits of the room.
const (
	MaxCodes  = 100_000    // that one call makes
	MaxClaims = 10_000_000 // that the codes of one call are good for
	MaxEach   = 1_000      // claims of one member
	MaxPage   = 200        // handouts or codes of one page

	maxNote   = 100  // characters
	maxReason = 500  // characters
	codeBatch = 5000 // codes written or read by one statement
)
