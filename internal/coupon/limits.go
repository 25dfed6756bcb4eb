package coupon

const (
	// MaxMembers is how many members one call issues to.
	MaxMembers = 1000
	// MaxCodes is how many codes one call makes.
	MaxCodes = 100_000
	// MaxTemplates is how many templates a merchant has that are not archived.
	MaxTemplates = 1000
	// MaxEach is how many coupons of a template one grant gives to one member.
	MaxEach = 100
	// MaxStock stands for no limit of the stock.
	MaxStock = 1_000_000_000_000

	maxWalk   = 20_000 // coupons that are looked at for a page of one state
	maxNamed  = 100    // tiers, segments of a scope
	maxName   = 60     // characters
	maxNote   = 500
	maxReason = 500
	maxDays   = 3650
	codeBatch = 5000 // codes written by one statement
	codeTries = 20   // rounds in which codes that were taken already are made anew
	tellBatch = 500  // members told in one transaction
)
