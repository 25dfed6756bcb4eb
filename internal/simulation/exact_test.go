package simulation_test

import (
	"fmt"
	"testing"
	"time"

	"regulars/internal/behaviour"
	"regulars/internal/benefit"
	"regulars/internal/catalog/price"
	"regulars/internal/coupon"
	"regulars/internal/mall/pay"
	"regulars/internal/mall/recharge"
	"regulars/internal/member/story"
	"regulars/internal/member/trait"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/order/hand"
	"regulars/internal/program"
	"regulars/internal/program/act"
	"regulars/internal/reward"
	"regulars/internal/simulation"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// priced makes a price list with the prices.
func priced(w *worldtest.World, code string, sets ...price.Set) (id int64) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		list, err := price.Add(w.Ctx, tx, price.List{Code: code, Name: code})
		id = list.ID
		return err
	})
	stock(w, id, sets...)
	return id
}

func stock(w *worldtest.World, list int64, sets ...price.Set) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		_, err := price.Save(w.Ctx, tx, list, sets)
		return err
	})
}

func units(n int64) *int64 { return &n }

// Invariant 1 with prices of which few units were left: they are those that orders had, to the last unit and the last minor unit. Orders
// that got none then get none now, whatever the list has by now.
func TestUnchangedLimitedPrices(t *testing.T) {
	worldtest.Each(t, generousTerms, func(w *worldtest.World) {
		id := w.Join()
		list := priced(w, "club", price.Set{SKU: "milk", PriceMinor: 200, Stock: units(1)}, price.Set{SKU: "tea", PriceMinor: 100, Stock: units(3)})
		w.Wait(1e9)
		w.Buy(w.In(id, worldtest.Line("milk", 3, 1_000))) // one of three, of an amount that three do not divide
		w.Buy(w.In(id, worldtest.Line("milk", 1, 1_000)))
		w.Buy(w.In(id, worldtest.Line("tea", 2, 1_000), worldtest.Line("tea", 3, 1_501), worldtest.Line("salt", 1, 900)))
		stock(w, list, price.Set{SKU: "milk", PriceMinor: 150, Stock: units(9)}, price.Set{SKU: "salt", PriceMinor: 10})
		found := play(w, inForce(w))
		same(w, found)
		equal(w, &found.Report)
		if found.Report.Was.DiscountMinor == 0 {
			w.Error("nothing had a price of the list")
		}
	})
}

// Prices of now are brought to orders that could not have them when they were placed.
func TestPricesOfNow(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		priced(w, "club", price.Set{SKU: "milk", PriceMinor: 600})
		w.Wait(1e9)
		w.Buy(w.In(id, worldtest.Line("milk", 1, 1_000)))
		draft := inForce(w)
		draft.Benefits = []deal.Benefit{{Code: "price", Name: program.Text{En: "Club"}, Kind: deal.MemberPrice, PriceList: "club"}}
		if r := play(w, draft).Report; r.Would.DiscountMinor != 400 || r.Skipped != 0 {
			w.Errorf("%+v", r.Would)
		}
	})
}

// Invariant 1 with one entitlement that made units of two lines free.
func TestUnchangedUsesOverLines(t *testing.T) {
	worldtest.Each(t, generousTerms, func(w *worldtest.World) {
		id := w.Join()
		in := w.In(id, worldtest.Line("cup", 1, 1_100), worldtest.Line("cup", 1, 1_000), worldtest.Line("toy", 1, 500))
		in.Asked.Uses = []hand.Uses{{Ref: benefit.Ref{Member: id, Source: benefit.SourceProgram, Benefit: "cup"}, Line: deal.AnyLine, Quantity: 2}}
		o := w.Buy(in)
		if made := o.Outcome.Deal; made == nil || len(made.Entitlements) != 1 || len(made.Entitlements[0].Lines) != 2 {
			w.Fatalf("%+v", made)
		}
		found := play(w, inForce(w))
		same(w, found)
		equal(w, &found.Report)
	})
}

// Invariant 1 with attributes that changed since: an order is decided by what was known of its member then.
func TestUnchangedAttributes(t *testing.T) {
	byTag := func(d *program.Document) {
		d.Earning = append(d.Earning, program.Rule{
			Code: "vip", Name: program.Text{En: "VIP"}, Asset: program.AssetPoints, Kind: program.PerOrder, Points: 50, When: `"vip" in tags`,
		})
	}
	worldtest.Each(t, byTag, func(w *worldtest.World) {
		was, is := w.Join(), w.Join()
		tag := func(id int64) {
			w.Tx(func(tx *store.Tx) error {
				return trait.AddTags(w.Ctx, tx, trait.TagSource(tx), map[int64][]string{id: {"vip"}})
			})
		}
		tag(was)
		w.Buy(w.In(was, worldtest.Line("s", 1, 1_000)))
		w.Buy(w.In(is, worldtest.Line("s", 1, 1_000)))
		w.Tx(func(tx *store.Tx) error { return trait.RemoveTags(w.Ctx, tx, was, []string{"vip"}) })
		tag(is)
		found := play(w, inForce(w))
		same(w, found)
		equal(w, &found.Report)
		// A draft that asks for what nobody asked then goes by what is known now.
		draft := inForce(w)
		draft.Earning[len(draft.Earning)-1].When = `"vip" in tags && channel != "till"`
		if r := play(w, draft).Report; r.Skipped != 0 {
			w.Errorf("%+v", r)
		}
	})
}

// Invariant 1 with tiers by recharge: what is bought before the recharge of a day is bought in the old tier, and what was paid back counts no
// more.
func TestUnchangedRecharge(t *testing.T) {
	byRecharge := func(d *program.Document) {
		d.Tiers[1].When, d.Tiers[1].EarnBp = "recharge(365) >= 10000", 20_000
		d.Tiers = d.Tiers[:2]
	}
	worldtest.Each(t, byRecharge, func(w *worldtest.World) {
		id := w.Join()
		charge := func(minor int64) {
			w.Tx(func(tx *store.Tx) error {
				_, _, err := recharge.Make(w.Ctx, tx, recharge.MakeIn{
					MemberID: id, AmountMinor: minor, Source: "till", Number: "r1", MadeBy: "test", Payments: []pay.Payment{{Kind: "cash", AmountMinor: minor}},
				})
				return err
			})
		}
		w.Wait(time.Hour)
		w.Buy(w.In(id, worldtest.Line("s", 1, 10_000)))
		w.Wait(time.Hour)
		charge(10_000)
		w.Wait(time.Hour)
		w.Buy(w.In(id, worldtest.Line("s", 1, 10_000)))
		w.Days(3)
		w.Tx(func(tx *store.Tx) error {
			_, err := recharge.Withdraw(w.Ctx, tx, recharge.WithdrawIn{MemberID: id, Because: recharge.OfMerchant, Approved: true, Reason: "asked", MadeBy: "test"})
			return err
		})
		w.Wait(time.Hour)
		w.Buy(w.In(id, worldtest.Line("s", 1, 10_000)))
		if got := w.Points(id).Net(); got != 100+200+100 {
			w.Fatalf("%d points", got)
		}
		found := play(w, inForce(w))
		same(w, found)
		equal(w, &found.Report)
		half := play(w, inForce(w), func(a *simulation.Ask) { a.Until = w.Now() - 3*24*3600*1e6 - 2*3600*1e6 })
		equal(w, &half.Report)
	})
}

// Who would not be a member under the draft buys without what only members can use; the order is not left out.
func TestNotAMember(t *testing.T) {
	worldtest.Each(t, generousTerms, func(w *worldtest.World) {
		id := w.Join()
		code := couponOf(w, id, coupon.Terms{Name: "减2", Kind: offer.AmountOff, AmountMinor: 200, Stacking: coupon.Stacking{Mode: offer.Always}})
		in := w.In(id, worldtest.Line("s", 1, 1_000))
		in.Asked.Codes = []string{code}
		w.Buy(in)
		draft := inForce(w)
		draft.Entry = program.Entry{Kind: program.EntryCondition, When: `spend("ever") >= 100000`}
		r := play(w, draft).Report
		if r.Skipped != 0 || r.Orders != 1 || r.Would.Members != 0 || r.Would.PointsGiven != 0 || r.Would.SalesMinor != 1_000 {
			w.Errorf("%+v %+v", r, r.Would)
		}
	})
}

// Invariant 1 with gifts that an order was the cause of: a refund takes them back, and they are no part of what rules gave.
func TestUnchangedGifts(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		o := w.Buy(w.In(id, worldtest.Line("s", 1, 10_000)))
		w.Wait(1e9)
		w.Tx(func(tx *store.Tx) error {
			_, err := reward.Grant(w.Ctx, tx, reward.GrantIn{
				MemberID: id, Reason: "thanks", Root: fmt.Sprintf("order:%d", o.ID), Items: []reward.Item{{Kind: "points", Amount: 70}},
			})
			return err
		})
		w.Wait(1e9)
		if r := w.Refund(o.ID); r.Back.Points.ClawedBack != 170 || r.Back.Points.Gifts != 70 {
			w.Fatalf("%+v", r.Back.Points)
		}
		found := play(w, inForce(w))
		same(w, found)
		equal(w, &found.Report)
		if found.Report.Was.PointsBack != 100 {
			w.Errorf("%+v", found.Report.Was)
		}
	})
}

// Invariant 1 with tiers that were given: where the higher one is taken back, what is deserved counts, not what was given.
func TestUnchangedTierGifts(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		give := func(code string, days int64) (grant int64) {
			w.Wait(1e9)
			w.Tx(func(tx *store.Tx) error {
				g, err := reward.Grant(w.Ctx, tx, reward.GrantIn{MemberID: id, Reason: "x", Items: []reward.Item{{Kind: "tier_days", Tier: code, Days: days}}})
				if err == nil {
					grant = g.ID
				}
				return err
			})
			return grant
		}
		give("silver", 90)
		black := give("black", 30)
		w.Wait(1e9)
		w.Buy(w.In(id, worldtest.Line("s", 1, 500_000))) // gold is deserved
		w.Wait(1e9)
		w.Tx(func(tx *store.Tx) error {
			_, err := reward.Revoke(w.Ctx, tx, black)
			return err
		})
		w.Wait(1e9)
		w.Buy(w.In(id, worldtest.Line("s", 1, 10_000)))
		if got := w.Tier(id); got != "gold" {
			w.Fatal(got)
		}
		found := play(w, inForce(w))
		same(w, found)
		equal(w, &found.Report)
	})
}

// Invariant 1 with what was given for events: it takes its room of the caps over all rules.
func TestUnchangedActs(t *testing.T) {
	worldtest.Each(t, func(d *program.Document) {
		visited(d)
		d.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerWeek, Amount: 120}, {Asset: program.AssetPoints, Per: program.PerMonth, Amount: 200, AllMembers: true}}
	}, func(w *worldtest.World) {
		id := w.Join()
		visit(w, id)
		w.Wait(1e9)
		if o := w.Buy(w.In(id, worldtest.Line("s", 1, 10_000))); o.Outcome.PointsEarned() != 50 {
			w.Errorf("the order got %d", o.Outcome.PointsEarned())
		}
		w.Wait(1e9)
		found := play(w, inForce(w))
		same(w, found)
		equal(w, &found.Report)
		if found.Report.Would.PointsGiven != 50 {
			w.Errorf("%+v", found.Report.Would)
		}
	})
}

// visit has a member do what the programme gives 70 points for.
func visit(w *worldtest.World, id int64) {
	w.Helper()
	w.Wait(1e9)
	w.Tx(func(tx *store.Tx) error {
		_, err := story.RecordFacts(w.Ctx, tx, []story.FactIn{{EventID: fmt.Sprint("e", w.Next()), MemberID: id, Type: "visit"}})
		return err
	})
	w.Drain(behaviour.Consumer())
	w.Wait(1e9)
}

func visited(d *program.Document) {
	d.Events = []act.EventKind{{Code: "visit", Name: program.Text{En: "Visit"}}}
	d.Earning = append(d.Earning, program.Rule{Code: "visit", Name: program.Text{En: "Visits"}, Asset: program.AssetPoints, Kind: program.PerEvent, Event: "visit", Points: 70})
}

// Invariant 1 with what was given for events and taken back in a later week: its room comes back to the week of the event, and upgrades since are asked
// again.
func TestUnchangedActsTakenBack(t *testing.T) {
	worldtest.Each(t, func(d *program.Document) {
		visited(d)
		d.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerWeek, Amount: 120}}
		d.Tiers[1].When = "points(365) >= 160"
	}, func(w *worldtest.World) {
		id := w.Join()
		visit(w, id)
		w.Days(7)
		w.Buy(w.In(id, worldtest.Line("s", 1, 10_000)))
		if got := w.Tier(id); got != "silver" {
			w.Fatal(got)
		}
		w.Wait(1e9)
		w.Tx(func(tx *store.Tx) error {
			grants, err := reward.ListGrants(w.Ctx, tx, id, 0, 1)
			if err == nil {
				_, err = reward.Revoke(w.Ctx, tx, grants[0].ID)
			}
			return err
		})
		w.Wait(1e9)
		if o := w.Buy(w.In(id, worldtest.Line("s", 1, 10_000))); o.Outcome.PointsEarned() != 20 {
			w.Errorf("the second order got %d", o.Outcome.PointsEarned())
		}
		found := play(w, inForce(w))
		same(w, found)
		equal(w, &found.Report)
	})
}

// What was given for events where no cap was takes the room of one that is tried.
func TestActsUnderACapThatIsTried(t *testing.T) {
	worldtest.Each(t, visited, func(w *worldtest.World) {
		id := w.Join()
		visit(w, id)
		w.Buy(w.In(id, worldtest.Line("s", 1, 10_000)))
		d := inForce(w)
		d.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerWeek, Amount: 120}}
		found := play(w, d)
		if found.Report.Was.PointsGiven != 100 || found.Report.Would.PointsGiven != 50 {
			w.Errorf("was %+v, would be %+v", found.Report.Was, found.Report.Would)
		}
	})
}
