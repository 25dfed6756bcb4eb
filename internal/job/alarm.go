package job

import (
	"context"
	"sync"
	"time"
)

// alarm lets one goroutine sleep until another has work for it. Its zero value is ready.
type alarm struct {
	once sync.Once
	c    chan struct{}
}

func (a *alarm) channel() chan struct{} {
	a.once.Do(func() { a.c = make(chan struct{}, 1) })
	return a.c
}

// ring wakes the sleeper, or has the next one not fall asleep.
func (a *alarm) ring() {
	select {
	case a.channel() <- struct{}{}:
	default:
	}
}

// wait sleeps until it rings, the time is over or ctx ends.
func (a *alarm) wait(ctx context.Context, at time.Duration) {
	timer := time.NewTimer(at)
	defer timer.Stop()
	select {
	case <-a.channel():
	case <-timer.C:
	case <-ctx.Done():
	}
}
