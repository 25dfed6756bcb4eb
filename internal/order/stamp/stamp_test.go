package stamp_test

import (
	"context"
	"strings"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/catalog"
	"regulars/internal/dossier"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/job"
	"regulars/internal/offer/deal"
	"regulars/internal/order/stamp"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/reward/pack"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/worldtest"
)

var ctx = context.Background()

func tenth() stamp.Document {
	return stamp.Document{
		Name: deal.Text{En: "Third one", Zh: "买二送一"}, Counts: stamp.PerOrder, MinMinor: 1000, Needs: 3,
		Rewards: []item.Item{{Kind: item.Points, Amount: 500}},
	}
}

func card(w *worldtest.World, d stamp.Document) (c *stamp.Card) {
	w.Helper()
	w.Tx(func(tx *store.Tx) (err error) {
		c, err = stamp.Create(ctx, tx, d)
		return err
	})
	return c
}

func carry(w *worldtest.World) {
	w.Helper()
	w.Drain(job.Consumer{Name: "stamps", Take: stamp.Take, Kinds: stamp.Kinds(), LiveOnly: true})
}

func progress(w *worldtest.World, id int64) (p stamp.Progress) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		list, err := stamp.OfMember(ctx, tx, id)
		if err == nil {
			p = list[0]
		}
		return err
	})
	return p
}

func sound(w *worldtest.World) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		return stamp.Check(ctx, tx, 10, func(n int, subject, detail string) { w.Errorf("invariant %d, %s: %s", n, subject, detail) })
	})
	w.Sound()
}

// Orders fill the card; a refund takes the stamp and the reward back, another order gives them again.
func TestStampsFollowWhatRemains(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		c := card(w, tenth())
		id, other := w.Join(), w.Join()
		buy := func(total int64) int64 { return w.Buy(w.In(id, worldtest.Line("a", 2, total))).ID }
		first := buy(2000)
		buy(999) // too little
		buy(1000)
		w.Buy(w.In(other, worldtest.Line("a", 1, 5000)))
		carry(w)
		if p := progress(w, id); p.Stamps != 2 || p.Rounds != 0 || p.On() != 2 {
			t.Errorf("after two: %+v", p)
		}
		before := w.Points(id).Available
		buy(1000)
		carry(w)
		if p := progress(w, id); p.Stamps != 3 || p.Rounds != 1 || p.On() != 0 {
			t.Errorf("full: %+v", p)
		}
		if got := w.Points(id).Available - before; got != 510 { // the order's own ten
			t.Errorf("the card gave %d", got)
		}
		w.Refund(first, basket.Take{Line: 0, Quantity: 1})
		carry(w)
		if p := progress(w, id); p.Stamps != 3 || p.Rounds != 1 { // half of it is still worth 1000
			t.Errorf("after a part came back: %+v", p)
		}
		w.Refund(first)
		carry(w)
		if p := progress(w, id); p.Stamps != 2 || p.Rounds != 0 {
			t.Errorf("after it all came back: %+v", p)
		}
		buy(1000)
		carry(w)
		if p := progress(w, id); p.Stamps != 3 || p.Rounds != 1 {
			t.Errorf("again: %+v", p)
		}
		w.View(func(tx *store.Tx) error {
			counted, err := stamp.Counted(ctx, tx, c)
			if got := counted[c.ID]; got.Members != 2 || got.Stamps != 4 || got.Rounds != 1 {
				t.Errorf("counted %+v", got)
			}
			return err
		})
		sound(w)
	})
}

// Units count one by one; a card has a limit a member, and one that is put away collects no more.
func TestUnitsAndLimits(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		d := tenth()
		d.Counts, d.MinMinor, d.Needs, d.MaxRounds, d.SKUs = stamp.PerUnit, 0, 2, 2, []string{"a"}
		c := card(w, d)
		id := w.Join()
		w.Buy(w.In(id, worldtest.Line("a", 5, 100), worldtest.Line("b", 9, 100)))
		carry(w)
		if p := progress(w, id); p.Stamps != 5 || p.Rounds != 2 || p.On() != 2 {
			t.Errorf("%+v", p)
		}
		w.Tx(func(tx *store.Tx) error {
			fixed := c.Document
			fixed.Needs = 9
			if _, err := stamp.Change(ctx, tx, stamp.ChangeIn{ID: c.ID, Version: 1, Document: fixed}); !fault.Has(err, stamp.ErrFixed) {
				t.Errorf("a promise was changed: %v", err)
			}
			_, err := stamp.Change(ctx, tx, stamp.ChangeIn{ID: c.ID, Version: 1, Document: c.Document})
			return err
		})
		w.Buy(w.In(id, worldtest.Line("a", 5, 100)))
		carry(w)
		if p := progress(w, id); p.Stamps != 5 {
			t.Errorf("put away: %+v", p)
		}
		sound(w)
	})
}

// What a member has collected keeps its terms: neither another last day nor a lower limit takes anything back.
func TestChangesHarmNobody(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		d := tenth()
		d.Needs = 1
		c := card(w, d)
		id := w.Join()
		buy := func() int64 { return w.Buy(w.In(id, worldtest.Line("a", 2, 4000))).ID }
		first := buy()
		buy()
		carry(w)
		w.Days(3)
		d.MaxRounds = 1
		w.View(func(tx *store.Tx) error {
			d.Until = (tx.Today() - 10).String()
			return nil
		})
		w.Tx(func(tx *store.Tx) error {
			_, err := stamp.Change(ctx, tx, stamp.ChangeIn{ID: c.ID, Version: 1, Document: d, Active: true})
			return err
		})
		buy() // too late
		w.Refund(first, basket.Take{Line: 0, Quantity: 1})
		carry(w)
		if p := progress(w, id); p.Stamps != 2 || p.Rounds != 2 {
			t.Errorf("%+v", p)
		}
		w.Refund(first)
		carry(w)
		if p := progress(w, id); p.Stamps != 1 || p.Rounds != 1 {
			t.Errorf("after a refund: %+v", p)
		}
		sound(w)
	})
}

// Two records that become one fill a card together; made two again, each has what its own orders collected.
func TestMergedRecordsCollectTogether(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		card(w, tenth())
		a, b := w.Join(), w.Join()
		for _, id := range []int64{a, a, b} {
			w.Buy(w.In(id, worldtest.Line("a", 1, 2000)))
		}
		carry(w)
		var merge int64
		w.Tx(func(tx *store.Tx) (err error) {
			merge, err = dossier.Merge(ctx, tx, b, a)
			return err
		})
		carry(w)
		if p := progress(w, a); p.Stamps != 3 || p.Rounds != 1 {
			t.Errorf("together: %+v", p)
		}
		sound(w)
		w.Tx(func(tx *store.Tx) error { return dossier.Undo(ctx, tx, merge) })
		carry(w)
		if p, q := progress(w, a), progress(w, b); p.Stamps != 2 || p.Rounds != 0 || q.Stamps != 1 || q.Rounds != 0 {
			t.Errorf("parted: %+v, %+v", p, q)
		}
		sound(w)
	})
}

// One order that fills many cards gives for so many at once; the next one gives for the rest. What is to be had no more stops nothing.
func TestManyAtOnceAndNothingToGive(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		d := tenth()
		d.Counts, d.MinMinor, d.Needs, d.Rewards = stamp.PerUnit, 0, 1, []item.Item{{Kind: item.Points, Amount: 1}}
		card(w, d)
		id := w.Join()
		w.Buy(w.In(id, worldtest.Line("a", 130, 130_000)))
		carry(w)
		if p := progress(w, id); p.Stamps != 130 || p.Rounds != 100 {
			t.Errorf("at once: %+v", p)
		}
		w.Buy(w.In(id, worldtest.Line("a", 1, 1000)))
		carry(w)
		if p := progress(w, id); p.Stamps != 131 || p.Rounds != 131 {
			t.Errorf("then: %+v", p)
		}
		var gone pack.Pack
		w.Tx(func(tx *store.Tx) (err error) {
			gone, err = pack.Add(ctx, tx, pack.Pack{Name: "gone", Items: []item.Item{{Kind: item.Points, Amount: 1}}})
			return err
		})
		d.Rewards = []item.Item{{Kind: item.Pack, PackID: gone.ID}}
		card(w, d)
		w.Tx(func(tx *store.Tx) error {
			gone.Closed = true
			_, err := pack.Change(ctx, tx, gone)
			return err
		})
		w.Buy(w.In(id, worldtest.Line("a", 1, 1000)))
		carry(w)
		if p := progress(w, id); p.Stamps != 1 || p.Rounds != 0 {
			t.Errorf("a closed pack: %+v", p)
		}
		sound(w)
	})
}

// Why a full card gave nothing is told when it gets full, and not with each order while there is nothing to give.
func TestRefusalIsToldOnce(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		d := tenth()
		d.Needs = 2
		w.Tx(func(tx *store.Tx) error {
			b, err := budget.Add(ctx, tx, budget.Budget{Name: "Stamps", Unit: budget.Points, Total: 1, Period: budget.Ever})
			d.Budgets = []int64{b.ID}
			return err
		})
		card(w, d)
		id, other := w.Join(), w.Join()
		told := 0
		carry := func() {
			w.Drain(job.Consumer{Name: "stamps", Take: stamp.Take, Kinds: stamp.Kinds(), LiveOnly: true}, job.Consumer{
				Name: "told", Kinds: []string{stamp.EventRefused}, Take: func(_ context.Context, _ *store.Tx, events []event.Event) error {
					told += len(events)
					return nil
				},
			})
		}
		buy := func(id int64) int64 { return w.Buy(w.In(id, worldtest.Line("a", 1, 2000))).ID }
		var last int64
		for i, want := range []int{0, 1, 1, 2, 2} {
			last = buy(id)
			if carry(); told != want {
				t.Errorf("after %d orders it was told %d times", i+1, told)
			}
		}
		w.Refund(last)
		if carry(); told != 2 {
			t.Errorf("by a refund: told %d times", told)
		}
		buy(id)
		buy(other)
		carry()
		w.Tx(func(tx *store.Tx) error {
			_, err := dossier.Merge(ctx, tx, other, id)
			return err
		})
		if carry(); told != 3 { // the third card is full by a merge
			t.Errorf("by a merge: told %d times", told)
		}
		sound(w)
	})
}

// Rewards draw from budgets in the commit that gives them. Where one is at its end the order stands and the reward waits, which is told; what a refund takes back
// returns to the budget, and whoever waits is given it with the next order.
func TestRewardsDrawFromBudgets(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		var b budget.Budget
		w.Tx(func(tx *store.Tx) (err error) {
			b, err = budget.Add(ctx, tx, budget.Budget{Name: "Stamps", Unit: budget.Points, Total: 700, Period: budget.Ever})
			return err
		})
		left := func() (n int64) {
			w.View(func(tx *store.Tx) error {
				now, err := budget.Get(ctx, tx, b.ID)
				n = now.Total - now.Used
				return err
			})
			return n
		}
		d := tenth()
		d.Needs, d.Budgets = 1, []int64{b.ID}
		card(w, d)
		first, second := w.Join(), w.Join()
		buy := func(id int64) int64 { return w.Buy(w.In(id, worldtest.Line("a", 1, 2000))).ID }
		o := buy(first)
		carry(w)
		if p := progress(w, first); p.Rounds != 1 || p.Waiting() != 0 || left() != 200 {
			t.Errorf("%+v, %d left", p, left())
		}
		buy(second)
		refused := 0
		w.Drain(job.Consumer{Name: "stamps", Take: stamp.Take, Kinds: stamp.Kinds(), LiveOnly: true}, job.Consumer{
			Name: "told", Kinds: []string{stamp.EventRefused}, Take: func(_ context.Context, _ *store.Tx, events []event.Event) error {
				for _, e := range events {
					if reason, _ := e.Data["reason"].(string); e.MemberID == second && strings.Contains(reason, "Stamps") {
						refused++
					}
				}
				return nil
			},
		})
		if p := progress(w, second); p.Stamps != 1 || p.Rounds != 0 || p.Waiting() != 1 || left() != 200 || refused != 1 || w.Points(second).Available != 20 {
			t.Errorf("%+v, %d left, told %d times, %d points", p, left(), refused, w.Points(second).Available)
		}
		w.Refund(o)
		carry(w)
		if p := progress(w, first); p.Rounds != 0 || left() != 700 {
			t.Errorf("after the refund: %+v, %d left", p, left())
		}
		buy(second)
		carry(w)
		if p := progress(w, second); p.Rounds != 1 || p.Waiting() != 1 || left() != 200 {
			t.Errorf("then: %+v, %d left", p, left())
		}
		sound(w)
	})
}

func TestCardRefusals(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		for name, c := range map[string]struct {
			edit  func(*stamp.Document)
			field string
		}{
			"no name":       {func(d *stamp.Document) { d.Name = deal.Text{} }, "name"},
			"no stamps":     {func(d *stamp.Document) { d.Needs = 0 }, "needs"},
			"unknown count": {func(d *stamp.Document) { d.Counts = "visit" }, "counts"},
			"nothing given": {func(d *stamp.Document) { d.Rewards = nil }, "rewards"},
			"no such thing": {func(d *stamp.Document) { d.Rewards = []item.Item{{Kind: item.Coupon, TemplateID: 7}} }, "rewards[0].template_id"},
			"ends before":   {func(d *stamp.Document) { d.From, d.Until = "2026-02-01", "2026-01-01" }, "until"},
			"no channel":    {func(d *stamp.Document) { d.Channels = []string{"shop"} }, "channels[0]"},
			"budgets":       {func(d *stamp.Document) { d.Budgets = []int64{1, 2, 3, 4, 5, 6} }, "budget_ids"},
			"no date":       {func(d *stamp.Document) { d.From = "soon" }, "until"},
		} {
			d := tenth()
			c.edit(&d)
			err := w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error {
				_, err := stamp.Create(ctx, tx, d)
				return err
			})
			if e := fault.As(err); e == nil || e.Field != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		made := card(w, tenth())
		err := w.DB.View(ctx, storetest.Merchant(t, w.DB), func(tx *store.Tx) error {
			_, err := stamp.Get(ctx, tx, made.ID)
			return err
		})
		if !fault.Has(err, stamp.ErrUnknown) {
			t.Errorf("another merchant's: %v", err)
		}
	})
}

// A card for a category counts what lies below it; goods that are not there are refused where they stand, unless they were named before.
func TestGoodsOfACard(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		save := func(products ...catalog.Product) {
			w.Tx(func(tx *store.Tx) error {
				out, err := catalog.Save(ctx, tx, products)
				for _, r := range out {
					if err == nil && r.Err != nil {
						err = r.Err
					}
				}
				return err
			})
		}
		w.Tx(func(tx *store.Tx) error {
			_, err := catalog.SaveCategories(ctx, tx, []catalog.Category{{Code: "drink", Name: "Drinks"}, {Code: "tea", Name: "Tea", Parent: "drink"}})
			return err
		})
		save(catalog.Product{SKU: "green", Name: "Green tea", Category: "tea"}, catalog.Product{SKU: "cake", Name: "Cake"})
		d := tenth()
		d.Counts, d.MinMinor, d.Categories = stamp.PerUnit, 0, []string{"drink"}
		c := card(w, d)
		id := w.Join()
		o := w.Buy(w.In(id, basket.Line{SKU: "green", Quantity: 2, TotalMinor: 2000}, basket.Line{SKU: "cake", Quantity: 5, TotalMinor: 5000}))
		carry(w)
		if p := progress(w, id); p.On() != 2 {
			t.Errorf("%d stamps", p.On())
		}
		w.Tx(func(tx *store.Tx) error { // tea is no drink any more: what has collected goes on by the lines that counted then
			_, err := catalog.SaveCategories(ctx, tx, []catalog.Category{{Code: "tea", Name: "Tea"}})
			return err
		})
		w.Refund(o.ID, basket.Take{Line: 1, Quantity: 1})
		carry(w)
		if p := progress(w, id); p.On() != 2 {
			t.Errorf("%d stamps are left of two teas", p.On())
		}
		w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1})
		carry(w)
		if p := progress(w, id); p.On() != 1 {
			t.Errorf("%d stamps are left", p.On())
		}
		w.Buy(w.In(id, basket.Line{SKU: "green", Quantity: 1, TotalMinor: 1000}))
		carry(w)
		if p := progress(w, id); p.On() != 1 {
			t.Errorf("%d stamps with an order from then on", p.On())
		}
		for field, edit := range map[string]func(*stamp.Document){
			"skus[0]":       func(d *stamp.Document) { d.SKUs = []string{"nosuch"} },
			"categories[1]": func(d *stamp.Document) { d.Categories = []string{"tea", "nosuch"} },
		} {
			wrong := tenth()
			edit(&wrong)
			err := w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error {
				_, err := stamp.Create(ctx, tx, wrong)
				return err
			})
			if e := fault.As(err); e == nil || e.Field != field {
				t.Errorf("%s: %v", field, err)
			}
			if err := w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error {
				_, err := stamp.Change(ctx, tx, stamp.ChangeIn{ID: c.ID, Version: 1, Document: wrong, Active: true})
				return err
			}); fault.As(err) == nil {
				t.Errorf("changed to %s", field)
			}
		}
		sound(w)
	})
}
