package ledger

import "regulars/internal/money"

// Limits of the room.
const (
	MaxHolding  = money.Limit // of one asset in one wallet
	MaxBatch    = 5000        // members of one set of books
	MaxPage     = 200         // entries of one page
	MaxDuePage  = 1000        // members of one page of the day-turn
	JournalDays = 40          // days for which the journal is kept beside the closings
	MaxInstants = 10_000      // instants that one catch-up posts for one member
	MaxMonths   = 1200        // idle months of a lot
)
