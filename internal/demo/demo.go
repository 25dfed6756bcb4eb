package demo

import (
	"context"
	"fmt"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Slug is the slug of the demo merchant.
const Slug = "demo"

// Password is the password of every login of the demo: it is shown, and protects nothing.
const Password = "beigua-demo"

// ErrTaken refuses to fill a merchant that somebody else has made.
var ErrTaken = fault.Declare(fault.Conflict, "demo_slug_taken",
	"There is a merchant {slug} already that the demo has not made.", "商户标识 {slug} 已被占用，且不是演示商户。")

// Login is one way in.
type Login struct {
	Role     org.Role
	Name     string
	Email    string
	Password string
}

// Counts is how much of everything the story has.
type Counts struct {
	Stores, Products, Members, Children   int
	Orders, GuestOrders, Refunds, Returns int
}

// Result is the demo merchant and the ways in.
type Result struct {
	Merchant store.Merchant
	Logins   []Login // the first of each role stands first
	Key      string  // API key with every usual scope; "" where an earlier run has shown it
	Counts   Counts
	Repeated bool // an earlier run had finished it: nothing was done
}

// Progress is told how far the work is.
type Progress func(what string, done, total int)

// Options are the size and the seed of a demo.
type Options struct {
	Members  int    // DefaultMembers where it is 0
	Seed     uint64 // DefaultSeed where it is 0
	Progress Progress
}

// Limits and defaults of the room.
const (
	DefaultMembers = 2600
	DefaultSeed    = 20_260
	MinMembers     = 40
	MaxMembers     = 5000
	storyDays      = 548 // a year and a half
	maxTick        = 400 // happenings of one transaction
	minTick        = 48
	turnDays       = 9       // between two day-turns of the story: less than what one turn closes
	mark           = "demo:" // of idempotency keys
)

// Fill makes the demo merchant of the usual size. See [FillWith].
func Fill(ctx context.Context, db *store.DB, progress Progress) (Result, error) {
	return FillWith(ctx, db, Options{Progress: progress})
}

// FillWith makes the demo merchant, goes on where an earlier run was killed, or finds it finished and only answers. The database must
// be migrated and carry what order needs (vault, edition.Cache). Returns ErrTaken, staff.ErrLoginTaken, fault.ErrRange.
func FillWith(ctx context.Context, db *store.DB, o Options) (Result, error) {
	if o.Members == 0 {
		o.Members = DefaultMembers
	}
	if o.Seed == 0 {
		o.Seed = DefaultSeed
	}
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	if o.Members < MinMembers || o.Members > MaxMembers {
		return Result{}, fault.ErrRange.At("members", fault.P{"min": MinMembers, "max": MaxMembers})
	}
	d, err := loadData()
	if err != nil {
		return Result{}, fmt.Errorf("demo: data: %w", err)
	}
	p, err := newPlayer(ctx, db, d, o)
	if err != nil {
		return Result{}, err
	}
	defer p.close()
	if p.finished {
		return p.result(ctx)
	}
	if err := p.found(ctx); err != nil {
		return Result{}, err
	}
	p.story = draw(d, storyIn{seed: o.Seed, members: p.members, end: p.end, zone: p.zone})
	if err := p.recall(ctx); err != nil {
		return Result{}, err
	}
	if err := p.play(ctx); err != nil {
		return Result{}, err
	}
	return p.result(ctx)
}

// firstDay is the day on which the story begins.
func firstDay(end calendar.Day) calendar.Day { return end - storyDays }
