package bench

import "time"

// Limits and sizes of a run.
const (
	maxRequests = 2_000_000 // of one load
	maxMembers  = 5_000_000
	products    = 1_000 // in the catalogue of a shop
	templates   = 2     // requests ready for each member
	enrolBatch  = 1_000 // members of one verb

	callers      = 64 // of quotes, look-ups and the growth
	scale        = 20 // of pgbench
	pgbenchCalls = 16

	startTimeout = 30 * time.Second
	stopTimeout  = 30 * time.Second
	drainTimeout = 60 * time.Second
	callTimeout  = 30 * time.Second // of one request
	settle       = 2 * time.Second  // before idle memory is read
)

// sizes are how much a run does.
type sizes struct {
	duration time.Duration // of one load
	warm     time.Duration // before it, not counted
	sync     time.Duration // of the fdatasync limit
	pgbench  time.Duration
	active   int // members who buy
	members  int // of the large shop
	rounds   int // of the growth
	starts   int // cold starts
	rows     int // of a made-up import file
}

// sizes of this run.
func (c *Config) sizes() sizes {
	s := sizes{
		duration: 10 * time.Second, warm: 2 * time.Second, sync: 3 * time.Second, pgbench: 10 * time.Second,
		active: 10_000, members: 1_000_000, rounds: 3, starts: 5, rows: 200_000,
	}
	if c.Quick {
		s = sizes{
			duration: 2 * time.Second, warm: 500 * time.Millisecond, sync: time.Second, pgbench: 3 * time.Second,
			active: 1_000, members: 10_000, rounds: 1, starts: 2, rows: 5_000,
		}
	}
	if c.Duration > 0 {
		s.duration = c.Duration
		s.warm = min(s.warm, c.Duration)
	}
	if c.Members > 0 {
		s.members = c.Members
		s.active = min(s.active, c.Members)
	}
	return s
}
