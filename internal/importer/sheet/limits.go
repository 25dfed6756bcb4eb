package sheet

// Limits of the room.
const (
	MaxFile     = 1 << 30 // bytes of a file as it is given
	MaxUnpacked = 4 << 30 // bytes of a file once it is unpacked
	MaxColumns  = 200
	MaxRecord   = 1 << 20
	maxFraction = 6 // digits of a price finer than a minor unit
	sampleBytes = 256 << 10
)
