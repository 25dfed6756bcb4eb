package hand

import (
	"regulars/internal/benefit"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member/proof"
	"regulars/internal/program"
)

// SpendOf is what an outcome takes away from its member.
func SpendOf(o *program.Outcome) proof.Spend {
	s := proof.Spend{Points: o.Points, BalanceMinor: o.BonusMinor + o.PrincipalMinor}
	if o.Deal == nil {
		return s
	}
	for i := range o.Deal.Coupons {
		s.Coupons++
		s.CouponMinor += o.Deal.Coupons[i].AmountMinor
	}
	for i := range o.Deal.Entitlements {
		s.Uses += o.Deal.Entitlements[i].Quantity
	}
	return s
}

// Proven refuses what the order would take without the proof that the merchant wants for it. A hold that was proven covers what it holds.
func (bk *Books) Proven(o *Order, out *program.Outcome) *fault.Error {
	if o.Hold.covers(out) {
		return nil
	}
	return bk.proofs.Enough(o.Member, o.Shown, SpendOf(out))
}

// Taking is an order whose outcome takes effect.
type Taking struct {
	Order   *Order
	ID      int64
	StoreID int64
	Tier    string
	Program *program.Program
	MadeBy  string
	Outcome *program.Outcome
}

// Take takes away what the outcome used, and counts what it used of benefits. A refusal here means that the books are at a limit that the deal could
// not see; they may then hold part of it.
func (bk *Books) Take(t Taking) *fault.Error {
	out, member, at := t.Outcome, t.Order.Member, t.Order.Placed
	cause := ledger.Cause{Kind: "order", ID: t.ID}
	if !t.Order.Hold.covers(out) {
		if refused := bk.proofs.Use(member, t.Order.Shown, SpendOf(out), cause.String()); refused != nil {
			return refused
		}
	}
	if out.Deal != nil {
		if refused := bk.takeDeal(t, cause); refused != nil {
			return refused
		}
	}
	for _, n := range bk.notesOf(t.Program, out.Deal, out.Earned) {
		n.Cause, n.MemberID, n.Tier, n.StoreID, n.At = cause, member, t.Tier, t.StoreID, at
		bk.notes = append(bk.notes, n)
	}
	return nil
}

func (bk *Books) takeDeal(t Taking, cause ledger.Cause) *fault.Error {
	out, member, at := t.Outcome, t.Order.Member, t.Order.Placed
	for i := range out.Deal.Coupons {
		u := &out.Deal.Coupons[i]
		in := coupon.RedeemIn{MemberID: member, OrderID: t.ID, StoreID: t.StoreID, At: at, AmountMinor: u.AmountMinor, PayableMinor: out.PayableMinor}
		if refused := bk.held.Coupon.Redeem(u.ID, in); refused != nil {
			return refused
		}
	}
	for i := range out.Deal.Entitlements {
		u := &out.Deal.Entitlements[i]
		in := benefit.UseIn{Quantity: u.Quantity, Cause: cause, AmountMinor: u.AmountMinor, UsedBy: member, StoreID: t.StoreID, MadeBy: t.MadeBy, At: at}
		if _, refused := bk.held.Benefit.Use(u.ID, in); refused != nil {
			return refused
		}
	}
	for _, p := range out.Deal.Prices {
		if refused := bk.prices.Take(p.List, p.SKU, p.Quantity); refused != nil {
			return refused
		}
	}
	return nil
}
