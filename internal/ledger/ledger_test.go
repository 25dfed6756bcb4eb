package ledger_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/ledger/closing"
	"regulars/internal/money"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// shop is a merchant with a clock.
type shop struct {
	t     testing.TB
	db    *store.DB
	scope store.Scope
}

func newShop(t testing.TB, db *store.DB) *shop {
	return &shop{t, db, storetest.Merchant(t, db)}
}

// do opens books, changes and saves them.
func (s *shop) do(members []int64, need ledger.Need, change func(*ledger.Books)) {
	s.t.Helper()
	err := s.db.Tx(context.Background(), s.scope, func(tx *store.Tx) error {
		bk, err := ledger.Open(context.Background(), tx, members, need)
		if err != nil {
			return err
		}
		for _, m := range bk.Members() {
			bk.CatchUp(m, tx.Now())
		}
		change(bk)
		return bk.Save(tx)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) tx(fn func(*store.Tx) error) {
	s.t.Helper()
	if err := s.db.Tx(context.Background(), s.scope, fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) view(fn func(*store.Tx) error) {
	s.t.Helper()
	if err := s.db.View(context.Background(), s.scope, fn); err != nil {
		s.t.Fatal(err)
	}
}

// wallet is what the member holds now, without writing.
func (s *shop) wallet(member int64) (w ledger.Wallet) {
	s.t.Helper()
	s.view(func(tx *store.Tx) error {
		bk, err := ledger.Open(context.Background(), tx, []int64{member}, ledger.Need{})
		if err != nil {
			return err
		}
		bk.CatchUp(member, tx.Now())
		w = bk.Wallet(member)
		return bk.Err()
	})
	return w
}

// check proves the invariants of the whole ledger.
func (s *shop) check() {
	s.t.Helper()
	s.view(func(tx *store.Tx) error {
		return closing.Check(context.Background(), tx, func(f closing.Finding) { s.t.Error(f) })
	})
}

func (s *shop) now() calendar.Instant { return calendar.Of(storetest.Clock(s.db).Now()) }

func (s *shop) wait(d time.Duration) { storetest.Clock(s.db).Add(d) }

func (s *shop) entries(member int64) (out []ledger.Entry) {
	s.t.Helper()
	s.view(func(tx *store.Tx) (err error) {
		out, err = ledger.Entries(context.Background(), tx, ledger.EntriesIn{MemberID: member, Assets: ledger.Assets()})
		return err
	})
	return out
}

func earn(t testing.TB, bk *ledger.Books, member int64, in ledger.In) int64 {
	t.Helper()
	id, refused := bk.Earn(member, in)
	if refused != nil {
		t.Fatal(refused)
	}
	return id
}

func must(t testing.TB, refused *fault.Error) {
	t.Helper()
	if refused != nil {
		t.Fatal(refused)
	}
}

func points(amount int64, cause ledger.Cause, at calendar.Instant) ledger.In {
	return ledger.In{Asset: ledger.Points, Amount: amount, Cause: cause, At: at, Rule: "base"}
}

// What is saved is read again as it was, on both engines; a view sees it and what is due, and writes nothing.
func TestSaveAndOpen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShop(t, db)
		now := s.now()
		var lot int64
		s.do([]int64{ada, ada, 8}, ledger.Need{}, func(bk *ledger.Books) {
			in := points(100, order(1), now)
			in.AvailableAt, in.ExpiresAt, in.Root, in.Version, in.IdleMonths = now+3*day, now+30*day, "order:1", 4, 2
			lot = earn(t, bk, ada, in)
			in = points(7, order(1), now)
			in.Asset, in.Root = ledger.Growth, "visit:9"
			earn(t, bk, ada, in)
		})
		entries := s.entries(ada)
		want := []ledger.Entry{{
			ID: lot, MemberID: ada, Asset: ledger.Points, Kind: ledger.KindEarn, Account: ledger.Issued, Amount: 100, LotID: lot, Cause: order(1),
			Rule: "base", Version: 4, At: now, PostedAt: now, Remaining: 100, Pending: true, AvailableAt: now + 3*day, ExpiresAt: now + 30*day, IdleMonths: 2,
		}}
		if diff := cmp.Diff(want, entries[1:]); diff != "" || entries[0].Root != "visit:9" || len(entries) != 2 {
			t.Fatalf("entries differ (-want +got):\n%s", diff)
		}
		if w := s.wallet(ada); w.Of(ledger.Points) != (ledger.Balance{Pending: 100}) || w.DueAt != now+3*day || w.ActiveAt != now {
			t.Fatalf("wallet %+v", w)
		}
		s.wait(72 * time.Hour)
		if w := s.wallet(ada); w.Of(ledger.Points) != (ledger.Balance{Available: 100}) || w.DueAt != now+30*day {
			t.Fatalf("after three days %+v", w)
		}
		if got := s.entries(ada); len(got) != 2 || !got[1].Pending {
			t.Fatalf("reading has written: %+v", got)
		}
		if w := s.wallet(999); w.DueAt != calendar.Never {
			t.Fatalf("a stranger's wallet: %+v", w)
		}
		s.check()
	})
}

// Random histories on a database, saved and opened anew after each command, end as the model counts.
func TestDatabaseAgreesWithModel(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			db := storetest.Open(t, engine)
			member := ada
			rapid.Check(t, func(rt *rapid.T) {
				member++
				storetest.Clock(db).Set(storetest.Start)
				s := newShop(t, db)
				x := &machine{t: rt, m: model{zone: shanghai}, now: start, member: member}
				open := func() {
					storetest.Clock(db).Set(x.now.Time())
					s.tx(func(tx *store.Tx) (err error) {
						x.bk, err = ledger.Open(t.Context(), tx, []int64{member},
							ledger.Need{Draw: []int64{member}, Assets: ledger.Assets(), Causes: causes})
						return err
					})
				}
				x.save = func() {
					s.tx(func(tx *store.Tx) error { return x.bk.Save(tx) })
					s.check()
					open()
				}
				open()
				rt.Repeat(x.actions())
			})
		})
	}
}

// Spends of one wallet at the same time are taken one after another: none is lost, nothing goes below zero.
func TestConcurrentSpends(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShop(t, db)
		s.do([]int64{ada}, ledger.Need{}, func(bk *ledger.Books) {
			for i := range int64(10) {
				earn(t, bk, ada, points(10, order(i+1), s.now()))
			}
		})
		var done, refused atomic.Int64
		var all sync.WaitGroup
		for worker := range int64(8) {
			all.Go(func() {
				for i := range int64(5) {
					s.do([]int64{ada, 900 + worker}, ledger.Need{Draw: []int64{ada}}, func(bk *ledger.Books) {
						in := points(7, order(100+worker*10+i), s.now())
						if err := bk.Spend(ada, in); err != nil {
							refused.Add(1)
							return
						}
						done.Add(1)
						earn(t, bk, 900+worker, points(1, in.Cause, s.now()))
					})
				}
			})
		}
		all.Wait()
		if done.Load() != 14 || refused.Load() != 26 { // 100 points, 7 at a time
			t.Fatalf("%d done, %d refused", done.Load(), refused.Load())
		}
		if w := s.wallet(ada); w.Of(ledger.Points) != (ledger.Balance{Available: 2}) {
			t.Fatalf("left %+v", w.Of(ledger.Points))
		}
		s.check()
	})
}

// Two servers that meet a new member at the same time make one wallet.
func TestConcurrentFirstEarning(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShop(t, db)
		var all sync.WaitGroup
		for i := range int64(6) {
			all.Go(func() {
				s.do([]int64{50, 51, 52, 53}, ledger.Need{}, func(bk *ledger.Books) {
					for m := int64(50); m < 54; m++ {
						earn(t, bk, m, points(5, order(i+1), s.now()))
					}
				})
			})
		}
		all.Wait()
		for m := int64(50); m < 54; m++ {
			if w := s.wallet(m); w.Of(ledger.Points).Available != 30 {
				t.Fatalf("member %d: %+v", m, w)
			}
		}
		s.check()
	})
}

// What cannot be is refused, with the reason, and changes nothing.
func TestRefusals(t *testing.T) {
	at := start
	in := func(amount int64) ledger.In { return points(amount, order(1), at) }
	cases := []struct {
		name string
		do   func(*ledger.Books) *fault.Error
		code fault.Code
	}{
		{"earn nothing", func(bk *ledger.Books) *fault.Error { _, r := bk.Earn(ada, in(0)); return r }, ledger.ErrAmount},
		{"earn below nothing", func(bk *ledger.Books) *fault.Error { _, r := bk.Earn(ada, in(-5)); return r }, ledger.ErrAmount},
		{"earn more than an amount can be", func(bk *ledger.Books) *fault.Error { _, r := bk.Earn(ada, in(money.Limit+1)); return r }, ledger.ErrAmount},
		{"hold more than a wallet can", func(bk *ledger.Books) *fault.Error { _, r := bk.Earn(ada, in(money.Limit)); return r }, ledger.ErrHolding},
		{"earn what there is not", func(bk *ledger.Books) *fault.Error {
			_, r := bk.Earn(ada, ledger.In{Asset: "gold", Amount: 1, At: at})
			return r
		}, fault.ErrInvalid},
		{"idle for ever", func(bk *ledger.Books) *fault.Error {
			i := in(1)
			i.IdleMonths = 5000
			_, r := bk.Earn(ada, i)
			return r
		}, fault.ErrRange},
		{"spend below nothing", func(bk *ledger.Books) *fault.Error { return bk.Spend(ada, in(-5)) }, ledger.ErrAmount},
		{"spend too much", func(bk *ledger.Books) *fault.Error { return bk.Spend(ada, in(101)) }, ledger.ErrNotEnoughPoints},
		{"spend growth", func(bk *ledger.Books) *fault.Error { i := in(1); i.Asset = ledger.Growth; return bk.Spend(ada, i) }, ledger.ErrNotEnoughGrowth},
		{"spend bonus", func(bk *ledger.Books) *fault.Error { i := in(1); i.Asset = ledger.Bonus; return bk.Spend(ada, i) }, ledger.ErrNotEnoughBalance},
		{"hold too much", func(bk *ledger.Books) *fault.Error { _, r := bk.Hold(ada, in(101), at+day); return r }, ledger.ErrNotEnoughPoints},
		{"hold into the past", func(bk *ledger.Books) *fault.Error { _, r := bk.Hold(ada, in(1), at); return r }, fault.ErrInvalid},
		{"adjust too far down", func(bk *ledger.Books) *fault.Error { return bk.Adjust(ada, in(-101)) }, ledger.ErrNotEnoughPoints},
		{"adjust by more than can be", func(bk *ledger.Books) *fault.Error { return bk.Adjust(ada, in(-money.Limit-1)) }, ledger.ErrAmount},
		{"give back what was not spent", func(bk *ledger.Books) *fault.Error { _, r := bk.GiveBack(ada, in(1)); return r }, ledger.ErrGiveBack},
		{"claw back nothing", func(bk *ledger.Books) *fault.Error { _, r := bk.ClawBack(ada, in(0)); return r }, ledger.ErrAmount},
		{"release no hold", func(bk *ledger.Books) *fault.Error { return bk.Release(ada, 12345, at) }, ledger.ErrHoldClosed},
		{"capture no hold", func(bk *ledger.Books) *fault.Error { return bk.Capture(ada, 12345, in(1)) }, ledger.ErrHoldClosed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			bk := ledger.InMemory(at, shanghai, []int64{1}, ada)
			earn(t, bk, ada, points(100, order(2), at))
			before := bk.Wallet(ada)
			refused := c.do(bk)
			if refused == nil || !fault.Has(refused, c.code) {
				t.Fatalf("refused: %v, want %s", refused, c.code.Code)
			}
			if bk.Wallet(ada) != before || len(bk.Posted()) != 1 || bk.Err() != nil {
				t.Fatalf("a refusal left %+v, %d entries, %v", bk.Wallet(ada), len(bk.Posted()), bk.Err())
			}
		})
	}
}

// Books that lack what a verb needs say so and are not saved; nor are those of a view.
func TestNotLoaded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShop(t, db)
		s.do([]int64{ada}, ledger.Need{}, func(bk *ledger.Books) { earn(t, bk, ada, points(10, order(1), s.now())) })
		for name, use := range map[string]func(*ledger.Books){
			"lots":   func(bk *ledger.Books) { bk.Spend(ada, points(1, order(2), s.now())) },
			"cause":  func(bk *ledger.Books) { bk.GiveBack(ada, points(1, order(2), s.now())) },
			"claw":   func(bk *ledger.Books) { bk.ClawBack(ada, points(1, order(1), s.now())) },
			"member": func(bk *ledger.Books) { bk.Earn(4711, points(1, order(2), s.now())) },
		} {
			err := db.Tx(t.Context(), s.scope, func(tx *store.Tx) error {
				bk, err := ledger.Open(t.Context(), tx, []int64{ada}, ledger.Need{})
				if err != nil {
					return err
				}
				use(bk)
				return bk.Save(tx)
			})
			if err == nil {
				t.Errorf("%s: books with a mistake were saved", name)
			}
		}
		err := db.View(t.Context(), s.scope, func(tx *store.Tx) error {
			bk, err := ledger.Open(t.Context(), tx, []int64{ada}, ledger.Need{})
			if err != nil {
				return err
			}
			earn(t, bk, ada, points(1, order(2), s.now()))
			return bk.Save(tx)
		})
		if err == nil {
			t.Error("books of a view were saved")
		}
		if w := s.wallet(ada); w.Of(ledger.Points).Available != 10 {
			t.Errorf("left %+v", w)
		}
	})
}
