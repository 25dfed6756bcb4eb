package importer

// Limits of the room.
const (
	MaxRows       = 5_000_000 // rows of a file
	MaxCell       = 10_000    // bytes of a value
	chunkFacts    = 1000      // orders and returns of one commit: some two tenths of a second in which SQLite writes nothing else
	chunkLines    = 25_000
	chunkRows     = 500 // members or products of one commit
	resolveBatch  = 1000
	shownRefusals = 1000 // refused rows in the result of a job; the rest is read page by page
)
