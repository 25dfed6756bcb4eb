package batch

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"regulars/internal/fault"
	"regulars/internal/store"
)

// ErrOverloaded refuses a call when too many of its merchant wait already.
var ErrOverloaded = fault.Declare(fault.Unavailable, "overloaded", "Too many requests are waiting; try again in a moment.", "等待处理的请求过多，请稍后再试。")

// Options bound a collector; a zero field takes the default.
type Options struct {
	Max     int           // items a batch (128)
	Queue   int           // items waiting in a lane (10,000)
	Timeout time.Duration // of one batch (30 s)
	Observe func(items int, took time.Duration)
	Now     func() time.Time // by which Observe's durations are taken; without it they are 0
}

// Run does the items of one batch and answers one Out each, in order.
type Run[In, Out any] func(ctx context.Context, merchant store.Merchant, items []In) ([]Out, error)

// Collector gathers concurrent calls. Use New.
type Collector[In, Out any] struct {
	run     Run[In, Out]
	options Options
	lane    func(In) int
	mu      sync.Mutex
	lanes   map[laneKey]*lane[In, Out]
	busy    sync.WaitGroup
}

// laneKey names a lane of a merchant.
type laneKey struct {
	merchant int64
	lane     int
}

// lane is what waits for the batch that is running.
type lane[In, Out any] struct{ waiting []*item[In, Out] }

type item[In, Out any] struct {
	in   In
	out  Out
	err  error
	done chan struct{}
}

// New makes a collector around run.
func New[In, Out any](run Run[In, Out], options Options) *Collector[In, Out] {
	if options.Max == 0 {
		options.Max = 128
	}
	if options.Queue == 0 {
		options.Queue = 10_000
	}
	if options.Timeout == 0 {
		options.Timeout = 30 * time.Second
	}
	return &Collector[In, Out]{run: run, options: options, lanes: map[laneKey]*lane[In, Out]{}}
}

// Lanes has batches of a merchant run beside each other, one a lane: items of the same lane keep their order. It must be called before
// the first item comes; without it there is one lane.
func (c *Collector[In, Out]) Lanes(lane func(In) int) *Collector[In, Out] {
	c.lane = lane
	return c
}

// Do waits until a batch has done the item. It returns ErrOverloaded where too many wait, and the
// context's error where the caller gave up first.
func (c *Collector[In, Out]) Do(ctx context.Context, merchant store.Merchant, in In) (Out, error) {
	it := &item[In, Out]{in: in, done: make(chan struct{})}
	if err := c.join(merchant, it); err != nil {
		return it.out, err
	}
	select {
	case <-it.done:
		return it.out, it.err
	case <-ctx.Done():
		var none Out
		return none, ctx.Err()
	}
}

func (c *Collector[In, Out]) join(merchant store.Merchant, it *item[In, Out]) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := laneKey{merchant: merchant.ID}
	if c.lane != nil {
		key.lane = c.lane(it.in)
	}
	l := c.lanes[key]
	idle := l == nil
	if idle {
		l = &lane[In, Out]{}
		c.lanes[key] = l
	}
	if len(l.waiting) >= c.options.Queue {
		return ErrOverloaded.New(nil)
	}
	l.waiting = append(l.waiting, it)
	if idle {
		c.busy.Add(1)
		go c.drain(merchant, key, l)
	}
	return nil
}

// drain runs batches of the lane until nothing waits.
func (c *Collector[In, Out]) drain(merchant store.Merchant, key laneKey, l *lane[In, Out]) {
	defer c.busy.Done()
	for {
		items := c.take(key, l)
		if items == nil {
			return
		}
		start := c.now()
		c.try(merchant, items)
		if c.options.Observe != nil {
			c.options.Observe(len(items), c.now().Sub(start))
		}
	}
}

func (c *Collector[In, Out]) now() time.Time {
	if c.options.Now == nil {
		return time.Time{}
	}
	return c.options.Now()
}

func (c *Collector[In, Out]) take(key laneKey, l *lane[In, Out]) []*item[In, Out] {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := min(len(l.waiting), c.options.Max)
	if n == 0 {
		delete(c.lanes, key)
		return nil
	}
	items := l.waiting[:n:n]
	l.waiting = l.waiting[n:]
	return items
}

// try runs the items as one batch, and one by one where that fails.
func (c *Collector[In, Out]) try(merchant store.Merchant, items []*item[In, Out]) {
	err := c.attempt(merchant, items)
	alone := len(items) > 1 && !hopeless(err)
	for _, it := range items {
		if err != nil {
			it.err = err
			if alone {
				it.err = c.attempt(merchant, []*item[In, Out]{it})
			}
		}
		close(it.done)
	}
}

// hopeless reports whether the database did not answer at all: then no item fares better alone.
func hopeless(err error) bool {
	e := fault.As(err)
	return errors.Is(err, context.DeadlineExceeded) || e != nil && e.Code.Kind == fault.Unavailable
}

func (c *Collector[In, Out]) attempt(merchant store.Merchant, items []*item[In, Out]) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("batch: panic: %v", p)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), c.options.Timeout)
	defer cancel()
	in := make([]In, len(items))
	for i, it := range items {
		in[i] = it.in
	}
	out, err := c.run(ctx, merchant, in)
	if err != nil {
		return err
	}
	if len(out) != len(items) {
		return fmt.Errorf("batch: %d answers to %d items", len(out), len(items))
	}
	for i, it := range items {
		it.out, it.err = out[i], nil
	}
	return nil
}

// Close waits until nothing is running any more; new calls must have stopped.
func (c *Collector[In, Out]) Close() { c.busy.Wait() }
