package program

// The limits of a document.
const (
	MaxRules     = 100
	MaxReminders = 5
	MaxText      = 60 // characters of a name
	MaxBp        = 1_000_000
	MaxRate      = 10_000    // points per minor unit, or per unit of money's smallest coin
	MaxUnits     = 1_000_000 // points per unit or per order
	maxWeight    = 100_000_000
)
