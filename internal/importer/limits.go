package importer

// Limits of the room.
const (
	MaxFile       = 1 << 30   // bytes of a file as it is given
	MaxUnpacked   = 4 << 30   // bytes of a file once it is unpacked
	MaxRows       = 5_000_000 // rows of a file
	MaxColumns    = 200
	MaxCell       = 10_000 // bytes of a value
	MaxRecord     = 1 << 20
	MaxMapping    = 64 << 10
	MaxText       = 200 // characters of a text that is kept
	maxFraction   = 6   // digits of a price finer than a minor unit
	chunkFacts    = 500 // orders and returns of one commit
	chunkLines    = 10_000
	chunkRows     = 500 // members or products of one commit
	sampleBytes   = 256 << 10
	uploadPart    = 256 << 10
	shownRefusals = 1000 // refused rows in the result of a job; the rest is read page by page
)
