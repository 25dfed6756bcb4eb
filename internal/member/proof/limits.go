package proof

import "time"

const (
	step      = 30 * time.Second // how often a code changes
	maxTries  = 5
	lockedFor = 15 * time.Minute
	lately    = 40 // steps back within which a code that has run out is no guess
	maxReason = 500
	pinDigits = 6

	handles    = 1_000_000_000 // numbers of members in codes
	codes      = 10_000_000
	codeDigits = 18

	// argon2id for six digits that are keyed as well: some milliseconds.
	argonMemoryKiB  = 8 * 1024
	argonIterations = 1
)
