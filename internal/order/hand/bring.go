package hand

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"regulars/internal/benefit"
	"regulars/internal/coupon"
	"regulars/internal/edition"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
	"regulars/internal/program"
	"regulars/internal/reward/entitle"
	"regulars/internal/store"
)

// ReasonUnknown says that nobody knows the code.
const ReasonUnknown offer.Reason = "unknown"

// Bring makes the hand of an order, as the books now stand; nil is an empty one. What it refuses is an entitlement that the member cannot use; of
// coupons the deal says why they are not used.
func (bk *Books) Bring(ctx context.Context, o *Order) (*deal.Hand, error) {
	if !bk.held.IsMember(o.Member) {
		return stranger(&o.Asked), nil
	}
	h := &deal.Hand{}
	var err error
	if bk.held.Plan != nil {
		if h.Plans, err = bk.held.Plan.Hand(ctx, o.Member, o.Placed); err != nil {
			return nil, err
		}
	}
	if bk.prices != nil {
		h.Prices = bk.prices.Deal(o.Placed, deal.MaxEarly*time.Hour)
	}
	if err := bk.bringUses(ctx, o, h); err != nil {
		return nil, err
	}
	bk.bringCoupons(o, h)
	if len(h.Plans) == 0 && len(h.Prices) == 0 && h.Pick == deal.PickNone && len(h.Entitlements) == 0 {
		return nil, nil
	}
	return h, bk.know(ctx, o, h)
}

// stranger is the hand of somebody who is no member: what is named in it is refused by the deal.
func stranger(a *Asked) *deal.Hand {
	if len(a.Codes) == 0 && len(a.Uses) == 0 {
		return nil
	}
	h := &deal.Hand{Pick: deal.PickNamed}
	for _, code := range a.Codes {
		h.Coupons = append(h.Coupons, deal.Coupon{Code: code, Refused: coupon.ReasonGuest})
	}
	for _, u := range a.Uses {
		h.Entitlements = append(h.Entitlements, deal.Entitlement{Code: u.Ref.Benefit, Quantity: u.Quantity, Line: u.Line})
	}
	return h
}

func (bk *Books) bringCoupons(o *Order, h *deal.Hand) {
	if !o.Asked.Coupons() {
		return
	}
	if o.Asked.Best {
		h.Pick = deal.PickBest
		for _, c := range bk.held.Coupon.Usable(o.Member, o.Placed) {
			h.Coupons = append(h.Coupons, bk.held.Coupon.Deal(c, o.Member, o.Placed))
		}
		return
	}
	h.Pick = deal.PickNamed
	claims := map[int64]int64{} // of each template: codes that become the member's by being used
	for _, code := range o.Asked.Codes {
		c := bk.held.Coupon.ByCode(code)
		if c == nil {
			h.Coupons = append(h.Coupons, deal.Coupon{Code: code, Refused: ReasonUnknown})
			continue
		}
		one := bk.held.Coupon.Deal(c, o.Member, o.Placed)
		if c.MemberID == 0 && one.Refused == "" {
			if bk.held.Coupon.Full(c, o.Member, claims[c.TemplateID]) {
				one.Refused = coupon.ReasonLimit
			}
			claims[c.TemplateID]++
		}
		h.Coupons = append(h.Coupons, one)
	}
}

func (bk *Books) bringUses(ctx context.Context, o *Order, h *deal.Hand) error {
	if len(o.Asked.Uses) == 0 {
		return nil
	}
	if err := entitle.Offer(ctx, bk.tx, bk.held, o.Member, o.Placed); err != nil {
		return err
	}
	for i, u := range o.Asked.Uses {
		if err := ours(ctx, bk.tx, u.Ref, o.Member); err != nil {
			return at(i, err)
		}
		e, refused := bk.resolve(o, u.Ref)
		if refused != nil {
			return at(i, refused)
		}
		lines, refused := bk.held.Benefit.Serving(e, u.Quantity, o.Placed)
		if refused != nil {
			return at(i, refused)
		}
		var all []deal.Entitlement
		for _, e := range lines {
			scope, err := scopeOf(ctx, bk.tx, e)
			if err != nil {
				return err
			}
			all = append(all, e.Hand(scope, u.Quantity, u.Line))
		}
		all[0].Or = all[1:]
		h.Entitlements = append(h.Entitlements, all[0])
	}
	return nil
}

// at places what is wrong with an entitlement.
func at(i int, err error) error {
	if refused := fault.As(err); refused != nil {
		return refused.Code.At(fmt.Sprintf("entitlements[%d].id", i), refused.Params)
	}
	return err
}

// ours refuses a quota that is promised to somebody else; a record that was merged into the member is the member.
func ours(ctx context.Context, tx *store.Tx, ref benefit.Ref, memberID int64) error {
	if ref.ID != 0 || ref.Member == memberID {
		return nil
	}
	holder, err := member.Holder(ctx, tx, ref.Member)
	if fault.As(err) != nil || err == nil && holder != memberID {
		return benefit.ErrUnknown.New(nil)
	}
	return err
}

// scopeOf is the scope of an entitlement, compiled; nil is every product.
func scopeOf(ctx context.Context, tx *store.Tx, e *benefit.Entitlement) (*deal.Scope, error) {
	text, err := json.Marshal(e.Terms.Scope)
	if err != nil || string(text) == "{}" {
		return nil, err
	}
	return edition.Compiled(ctx, tx, "scope:"+string(text), func(catalogue *expr.Catalogue) (*deal.Scope, error) {
		c := &form.Checker{Catalogue: catalogue, Zone: tx.Zone()}
		scope := deal.CompileScope(c, "scope", e.Terms.Scope)
		return scope, fault.Join(c.Wrong...)
	})
}

// know answers what the conditions of the hand ask of the member.
func (bk *Books) know(ctx context.Context, o *Order, h *deal.Hand) error {
	needs, err := bk.needs(ctx, o)
	if err != nil {
		return err
	}
	facts := bk.held.FactsAt(o.Member, o.Placed)
	for _, n := range needs {
		for _, name := range program.OfMember(n.Attributes) {
			if value, ok := facts.Attribute(name); ok {
				if h.Attributes == nil {
					h.Attributes = map[string]any{}
				}
				h.Attributes[name] = value
			}
		}
		for _, w := range n.Windows {
			if h.Windows == nil {
				h.Windows = map[string]int64{}
			}
			h.Windows[program.WindowKey(w.Name, w.Period)], _ = facts.Window(w.Name, w.Period)
		}
	}
	return nil
}
