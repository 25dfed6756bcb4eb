package item

// Limits of the room.
const (
	MaxItems    = 20     // of one list
	MaxQuantity = 1_000  // of one item
	MaxDays     = 36_500 // of a plan or a tier

	maxText = 64 // characters of a code, tag or article
)
