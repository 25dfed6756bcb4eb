package plan

// Limits of the room.
const (
	MaxPlans     = 100    // of a merchant
	MaxDays      = 3660   // given at once
	MaxAheadDays = 3660   // the end of a membership
	MaxDocument  = 64_000 // bytes of the terms
	MaxPage      = 200
	remindPage   = 500 // memberships that one transaction tells of
	maxCached    = 500 // compiled versions
	maxCode      = 40  // characters
	maxName      = 60
	maxSummary   = 500
)
