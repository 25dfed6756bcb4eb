package simulation

import (
	"context"
	"slices"

	"regulars/internal/basket"
	"regulars/internal/catalog/price"
	"regulars/internal/coupon"
	"regulars/internal/edition"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/simulation/replay"
	"regulars/internal/store"
)

// hands are what members brought to orders of the past: the coupons, uses and prices that were taken, and the plans that were active. Of
// lists that were not open to an order the prices of now are brought.
func (s *stretch) hands(ctx context.Context, orders map[int64]*order.Order) (map[int64]*deal.Hand, error) {
	out := map[int64]*deal.Hand{}
	open := func(id int64) *deal.Hand {
		if out[id] == nil {
			out[id] = &deal.Hand{}
		}
		return out[id]
	}
	var members, coupons []int64
	for _, o := range orders {
		members = append(members, s.p.holder(o.MemberID))
		if made := o.Outcome.Deal; made != nil {
			for _, c := range made.Coupons {
				coupons = append(coupons, c.ID)
			}
			used(open(o.ID), o)
		}
	}
	prices, err := s.prices(ctx, orders)
	if err != nil {
		return nil, err
	}
	if err := s.coupons(ctx, orders, coupons, open); err != nil || !s.p.plans && prices == nil {
		return out, err
	}
	plans := plan.OpenLater(s.tx, plan.Need{Members: members, From: s.from})
	if err := s.tx.Flush(ctx); err != nil {
		return nil, err
	}
	for _, o := range orders {
		active, err := plans.Hand(ctx, s.p.holder(o.MemberID), o.PlacedAt)
		if err != nil {
			return nil, err
		}
		for i := range active { // as if they had been bought under the programme that is tried
			active[i].Sold = nil
		}
		if len(active) > 0 {
			open(o.ID).Plans = active
		}
		if prices == nil {
			continue
		}
		had, err := s.had(ctx, o)
		if err != nil {
			return nil, err
		}
		fill(open(o.ID), prices, had, o)
	}
	return out, nil
}

// used puts the uses of entitlements and the prices that an order had into the hand.
func used(h *deal.Hand, o *order.Order) {
	made := o.Outcome.Deal
	for _, e := range made.Entitlements {
		one := deal.Entitlement{ID: e.ID, Code: e.Code, Name: e.Name, Gives: e.Gives, Left: e.Quantity, Quantity: e.Quantity, Line: deal.AnyLine}
		if e.Gives == deal.ByService {
			one.Cost = e.CostMinor / max(e.Quantity, 1)
			h.Entitlements = append(h.Entitlements, one)
			continue
		}
		for _, cut := range e.Lines { // what is left is of all of them
			one.Line, one.Quantity = cut.Line, cut.Quantity
			h.Entitlements = append(h.Entitlements, one)
		}
	}
	for _, p := range made.Prices {
		list := listed(h, p.List)
		left := list[p.SKU].Left + p.Quantity
		list[p.SKU] = deal.Price{UnitMinor: paid(o, p), Left: left, Limited: left < bought(o, p.SKU), From: p.From}
	}
}

// listed is the prices of a list in the hand.
func listed(h *deal.Hand, list string) map[string]deal.Price {
	if h.Prices == nil {
		h.Prices = deal.Prices{}
	}
	if h.Prices[list] == nil {
		h.Prices[list] = map[string]deal.Price{}
	}
	return h.Prices[list]
}

// paid is the price of one unit that a line of an order had by a list: what its units cost so far less what the list took off them.
func paid(o *order.Order, p deal.PriceUse) int64 {
	l := &o.Outcome.Lines[p.Line]
	left := l.TotalMinor
	for _, a := range l.Adjustments {
		if a.Source == basket.FromMemberPrice {
			return (money.Part(left, p.Quantity, l.Quantity) - a.AmountMinor) / p.Quantity
		}
		left -= a.AmountMinor
	}
	return 0 // a price that takes nothing off is not used
}

// bought is how many units of a product an order had.
func bought(o *order.Order, sku string) (units int64) {
	for i := range o.Lines {
		if l := &o.Lines[i]; l.SKU == sku && l.Type == basket.Product {
			units += l.Quantity
		}
	}
	return units
}

// coupons puts the coupons that orders used into their hands, with the terms that they were made with. One that is gone is left out.
func (s *stretch) coupons(ctx context.Context, orders map[int64]*order.Order, ids []int64, open func(int64) *deal.Hand) error {
	if len(ids) == 0 {
		return nil
	}
	books, err := coupon.Open(ctx, s.tx, coupon.Need{IDs: ids})
	if err != nil {
		return err
	}
	for _, o := range orders {
		if o.Outcome.Deal == nil {
			continue
		}
		for _, c := range o.Outcome.Deal.Coupons {
			known := books.ByID(c.ID)
			if known == nil {
				continue
			}
			one := books.Deal(known, 0, o.PlacedAt)
			one.Refused = "" // it was used
			h := open(o.ID)
			h.Pick, h.Coupons = deal.PickNamed, append(h.Coupons, one)
		}
	}
	return nil
}

// prices reads the prices of now by the lists that the programme names; nil where it names none.
func (s *stretch) prices(ctx context.Context, orders map[int64]*order.Order) (deal.Prices, error) {
	lists := s.p.program.Needs().PriceLists
	if len(lists) == 0 {
		return nil, nil //nolint:nilnil // no prices are asked for
	}
	seen := map[string]bool{}
	var skus []string
	for _, o := range orders {
		for i := range o.Lines {
			if sku := o.Lines[i].SKU; sku != "" && !seen[sku] {
				seen[sku] = true
				skus = append(skus, sku)
			}
		}
	}
	books := price.OpenLater(s.tx, price.Need{Lists: lists, SKUs: skus})
	if err := s.tx.Flush(ctx); err != nil {
		return nil, err
	}
	return books.Deal(s.tx.Now(), 0), nil
}

// had are the lists that were open to an order under the programme that decided it: what it got by them is all that there was.
func (s *stretch) had(ctx context.Context, o *order.Order) ([]string, error) {
	if o.Pricing == program.PriceAsPaid {
		return nil, nil // no price was asked for
	}
	ed, err := edition.ByNumber(ctx, s.tx, o.Outcome.Edition)
	if err != nil {
		return nil, err
	}
	var plans []string
	if o.Outcome.Deal != nil {
		plans = o.Outcome.Deal.Plans
	}
	return ed.OpenLists(&o.Standing, &basket.Basket{Channel: o.Channel, Store: o.Outcome.Store, Lines: s.p.asked(o, &replay.Order{})}, plans), nil
}

// fill adds the prices of now for the lines of an order, of lists that it did not have.
func fill(h *deal.Hand, now deal.Prices, had []string, o *order.Order) {
	for list, prices := range now {
		if slices.Contains(had, list) || h.Prices[list] != nil {
			continue
		}
		for i := range o.Lines {
			if p, known := prices[o.Lines[i].SKU]; known {
				listed(h, list)[o.Lines[i].SKU] = p
			}
		}
	}
}

// holder is who holds what was recorded for a record.
func (p *player) holder(record int64) int64 {
	if at, known := p.place[record]; known {
		return p.persons[at].ID
	}
	return record
}

// hasPlans finds out whether anybody ever had a paid plan, and what the benefits of plans are called.
func (p *player) hasPlans(ctx context.Context, tx *store.Tx) (err error) {
	p.plans, err = store.One(ctx, tx, `SELECT 1 FROM plan_membership WHERE merchant_id = $1 LIMIT 1`, func(r store.Row) error {
		var one int64
		return r.Scan(&one)
	}, tx.MerchantID())
	if err == nil && p.plans {
		p.planNames, err = plan.BenefitNames(ctx, tx)
	}
	return err
}
