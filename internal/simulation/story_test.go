package simulation_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/mall"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/simulation"
	"regulars/internal/store"
	"regulars/internal/vault"
	"regulars/internal/worldtest"
)

// programmes whose every kind of rule is at work.
var programmes = map[string]func(*program.Document){
	"usual": nil,
	"capped": func(d *program.Document) {
		d.Earning[0].Caps = []program.RuleCap{{Per: program.PerDay, Amount: 150}, {Per: program.PerMonth, Amount: 900}}
		d.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerYear, Amount: 4000}, {Asset: program.AssetPoints, Per: program.PerMonth, Amount: 5000, AllMembers: true}}
	},
	"pending, by the year": func(d *program.Document) {
		d.Points.Pending = program.Pending{Kind: program.PendingDays, Days: 14}
		d.Points.Expiry = program.Expiry{Kind: program.ExpiryFixedDate, MonthDay: "03-31"}
		for i := range d.Tiers[1:] {
			d.Tiers[i+1].When = fmt.Sprintf(`spend("year") >= %d`, 50_000*(i+1))
			d.Tiers[i+1].Keep = program.Keep{Kind: program.KeepYearEnd, AfterYears: 1}
		}
	},
	"idle, short tiers": func(d *program.Document) {
		d.Points.Expiry = program.Expiry{Kind: program.ExpiryInactivity, Months: 2}
		for i := range d.Tiers[1:] {
			d.Tiers[i+1].When = fmt.Sprintf(`spend(60) >= %d && order_count >= %d`, 30_000*(i+1), i+1)
			d.Tiers[i+1].Keep = program.Keep{Kind: program.KeepDays, Days: 40}
			d.Tiers[i+1].GraceDays = 7 * i
		}
		d.Earning[1].When = "points_available >= 200 && order.payable_minor >= 10000"
		d.Multipliers = program.JoinAdd
	},
	"discounts": func(d *program.Document) {
		d.Benefits = []deal.Benefit{
			{Code: "silver-off", Name: program.Text{En: "silver"}, Kind: deal.Discount, Tiers: []string{"silver"}, OffBp: 500},
			{Code: "gold-off", Name: program.Text{En: "gold"}, Kind: deal.Discount, Tiers: []string{"gold"}, OffBp: 1200, CapMinor: 5000},
			{Code: "delivery", Name: program.Text{En: "delivery"}, Kind: deal.FreeDelivery, When: "order.payable_minor >= 20000"},
		}
	},
	"by condition": func(d *program.Document) {
		d.Entry = program.Entry{Kind: program.EntryCondition, When: `spend("ever") >= 20000`}
		d.Points.Pending = program.Pending{Kind: program.PendingFulfilment, Status: "signed", Days: 3}
	},
}

// live has some members buy, bring back, spend and be given points over a year and a half.
func live(w *worldtest.World, seed uint64) (members []int64) {
	r := rand.New(rand.NewPCG(seed, 1))
	for range 6 {
		members = append(members, w.Join())
	}
	gifts := newPurse(w)
	var orders []*order.Order
	for range 260 {
		w.Wait(time.Duration(r.IntN(70*3600)) * time.Second)
		id := members[r.IntN(len(members))]
		switch n := r.IntN(20); {
		case n < 13:
			if o := buy(w, r, id); o != nil {
				orders = append(orders, o)
			}
		case n < 16 && len(orders) > 0:
			bringBack(w, r, orders[r.IntN(len(orders))])
		case n == 16:
			unlinked(w, r, id)
		case n == 17 && len(orders) > 0:
			ship(w, orders[len(orders)-1])
		case n == 18:
			adjust(w, r, id)
		case n == 19:
			gifts.turn(r, id)
		}
	}
	return members
}

// purse gives rewards, has some of them revoked, and has members redeem mugs, some of them undone.
type purse struct {
	*worldtest.World
	mug         int64
	grants      []int64
	redemptions []int64
}

func newPurse(w *worldtest.World) *purse {
	p := &purse{World: w}
	w.Tx(func(tx *store.Tx) error {
		it, err := mall.AddItem(w.Ctx, tx, mall.Item{Terms: mall.Terms{Name: "Mug", Points: 60, SKU: "mug"}, Stock: mall.Unlimited})
		p.mug = it.ID
		return err
	})
	return p
}

func (p *purse) turn(r *rand.Rand, id int64) {
	var err error
	switch n := r.IntN(8); {
	case n == 6:
		err = p.DB.Tx(p.Ctx, p.Scope, func(tx *store.Tx) error {
			g, err := reward.Grant(p.Ctx, tx, reward.GrantIn{MemberID: id, Reason: "test", Items: []reward.Item{
				{Kind: "tier_days", Tier: []string{"silver", "gold", "black"}[r.IntN(3)], Days: int64(5 + r.IntN(60))},
			}})
			if err == nil {
				p.grants = append(p.grants, g.ID)
			}
			return err
		})
	case n == 7:
		err = p.DB.Tx(p.Ctx, p.Scope, func(tx *store.Tx) error {
			in := reward.AssignIn{MemberID: id, Code: []string{"", "gold", "black"}[r.IntN(3)], Until: tx.Now().Add(time.Duration(r.IntN(90*24)+1) * time.Hour), Reason: "test"}
			_, err := reward.Assign(p.Ctx, tx, in)
			return err
		})
	case n == 0 && len(p.grants) > 0:
		grant := p.grants[len(p.grants)-1]
		p.grants = p.grants[:len(p.grants)-1]
		err = p.DB.Tx(p.Ctx, p.Scope, func(tx *store.Tx) error {
			_, err := reward.Revoke(p.Ctx, tx, grant)
			return err
		})
	case n == 1 && len(p.redemptions) > 0:
		made := p.redemptions[len(p.redemptions)-1]
		p.redemptions = p.redemptions[:len(p.redemptions)-1]
		err = p.DB.Tx(p.Ctx, p.Scope, func(tx *store.Tx) error {
			_, err := mall.Cancel(p.Ctx, tx, mall.CancelIn{ID: made, Reason: "test", By: "test"})
			return err
		})
	case n < 4:
		err = p.DB.Tx(p.Ctx, p.Scope, func(tx *store.Tx) error {
			g, err := reward.Grant(p.Ctx, tx, reward.GrantIn{MemberID: id, Reason: "test", Items: []reward.Item{{Kind: "points", Amount: 20 + r.Int64N(200)}}})
			if err == nil {
				p.grants = append(p.grants, g.ID)
			}
			return err
		})
	default:
		err = p.DB.Tx(p.Ctx, p.Scope, func(tx *store.Tx) error {
			made, _, err := mall.Redeem(p.Ctx, tx, mall.RedeemIn{
				Member: member.Ref{ID: id}, ItemID: p.mug, Source: "till", Number: fmt.Sprintf("m%d", p.Next()), Proof: proof.TrustedCaller(), MadeBy: "test",
			})
			if err == nil {
				p.redemptions = append(p.redemptions, made.ID)
			}
			return err
		})
	}
	if err != nil && fault.As(err) == nil {
		p.Fatal(err)
	}
}

func buy(w *worldtest.World, r *rand.Rand, id int64) *order.Order {
	var lines []basket.Line
	for i := range 1 + r.IntN(3) {
		q := int64(1 + r.IntN(3))
		lines = append(lines, worldtest.Line(fmt.Sprintf("s%d", (i+r.IntN(4))%5), q, q*int64(500+r.IntN(12_000))))
	}
	if r.IntN(4) == 0 {
		lines = append(lines, basket.Line{SKU: "post", Type: basket.Delivery, Quantity: 1, TotalMinor: 1200})
	}
	in := w.In(id, lines...)
	in.Channel = []string{"pos", "web"}[r.IntN(2)]
	switch r.IntN(5) {
	case 0:
		in.Ask.Points = program.Max
	case 1:
		in.Ask.Pricing = program.PriceAsPaid
		in.Lines[0].Adjustments = []basket.Adjustment{{Source: basket.FromStated, AmountMinor: in.Lines[0].TotalMinor / 10}}
	}
	return w.Buy(in)
}

func bringBack(w *worldtest.World, r *rand.Rand, o *order.Order) {
	var now *order.Order
	w.View(func(tx *store.Tx) (err error) {
		now, err = order.Get(w.Ctx, tx, o.ID)
		return err
	})
	var takes []basket.Take
	for i, left := range now.Remaining {
		if left > 0 && r.IntN(2) == 0 {
			takes = append(takes, basket.Take{Line: i, Quantity: 1 + r.Int64N(left)})
		}
	}
	if now.Remaining.Empty() {
		return
	}
	w.Refund(o.ID, takes...)
}

func unlinked(w *worldtest.World, r *rand.Rand, id int64) {
	w.Tx(func(tx *store.Tx) error {
		out, err := order.Return(w.Ctx, tx, []order.ReturnIn{{
			Member: w.In(id).Member, Source: "till", Number: fmt.Sprintf("r%d", w.Next()),
			Lines: []basket.Line{{SKU: fmt.Sprintf("s%d", r.IntN(6)), Quantity: 1 + r.Int64N(2), TotalMinor: int64(1000 + r.IntN(8000))}},
		}})
		if err == nil && out[0].Err != nil {
			err = out[0].Err
		}
		return err
	})
}

func ship(w *worldtest.World, o *order.Order) {
	w.Tx(func(tx *store.Tx) error {
		_, err := order.SetStatus(w.Ctx, tx, order.StatusIn{OrderID: o.ID, Fulfilment: order.Signed})
		if fault.As(err) != nil {
			return nil //nolint:nilerr // it has gone further already
		}
		return err
	})
}

func adjust(w *worldtest.World, r *rand.Rand, id int64) {
	in := reward.AdjustIn{MemberID: id, Asset: ledger.Points, Amount: int64(r.IntN(400) - 150), Reason: "test", Limit: 1_000_000, MadeBy: "test"}
	if r.IntN(3) == 0 {
		in.Asset = ledger.Growth
	}
	err := w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error {
		_, err := reward.Adjust(w.Ctx, tx, in)
		return err
	})
	if err != nil && fault.As(err) == nil {
		w.Fatal(err)
	}
}

// post posts what has fallen due for the members, as the turn of the day does.
func post(w *worldtest.World, members []int64) {
	w.Tx(func(tx *store.Tx) error {
		bk, err := reward.Open(w.Ctx, tx, reward.Need{Members: members, From: 0, Until: tx.Now(), AllDays: true})
		if err != nil {
			return err
		}
		for _, id := range members {
			bk.CatchUp(id, tx.Now())
		}
		return bk.Save(w.Ctx)
	})
}

// Invariant 1 over random lives under programmes of every kind: the programme that was in force all the time gives what was given.
func TestUnchanged(t *testing.T) {
	for name, edit := range programmes {
		t.Run(name, func(t *testing.T) {
			worldtest.Each(t, edit, func(w *worldtest.World) {
				members := live(w, uint64(len(name)))
				w.Days(40)
				post(w, members)
				found := play(w, inForce(w))
				same(w, found)
				equal(w, &found.Report)
				if found.Report.Orders == 0 {
					w.Error("nobody bought")
				}
				window := play(w, inForce(w), func(a *simulation.Ask) {
					a.From = calendar.Instant(0).Add(time.Duration(w.Now()-100*24*3600*1e6) * time.Microsecond)
				})
				equal(w, &window.Report)
			}, vault.Ephemeral())
		})
	}
}
