package mall

import "time"

// Limits of the room.
const (
	MaxItems    = 2000 // items of a merchant
	MaxQuantity = 1000 // units of one redemption
	MaxStock    = 1_000_000_000

	maxPacks    = 20 // units of one redemption of what gives packs: each is taken apart
	maxName     = 100
	maxSummary  = 500
	maxCode     = 64  // characters of a sku, a tier, a source or a number
	maxReason   = 500 // characters
	maxText     = 200 // characters of an address and of what stands on a parcel
	maxPosition = 1_000_000

	// RecipientDays is how long the recipient of something that is done or cancelled is kept.
	RecipientDays = 90

	forgetBatch = 500 // recipients of one commit

	maxWrong  = 5 // pick-up codes in a row
	lockedFor = 15 * time.Minute

	codeTries = 100 // numbers that are tried for one pick-up code
)
