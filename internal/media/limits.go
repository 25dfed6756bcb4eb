package media

// Limits of the room.
const (
	MaxBytes    = 1 << 20 // of a picture
	MaxSide     = 4096    // pixels
	MaxPictures = 5000    // of a merchant
	WaitDays    = 2       // that a picture may wait for something to show it
	MaxName     = 32      // characters of a digest

	forgetBatch = 50 // pictures of one commit
)
