package expr

// Limits of one condition.
const (
	MaxLength = 8000  // characters
	MaxNodes  = 1500  // parts, counted after macros are expanded
	MaxDepth  = 32    // nesting
	MaxCost   = 20000 // the greatest estimated cost of one evaluation, in steps; some 20 ns each
	MaxDays   = 3660  // of a window

	maxText    = 256 // characters that a text is taken to have at most when cost is estimated
	maxList    = 100 // texts that a list is taken to have at most when cost is estimated
	maxReports = 5   // mistakes told at once
	maxInt     = 1_000_000_000_000_000
)
