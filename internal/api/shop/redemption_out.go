package shop

import (
	"cmp"
	"context"

	"regulars/internal/api/gives"
	"regulars/internal/api/goods"
	"regulars/internal/api/sales"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/catalog"
	"regulars/internal/fault"
	"regulars/internal/mall"
	"regulars/internal/org"
	"regulars/internal/store"
)

// notFoundIsNone lets a filter that finds nothing be an empty list.
func notFoundIsNone(err error) error {
	if fault.Has(err, mall.ErrRedemption) {
		return nil
	}
	return err
}

// showRedemption renders a redemption.
func showRedemption(ctx context.Context, tx *store.Tx, c *shell.Call, m store.Made) (RedemptionOut, error) {
	r, err := mall.Get(ctx, tx, m.ID)
	if err != nil {
		return RedemptionOut{}, err
	}
	out, err := redemptionsOut(ctx, tx, c, []*mall.Redemption{r})
	if err != nil {
		return RedemptionOut{}, err
	}
	return out[0], nil
}

// redemptionsOut are redemptions outside, with their members as the caller may see them.
func redemptionsOut(ctx context.Context, tx *store.Tx, c *shell.Call, list []*mall.Redemption) ([]RedemptionOut, error) {
	records := make([]int64, len(list))
	for i, r := range list {
		records[i] = r.MemberID
	}
	owners, err := sales.Owners(ctx, tx, c, records)
	if err != nil {
		return nil, err
	}
	var skus []string
	for _, r := range list {
		if r.Terms.Picture == "" && r.Terms.SKU != "" {
			skus = append(skus, r.Terms.SKU)
		}
	}
	shown, err := catalog.Pictures(ctx, tx, skus)
	if err != nil {
		return nil, err
	}
	out := make([]RedemptionOut, len(list))
	for i, r := range list {
		out[i] = redemptionOut(r)
		out[i].PictureURL = goods.PictureURL(tx, cmp.Or(r.Terms.Picture, shown[r.Terms.SKU]))
		out[i].Member = owners[r.MemberID]
		if c.Who().May(org.SpendTrusted) {
			out[i].Code = r.Code
		}
	}
	return out, nil
}

// redemptionOut is a redemption outside, without its member and its code.
func redemptionOut(r *mall.Redemption) RedemptionOut {
	return RedemptionOut{
		ID: store.FormatID("mrd", r.ID), MemberID: store.FormatID("mem", r.MemberID), ItemID: store.FormatID("mit", r.ItemID), Name: r.Terms.Name, SKU: r.Terms.SKU,
		Early: r.Terms.Early != "",
		Gives: gives.Show(r.Terms.Gives), Source: r.Source, Number: r.Number, Quantity: r.Quantity, Points: r.Points, PriceMinor: r.PriceMinor,
		PrincipalMinor: r.PrincipalMinor, BonusMinor: r.BonusMinor, CostMinor: r.CostMinor, Payments: payments(r.Payments),
		HandOver: string(r.HandOver), State: string(r.State), StoreID: shell.Named("sto", r.StoreID), HasRecipient: r.HasRecipient(), Carrier: r.Carrier,
		Parcel: r.Parcel, MadeBy: org.Reference(r.MadeBy), At: wire.At(r.At), ShippedAt: wire.At(r.ShippedAt), DoneAt: wire.At(r.DoneAt),
		DoneBy: org.Reference(r.DoneBy), CancelledAt: wire.At(r.CancelledAt), CancelledBy: org.Reference(r.CancelledBy), Reason: r.Reason,
	}
}
