package basket

// The limits of a basket.
const (
	MaxLines       = 2000
	MaxQuantity    = 1_000_000 // of one line
	MaxAdjustments = 50        // of one line
	MaxCode        = 100       // characters of a sku or a category
	MaxName        = 200       // characters of a name
)
