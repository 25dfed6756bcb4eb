package purse

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/mall/pay"
	"regulars/internal/mall/recharge"
	"regulars/internal/mall/subscription"
	"regulars/internal/member/proof"
	"regulars/internal/offer/deal"
	"regulars/internal/plan"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// Plans makes the paid plans: a month and a year of one level, and a better year.
func Plans(ctx context.Context, tx *store.Tx, by string) error {
	points := func(n int64) []byte { return []byte(item.Encode([]item.Item{{Kind: item.Points, Amount: n}})) }
	hotline := deal.Benefit{
		Code: "hotline", Name: deal.Text{Zh: "育儿顾问专线", En: "Line to an adviser"}, Kind: deal.Service, Service: deal.Hotline, Contact: "400-820-0615", CostMinor: 800,
	}
	more := func(bp int64, zh, en string) deal.Benefit {
		return deal.Benefit{Code: "more", Name: deal.Text{Zh: zh, En: en}, Kind: deal.Multiplier, Bp: bp}
	}
	delivery := deal.Benefit{Code: "delivery", Name: deal.Text{Zh: "线上订单免运费", En: "Free delivery"}, Kind: deal.FreeDelivery, CapMinor: 1500}
	swim := deal.Benefit{
		Code: "swim", Name: deal.Text{Zh: "每月 1 次婴儿游泳", En: "A baby swim a month"}, Kind: deal.Quota, Quota: deal.Allowance{Quantity: 1, Per: deal.PerMonth},
		Gives: deal.ByService, CostMinor: 3500,
	}
	gifts, err := budget.Add(ctx, tx, budget.Budget{Name: "付费会员开通礼", Unit: budget.Points, Total: 40_000, Period: budget.Month})
	if err != nil {
		return err
	}
	for _, one := range []struct {
		code  string
		terms plan.Terms
	}{
		{"plus-month", plan.Terms{
			Name: deal.Text{Zh: "PLUS 月卡", En: "PLUS month"}, Level: 1, Period: plan.Month, PriceMinor: 2500, RemindDays: 5, CoolingDays: 3,
			Benefits: []deal.Benefit{more(15_000, "1.5 倍瓜子", "1.5 times the seeds"), delivery},
		}},
		{"plus", plan.Terms{
			Name: deal.Text{Zh: "PLUS 年卡", En: "PLUS year"}, Level: 1, Period: plan.Year, PriceMinor: 19_900, RemindDays: 5, CoolingDays: 7,
			Benefits: []deal.Benefit{more(15_000, "1.5 倍瓜子", "1.5 times the seeds"), delivery, hotline}, Gift: points(500), RenewalGift: points(800),
		}},
		{"family", plan.Terms{
			Name: deal.Text{Zh: "尊享家庭年卡", En: "Family year"}, Level: 2, Period: plan.Year, PriceMinor: 49_900, RemindDays: 5, CoolingDays: 7,
			Benefits: []deal.Benefit{more(20_000, "双倍瓜子", "Double seeds"), delivery, swim, hotline}, Gift: points(1500), RenewalGift: points(2000),
		}},
	} {
		if one.terms.Gift != nil {
			one.terms.Budgets = []int64{gifts.ID}
		}
		if _, err := plan.Add(ctx, tx, plan.SaveIn{Code: one.code, OnSale: true, Terms: one.terms, MadeBy: by}); err != nil {
			return fmt.Errorf("%s: %w", one.code, err)
		}
	}
	return nil
}

// byCode are the plans that are sold.
func byCode(ctx context.Context, tx *store.Tx) (map[string]*plan.Plan, error) {
	list, err := plan.List(ctx, tx)
	out := make(map[string]*plan.Plan, len(list))
	for _, p := range list {
		out[p.Code] = p
	}
	return out, err
}

// Buy has somebody buy a plan, most often the year.
func Buy(ctx context.Context, tx *store.Tx, r *rand.Rand, b Buyer) error {
	plans, err := byCode(ctx, tx)
	if err != nil {
		return err
	}
	code := []string{"plus", "plus", "plus-month", "plus-month", "family"}[r.IntN(5)]
	return sell(ctx, tx, r, plans[code].ID, b)
}

func sell(ctx context.Context, tx *store.Tx, r *rand.Rand, planID int64, b Buyer) error {
	d, err := subscription.Quote(ctx, tx, b.Member, planID)
	if err != nil {
		return unlessRefused(err)
	}
	in := subscription.BuyIn{MemberID: b.Member, PlanID: planID, Source: "counter", Number: b.Number, StoreID: b.Store, MadeBy: b.By}
	if r.IntN(2) == 0 { // with the stored value that is there
		accounts, err := recharge.Accounts(ctx, tx, b.Member)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			in.Balance += a.PrincipalLeft + a.BonusLeft
		}
		in.Balance, in.Proof = min(in.Balance, d.DueMinor), proof.TrustedCaller()
	}
	if rest := d.DueMinor - in.Balance; rest > 0 {
		in.Payments = []pay.Payment{{Kind: kinds[r.IntN(len(kinds))], AmountMinor: rest}}
	}
	_, _, err = subscription.Buy(ctx, tx, in)
	return unlessRefused(err)
}

// Renew has most of those whose month ends within three days go on; now and then one of them takes the better year instead.
func Renew(ctx context.Context, tx *store.Tx, r *rand.Rand, by string) error {
	plans, err := byCode(ctx, tx)
	if err != nil {
		return err
	}
	month := plans["plus-month"]
	list, err := plan.ListMemberships(ctx, tx, plan.ListIn{PlanID: month.ID, Active: true, Limit: plan.MaxPage})
	if err != nil {
		return err
	}
	soon := (tx.Today() + calendar.Day(3)).End(tx.Zone())
	for i, m := range list {
		if m.EndsAt > soon || r.Float64() > 0.35 {
			continue
		}
		if goes, err := goesOn(ctx, tx, m); err != nil || goes {
			if err != nil {
				return err
			}
			continue
		}
		next := month.ID
		if r.IntN(6) == 0 {
			next = plans["family"].ID
		}
		if err := sell(ctx, tx, r, next, Buyer{Member: m.MemberID, Number: fmt.Sprintf("RN-%s-%03d", tx.Today(), i), By: by}); err != nil {
			return err
		}
	}
	return nil
}

// goesOn reports whether somebody has renewed already.
func goesOn(ctx context.Context, tx *store.Tx, m *plan.Membership) (bool, error) {
	list, err := plan.OfMember(ctx, tx, m.MemberID)
	return slices.ContainsFunc(list, func(o *plan.Membership) bool { return o.EndsAt > m.EndsAt && o.Lasts(tx.Now()) }), err
}

// Cancel ends one of the newest plans.
func Cancel(ctx context.Context, tx *store.Tx, r *rand.Rand, by string) error {
	list, err := plan.ListMemberships(ctx, tx, plan.ListIn{Active: true, Limit: 30})
	if err != nil || len(list) == 0 {
		return err
	}
	m := list[r.IntN(len(list))]
	_, err = subscription.Cancel(ctx, tx, subscription.CancelIn{MemberID: m.MemberID, PlanID: m.PlanID, Reason: "宝宝断奶后到店少了", MadeBy: by})
	return unlessRefused(err)
}
