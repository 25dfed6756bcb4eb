package benefit_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/offer/deal"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/worldtest"
)

var ctx = context.Background()

// books opens what a member holds, does something with it and saves it.
func books(w *worldtest.World, id int64, need benefit.Need, do func(bk *benefit.Books, now calendar.Instant) *fault.Error) error {
	return w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error {
		bk, _, err := benefit.Open(ctx, tx, id, need)
		if err != nil {
			return err
		}
		if refused := do(bk, tx.Now()); refused != nil {
			return refused
		}
		return bk.Save()
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func give(w *worldtest.World, id, quantity int64, until calendar.Instant) (made int64) {
	w.Helper()
	must(w, books(w, id, benefit.Need{}, func(bk *benefit.Books, _ calendar.Instant) *fault.Error {
		e, refused := bk.Give(id, benefit.GiveIn{Kind: benefit.KindGiven, Benefit: "wash", Source: "grant:1", Root: "grant:1", Quantity: quantity, ExpiresAt: until,
			Terms: benefit.Terms{Name: deal.Text{En: "Wash"}, Gives: deal.ByService, CostMinor: 500}})
		if refused == nil {
			made = e.ID
		}
		return refused
	}))
	return made
}

func find(w *worldtest.World, id int64) (e *benefit.Entitlement) {
	w.Helper()
	w.View(func(tx *store.Tx) (err error) {
		e, err = benefit.Get(ctx, tx, id)
		return err
	})
	return e
}

func orderOf(n int64) ledger.Cause { return ledger.Cause{Kind: "order", ID: n} }

// What an order used comes back in any cutting, to the old end, or until the grace after it.
func TestUseAndGiveBack(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		end := w.Now().Add(10 * 24 * time.Hour)
		etl := give(w, id, 5, end)
		must(t, books(w, id, benefit.Need{}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
			_, refused := bk.Use(etl, benefit.UseIn{Quantity: 3, Cause: orderOf(7), At: now})
			return refused
		}))
		back := func(n int64, grace time.Duration) error {
			return books(w, id, benefit.Need{Orders: []int64{7}}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
				return bk.GiveBack(orderOf(7), etl, n, benefit.Returning{At: now, GraceUntil: now.Add(grace), By: "test"})
			})
		}
		must(t, back(1, time.Hour))
		if e := find(w, etl); e.Used != 2 || e.Left() != 3 {
			t.Errorf("after one came back: %+v", e)
		}
		w.Days(11)
		must(t, back(1, 48*time.Hour))
		must(t, back(1, 0))
		if err := back(1, time.Hour); !fault.Has(err, benefit.ErrUndone) {
			t.Errorf("more than was used: %v", err)
		}
		must(t, books(w, id, benefit.Need{}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
			held := bk.Held(id, now)
			if len(held) != 1 || held[0].Follows != etl || held[0].Left() != 1 || held[0].ExpiresAt != now.Add(48*time.Hour) {
				t.Errorf("held after the end: %+v", held)
			}
			return nil
		}))
		if e := find(w, etl); e.Used != 0 || e.Status(w.Now()) != benefit.StatusExpired {
			t.Errorf("%+v", e)
		}
		w.Sound()
	})
}

func TestRefusals(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id, other := w.Join(), w.Join()
		etl := give(w, id, 2, w.Now().Add(time.Hour))
		use := func(who, what, n int64) error {
			return books(w, who, benefit.Need{}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
				_, refused := bk.Use(what, benefit.UseIn{Quantity: n, Cause: orderOf(9), At: now})
				return refused
			})
		}
		for name, c := range map[string]struct {
			err  error
			want fault.Code
		}{
			"another's":   {use(other, etl, 1), benefit.ErrUnknown},
			"none":        {use(id, etl, 0), benefit.ErrQuantity},
			"too many":    {use(id, etl, 3), benefit.ErrUsedUp},
			"no such":     {use(id, 12345, 1), benefit.ErrUnknown},
			"nobody":      {use(4711, etl, 1), fault.Code{Code: "member_not_found"}},
			"a quantity":  {use(id, etl, benefit.MaxQuantity+1), benefit.ErrQuantity},
			"of merchant": {nil, fault.Code{}},
		} {
			if c.want.Code != "" && !fault.Has(c.err, c.want) {
				t.Errorf("%s: %v", name, c.err)
			}
		}
		w.Wait(time.Hour)
		if err := use(id, etl, 1); !fault.Has(err, benefit.ErrUnknown) { // what is over is not even read
			t.Errorf("expired: %v", err)
		}
		scope := storetest.Merchant(t, w.DB)
		err := w.DB.View(ctx, scope, func(tx *store.Tx) error {
			_, err := benefit.Get(ctx, tx, etl)
			return err
		})
		if !fault.Has(err, benefit.ErrUnknown) {
			t.Errorf("from another merchant: %v", err)
		}
	})
}

// A hold keeps uses from others until it is released or its time is over.
func TestLock(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		etl := give(w, id, 3, 0)
		lock := func(hold, n int64) error {
			return books(w, id, benefit.Need{}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
				return bk.Lock(etl, hold, n, now, now.Add(10*time.Minute))
			})
		}
		must(t, lock(1, 2))
		if err := lock(2, 2); !fault.Has(err, benefit.ErrUsedUp) {
			t.Errorf("locked twice: %v", err)
		}
		must(t, books(w, id, benefit.Need{Holds: []int64{1}}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
			bk.Unlock(1)
			bk.Unlock(99)
			_, refused := bk.Use(etl, benefit.UseIn{Quantity: 2, Cause: orderOf(3), At: now})
			return refused
		}))
		must(t, lock(4, 1))
		if err := lock(5, 1); !fault.Has(err, benefit.ErrUsedUp) {
			t.Errorf("nothing is left: %v", err)
		}
		w.Wait(10 * time.Minute)
		must(t, lock(6, 1))
		w.Sound()
	})
}

// Taking back leaves what was used, says what it was worth, and ends the locks; again it takes nothing.
func TestRevoke(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		etl := give(w, id, 5, 0)
		must(t, books(w, id, benefit.Need{}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
			if refused := bk.Lock(etl, 1, 1, now, now.Add(time.Hour)); refused != nil {
				return refused
			}
			_, refused := bk.Use(etl, benefit.UseIn{Quantity: 2, Cause: orderOf(3), At: now})
			return refused
		}))
		for i, want := range []benefit.Revoked{{Quantity: 3, UnrecoveredMinor: 1000}, {UnrecoveredMinor: 1000}} {
			must(t, books(w, id, benefit.Need{IDs: []int64{etl}}, func(bk *benefit.Books, _ calendar.Instant) *fault.Error {
				if got, refused := bk.Revoke(etl); refused != nil || got != want {
					t.Errorf("%d: %+v %v", i, got, refused)
				}
				return nil
			}))
		}
		if e := find(w, etl); e.Status(w.Now()) != benefit.StatusVoid || e.Left() != 0 {
			t.Errorf("%+v", e)
		}
		w.Sound()
	})
}

// A use that comes back after what gave it was taken back is taken back with it; of what was paid for it is good again. Both with what follows.
func TestReturnAfterRevoke(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		for name, c := range map[string]struct {
			take func(*benefit.Books, int64) (benefit.Revoked, *fault.Error)
			days int
			left int64
		}{
			"given":                 {(*benefit.Books).Revoke, 1, 0},
			"bought":                {(*benefit.Books).TakeUnused, 1, 2},
			"given, after it":       {(*benefit.Books).Revoke, 20, 0},
			"bought, after its end": {(*benefit.Books).TakeUnused, 20, 2},
		} {
			etl := give(w, id, 2, w.Now().Add(10*24*time.Hour))
			must(t, books(w, id, benefit.Need{}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
				_, refused := bk.Use(etl, benefit.UseIn{Quantity: 2, Cause: orderOf(etl), At: now})
				return refused
			}))
			must(t, books(w, id, benefit.Need{IDs: []int64{etl}}, func(bk *benefit.Books, _ calendar.Instant) *fault.Error {
				_, refused := c.take(bk, etl)
				return refused
			}))
			w.Days(c.days)
			need := benefit.Need{Orders: []int64{etl}}
			must(t, books(w, id, need, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
				if refused := bk.GiveBack(orderOf(etl), etl, 3, benefit.Returning{At: now}); refused == nil || bk.Find(etl).Used != 2 {
					t.Errorf("%s: a refusal changed the books: %v, %+v", name, refused, bk.Find(etl))
				}
				return bk.GiveBack(orderOf(etl), etl, 2, benefit.Returning{At: now, GraceUntil: now.Add(48 * time.Hour), By: "test"})
			}))
			must(t, books(w, id, benefit.Need{}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
				var left int64
				for _, e := range bk.Held(id, now) {
					left += e.Left()
					_, refused := bk.Use(e.ID, benefit.UseIn{Quantity: e.Left(), At: now})
					if refused != nil {
						return refused
					}
				}
				if left != c.left {
					t.Errorf("%s: %d can be used", name, left)
				}
				return nil
			}))
		}
		w.Sound()
	})
}

// What is promised counts as it was offered last; another name of the period, left from an older programme, stands back; what two spans of a plan
// promise is the larger.
func TestOffers(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		quota := func(per deal.Per, n int64) []benefit.Quota {
			b := deal.Benefit{Code: "wash", Name: deal.Text{En: "Wash"}, Kind: deal.Quota, Quota: deal.Allowance{Quantity: n, Per: per}, Gives: deal.ByService}
			return benefit.Quotas([]deal.Benefit{b}, benefit.SourceProgram, w.Now(), time.UTC)
		}
		ref := benefit.Ref{Member: id, Source: benefit.SourceProgram, Benefit: "wash"}
		use := func(per deal.Per, n int64) error {
			return books(w, id, benefit.Need{}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
				bk.Offer(id, quota(per, n))
				e, refused := bk.Resolve(id, ref, now)
				if refused == nil {
					_, refused = bk.Use(e.ID, benefit.UseIn{Quantity: 1, At: now})
				}
				return refused
			})
		}
		for _, per := range []deal.Per{deal.PerMonth, deal.PerYear, deal.PerQuarter, deal.PerDay, deal.PerWeek, deal.PerEver} {
			must(t, use(per, 2)) // the periods of the others are stored by then
		}
		must(t, use(deal.PerYear, 2))
		if err := use(deal.PerYear, 2); !fault.Has(err, benefit.ErrUsedUp) {
			t.Errorf("the year: %v", err)
		}
		must(t, books(w, id, benefit.Need{}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
			bk.Offer(id, append(quota(deal.PerMonth, 5), quota(deal.PerMonth, 3)...))
			if all := bk.All(id); len(all) != 1 || all[0].Left() != 4 {
				t.Errorf("of two spans: %+v", all)
			}
			bk.Offer(id, nil)
			if all := bk.All(id); len(all) != 0 {
				t.Errorf("promised no more: %+v", all)
			}
			if e, refused := bk.Resolve(id, ref, now); refused != nil || !fault.Has(e.Refuse(1, now), benefit.ErrNotPromised) {
				t.Errorf("used though it is promised no more: %v", refused)
			}
			return nil
		}))
		w.Sound()
	})
}

// Random uses, returns and locks never leave the invariants.
func TestRandomHistories(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test
		id := w.Join()
		etl := give(w, id, 6, w.Now().Add(20*24*time.Hour))
		used := map[int64]int64{}
		for n := range int64(40) {
			w.Wait(time.Duration(r.IntN(20)) * time.Hour)
			if len(used) > 0 && r.IntN(2) == 0 {
				for doc, q := range used {
					part := 1 + r.Int64N(q)
					must(t, books(w, id, benefit.Need{Orders: []int64{doc}}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
						return bk.GiveBack(orderOf(doc), etl, part, benefit.Returning{At: now, GraceUntil: now, By: "test"})
					}))
					if used[doc] -= part; used[doc] == 0 {
						delete(used, doc)
					}
					break
				}
			} else {
				q := 1 + r.Int64N(3)
				err := books(w, id, benefit.Need{}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
					_, refused := bk.Use(etl, benefit.UseIn{Quantity: q, Cause: orderOf(1000 + n), At: now})
					return refused
				})
				if err == nil {
					used[1000+n] = q
				} else if fault.As(err) == nil {
					t.Fatal(err)
				}
			}
			var sum int64
			for _, q := range used {
				sum += q
			}
			if e := find(w, etl); e.Used != sum {
				t.Fatalf("used %d, the documents keep %d", e.Used, sum)
			}
		}
		w.Sound()
	})
}

// Who holds something that ends is reminded once, a week before; not of what is used up or was given late.
func TestTell(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		end := func(days int) calendar.Instant { return w.Now().Add(time.Duration(days) * 24 * time.Hour) }
		etl := give(w, id, 2, end(20))
		used := give(w, id, 1, end(20))
		give(w, id, 1, end(5))
		give(w, id, 1, 0)
		must(t, books(w, id, benefit.Need{}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
			_, refused := bk.Use(used, benefit.UseIn{Quantity: 1, Cause: orderOf(7), At: now})
			return refused
		}))
		tell := func() (told int64) {
			w.Tx(func(tx *store.Tx) error {
				var more bool
				var err error
				told, more, err = benefit.Tell(ctx, tx)
				for _, e := range tx.Emitted() {
					if e.Subject != etl || e.Kind != benefit.EventExpiring || e.MemberID != id {
						t.Errorf("told %+v", e)
					}
				}
				if more {
					t.Error("more")
				}
				return err
			})
			return told
		}
		if n := tell(); n != 0 {
			t.Errorf("at once: %d", n)
		}
		w.Days(13)
		if n, again := tell(), tell(); n != 1 || again != 0 {
			t.Errorf("a week before: %d, then %d", n, again)
		}
		w.Sound()
	})
}

// A page looks at so many uses and no more, however few of them are wanted; the pages together have them all.
func TestUsesAreLookedThroughInParts(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		etl := give(w, id, 50_000, w.Now().Add(time.Hour))
		for _, in := range []struct{ store, n int64 }{{1, 2}, {2, 20_001}, {3, 1}} {
			must(t, books(w, id, benefit.Need{}, func(bk *benefit.Books, now calendar.Instant) *fault.Error {
				for i := range in.n {
					if _, refused := bk.Use(etl, benefit.UseIn{Quantity: 1, Cause: orderOf(10*i + in.store), StoreID: in.store, At: now}); refused != nil {
						return refused
					}
				}
				return nil
			}))
		}
		for name, c := range map[string]struct {
			in          benefit.UsesIn
			pages, uses int
		}{
			"old ones": {benefit.UsesIn{Stores: []int64{1}}, 2, 2},
			"new ones": {benefit.UsesIn{Stores: []int64{3}}, 2, 1},
			"nowhere":  {benefit.UsesIn{Stores: []int64{}}, 2, 0},
			"a member": {benefit.UsesIn{MemberID: id, Stores: []int64{1, 3}}, 1, 3},
		} {
			in, pages, uses := c.in, 0, 0
			for in.Limit = 50; pages == 0 || in.Before != 0; pages++ {
				w.View(func(tx *store.Tx) error {
					list, err := benefit.Uses(ctx, tx, in)
					uses, in.Before = uses+len(list.Uses), list.Next
					return err
				})
			}
			if pages != c.pages || uses != c.uses {
				t.Errorf("%s: %d uses on %d pages, want %d on %d", name, uses, pages, c.uses, c.pages)
			}
		}
	})
}
