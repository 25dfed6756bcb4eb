package design_test

import (
	"testing"

	"regulars/internal/catalog"
	"regulars/internal/fault"
	"regulars/internal/insight"
	"regulars/internal/insight/design"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// see looks at the last year.
func see(w *worldtest.World) *design.Design {
	w.Helper()
	var today insight.Period
	w.View(func(tx *store.Tx) (err error) {
		today, err = insight.NewPeriod(tx.Today()-364, 0, tx.Today())
		return err
	})
	d, _, err := design.See(w.Ctx, w.DB, w.Scope, today)
	if err != nil {
		w.Fatal(err)
	}
	return d
}

// Rules 1 to 4 on a shop of ten buyers.
func TestDesign(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		for n := range 10 {
			id := w.Join()
			o := w.Buy(w.In(id, worldtest.Line("milk", 2, int64(10_000*(n+1)))))
			if n == 0 {
				w.Refund(o.ID)
			}
		}
		w.Join() // buys nothing
		d := see(w)
		if d.Members != 11 || d.Top.Buyers != 9 || d.Top.Best != 2 || d.Top.SalesMinor != 540_000 || d.Top.BestMinor != 190_000 || d.Top.ProfitMinor != nil {
			w.Errorf("%+v", d.Top)
		}
		if d.Shape != design.TooFew || len(d.Tiers) != 4 || d.Tiers[0].Members != 10 || d.Tiers[0].WorthMinor != 4400 || d.Tiers[0].EachMinor != 440 ||
			d.Tiers[1].Members != 1 || d.Tiers[1].StepMinor != 560 || d.Tiers[2].StepMinor != 0 {
			w.Errorf("%s %+v", d.Shape, d.Tiers)
		}
		if len(d.Rules) == 0 || d.Rules[0].Code != "spend" || d.Rules[0].Points != 5400 || d.Rules[0].CostMinor != 5400 || d.Rules[0].Name == (program.Text{}) {
			w.Errorf("%+v", d.Rules)
		}
		cost := int64(1_000)
		w.Tx(func(tx *store.Tx) error {
			_, err := catalog.Save(w.Ctx, tx, []catalog.Product{{SKU: "milk", Name: "milk", PriceMinor: 10_000, CostMinor: &cost}})
			return err
		})
		d = see(w)
		if d.Top.ProfitMinor == nil || *d.Top.ProfitMinor != 540_000-18*1_000 || *d.Top.BestProfit != 190_000-4*1_000 || d.Top.KnownBp != 10_000 {
			w.Errorf("%+v", d.Top)
		}
	}, insight.NewShelf())
}

// A remark replaces the one before; an empty one takes it away; nobody else's are seen.
func TestRemarks(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		note := func(r design.Remark) error {
			return w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error { return design.Note(w.Ctx, tx, r) })
		}
		list := func(of *worldtest.World) (out []design.Remark) {
			of.View(func(tx *store.Tx) (err error) {
				out, err = design.Remarks(w.Ctx, tx, "2026-2")
				return err
			})
			return out
		}
		one := design.Remark{Quarter: "2026-2", Kind: "quota", Benefit: "snack", Rating: 4, Reason: " nobody knows of it "}
		for range 2 {
			if err := note(one); err != nil {
				w.Fatal(err)
			}
		}
		if got := list(w); len(got) != 1 || got[0].Rating != 4 || got[0].Reason != "nobody knows of it" {
			w.Errorf("%+v", got)
		}
		if got := list(worldtest.New(w, w.DB, nil)); len(got) != 0 {
			w.Errorf("another merchant's: %+v", got)
		}
		for name, wrong := range map[string]design.Remark{
			"no quarter": {Quarter: "2026-5", Kind: "quota", Benefit: "snack", Rating: 1}, "no benefit": {Quarter: "2026-2", Kind: "quota", Rating: 1},
			"six stars": {Quarter: "2026-2", Kind: "quota", Benefit: "snack", Rating: 6},
		} {
			if err := note(wrong); fault.As(err) == nil {
				w.Errorf("%s: %v", name, err)
			}
		}
		one.Rating, one.Reason = 0, ""
		if err := note(one); err != nil || len(list(w)) != 0 {
			w.Errorf("%v %+v", err, list(w))
		}
	}, insight.NewShelf())
}
