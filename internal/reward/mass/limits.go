package mass

// Limits of the room.
const (
	MaxMembers = 5_000_000 // of one audience

	stretch    = 200   // members or grants of one commit
	maxRefused = 1_000 // of one batch, kept with their reasons
)
