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
	gate := make(chan struct{})
	c := batch.New(func(context.Context, store.Merchant, []int) ([]int, error) {
		<-gate
		panic("boom")
	}, batch.Options{Max: 1, Queue: 1})
	var wg sync.WaitGroup
	full := 0
	var mu sync.Mutex
	for range 20 {
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
