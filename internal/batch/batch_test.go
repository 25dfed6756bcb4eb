package batch_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"regulars/internal/batch"
	"regulars/internal/fault"
	"regulars/internal/store"
)

func TestCollects(t *testing.T) {
	gate := make(chan struct{})
	var sizes []int
	c := batch.New(func(_ context.Context, _ store.Merchant, in []int) ([]int, error) {
		<-gate
		sizes = append(sizes, len(in))
		out := make([]int, len(in))
		for i, n := range in {
			if n == 13 && len(in) > 1 {
				return nil, errors.New("unlucky in company")
			}
			out[i] = n * 2
		}
		return out, nil
	}, batch.Options{Max: 8})
	var wg sync.WaitGroup
	for i := range 30 {
		wg.Go(func() {
			got, err := c.Do(context.Background(), store.Merchant{ID: 1}, i)
			if err != nil || got != 2*i {
				t.Errorf("%d: %d %v", i, got, err)
			}
		})
	}
	close(gate)
	wg.Wait()
	c.Close()
	total := 0
	for _, n := range sizes {
		if n > 8 {
			t.Errorf("a batch of %d", n)
		}
		total += n
	}
	if total < 30 {
		t.Errorf("%d items run", total)
	}
}

func TestRefusesBeyondTheQueueAndSurvivesPanic(t *testing.T) {
	gate, begun := make(chan struct{}), make(chan struct{}, 20)
	c := batch.New(func(context.Context, store.Merchant, []int) ([]int, error) {
		begun <- struct{}{}
		<-gate
		panic("boom")
	}, batch.Options{Max: 1, Queue: 1})
	var wg sync.WaitGroup
	full := 0
	var mu sync.Mutex
	for i := range 20 {
		if i == 1 {
			<-begun // the first one runs, one of the others may wait
		}
		wg.Go(func() {
			_, err := c.Do(context.Background(), store.Merchant{ID: 1}, 1)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				t.Error("a panic passed as success")
			}
			if fault.Has(err, batch.ErrOverloaded) {
				full++
			}
			if full == 18 {
				close(gate)
				full++
			}
		})
	}
	wg.Wait()
	if full != 19 {
		t.Errorf("%d were refused", full)
	}
}

// Lanes run beside each other; items of one keep their order and are never in two batches at a time.
func TestLanes(t *testing.T) {
	var mu sync.Mutex
	running, together := map[int]bool{}, 0
	last := map[int]int{}
	both := make(chan struct{})
	c := batch.New(func(_ context.Context, _ store.Merchant, in []int) ([]int, error) {
		lane := in[0] % 2
		mu.Lock()
		if running[lane] {
			t.Errorf("two batches of lane %d at a time", lane)
		}
		running[lane] = true
		if running[1-lane] {
			together++
			if together == 1 {
				close(both)
			}
		}
		for _, n := range in {
			if n%2 != lane || n <= last[lane] {
				t.Errorf("lane %d got %d after %d", lane, n, last[lane])
			}
			last[lane] = n
		}
		mu.Unlock()
		<-both // a batch ends only when one of the other lane has begun
		mu.Lock()
		running[lane] = false
		mu.Unlock()
		return in, nil
	}, batch.Options{Max: 3}).Lanes(func(n int) int { return n % 2 })
	var wg sync.WaitGroup
	for lane := range 2 {
		wg.Go(func() {
			for i := 1; i <= 10; i++ {
				if _, err := c.Do(context.Background(), store.Merchant{ID: 1}, 2*i+lane); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	c.Close()
}
