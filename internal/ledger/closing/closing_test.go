package closing_test

import (
	"slices"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/ledger/closing"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

const (
	day = calendar.Instant(86_400_000_000)
	ada = int64(7)
)

var shanghai = time.FixedZone("CST", 8*3600)

// shop is a merchant with a clock.
type shop struct {
	t     *testing.T
	db    *store.DB
	scope store.Scope
}

func newShop(t *testing.T, db *store.DB) *shop { return &shop{t, db, storetest.Merchant(t, db)} }

func (s *shop) now() calendar.Instant { return calendar.Of(storetest.Clock(s.db).Now()) }

func (s *shop) wait(d time.Duration) { storetest.Clock(s.db).Add(d) }

func (s *shop) tx(fn func(*store.Tx) error) {
	s.t.Helper()
	if err := s.db.Tx(s.t.Context(), s.scope, fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) view(fn func(*store.Tx) error) {
	s.t.Helper()
	if err := s.db.View(s.t.Context(), s.scope, fn); err != nil {
		s.t.Fatal(err)
	}
}

// do opens books, changes and saves them.
func (s *shop) do(members []int64, need ledger.Need, change func(*ledger.Books)) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) error {
		bk, err := ledger.Open(s.t.Context(), tx, members, need)
		if err != nil {
			return err
		}
		for _, m := range bk.Members() {
			bk.CatchUp(m, tx.Now())
		}
		change(bk)
		return bk.Save(tx)
	})
}

// check proves the invariants of the whole ledger.
func (s *shop) check() {
	s.t.Helper()
	s.view(func(tx *store.Tx) error {
		return closing.Check(s.t.Context(), tx, func(f closing.Finding) { s.t.Error(f) })
	})
}

func order(id int64) ledger.Cause { return ledger.Cause{Kind: "order", ID: id} }

func points(amount int64, cause ledger.Cause, at calendar.Instant) ledger.In {
	return ledger.In{Asset: ledger.Points, Amount: amount, Cause: cause, At: at}
}

func earn(t *testing.T, bk *ledger.Books, member int64, in ledger.In) {
	t.Helper()
	_, refused := bk.Earn(member, in)
	must(t, refused)
}

func must(t *testing.T, refused *fault.Error) {
	t.Helper()
	if refused != nil {
		t.Fatal(refused)
	}
}

// Trial balances sum to zero at any time, closings agree with them, and both can be asked for the past.
func TestTrialBalance(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShop(t, db)
		first := s.now()
		s.do([]int64{ada}, ledger.Need{}, func(bk *ledger.Books) {
			in := points(100, order(1), first)
			in.ExpiresAt = first + 3*day
			earn(t, bk, ada, in)
		})
		for range 5 {
			s.wait(24 * time.Hour)
			s.do([]int64{ada, 8}, ledger.Need{Draw: []int64{ada}}, func(bk *ledger.Books) {
				bk.Spend(ada, points(20, order(2), s.now()))
				earn(t, bk, 8, points(5, order(3), s.now()))
			})
			s.tx(func(tx *store.Tx) error { return closing.Close(t.Context(), tx, tx.Today()-1) })
			s.check()
		}
		at := func(at calendar.Instant) (b closing.Balances) {
			s.view(func(tx *store.Tx) (err error) {
				b, err = closing.TrialBalance(t.Context(), tx, at)
				return err
			})
			for asset, totals := range b.Assets {
				if totals.Sum() != 0 || totals.Moved != 0 {
					t.Errorf("%s at %s: sum %d, moved %d", asset, at, totals.Sum(), totals.Moved)
				}
			}
			return b
		}
		want := closing.Totals{Entries: 9, Issued: -125, Spent: 40, Expired: 60, Available: 25}
		if got := at(calendar.Never).Assets[ledger.Points]; got != want {
			t.Errorf("now %+v, want %+v", got, want)
		}
		want = closing.Totals{Entries: 3, Issued: -105, Spent: 20, Available: 85}
		if got := at(first + 2*day).Assets[ledger.Points]; got != want {
			t.Errorf("after a day %+v, want %+v", got, want)
		}
		if got := at(calendar.Never).Assets[ledger.Points]; got.Liability(1, 100) != 1 {
			t.Errorf("liability %d", got.Liability(1, 100))
		}
		s.wait(60 * 24 * time.Hour)
		s.tx(func(tx *store.Tx) error { return closing.Close(t.Context(), tx, tx.Today()-1) })
		s.check() // the journal of the first days has been dropped; the closings hold it
		if got := at(first + 2*day); got.Assets[ledger.Points] != want && got.At > first+2*day {
			t.Errorf("long ago %+v", got)
		}
		err := db.Tx(t.Context(), s.scope, func(tx *store.Tx) error { return closing.Close(t.Context(), tx, tx.Today()) })
		if err == nil {
			t.Error("a day was closed that is not over")
		}
	})
}

// Reports: who holds most, and what expires when.
func TestReports(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShop(t, db)
		now := s.now() // 15 June
		s.do([]int64{1, 2, 3}, ledger.Need{}, func(bk *ledger.Books) {
			for m := int64(1); m <= 3; m++ {
				in := points(m*10, order(m), now)
				switch m {
				case 1: // usable until 31 July
					in.ExpiresAt = calendar.DayOf(2026, time.July, 31).End(shanghai)
				case 2: // until 15 August
					in.IdleMonths = 2
				}
				earn(t, bk, m, in)
			}
		})
		s.view(func(tx *store.Tx) error {
			holders, err := closing.LargestHolders(t.Context(), tx, ledger.Points, 2)
			if err != nil {
				return err
			}
			if len(holders) != 2 || holders[0] != (closing.Holder{MemberID: 3, Balance: ledger.Balance{Available: 30}}) {
				t.Errorf("holders %+v", holders)
			}
			months, err := closing.Maturities(t.Context(), tx, ledger.Points)
			want := []closing.Maturity{
				{Month: calendar.DayOf(2026, time.July, 1), Amount: 10}, {Month: calendar.DayOf(2026, time.August, 1), Amount: 20}, {Amount: 30}}
			if !slices.Equal(months, want) {
				t.Errorf("months %+v, want %+v", months, want)
			}
			return err
		})
	})
}

// Check finds what somebody changed behind its back.
func TestCheckFinds(t *testing.T) {
	breaks := map[int]string{
		1:  `UPDATE ledger_wallet SET points_available = points_available + 1 WHERE merchant_id = $1`,
		4:  `UPDATE ledger_entry SET remaining = remaining - 1 WHERE merchant_id = $1 AND remaining > held`,
		5:  `UPDATE ledger_entry SET account = 'moved' WHERE merchant_id = $1 AND kind = 'spend'`,
		7:  `UPDATE ledger_hold SET state = 'released' WHERE merchant_id = $1`,
		10: `UPDATE ledger_wallet SET due_at = due_at + 999999999999, next_due_at = due_at WHERE merchant_id = $1`,
		11: `DELETE FROM ledger_journal WHERE merchant_id = $1`,
		2:  `DELETE FROM ledger_wallet WHERE merchant_id = $1`,
		8:  `UPDATE ledger_entry SET expired = expired + 1 WHERE merchant_id = $1 AND lot_id = id`,
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for invariant, sql := range breaks {
			s := newShop(t, db)
			s.do([]int64{ada}, ledger.Need{}, func(bk *ledger.Books) {
				in := points(100, order(1), s.now())
				in.ExpiresAt = s.now() + 30*day
				earn(t, bk, ada, in)
			})
			s.do([]int64{ada}, ledger.Need{Draw: []int64{ada}}, func(bk *ledger.Books) {
				must(t, bk.Spend(ada, points(10, order(2), s.now())))
				_, refused := bk.Hold(ada, points(10, order(3), s.now()), s.now()+day)
				must(t, refused)
			})
			s.check()
			s.tx(func(tx *store.Tx) error {
				_, err := tx.Exec(t.Context(), sql, tx.MerchantID())
				return err
			})
			found := map[int]bool{}
			s.view(func(tx *store.Tx) error {
				return closing.Check(t.Context(), tx, func(f closing.Finding) { found[f.Invariant] = true })
			})
			if invariant == 8 {
				invariant = 4 // one statement finds both
			}
			if !found[invariant] {
				t.Errorf("%s: found %v, want %d", sql, found, invariant)
			}
		}
	})
}

// Purging forgets holds that have ended, and no others.
func TestPurgeHolds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShop(t, db)
		s.do([]int64{ada}, ledger.Need{Draw: []int64{ada}}, func(bk *ledger.Books) {
			earn(t, bk, ada, points(100, order(1), s.now()))
			for i := range int64(3) {
				hold, refused := bk.Hold(ada, points(10, order(i+2), s.now()), s.now()+30*day)
				must(t, refused)
				if i < 2 {
					must(t, bk.Release(ada, hold, s.now()))
				}
			}
		})
		purge := func(before calendar.Instant) (n int64) {
			s.tx(func(tx *store.Tx) (err error) {
				n, err = closing.PurgeHolds(t.Context(), tx, before)
				return err
			})
			return n
		}
		if n := purge(s.now()); n != 0 {
			t.Errorf("%d purged too early", n)
		}
		if n := purge(s.now() + 1); n != 2 {
			t.Errorf("%d purged, want 2", n)
		}
		s.check()
	})
}

// A closing can be repeated although the journal that it was made of is gone: after a long silence, and for the day before.
func TestCloseAgainAfterALongSilence(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShop(t, db)
		s.do([]int64{ada}, ledger.Need{}, func(bk *ledger.Books) {
			if _, refused := bk.Earn(ada, ledger.In{Asset: ledger.Points, Amount: 100, Cause: ledger.Cause{Kind: "order", ID: 1}, At: s.now()}); refused != nil {
				t.Fatal(refused)
			}
		})
		for _, silence := range []time.Duration{60 * 24 * time.Hour, 70 * 24 * time.Hour} {
			s.wait(silence)
			for _, back := range []calendar.Day{1, 1, 2, 1, 2} {
				s.tx(func(tx *store.Tx) error { return closing.Close(t.Context(), tx, tx.Today()-back) })
				s.view(func(tx *store.Tx) error {
					return closing.Check(t.Context(), tx, func(f closing.Finding) { t.Errorf("%s, %d days back: %s", silence, back, f) })
				})
			}
		}
	})
}

// Breakage is of what ended: nothing is known before, and what was given back does not count.
func TestBreakage(t *testing.T) {
	for _, c := range []struct {
		spent, expired, bp int64
		known              bool
	}{{0, 0, 0, false}, {300, 100, 2500, true}, {0, 5, 10_000, true}, {2, 1, 3333, true}, {-1, 5, 0, false}} {
		bp, known := closing.Totals{Spent: c.spent, Expired: c.expired}.Breakage()
		if bp != c.bp || known != c.known {
			t.Errorf("%+v: %d, %t", c, bp, known)
		}
	}
}
