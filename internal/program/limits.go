package program

// The limits of a document.
const (
	MaxTiers     = 20
	MaxRules     = 100
	MaxCaps      = 5 // of one rule, or over all rules of an asset
	MaxReminders = 5
	MaxText      = 60  // characters of a name
	MaxSummary   = 500 // characters of a summary
	MaxBp        = 1_000_000
	MaxRate      = 10_000    // points per minor unit, or per unit of money's smallest coin
	MaxUnits     = 1_000_000 // points per unit or per order
	maxWeight    = 100_000_000
)
