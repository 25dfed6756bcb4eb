package plan

// Limits of the room.
const (
	MaxPlans     = 100    // of a merchant
	MaxDays      = 3660   // given at once
	MaxAheadDays = 3660   // the end of a membership
	MaxDocument  = 64_000 // bytes of the terms
	MaxPage      = 200
	maxRows      = 1000 // of one member
	tellPage     = 500  // memberships that one transaction tells of
	maxName      = 60   // characters
	maxSummary   = 500
	maxLevel     = 100
	maxLifetime  = 36_600
	maxCooling   = 365
	maxRemind    = 60
)
