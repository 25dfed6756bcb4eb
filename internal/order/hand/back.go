package hand

import (
	"context"
	"slices"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/catalog/price"
	"regulars/internal/coupon"
	"regulars/internal/ledger"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// Past is an order of which something may come back.
type Past struct {
	ID     int64
	Holder int64 // who holds now what it gave; 0 for a guest
	Made   *deal.Made
}

// OpenBack reads what orders took, under the locks that held has taken, so that it can come back.
func OpenBack(ctx context.Context, tx *store.Tx, held *reward.Books, orders []Past) (*Books, error) {
	bk := &Books{tx: tx, held: held}
	codes, uses, prices := coupon.Need{}, benefit.Need{}, price.Need{Back: true}
	for _, o := range orders {
		if o.Made == nil || o.Holder == 0 {
			continue
		}
		if len(o.Made.Coupons) > 0 {
			codes.Orders = append(codes.Orders, o.ID)
		}
		if len(o.Made.Entitlements) > 0 {
			uses.Members, uses.Orders = append(uses.Members, o.Holder), append(uses.Orders, o.ID)
		}
		for _, p := range o.Made.Prices {
			prices.Lists, prices.SKUs = append(prices.Lists, p.List), append(prices.SKUs, p.SKU)
		}
	}
	owners, err := bk.owners(ctx, slices.Concat(codes.Orders, uses.Orders))
	if err != nil {
		return nil, err
	}
	if uses.Members = append(uses.Members, owners...); len(codes.Orders) > 0 {
		if held.Coupon == nil {
			held.Coupon = coupon.OpenLater(tx, codes)
		} else {
			held.Coupon.Load(codes)
		}
		if err := held.Coupon.Complete(ctx); err != nil {
			return nil, err
		}
	}
	if len(uses.Orders) > 0 {
		held.Benefit = benefit.OpenLater(tx, uses)
	}
	if len(prices.Lists) > 0 {
		bk.prices = openPrices(tx, prices)
	}
	return bk, tx.Flush(ctx)
}

// Giving is an order that keeps less than before.
type Giving struct {
	ID            int64
	Program       *program.Program // that decided it
	Before, After *program.Kept
	At            calendar.Instant
	GraceUntil    calendar.Instant // of what came back after its end
	By            string
	Why           string
}

// GiveBack returns coupons, uses and units that the order keeps no longer, and lowers what was counted of benefits.
func (bk *Books) GiveBack(g Giving) (deal.Freed, error) {
	freed := g.Before.Deal.Freed(g.After.Deal)
	for _, c := range freed.Coupons {
		if refused := bk.held.Coupon.GiveBack(c.ID, g.At, g.GraceUntil); refused != nil {
			return freed, refused
		}
	}
	for _, u := range freed.Entitlements {
		on := benefit.Returning{At: g.At, GraceUntil: g.GraceUntil, By: g.By, Why: g.Why}
		if refused := bk.held.Benefit.GiveBack(ledger.Cause{Kind: "order", ID: g.ID}, u.ID, u.Quantity, on); refused != nil {
			return freed, refused
		}
	}
	for _, p := range freed.Prices {
		bk.prices.GiveBack(p.List, p.SKU, p.Quantity)
	}
	after := bk.notesOf(g.Program, g.After.Deal, g.After.Earned)
next:
	for _, was := range bk.notesOf(g.Program, g.Before.Deal, g.Before.Earned) {
		k := benefit.Kept{CauseID: g.ID, Kind: was.Kind, Benefit: was.Benefit}
		for _, is := range after {
			if is.Kind == was.Kind && is.Benefit == was.Benefit {
				if is == was {
					continue next
				}
				k.Quantity, k.AmountMinor, k.CostMinor = is.Quantity, is.AmountMinor, is.CostMinor
			}
		}
		bk.keep(k)
	}
	return freed, nil
}

// keep notes what a document keeps of a benefit now, in place of what it kept before on these books.
func (bk *Books) keep(k benefit.Kept) {
	for i := range bk.kept {
		if o := &bk.kept[i]; o.CauseID == k.CauseID && o.Kind == k.Kind && o.Benefit == k.Benefit {
			*o = k
			return
		}
	}
	bk.kept = append(bk.kept, k)
}
