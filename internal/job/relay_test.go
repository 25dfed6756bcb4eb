package job_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"regulars/internal/event"
	"regulars/internal/job"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// emit commits n events of a kind.
func emit(t *testing.T, db *store.DB, scope store.Scope, kind string, n int) {
	t.Helper()
	within(t, db, scope, func(_ context.Context, tx *store.Tx) error {
		for i := range n {
			tx.Emit(event.Event{Kind: kind, Subject: int64(i), Root: "order:1"})
		}
		return nil
	})
}

// log collects what consumers took, in commits that came through only as far as their tests say.
type log struct {
	mu    sync.Mutex
	taken map[string]map[int64]int // consumer → event → times
	order []string
}

func (l *log) add(consumer string, events []event.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.taken == nil {
		l.taken = map[string]map[int64]int{}
	}
	if l.taken[consumer] == nil {
		l.taken[consumer] = map[int64]int{}
	}
	for _, e := range events {
		l.taken[consumer][e.ID]++
		l.order = append(l.order, consumer+":"+e.Kind)
	}
}

func (l *log) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken, l.order = nil, nil
}

func (l *log) count(consumer string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.taken[consumer])
}

func (l *log) consumer(name string, kinds ...string) job.Consumer {
	return job.Consumer{Name: name, Kinds: kinds, Take: func(_ context.Context, _ *store.Tx, events []event.Event) error {
		l.add(name, events)
		return nil
	}}
}

func relay(db *store.DB, holder string, list []store.Scope, consumers ...job.Consumer) *job.Relay {
	return &job.Relay{DB: db, Scope: scopes(list...), Consumers: consumers, Holder: holder, Poll: 2 * time.Millisecond}
}

func left(t *testing.T, db *store.DB, scope store.Scope) (events, deliveries int, parked []job.Parked) {
	t.Helper()
	within(t, db, scope, func(ctx context.Context, tx *store.Tx) error {
		list, err := store.Outbox(ctx, tx, 10_000)
		if err != nil {
			return err
		}
		events = len(list)
		if _, err := store.One(ctx, tx, `SELECT count(*) FROM job_delivery WHERE merchant_id = $1`,
			func(r store.Row) error { return r.Scan(&deliveries) }, tx.MerchantID()); err != nil {
			return err
		}
		parked, err = job.ListParked(ctx, tx)
		return err
	})
	return events, deliveries, parked
}

func TestDrain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope, other := storetest.Merchant(t, db), storetest.Merchant(t, db)
		var l log
		causes := job.Consumer{Name: "causes", Kinds: []string{"a"}, Take: func(_ context.Context, tx *store.Tx, events []event.Event) error {
			for _, e := range events {
				tx.Emit(event.Event{Kind: "b", Subject: e.Subject, Root: e.Root})
			}
			return nil
		}}
		r := relay(db, "one", []store.Scope{scope, other}, l.consumer("all"), causes, l.consumer("only b", "b"))
		emit(t, db, scope, "a", job.MaxEvents+10)
		emit(t, db, scope, "nobody's", 1)
		emit(t, db, other, "a", 1)
		if err := r.Drain(t.Context(), scope.Merchant.ID); err != nil {
			t.Fatal(err)
		}
		if l.count("all") != 2*(job.MaxEvents+10)+1 || l.count("only b") != job.MaxEvents+10 {
			t.Errorf("all took %d, only b took %d", l.count("all"), l.count("only b"))
		}
		if events, deliveries, parked := left(t, db, scope); events+deliveries+len(parked) != 0 {
			t.Errorf("left: %d events, %d deliveries, %v", events, deliveries, parked)
		}
		if events, _, _ := left(t, db, other); events != 1 {
			t.Errorf("another merchant's events were touched")
		}
	})
}

// Depth and history go on to what an event causes; a chain without end is cut.
func TestDepthAndHistory(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		past := scope
		past.Historic = true
		var l log
		deepest := 0
		again := job.Consumer{Name: "again", Kinds: []string{"loop"}, Take: func(_ context.Context, tx *store.Tx, events []event.Event) error {
			for _, e := range events {
				deepest = max(deepest, e.Depth)
			}
			tx.Emit(event.Event{Kind: "loop"})
			return nil
		}}
		follow := job.Consumer{Name: "follow", Kinds: []string{"fact"}, Take: func(_ context.Context, tx *store.Tx, events []event.Event) error {
			for range events {
				tx.Emit(event.Event{Kind: "consequence"})
			}
			return nil
		}}
		live := l.consumer("live")
		live.LiveOnly = true
		r := relay(db, "one", []store.Scope{scope}, live, again, follow)
		emit(t, db, past, "fact", 2)
		emit(t, db, scope, "fact", 3)
		if err := r.Drain(t.Context(), scope.Merchant.ID); err != nil {
			t.Fatal(err)
		}
		if n := l.count("live"); n != 6 { // 3 facts and their 3 consequences, nothing imported
			t.Errorf("live took %d, want 6: %v", n, l.order)
		}
		emit(t, db, scope, "loop", 1)
		if err := r.Drain(t.Context(), scope.Merchant.ID); err != nil {
			t.Fatal(err)
		}
		if _, _, parked := left(t, db, scope); len(parked) != 1 || deepest != event.MaxDepth {
			t.Errorf("the loop went %d deep and left %d parked", deepest, len(parked))
		}
	})
}

// Invariant 4: where a consumer fails the others take the events once all the same, and one that has taken them is not asked again when
// the relay broke off afterwards.
func TestRedelivery(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		var l log
		ctx, breakOff := context.WithCancel(t.Context())
		calls := 0
		broken := job.Consumer{Name: "second", Take: func(_ context.Context, _ *store.Tx, events []event.Event) error {
			if calls++; calls == 1 {
				l.forget() // what the others did in this commit
				return errors.New("not together")
			}
			if ctx.Err() == nil {
				breakOff() // the server dies here
				return ctx.Err()
			}
			l.add("second", events)
			return nil
		}}
		r := relay(db, "one", []store.Scope{scope}, l.consumer("first"), broken, l.consumer("third"))
		emit(t, db, scope, "a", 5)
		if err := r.Drain(ctx, scope.Merchant.ID); !errors.Is(err, context.Canceled) {
			t.Fatalf("it went on: %v", err)
		}
		if events, deliveries, parked := left(t, db, scope); events != 5 || deliveries != 5 || len(parked) != 0 {
			t.Errorf("after the break: %d events, %d deliveries, %v", events, deliveries, parked)
		}
		if err := r.Drain(t.Context(), scope.Merchant.ID); err != nil {
			t.Fatal(err)
		}
		for consumer, events := range l.taken {
			for id, times := range events {
				if times != 1 {
					t.Errorf("%s took %d %d times", consumer, id, times)
				}
			}
		}
		if l.count("first") != 5 || l.count("second") != 5 || l.count("third") != 5 {
			t.Errorf("%v", l.taken)
		}
		if events, deliveries, _ := left(t, db, scope); events+deliveries != 0 {
			t.Errorf("left %d events, %d deliveries", events, deliveries)
		}
	})
}

// Invariant 5: one event that a consumer cannot take is parked and tried again; the others and the other consumers
// go on; after MaxTries it waits for a person.
func TestParked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		var l log
		healed := false
		tries := 0
		picky := job.Consumer{Name: "picky", Take: func(ctx context.Context, tx *store.Tx, events []event.Event) error {
			for _, e := range events {
				tx.Emit(event.Event{Kind: "by picky"}) // must not survive a refused commit
				if e.Kind == "a" && e.Subject == 2 && !healed {
					tries++
					panic("cannot take it")
				}
			}
			l.add("picky", events)
			return nil
		}}
		picky.Kinds = []string{"a"}
		r := relay(db, "one", []store.Scope{scope}, l.consumer("before", "a"), picky, l.consumer("after", "a"), l.consumer("effects", "by picky"))
		emit(t, db, scope, "a", 5)
		drain := func() {
			t.Helper()
			if err := r.Drain(t.Context(), scope.Merchant.ID); err != nil {
				t.Fatal(err)
			}
		}
		drain()
		if l.count("before") != 5 || l.count("picky") != 4 || l.count("after") != 5 || l.count("effects") != 4 {
			t.Errorf("%v", l.order)
		}
		events, deliveries, parked := left(t, db, scope)
		if events+deliveries != 0 || len(parked) != 1 || parked[0].Event.Subject != 2 || parked[0].Event.Root != "order:1" || parked[0].Tries != 1 {
			t.Fatalf("left: %d, %d, %+v", events, deliveries, parked)
		}
		for range job.MaxTries + 5 {
			storetest.Clock(db).Add(2 * time.Hour)
			drain()
		}
		if _, _, parked = left(t, db, scope); parked[0].Tries != job.MaxTries || tries != job.MaxTries+2 { // with all consumers, in the batch, and alone
			t.Errorf("%d tries, %+v", tries, parked)
		}
		healed = true
		drain()
		if l.count("picky") != 4 {
			t.Error("it was tried though it waits for a person")
		}
		within(t, db, scope, func(ctx context.Context, tx *store.Tx) error {
			return job.Unpark(ctx, tx, parked[0].Event.ID, "picky")
		})
		drain()
		if _, _, parked = left(t, db, scope); len(parked) != 0 || l.count("picky") != 5 || l.count("effects") != 5 {
			t.Errorf("after healing: %v, %v", parked, l.order)
		}
	})
}

// Invariant 6: while one relay holds a merchant's lease another waits.
func TestTwoRelays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		var l log
		second := relay(db, "second", []store.Scope{scope}, l.consumer("c"))
		calls, waited := 0, false
		first := relay(db, "first", []store.Scope{scope}, job.Consumer{Name: "c", Take: func(_ context.Context, _ *store.Tx, events []event.Event) error {
			if calls++; calls == 1 {
				return errors.New("not all at once")
			}
			l.add("c", events)
			return nil
		}})
		first.Log = slog.New(between{slog.DiscardHandler, func() {
			short, stop := context.WithTimeout(t.Context(), 150*time.Millisecond)
			defer stop()
			err := second.Drain(short, scope.Merchant.ID)
			waited = errors.Is(err, context.DeadlineExceeded) && l.count("c") == 0
			if !waited {
				t.Errorf("two relays serve one merchant: %v", err)
			}
		}})
		emit(t, db, scope, "a", 3)
		if err := first.Drain(t.Context(), scope.Merchant.ID); err != nil || !waited {
			t.Fatalf("waited: %t, %v", waited, err)
		}
		emit(t, db, scope, "a", 3)
		if err := second.Drain(t.Context(), scope.Merchant.ID); err != nil || l.count("c") != 6 {
			t.Errorf("nobody took over: %v", err)
		}
	})
}

// between runs a function when a relay logs, which it does between two commits.
type between struct {
	slog.Handler
	run func()
}

func (b between) Enabled(context.Context, slog.Level) bool  { return true }
func (b between) Handle(context.Context, slog.Record) error { b.run(); return nil }

// Invariant 6: a relay that slept over its lease between two commits is refused the second one.
func TestRelayFence(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		var l log
		second := relay(db, "second", []store.Scope{scope}, l.consumer("c"))
		calls := 0
		first := relay(db, "first", []store.Scope{scope}, job.Consumer{Name: "c", Take: func(_ context.Context, _ *store.Tx, events []event.Event) error {
			if calls++; calls == 1 {
				return errors.New("not all at once")
			}
			l.add("c", events)
			return nil
		}})
		first.Log = slog.New(between{slog.DiscardHandler, func() {
			storetest.Clock(db).Add(time.Hour)
			if err := second.Drain(t.Context(), scope.Merchant.ID); err != nil {
				t.Error(err)
			}
		}})
		emit(t, db, scope, "a", 3)
		if err := first.Drain(t.Context(), scope.Merchant.ID); !errors.Is(err, job.ErrLeaseLost) {
			t.Errorf("the fence let it through: %v", err)
		}
		for id, times := range l.taken["c"] {
			if times != 1 {
				t.Errorf("event %d was taken %d times", id, times)
			}
		}
		if events, deliveries, parked := left(t, db, scope); l.count("c") != 3 || events+deliveries+len(parked) != 0 {
			t.Errorf("%d events, %d deliveries, %v left", events, deliveries, parked)
		}
	})
}

// No merchant waits for another's events.
func TestMerchantsApart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		bad, good := storetest.Merchant(t, db), storetest.Merchant(t, db)
		var l log
		stuck := make(chan struct{})
		r := relay(db, "one", []store.Scope{bad, good}, job.Consumer{Name: "c", Take: func(ctx context.Context, tx *store.Tx, events []event.Event) error {
			if tx.MerchantID() == bad.Merchant.ID {
				return errors.New("always fails")
			}
			l.add("c", events)
			return nil
		}})
		r.Scope = func(ctx context.Context, id int64) (store.Scope, error) {
			if id == bad.Merchant.ID {
				<-stuck // its worker hangs
			}
			return scopes(bad, good)(ctx, id)
		}
		emit(t, db, bad, "a", 3)
		emit(t, db, good, "a", 3)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); r.Run(ctx) }()
		wait(t, func() bool { return l.count("c") == 3 })
		for i := range 3 {
			emit(t, db, good, fmt.Sprint("more", i), 1)
		}
		wait(t, func() bool { return l.count("c") == 6 })
		close(stuck)
		wait(t, func() bool { _, _, parked := left(t, db, bad); return len(parked) == 3 })
		stop()
		<-ended
	})
}

// A relay that has finished leaves nothing that the next one would wait for, and one that only helps waits for the other.
func TestLeaseGivenBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		list := []store.Scope{scope}
		l := &log{}
		limited, done := context.WithTimeout(context.Background(), 10*time.Second)
		defer done()
		for _, holder := range []string{"a", "b", "c"} { // the clock stands still: no lease runs out
			emit(t, db, scope, "x", 3)
			if err := relay(db, holder, list, l.consumer("one")).Drain(limited, scope.Merchant.ID); err != nil {
				t.Fatalf("%s: %v", holder, err)
			}
		}
		running, stop := context.WithCancel(limited)
		ended := make(chan error)
		served := relay(db, "server", list, l.consumer("one"))
		go func() { ended <- served.Run(running) }()
		emit(t, db, scope, "x", 3)
		for l.count("one") < 12 && limited.Err() == nil {
			time.Sleep(time.Millisecond)
		}
		// The server has the lease and will keep it; there is nothing left to wait for.
		if err := relay(db, "beside", list, l.consumer("one")).Drain(limited, scope.Merchant.ID); err != nil {
			t.Fatalf("beside a server: %v", err)
		}
		stop()
		<-ended
		emit(t, db, scope, "x", 3)
		if err := relay(db, "d", list, l.consumer("one")).Drain(limited, scope.Merchant.ID); err != nil {
			t.Fatalf("after the server has stopped: %v", err)
		}
		if l.count("one") != 15 {
			t.Errorf("%d events were taken, want 15", l.count("one"))
		}
	})
}
