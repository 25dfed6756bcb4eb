package ledger_test

import (
	"testing"

	"pgregory.net/rapid"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

const bea = int64(8)

func (s *shop) move(from, to int64) (id int64) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) (err error) {
		id, err = ledger.Move(s.t.Context(), tx, ledger.MoveIn{From: from, To: to, At: tx.Now()})
		return err
	})
	s.check()
	return id
}

func (s *shop) unmove(id int64, record func(ledger.Cause) int64) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) error {
		return ledger.Unmove(s.t.Context(), tx, ledger.UnmoveIn{MoveID: id, At: tx.Now(), RecordOf: record})
	})
	s.check()
}

func all(members ...int64) ledger.Need {
	return ledger.Need{Draw: members, Assets: ledger.Assets(), Causes: []int64{1, 2, 3, 4, 5, 6}}
}

// Merging joins lots, pays the debt of one with what the other holds, and leaves refunds of both possible.
func TestMoveJoinsWallets(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShop(t, db)
		s.do([]int64{ada, bea}, all(ada, bea), func(bk *ledger.Books) {
			earn(t, bk, ada, points(50, order(1), s.now()))
			earn(t, bk, bea, points(30, order(2), s.now()))
			must(t, bk.Spend(bea, points(25, order(3), s.now())))
			_, refused := bk.ClawBack(bea, points(30, order(2), s.now()))
			must(t, refused)
			_, refused = bk.Hold(ada, points(5, order(4), s.now()), s.now()+day)
			must(t, refused)
		})
		s.move(bea, ada)
		if got := s.wallet(ada).Of(ledger.Points); got != (ledger.Balance{Available: 20, Held: 5}) {
			t.Fatalf("joined %+v", got)
		}
		if w := s.wallet(bea); w.Of(ledger.Points) != (ledger.Balance{}) || w.DueAt != calendar.Never || len(s.entries(bea)) != 0 {
			t.Fatalf("left behind %+v", w)
		}
		s.do([]int64{ada}, all(ada), func(bk *ledger.Books) {
			_, refused := bk.GiveBack(ada, points(25, order(3), s.now())) // of a spend before the merge
			must(t, refused)
		})
		if got := s.wallet(ada).Of(ledger.Points); got != (ledger.Balance{Available: 45, Held: 5}) {
			t.Fatalf("after the return %+v", got)
		}
		s.check()
	})
}

// Undoing gives each record its lots; what one drew since from the other's lots is charged to the one that drew.
func TestUnmoveChargesWhoSpent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShop(t, db)
		s.do([]int64{ada, bea}, all(ada, bea), func(bk *ledger.Books) {
			earn(t, bk, ada, points(50, order(1), s.now()))
			earn(t, bk, bea, points(30, order(2), s.now()))
		})
		id := s.move(bea, ada)
		s.do([]int64{ada}, all(ada), func(bk *ledger.Books) {
			must(t, bk.Spend(ada, points(60, order(3), s.now()))) // 50 of Ada's lot, 10 of Bea's
			earn(t, bk, ada, points(4, order(3), s.now()))
		})
		s.unmove(id, func(c ledger.Cause) int64 { return map[int64]int64{3: bea}[c.ID] })
		if got := s.wallet(ada).Of(ledger.Points); got != (ledger.Balance{Available: 50}) {
			t.Errorf("Ada has %+v", got)
		}
		if got := s.wallet(bea).Of(ledger.Points); got != (ledger.Balance{Debt: 26}) {
			t.Errorf("Bea has %+v", got)
		}
		s.do([]int64{ada, bea}, all(ada, bea), func(bk *ledger.Books) { // the order is Bea's now, and so is its refund
			returned, refused := bk.GiveBack(bea, points(60, order(3), s.now()))
			must(t, refused)
			if returned.Total() != 60 || bk.Spending(ada, ledger.Points, order(3)) != 0 {
				t.Errorf("returned %+v, Ada still spends %d", returned, bk.Spending(ada, ledger.Points, order(3)))
			}
		})
		s.check()
		err := s.db.Tx(t.Context(), s.scope, func(tx *store.Tx) error {
			return ledger.Unmove(t.Context(), tx, ledger.UnmoveIn{MoveID: id, At: tx.Now()})
		})
		if !fault.Has(err, ledger.ErrMoveUndone) {
			t.Errorf("undone twice: %v", err)
		}
	})
}

// What nobody can be named for stays with the lots it was drawn from.
func TestUnmoveSharesWhatNobodySpent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShop(t, db)
		s.do([]int64{ada, bea}, all(ada, bea), func(bk *ledger.Books) {
			in := points(50, order(1), s.now())
			in.ExpiresAt = s.now() + 30*day
			earn(t, bk, ada, in)
			earn(t, bk, bea, points(30, order(2), s.now()))
		})
		id := s.move(bea, ada)
		var other int64
		s.do([]int64{ada}, all(ada), func(bk *ledger.Books) { must(t, bk.Spend(ada, points(60, order(3), s.now()))) })
		other = s.move(99, ada)
		s.move(ada, 77)
		err := s.db.Tx(t.Context(), s.scope, func(tx *store.Tx) error {
			return ledger.Unmove(t.Context(), tx, ledger.UnmoveIn{MoveID: id, At: tx.Now()})
		})
		if !fault.Has(err, ledger.ErrMoveChained) || other == 0 {
			t.Fatalf("undone under a later merge: %v", err)
		}
	})
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShop(t, db)
		s.do([]int64{ada, bea}, all(ada, bea), func(bk *ledger.Books) {
			earn(t, bk, ada, points(50, order(1), s.now()))
			earn(t, bk, bea, points(30, order(2), s.now()))
		})
		id := s.move(bea, ada)
		s.do([]int64{ada}, all(ada), func(bk *ledger.Books) { must(t, bk.Spend(ada, points(60, order(3), s.now()))) })
		s.unmove(id, nil)
		if a, b := s.wallet(ada).Of(ledger.Points), s.wallet(bea).Of(ledger.Points); a.Net() != 0 || b.Net() != 20 {
			t.Errorf("Ada %+v, Bea %+v", a, b)
		}
	})
}

// ledgerOfTwo keeps, by plain arithmetic, what each record would have had if there had never been a merge.
type ledgerOfTwo struct {
	t   *rapid.T
	s   *shop
	net map[int64]int64 // by record
	of  map[int64]int64 // record of a cause
	now int64           // the wallet in use for both while merged, or 0
}

func (l *ledgerOfTwo) act(t *rapid.T, i int) {
	record := rapid.SampledFrom([]int64{ada, bea}).Draw(t, "record")
	wallet := record
	if l.now != 0 {
		wallet = l.now
	}
	amount := rapid.Int64Range(1, 20).Draw(t, "amount")
	fresh := order(1000 + int64(i))
	old := order(rapid.Int64Range(1000, 1000+int64(i)).Draw(t, "older cause"))
	need := ledger.Need{Draw: []int64{wallet}, Assets: ledger.Assets(), Causes: []int64{fresh.ID, old.ID}}
	verb := rapid.IntRange(0, 5).Draw(t, "verb")
	l.s.do([]int64{wallet}, need, func(bk *ledger.Books) {
		switch {
		case verb <= 1:
			earn(l.s.t, bk, wallet, points(amount, fresh, l.s.now()))
			l.of[fresh.ID] = record
			l.net[record] += amount
		case verb == 2 && bk.Spend(wallet, points(amount, fresh, l.s.now())) == nil:
			l.of[fresh.ID] = record
			l.net[record] -= amount
		case verb == 3 && l.of[old.ID] != 0 && l.owns(wallet, old.ID):
			if give := min(amount, bk.Spending(wallet, ledger.Points, old)); give > 0 {
				_, refused := bk.GiveBack(wallet, points(give, old, l.s.now()))
				must(l.s.t, refused)
				l.net[l.of[old.ID]] += give
			}
		case verb >= 4 && l.of[old.ID] != 0 && l.owns(wallet, old.ID):
			if take := min(amount, bk.Earning(wallet, ledger.Points, old)); take > 0 {
				_, refused := bk.ClawBack(wallet, points(take, old, l.s.now()))
				must(l.s.t, refused)
				l.net[l.of[old.ID]] -= take
			}
		}
	})
}

// owns reports whether the cause's record is kept in the wallet now.
func (l *ledgerOfTwo) owns(wallet, cause int64) bool { return l.now != 0 || l.of[cause] == wallet }

// Whatever happened while two records were one, undoing the merge leaves each with what it would have had alone.
func TestUnmoveRestoresBoth(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			db := storetest.Open(t, engine)
			rapid.Check(t, func(rt *rapid.T) {
				l := &ledgerOfTwo{t: rt, s: newShop(t, db), net: map[int64]int64{}, of: map[int64]int64{}}
				i := 0
				some := func() {
					for range rapid.IntRange(0, 8).Draw(rt, "facts") {
						l.act(rt, i)
						i++
					}
				}
				for range 2 { // twice, as undone merges leave their marks
					some()
					id := l.s.move(bea, ada)
					l.now = ada
					some()
					l.s.unmove(id, func(c ledger.Cause) int64 { return l.of[c.ID] })
					l.now = 0
					for _, record := range []int64{ada, bea} {
						w := l.s.wallet(record)
						if got := w.Of(ledger.Points).Net(); got != l.net[record] {
							rt.Fatalf("record %d has %d, alone it would have %d", record, got, l.net[record])
						}
					}
				}
				some()
				l.s.check()
			})
		})
	}
}
