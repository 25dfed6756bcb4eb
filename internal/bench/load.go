package bench

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// load is a number of callers that each send their next request when the last one is answered.
type load struct {
	address  string
	callers  int
	duration time.Duration
	requests []request
	first    int64 // number of the first order
	want     int   // status of every answer
}

// outcome is what a load came to.
type outcome struct {
	done int64
	took time.Duration
	all  []time.Duration // how long each took, sorted
}

// rate is how many were done a second.
func (o *outcome) rate() float64 { return float64(o.done) / o.took.Seconds() }

// percentile is the time, in milliseconds, within which that share of the requests was answered.
func (o *outcome) percentile(share float64) float64 {
	if len(o.all) == 0 {
		return 0
	}
	return float64(o.all[min(len(o.all)-1, int(share*float64(len(o.all))))]) / float64(time.Millisecond)
}

// drive runs the load. It fails at the first answer that is not the expected one (invariant 1).
func (l *load) drive(ctx context.Context) (*outcome, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	all := make([]*caller, l.callers)
	for i := range all {
		c, err := dial(ctx, l.address)
		if err != nil {
			return nil, err
		}
		defer c.conn.Close() //nolint:errcheck // everything was answered, or the run has failed
		all[i] = c
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	times := make([][]time.Duration, l.callers)
	errs := make([]error, l.callers)
	start := time.Now()
	until := start.Add(l.duration)
	for i, c := range all {
		_ = c.conn.SetDeadline(until.Add(callTimeout))
		wait.Go(func() {
			if times[i], errs[i] = l.call(ctx, c, &next, until); errs[i] != nil {
				cancel()
			}
		})
	}
	wait.Wait()
	o := &outcome{took: time.Since(start), all: slices.Concat(times...)}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	o.done = int64(len(o.all))
	slices.Sort(o.all)
	return o, nil
}

// call is the work of one caller.
func (l *load) call(ctx context.Context, c *caller, next *atomic.Int64, until time.Time) ([]time.Duration, error) {
	took := make([]time.Duration, 0, 1<<12)
	for before := time.Now(); before.Before(until) && ctx.Err() == nil; {
		n := next.Add(1) - 1
		if n >= maxRequests {
			break
		}
		status, err := c.send(&l.requests[n%int64(len(l.requests))], l.first+n)
		if err != nil {
			return nil, fmt.Errorf("request %d: %w", n, err)
		}
		if status != l.want {
			return nil, c.unexpected(status)
		}
		now := time.Now()
		took = append(took, now.Sub(before))
		before = now
	}
	return took, nil
}
