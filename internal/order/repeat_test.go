package order_test

import (
	"strings"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/catalog"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/store"
)

// stock puts products into the catalogue.
func (w *world) stock(products ...catalog.Product) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		if _, err := catalog.SaveCategories(w.Ctx, tx, []catalog.Category{{Code: "tea", Name: "Tea"}}); err != nil {
			return err
		}
		out, err := catalog.Save(w.Ctx, tx, products)
		for _, r := range out {
			if err == nil && r.Err != nil {
				err = r.Err
			}
		}
		return err
	})
}

func bare(sku string, quantity, total int64) basket.Line {
	return basket.Line{SKU: sku, Quantity: quantity, TotalMinor: total}
}

// What the catalogue knows of a product is no part of what was asked: a transaction that is run again, or a request that is sent again, is the
// same request (invariant 2).
func TestCatalogueIsNoPartOfTheContent(t *testing.T) {
	each(t, nil, func(w *world) {
		w.stock(catalog.Product{SKU: "a", Name: "Green", Category: "tea"})
		id := w.Join()
		ins := []order.RecordIn{w.in0(id, "1", bare("a", 1, 1_000))}
		var first order.Result
		runs := 0
		w.Tx(func(tx *store.Tx) error { // another server is faster the first time
			out, err := order.Record(w.Ctx, tx, ins)
			if err != nil {
				return err
			}
			if runs++; runs == 1 {
				return store.ErrAgain
			}
			first = out[0]
			return nil
		})
		again := w.try(w.in0(id, "1", bare("a", 1, 1_000)))[0]
		if again.Err != nil || !again.Repeated || again.Order.ID != first.Order.ID {
			w.Errorf("order again: %+v", again)
		}
		w.Days(1)
		back := w.back(returned(id, "r", bare("a", 1, 1_000)))[0]
		backAgain := w.back(returned(id, "r", bare("a", 1, 1_000)))[0]
		if backAgain.Err != nil || !backAgain.Repeated || backAgain.Return.ID != back.Return.ID {
			w.Errorf("return again: %+v", backAgain)
		}
	})
}

// The type of a line that states none is the product's.
func TestTypeComesFromTheCatalogue(t *testing.T) {
	each(t, nil, func(w *world) {
		w.stock(catalog.Product{SKU: "ship", Name: "Delivery", Category: "tea", Type: "delivery"})
		o := w.Buy(w.In(w.Join(), bare("ship", 1, 1_000)))
		if o.Lines[0].Type != basket.Delivery {
			w.Errorf("type %q", o.Lines[0].Type)
		}
	})
}

// What the catalogue learns later of a product changes nothing of an order that is claimed: it is refunded as it was bought.
func TestClaimKeepsTheLinesAsTheyWere(t *testing.T) {
	each(t, nil, func(w *world) {
		o := w.Buy(w.In(0, bare("a", 2, 10_000)))
		w.stock(catalog.Product{SKU: "a", Name: "Green", Category: "tea"})
		id := w.Join()
		w.Tx(func(tx *store.Tx) error {
			_, err := order.Claim(w.Ctx, tx, order.ClaimIn{OrderID: o.ID, Member: member.Ref{ID: id}, Backdate: true})
			return err
		})
		w.Refund(o.ID)
		if s := w.Standing(id); strings.Contains(s, "tea") {
			w.Error(s)
		}
	})
}

// Two requests at once under one key: the second is refused, as it would be a moment later.
func TestOneKeyTwiceInABatch(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		a, b := w.in0(id, "1", line("a", 1, 1_000)), w.in0(id, "2", line("a", 1, 1_000))
		a.Key, b.Key = "k", "k"
		out := w.try(a, b)
		if out[0].Err != nil {
			w.Fatal(out[0].Err)
		}
		if out[1].Err == nil || !fault.Has(out[1].Err, store.ErrKeyReused) {
			w.Errorf("second: %+v", out[1])
		}
		if again := w.try(a)[0]; !again.Repeated {
			w.Errorf("again: %+v", again)
		}
	})
}

// An order that arrived before it was claimed has nothing left to wait for.
func TestClaimOfAnOrderThatArrived(t *testing.T) {
	edit := func(d *program.Document) {
		d.Points.Pending = program.Pending{Kind: program.PendingFulfilment, Status: "delivered"}
	}
	each(t, edit, func(w *world) {
		in := w.In(0, line("a", 1, 10_000))
		in.Channel = "web"
		o := w.Buy(in)
		w.Tx(func(tx *store.Tx) error {
			_, err := order.SetStatus(w.Ctx, tx, order.StatusIn{OrderID: o.ID, Fulfilment: order.Delivered})
			return err
		})
		w.Days(1)
		id := w.Join()
		w.Tx(func(tx *store.Tx) error {
			_, err := order.Claim(w.Ctx, tx, order.ClaimIn{OrderID: o.ID, Member: member.Ref{ID: id}, Backdate: true})
			return err
		})
		w.View(func(tx *store.Tx) error {
			bk, err := ledger.Open(w.Ctx, tx, []int64{id}, ledger.Need{})
			if b := bk.Balance(id, ledger.Points); err == nil && b.Available != 100 {
				w.Errorf("points %+v", b)
			}
			return err
		})
		w.Sound()
	})
}
