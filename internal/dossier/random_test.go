package dossier_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/dossier"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// life is a random history of some records that are merged and parted.
type life struct {
	*world
	r       *rand.Rand
	members []int64
	orders  []*order.Order
	merges  []int64 // that stand, in the order of time
	log     []string
}

// step does one thing; what is refused changes nothing.
func (l *life) step() {
	who := l.members[l.r.IntN(len(l.members))]
	switch l.r.IntN(10) {
	case 0, 1, 2:
		in := l.In(who, line("milk", 1+l.r.Int64N(3), 1+l.r.Int64N(80_000)), line("toy", 1, 1+l.r.Int64N(9_000)))
		if l.r.IntN(2) == 0 {
			in.Ask.Points = program.Max
		}
		l.note("order of %d", who)
		l.orders = append(l.orders, l.Buy(in))
	case 3, 4:
		l.refundSome()
	case 5:
		l.note("give %d", who)
		l.Give(who, 1+l.r.Int64N(500))
	case 6, 7:
		l.join2(who, l.members[l.r.IntN(len(l.members))])
	case 8:
		l.part()
	default:
		l.note("days")
		l.Days(1 + l.r.IntN(12))
	}
}

func (l *life) note(text string, args ...any) { l.log = append(l.log, fmt.Sprintf(text, args...)) }

func (l *life) refundSome() {
	if len(l.orders) == 0 {
		return
	}
	o := l.orders[l.r.IntN(len(l.orders))]
	var takes []basket.Take
	if l.r.IntN(2) == 0 {
		takes = []basket.Take{{Line: 0, Quantity: 1}}
	}
	l.note("refund %d of %d", o.ID, o.MemberID)
	err := l.DB.Tx(l.Ctx, l.Scope, func(tx *store.Tx) error {
		_, err := order.Refund(l.Ctx, tx, order.RefundIn{OrderID: o.ID, Lines: takes, Reason: "test"})
		return err
	})
	if err != nil && fault.As(err) == nil {
		l.Fatal(err)
	}
}

func (l *life) join2(from, into int64) {
	err := l.DB.Tx(l.Ctx, l.Scope, func(tx *store.Tx) error {
		id, err := dossier.Merge(l.Ctx, tx, from, into)
		if err == nil {
			l.merges = append(l.merges, id)
			l.note("merge %d into %d", from, into)
		}
		return err
	})
	if err != nil && fault.As(err) == nil {
		l.Fatal(err)
	}
}

// part undoes a merge; one that has to wait for a later one is refused.
func (l *life) part() {
	if len(l.merges) == 0 {
		return
	}
	i := l.r.IntN(len(l.merges))
	err := l.DB.Tx(l.Ctx, l.Scope, func(tx *store.Tx) error { return dossier.Undo(l.Ctx, tx, l.merges[i]) })
	switch {
	case err == nil:
		l.note("undo %d", l.merges[i])
		l.merges = append(l.merges[:i], l.merges[i+1:]...)
	case fault.As(err) == nil:
		l.Fatal(err)
	}
}

// total is what all members hold together of points and growth, and have spent.
func (l *life) total() (sums [3]int64) {
	l.View(func(tx *store.Tx) error {
		bk, err := ledger.Open(l.Ctx, tx, l.members, ledger.Need{})
		if err != nil {
			return err
		}
		people, err := member.Open(l.Ctx, tx, l.members, member.BookNeed{})
		for _, id := range l.members {
			sums[0] += bk.Balance(id, ledger.Points).Net()
			sums[1] += bk.Balance(id, ledger.Growth).Net()
			sums[2] += people.Stat(id).SpendMinor
		}
		return err
	})
	return sums
}

// Invariants 1 to 4: whatever is bought, refunded, merged and parted, everything stays proven; parting creates and destroys nothing.
func TestRandomLives(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		made := 0
		for seed := range uint64(6) {
			w := newWorld(t, db, capped)
			l := &life{world: w, r: rand.New(rand.NewPCG(seed, 11)), members: []int64{w.Join(), w.Join(), w.Join(), w.Join()}}
			for i := range 40 {
				l.step()
				if i%8 == 0 {
					w.Sound()
				}
			}
			made += len(l.merges)
			for len(l.merges) > 0 {
				before := l.total()
				l.part()
				if after := l.total(); after != before {
					t.Errorf("parting made %v of %v", after, before)
				}
				w.Sound()
			}
			if t.Failed() {
				t.Fatalf("seed %d: %q", seed, l.log)
			}
		}
		if made < 5 {
			t.Errorf("only %d merges stood at the end: the lives are too quiet", made)
		}
	}, edition.NewCache(segment.Catalogue))
}
