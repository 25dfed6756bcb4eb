package dossier_test

import (
	"fmt"
	"sync"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/dossier"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/store"
)

// Orders of both records go on while they are merged and parted, on several servers at once: nothing is lost or left with an alias.
func TestOrdersWhileMerging(t *testing.T) {
	each(t, nil, func(w *world) {
		a, b := w.Join(), w.Join()
		var all sync.WaitGroup
		for n, id := range []int64{a, b, a, b} {
			all.Go(func() {
				for i := range 15 {
					in := w.in0(id, fmt.Sprintf("c%d-%d", n, i))
					err := w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error {
						out, err := order.Record(w.Ctx, tx, []order.RecordIn{in})
						if err == nil && out[0].Err != nil {
							err = out[0].Err
						}
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		for range 2 {
			all.Go(func() {
				for range 5 {
					w.mergeAndPart(a, b)
				}
			})
		}
		all.Wait()
		w.Sound()
		if got := w.Points(a).Net() + w.Points(b).Net(); got != 60*10 {
			t.Errorf("%d points", got)
		}
	})
}

// holder is who holds what the record had.
func (w *world) holder(id int64) (holder int64) {
	w.View(func(tx *store.Tx) (err error) {
		holder, err = member.Holder(w.Ctx, tx, id)
		return err
	})
	return holder
}

// mergeAndPart is one merge and its undoing; refusals are those of another who was faster.
func (w *world) mergeAndPart(a, b int64) {
	var id int64
	err := w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) (err error) {
		id, err = dossier.Merge(w.Ctx, tx, a, b)
		return err
	})
	if err == nil {
		err = w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error { return dossier.Undo(w.Ctx, tx, id) })
	}
	if err != nil && fault.As(err) == nil {
		w.Error(err)
	}
}

// in0 is an order with a number of the caller's; it may be made by several goroutines at once.
func (w *world) in0(id int64, number string) order.RecordIn {
	return order.RecordIn{
		QuoteIn: order.QuoteIn{Member: member.Ref{ID: id}, Lines: []basket.Line{line("milk", 1, 1_000)}, Trusted: true},
		Source:  "till", Number: number, MadeBy: "test",
	}
}

// Who is merged into two members at once follows one of them, with everything: the other one's merge finds the record where it is by then.
func TestMergesAtOnce(t *testing.T) {
	each(t, nil, func(w *world) {
		for range 10 {
			a, b, c := w.Join(), w.Join(), w.Join()
			for _, id := range []int64{a, b, c} {
				w.Give(id, 10)
			}
			var all sync.WaitGroup
			for _, pair := range [][2]int64{{a, b}, {a, c}, {b, c}, {c, a}} {
				all.Go(func() {
					err := w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error {
						_, err := dossier.Merge(w.Ctx, tx, pair[0], pair[1])
						return err
					})
					if err != nil && fault.As(err) == nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if got := w.Points(w.holder(a)).Net(); got != 30 {
				t.Errorf("together they hold %d points", got)
			}
		}
		w.Sound()
	})
}
