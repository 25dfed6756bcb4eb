package simulation

import "time"

// Limits of the room.
const (
	MaxOrders     = 3_000_000 // that one replay plays
	MaxMovers     = 100       // members listed who gain most, and who lose most
	MaxCategories = 200       // listed of a report, those that cost most
	KeptRuns      = 100       // simulations of a merchant; older ones are dropped
	FreshDays     = 30        // a simulation lets a draft be published for so long
	slice         = 2_000     // orders that are read at once
	personBatch   = 2_000     // members that are read at once
	maxGifts      = 5_000_000 // facts beside orders, refunds and returns
	day           = 24 * time.Hour
)
