package pack

// Limits of the room.
const (
	MaxPage = 200 // packs of one page

	maxName    = 60  // characters
	maxSummary = 200 // characters
)
