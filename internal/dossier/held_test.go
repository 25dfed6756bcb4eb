package dossier_test

import (
	"strings"
	"testing"

	"regulars/internal/benefit"
	"regulars/internal/coupon"
	"regulars/internal/dossier"
	"regulars/internal/fault"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// holdsNow counts the coupons, uses of entitlements and plans that the member can use now.
func (w *world) holdsNow(id int64) (coupons, uses, plans int) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		one := []int64{id}
		bk, err := reward.Open(w.Ctx, tx, reward.Need{
			Members: one, From: tx.Now(), Until: tx.Now(), Aliases: true,
			Coupons: &coupon.Need{Members: one}, Benefits: &benefit.Need{Members: one}, Plans: &plan.Need{Members: one},
		})
		if err != nil {
			return err
		}
		coupons, plans = len(bk.Coupon.Usable(id, tx.Now())), len(bk.Plan.Codes(id, tx.Now()))
		for _, e := range bk.Benefit.Held(id, tx.Now()) {
			uses += int(e.Left())
		}
		return nil
	})
	return coupons, uses, plans
}

// gifts has the merchant make a coupon and a plan, and answers what one of everything is.
func (w *world) gifts() []reward.Item {
	w.Helper()
	var items []reward.Item
	w.Tx(func(tx *store.Tx) error {
		t, err := coupon.Save(w.Ctx, tx, coupon.TemplateIn{Stock: 100, Terms: coupon.Terms{
			Name: "Five off", Kind: offer.AmountOff, AmountMinor: 500, Stacking: coupon.Stacking{Mode: offer.Always},
		}})
		if err != nil {
			return err
		}
		p, err := plan.Add(w.Ctx, tx, plan.SaveIn{Code: "plus", OnSale: true, Terms: plan.Terms{
			Name: deal.Text{En: "Plus"}, Level: 1, Period: plan.Month, PriceMinor: 990,
		}})
		items = []reward.Item{
			{Kind: "points", Amount: 100}, {Kind: "bonus", Amount: 700}, {Kind: "coupon", TemplateID: t.ID, Quantity: 2},
			{Kind: "entitlement", Benefit: "wash", Quantity: 3}, {Kind: "plan_days", PlanID: p.ID, Days: 10},
		}
		return err
	})
	return items
}

// What is held beside the wallet is merged, parted, given out and forgotten with everything else; what was given to a record can be taken
// back from whoever has it by then.
func TestHoldingsFollowTheMember(t *testing.T) {
	wash := func(d *program.Document) {
		d.Benefits = []deal.Benefit{{
			Code: "wash", Name: deal.Text{En: "Wash"}, Kind: deal.Quota, Quota: deal.Allowance{Quantity: 1, Per: deal.PerEver}, Gives: deal.ByService, Tiers: []string{d.Tiers[1].Code},
		}}
	}
	each(t, wash, func(w *world) {
		from, into := w.Join(), w.Join()
		items := w.gifts()
		var grant *reward.Granted
		for _, id := range []int64{from, into} {
			w.Tx(func(tx *store.Tx) (err error) {
				grant, err = reward.Grant(w.Ctx, tx, reward.GrantIn{MemberID: id, Items: items, Reason: "hello"})
				return err
			})
		}
		has := func(id int64, coupons, uses, plans int) {
			w.Helper()
			if c, u, p := w.holdsNow(id); c != coupons || u != uses || p != plans {
				w.Errorf("coupons %d, uses %d, plans %d; want %d, %d, %d", c, u, p, coupons, uses, plans)
			}
		}
		var merge int64
		w.Tx(func(tx *store.Tx) (err error) {
			merge, err = dossier.Merge(w.Ctx, tx, from, into)
			return err
		})
		has(into, 4, 6, 1)
		w.Sound()
		w.Tx(func(tx *store.Tx) error { return dossier.Undo(w.Ctx, tx, merge) })
		has(from, 2, 3, 1)
		has(into, 2, 3, 1)
		w.Sound()
		w.Tx(func(tx *store.Tx) (err error) {
			merge, err = dossier.Merge(w.Ctx, tx, into, from)
			return err
		})
		w.Tx(func(tx *store.Tx) error { // given to the record that is an alias by now
			out, err := reward.Revoke(w.Ctx, tx, grant.ID)
			if err == nil && (out.Parts[2].TakenBack != 2 || out.Parts[3].TakenBack != 3 || out.Parts[4].TakenBack == 0) {
				w.Errorf("%+v", out.Parts)
			}
			return err
		})
		has(from, 2, 3, 1)
		w.Sound()
		w.View(func(tx *store.Tx) error {
			text, err := dossier.Export(w.Ctx, tx, from)
			for _, want := range []string{"Five off", "wash", "plus", "\"hello\""} {
				if !strings.Contains(string(text), want) {
					w.Errorf("the export does not tell of %s", want)
				}
			}
			return err
		})
		w.Tx(func(tx *store.Tx) error { return dossier.Erase(w.Ctx, tx, from, "asked for it") })
		has(from, 0, 0, 0)
		w.Tx(func(tx *store.Tx) error {
			if _, err := reward.Grant(w.Ctx, tx, reward.GrantIn{MemberID: from, Items: items, Reason: "late"}); fault.As(err) == nil {
				w.Errorf("an erased person was given something: %v", err)
			}
			return nil
		})
		w.Sound()
	})
}

// Tiers that were given run beside each other in the record that two became, and part again with them: what was taken back meanwhile
// does not come back.
func TestGiftsOfTiersFollowTheMember(t *testing.T) {
	each(t, nil, func(w *world) {
		from, into := w.Join(), w.Join()
		give := func(id int64, code string, days int64) (g *reward.Granted) {
			w.Tx(func(tx *store.Tx) (err error) {
				g, err = reward.Grant(w.Ctx, tx, reward.GrantIn{MemberID: id, Items: []reward.Item{{Kind: "tier_days", Tier: code, Days: days}}, Reason: "x"})
				return err
			})
			return g
		}
		has := func(when string, id int64, want string) {
			w.Helper()
			w.View(func(tx *store.Tx) error {
				bk, err := reward.Open(w.Ctx, tx, reward.Need{Members: []int64{id}, From: tx.Now(), Until: tx.Now(), Aliases: true})
				if err != nil {
					return err
				}
				bk.CatchUp(id, tx.Now())
				if got := bk.TierOf(id); got != want {
					w.Errorf("%s: %s, want %s", when, got, want)
				}
				return nil
			})
		}
		merge := func() (id int64) {
			w.Tx(func(tx *store.Tx) (err error) {
				id, err = dossier.Merge(w.Ctx, tx, from, into)
				return err
			})
			w.Sound()
			return id
		}
		undo := func(id int64) {
			w.Tx(func(tx *store.Tx) error { return dossier.Undo(w.Ctx, tx, id) })
			w.Sound()
		}
		black := give(from, "black", 30)
		give(from, "gold", 90)
		give(into, "gold", 10)
		once := merge()
		has("merged", into, "black")
		undo(once)
		has("parted", into, "gold")
		has("parted", from, "black")
		once = merge()
		w.Tx(func(tx *store.Tx) error { _, err := reward.Revoke(w.Ctx, tx, black.ID); return err })
		has("taken back from who has it now", into, "gold")
		w.Days(20)
		undo(once)
		has("the own one is over", into, "base")
		has("the other's lasts", from, "gold")
		w.Days(80)
		has("over", from, "base")
		w.Sound()
	})
}
