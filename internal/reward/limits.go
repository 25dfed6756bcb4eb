package reward

import "regulars/internal/money"

// Limits of the room.
const (
	MaxGrants = 1_000 // members of one call

	maxExchangeName = 60  // characters
	maxReason       = 500 // characters
	maxAdjusting    = int64(money.Limit)
)
