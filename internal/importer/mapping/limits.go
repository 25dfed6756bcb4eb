package mapping

// Limits of the room.
const (
	MaxMapping = 64 << 10
)
