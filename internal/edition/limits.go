package edition

// Limits of the room.
const (
	MaxNote     = 500    // characters of a note in one language
	MaxEditions = 10_000 // of a merchant
	maxCached   = 5_000  // merchants whose programmes are held compiled

	maxOthers = 2_000 // things of a merchant, beside its programmes, that are held compiled
)
