package design_test

import (
	"testing"

	"regulars/internal/catalog"
	"regulars/internal/fault"
	"regulars/internal/insight"
	"regulars/internal/insight/design"
	"regulars/internal/offer/deal"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/reward"
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

// A benefit is for who stands in its tiers, and for who has one of its plans: each member once.
func TestEligible(t *testing.T) {
	name := program.Text{Zh: "权益", En: "Benefit"}
	line := func(code string, tiers, plans []string) deal.Benefit {
		return deal.Benefit{Code: code, Name: name, Kind: deal.Service, Service: deal.Hotline, Tiers: tiers, Plans: plans}
	}
	promised := func(d *program.Document) {
		d.Benefits = []deal.Benefit{
			line("everybody", nil, nil), line("plan", nil, []string{"year"}), line("either", []string{"silver"}, []string{"year", "month"}), line("nobody", []string{"black"}, []string{"gone"}),
		}
	}
	worldtest.Each(t, promised, func(w *worldtest.World) {
		ids := []int64{w.Join(), w.Join(), w.Join()}
		w.Buy(w.In(ids[0], worldtest.Line("s", 1, 200_000))) // silver
		for level, code := range []string{"year", "month"} {
			var p *plan.Plan
			w.Tx(func(tx *store.Tx) (err error) {
				p, err = plan.Add(w.Ctx, tx, plan.SaveIn{Code: code, OnSale: true, Terms: plan.Terms{Name: name, Level: int64(level + 1), Period: plan.Year, PriceMinor: 100}})
				return err
			})
			for _, id := range ids[:2] {
				w.Tx(func(tx *store.Tx) error {
					_, err := reward.Grant(w.Ctx, tx, reward.GrantIn{MemberID: id, Reason: "x", Items: []reward.Item{{Kind: "plan_days", PlanID: p.ID, Days: 30}}})
					return err
				})
			}
		}
		w.Wait(1e9)
		got := map[string]int64{}
		for _, b := range see(w).Benefits {
			got[b.Code] = b.Eligible
		}
		if got["everybody"] != 3 || got["plan"] != 2 || got["either"] != 2 || got["nobody"] != 0 {
			w.Errorf("%v", got)
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
