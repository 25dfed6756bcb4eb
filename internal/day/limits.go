package day

// Limits of the room.
const (
	batch        = 500 // members of one transaction
	maxUnclosed  = 40  // days that one turn closes: the ledger keeps the journal as long
	keepReminded = 10  // days that a reminder's row outlives its expiry
	maxFailures  = 20  // members that are named in an error

	nightly = "7 0 * * *"   // shortly after midnight, in the merchant's zone
	often   = "*/5 * * * *" // for what falls due within the day
)
