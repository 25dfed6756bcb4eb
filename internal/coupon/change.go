package coupon

import (
	"fmt"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/store"
)

// RedeemIn is the use of a coupon by an order.
type RedeemIn struct {
	MemberID     int64
	OrderID      int64
	StoreID      int64
	At           calendar.Instant
	AmountMinor  int64 // what it took off
	PayableMinor int64 // of the order
}

// Redeem uses a coupon for an order; a code that nobody holds is claimed by it. Returns ErrUnknown, and what Coupon.Refusal says as a refusal.
func (bk *Books) Redeem(id int64, in RedeemIn) *fault.Error {
	c, refused := bk.find(id)
	if refused != nil {
		return refused
	}
	if reason := c.Refusal(in.MemberID, in.At); reason != "" {
		return refusalOf(reason)
	}
	if c.MemberID == 0 {
		if refused := bk.claim(c, in.MemberID, in.At); refused != nil {
			return refused
		}
	}
	c.OrderID, c.UsedAt, c.HoldID, c.HoldUntil, c.UsedMinor = in.OrderID, in.At, 0, 0, in.AmountMinor
	c.touch(in.At, bk.tx.Zone())
	bk.uses[id] = &Use{
		ID: bk.tx.NewID(), CouponID: id, TemplateID: c.TemplateID, MemberID: c.MemberID, OrderID: in.OrderID, StoreID: in.StoreID, At: in.At,
		AmountMinor: in.AmountMinor, PayableMinor: in.PayableMinor, ReturnedAt: calendar.Never, fresh: true,
	}
	bk.emit(EventRedeemed, c.MemberID, c, in.At, map[string]any{"amount_minor": in.AmountMinor})
	bk.events[len(bk.events)-1].Root = fmt.Sprintf("order:%d", in.OrderID)
	return nil
}

// GiveBack makes a used coupon usable again: until its old end, or where that has passed until graceUntil (which ends it at once where it is
// the instant itself). The coupon must be loaded by its order. It does nothing for one that is not used.
func (bk *Books) GiveBack(id int64, at, graceUntil calendar.Instant) *fault.Error {
	c, refused := bk.find(id)
	if refused != nil || c.OrderID == 0 {
		return refused
	}
	u := bk.uses[id]
	if u == nil {
		return ErrUnknown.New(nil)
	}
	root := fmt.Sprintf("order:%d", c.OrderID)
	u.ReturnedAt = at
	delete(bk.uses, id)
	bk.returned = append(bk.returned, u)
	c.OrderID, c.UsedAt, c.UsedMinor = 0, calendar.Never, 0
	if c.ExpiresAt <= at {
		c.ExpiresAt = max(graceUntil, at)
	}
	c.touch(at, bk.tx.Zone())
	bk.emit(EventReturned, c.MemberID, c, at, nil)
	bk.events[len(bk.events)-1].Root = root
	return nil
}

// Lock reserves a usable coupon for a hold until the instant; a code that nobody holds stays unclaimed. Returns what Coupon.Refusal says.
func (bk *Books) Lock(id, holdID int64, member int64, at, until calendar.Instant) *fault.Error {
	c, refused := bk.find(id)
	if refused != nil {
		return refused
	}
	if reason := c.Refusal(member, at); reason != "" {
		return refusalOf(reason)
	}
	c.HoldID, c.HoldUntil, c.changed = holdID, until, true
	return nil
}

// Unlock lets go of what a hold reserved, of the coupons that are loaded. On these books they are as good as when they were held, though they may
// have ended meanwhile: the order that names the hold uses them.
func (bk *Books) Unlock(holdID int64) {
	for _, c := range bk.coupons {
		if c.HoldID == holdID && holdID != 0 {
			c.released = c.HoldUntil
			c.HoldID, c.HoldUntil, c.changed = 0, 0, true
		}
	}
}

// Void cancels a coupon. Returns ErrUsed for one that was used, which cannot be taken back; it does nothing for one that is void.
func (bk *Books) Void(id int64, at calendar.Instant, why string) *fault.Error {
	c, refused := bk.find(id)
	switch {
	case refused != nil:
		return refused
	case c.VoidedAt != calendar.Never:
		return nil
	case c.OrderID != 0:
		return ErrUsed.New(nil)
	}
	c.VoidedAt, c.VoidReason, c.HoldID, c.HoldUntil = at, why, 0, 0
	c.touch(at, bk.tx.Zone())
	if c.MemberID != 0 {
		bk.emit(EventVoided, c.MemberID, c, at, nil)
	}
	return nil
}

// Claim gives a code that nobody holds to a member; it does nothing where the member has it already. The template must be loaded with the
// member among Need.Give, for its limit. Returns ErrClaimed, ErrVoid, ErrExpired, ErrLocked, ErrLimit.
func (bk *Books) Claim(id, member int64, at calendar.Instant) *fault.Error {
	c, refused := bk.find(id)
	if refused != nil {
		return refused
	}
	switch state := c.State(at); {
	case c.MemberID == member:
		return nil
	case c.MemberID != 0:
		return ErrClaimed.New(nil)
	case state != Unclaimed:
		return refusalOf(c.Refusal(member, at))
	}
	return bk.claim(c, member, at)
}

func (bk *Books) claim(c *Coupon, member int64, at calendar.Instant) *fault.Error {
	if bk.Full(c, member, 0) {
		return ErrLimit.New(fault.P{"limit": bk.limitOf(c.TemplateID)})
	}
	from, until := c.Terms.Validity.span(at, bk.tx.Zone())
	if max(until, c.released) <= from {
		return ErrExpired.New(nil)
	}
	bk.given[giving{member, c.TemplateID}]++
	c.MemberID, c.RecordID, c.GivenTo, c.HeldAt, c.ActivatesAt, c.ExpiresAt = member, member, member, at, from, until
	c.touch(at, bk.tx.Zone())
	bk.emit(EventClaimed, member, c, at, nil)
	return nil
}

// limitOf is how many of the template a member may be given; 0 is no limit.
func (bk *Books) limitOf(template int64) int64 {
	if t := bk.templates[template]; t != nil {
		return t.PerMemberLimit
	}
	return 0
}

// Transfer gives a coupon to another member. The template must be loaded with that member among Need.Give, for its limit. Returns ErrNotTransfer, ErrSame,
// ErrLimit, and what Coupon.Refusal says of the one who gives it.
func (bk *Books) Transfer(id, to int64, at calendar.Instant) *fault.Error {
	c, refused := bk.find(id)
	if refused != nil {
		return refused
	}
	switch state := c.State(at); {
	case c.MemberID == to:
		return ErrSame.New(nil)
	case !c.Terms.Transferable || c.MemberID == 0:
		return ErrNotTransfer.New(nil)
	case state != Usable && state != Pending:
		return refusalOf(c.Refusal(c.MemberID, at))
	}
	if bk.Full(c, to, 0) {
		return ErrLimit.At("to_member_id", fault.P{"limit": bk.limitOf(c.TemplateID)})
	}
	from := c.MemberID
	bk.given[giving{to, c.TemplateID}]++
	c.MemberID, c.RecordID, c.HeldAt = to, to, at
	c.touch(at, bk.tx.Zone())
	bk.emit(EventTransferred, from, c, at, map[string]any{"to": store.FormatID("mem", to)})
	bk.emit(EventReceived, to, c, at, map[string]any{"from": store.FormatID("mem", from)})
	return nil
}
