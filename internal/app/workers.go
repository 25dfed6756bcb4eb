package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"sync"

	"regulars/internal/job"
	"regulars/internal/org"
	"regulars/internal/store"
)

// startWorkers starts what works behind the door, unless this process is the door alone. The function it returns
// interrupts the workers and waits for them.
func (a *App) startWorkers(ctx context.Context, config ServeConfig) (<-chan error, func()) {
	failed := make(chan error, 2)
	if config.Role == "api" {
		return failed, func() {}
	}
	// Workers outlive ctx: the door closes first, so that what it commits last is still carried.
	working, interrupt := context.WithCancel(context.WithoutCancel(ctx))
	var all sync.WaitGroup
	for _, work := range []func(context.Context) error{a.relay().Run, a.runner().Run} {
		all.Go(func() {
			if err := work(working); err != nil && !errors.Is(err, context.Canceled) {
				failed <- err
			}
		})
	}
	return failed, func() {
		interrupt()
		all.Wait()
	}
}

// relay carries events from the outbox to the consumers of all rooms.
func (a *App) relay() *job.Relay {
	return &job.Relay{DB: a.DB, Scope: a.scopeOf, Consumers: consumers(), Holder: holder(), Log: a.Log}
}

// runner runs the jobs of all rooms.
func (a *App) runner() *job.Runner {
	return &job.Runner{DB: a.DB, Scope: a.scopeOf, Kinds: handlers(), Schedules: schedules(), Log: a.Log}
}

// scopeOf is the scope of the program's own work for a merchant.
func (a *App) scopeOf(ctx context.Context, merchantID int64) (store.Scope, error) {
	return org.SystemScope(ctx, a.DB, merchantID)
}

// holder names this process among those of other machines.
func holder() string {
	host, _ := os.Hostname()
	return fmt.Sprintf("%s/%d/%s", host, os.Getpid(), rand.Text()[:8])
}
