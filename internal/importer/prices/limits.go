package prices

import "regulars/internal/catalog/price"

// Limits of the room.
const (
	MaxFile = 8 << 20         // bytes
	MaxRows = price.MaxPrices // of a file
	MaxTold = 200             // refused rows that a report names
)
