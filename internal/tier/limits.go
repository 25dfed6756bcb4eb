package tier

// Limits of the room.
const (
	maxGifts     = 50     // that a member holds at a time
	maxAheadDays = 36_600 // the end of a gift
)
