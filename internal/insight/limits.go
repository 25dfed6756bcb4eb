package insight

import "time"

// Limits of the room.
const (
	MaxDays    = 731  // of a period
	MaxFacts   = 200  // of one page
	MaxHolders = 100  // of the list of largest holders
	KeptFacts  = 2000 // of a merchant: older ones are dropped
	soonDays   = 30   // what expires within so many days is said to expire soon

	fewWallets   = 20_000           // up to so many, everything is counted anew for each caller
	countedFor   = time.Minute      // a count of many is given to others for so long
	countLimit   = 30 * time.Second // of one count
	maxMerchants = 200              // whose counts are remembered
	maxCounts    = 40               // that are remembered of one merchant: an overview is one

	pollEvery    = time.Second      // how often a watched merchant is looked at
	maxLook      = 100              // facts of one look
	maxBehind    = 16               // looks that wait for one slow stream, then it ends
	lookLimit    = 10 * time.Second // of one look
	maxPerRoom   = 200              // streams of one merchant
	maxPerPerson = 6                // streams of one session or key
	jobOverlap   = 10 * time.Second // a job may commit after one that ended later
)
