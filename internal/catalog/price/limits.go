package price

// Limits of the room.
const (
	MaxCode   = 64            // characters of a code or a sku
	MaxName   = 200           // characters of a name
	MaxLists  = 1000          // lists of a merchant
	MaxPrices = 100_000       // prices of a list
	MaxBatch  = 1000          // prices of one save
	MaxPage   = 200           // prices of one page
	MaxStock  = 1_000_000_000 // units
)
