package catalog

// Limits of the room.
const (
	MaxCode       = 64     // characters of a sku or a code
	MaxName       = 200    // characters of a name
	MaxDepth      = 8      // levels of the tree
	MaxCategories = 20_000 // categories of a merchant: the tree is held in memory while it is checked
	MaxBatch      = 1000   // items of one save
	MaxPage       = 200    // items of one page
	MaxPosition   = 1_000_000
)
