package job

import "time"

// Limits of the room.
const (
	MaxTries     = 10                    // runs of a job, tries of an event
	MaxDocument  = 1 << 20               // bytes of params or result
	MaxError     = 2000                  // characters of an error that is kept
	MaxPage      = 200                   // jobs of one page
	MaxEvents    = 500                   // events of one round of the relay
	DefaultLease = 1 * time.Minute       // of a job
	relayLease   = 20 * time.Second      // of a merchant's outbox: so long nothing follows where a server was killed
	roundLimit   = 2 * time.Minute       // of one round for one merchant
	gather       = 50 * time.Millisecond // between two rounds for a merchant whose events come one after another
	letGoLimit   = 2 * time.Second       // of giving leases back at the end
)

// jobDelay is how long a job waits before its next try: 2 s, 8 s, 32 s … at most an hour.
func jobDelay(tries int64) time.Duration { return grow(2*time.Second, 4, tries) }

// eventDelay is how long a parked event waits before its next try: 1 s, 3 s, 9 s … at most an hour.
func eventDelay(tries int64) time.Duration { return grow(time.Second, 3, tries) }

func grow(first time.Duration, factor, tries int64) time.Duration {
	d := first
	for range tries - 1 {
		if d *= time.Duration(factor); d > time.Hour {
			return time.Hour
		}
	}
	return d
}
