package budget

// Limits of the room.
const (
	MaxNamed = 5   // budgets that one grant draws from
	MaxPage  = 200 // budgets or charges of one page

	maxName = 60 // characters
)
