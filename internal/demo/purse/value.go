package purse

import (
	"context"
	"math/rand/v2"

	"regulars/internal/fault"
	"regulars/internal/mall/pay"
	"regulars/internal/mall/recharge"
	"regulars/internal/offer/deal"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// Offers makes the recharge offers.
func Offers(ctx context.Context, tx *store.Tx) error {
	for _, t := range []recharge.OfferTerms{
		{Name: deal.Text{Zh: "首充 100 送 20", En: "First 100, 20 on top"}, AmountMinor: 10_000, BonusMinor: 2000, BonusDays: 90, FirstOnly: true},
		{Name: deal.Text{Zh: "充 500 送 30", En: "500, 30 on top"}, AmountMinor: 50_000, BonusMinor: 3000, BonusDays: 365},
		{Name: deal.Text{Zh: "充 1000 送 80", En: "1000, 80 on top"}, AmountMinor: 100_000, BonusMinor: 8000, BonusDays: 365, Gift: []item.Item{{Kind: item.Points, Amount: 300}}},
		{
			Name: deal.Text{Zh: "充 2000 送 200 + 成长值", En: "2000, 200 on top, and growth"}, AmountMinor: 200_000, BonusMinor: 20_000, BonusDays: 730, PerMember: 2,
			Gift: []item.Item{{Kind: item.Points, Amount: 800}, {Kind: item.Growth, Amount: 200}},
		},
	} {
		if _, err := recharge.AddOffer(ctx, tx, recharge.OfferIn{OnSale: true, Terms: t}); err != nil {
			return err
		}
	}
	return nil
}

// Buyer is who buys something at a counter.
type Buyer struct {
	Member int64
	Store  int64
	Number string
	By     string
}

// kinds are what is paid by, the usual ones more than once.
var kinds = []string{"wechat", "wechat", "alipay", "cash", "card"}

// Recharge has somebody recharge by an offer, or some odd amount.
func Recharge(ctx context.Context, tx *store.Tx, r *rand.Rand, b Buyer) error {
	in := recharge.MakeIn{MemberID: b.Member, StoreID: b.Store, Source: "counter", Number: b.Number, MadeBy: b.By}
	offers, err := recharge.ListOffers(ctx, tx)
	if err != nil {
		return err
	}
	amount := int64(0)
	if n := r.IntN(len(offers) + 4); n < len(offers) {
		in.OfferID, amount = offers[n].ID, offers[n].Terms.AmountMinor
	} else if n < len(offers)+3 { // the middle ones are the usual ones
		o := offers[1+n%2]
		in.OfferID, amount = o.ID, o.Terms.AmountMinor
	} else {
		amount = int64(20_000 + 10_000*r.IntN(3))
		in.AmountMinor = amount
	}
	in.Payments = []pay.Payment{{Kind: kinds[r.IntN(len(kinds))], AmountMinor: amount}}
	_, _, err = recharge.Make(ctx, tx, in)
	return unlessRefused(err)
}

// PayBack pays somebody's value back, part of it or all.
func PayBack(ctx context.Context, tx *store.Tx, r *rand.Rand, by string) error {
	list, err := recharge.List(ctx, tx, recharge.ListIn{Limit: 40})
	if err != nil || len(list) == 0 {
		return err
	}
	in := recharge.WithdrawIn{MemberID: list[r.IntN(len(list))].MemberID, Because: recharge.OfMember, Reason: "搬家，不再到店", MadeBy: by, Approved: true}
	if r.IntN(3) == 0 {
		in.Because, in.Reason = recharge.OfMerchant, "常去的门店装修停业"
	}
	if r.IntN(2) == 0 {
		in.AmountMinor = 5000
	}
	_, err = recharge.Withdraw(ctx, tx, in)
	return unlessRefused(err)
}

// unlessRefused lets a business no be: somebody took an offer before, or has no value left.
func unlessRefused(err error) error {
	if refused := fault.As(err); refused != nil && refused.Code.Kind == fault.Refused {
		return nil
	}
	return err
}
