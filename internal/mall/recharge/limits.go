package recharge

// Limits of the room.
const (
	MaxOffers    = 100 // of a merchant
	MaxPage      = 200
	MaxStatement = 1000 // entries of one statement
	maxAccounts  = 1000 // recharges of one member that can still be paid back
	maxCooling   = 365
	maxText      = 2000 // characters
	maxName      = 60
	maxReason    = 500
	maxBonusDays = 3660
	maxPerMember = 10_000
)
