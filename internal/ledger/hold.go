package ledger

import (
	"regulars/internal/calendar"
	"regulars/internal/fault"
)

// Hold reserves the amount until the instant and answers the hold's id; the lots are chosen as Spend would draw them.
// The member must be opened with Draw. Returns ErrNotEnoughPoints and its like, or ErrAmount.
func (bk *Books) Hold(member int64, in In, until calendar.Instant) (int64, *fault.Error) {
	b := bk.book(member)
	lots, refused := bk.enough(b, &in)
	if refused != nil {
		return 0, refused
	}
	if until <= in.At {
		return 0, fault.ErrInvalid.At("until", fault.P{"reason": until.String()})
	}
	h := &Hold{ID: bk.newID(), MemberID: member, Asset: in.Asset, Amount: in.Amount, State: HoldOpen, Cause: in.Cause,
		UntilAt: until, MadeAt: in.At, ClosedAt: calendar.Never, fresh: true}
	left := in.Amount
	for _, l := range lots {
		if left == 0 {
			break
		}
		take := min(left, l.free())
		bk.reserve(b, l.lot, take)
		h.parts = append(h.parts, part{l.ID, take})
		left -= take
	}
	b.addHold(h)
	b.refreshDue(bk.zone)
	return h.ID, nil
}

func (b *book) addHold(h *Hold) {
	if b.holds == nil {
		b.holds = map[int64]*Hold{}
	}
	b.holds[h.ID] = h
}

// reserve moves an amount of a lot from available to held; below 0 it moves it back.
func (bk *Books) reserve(b *book, l *lot, amount int64) {
	l.Held += amount
	l.dirty = !l.fresh
	balance := b.balance(l.Asset)
	balance.Held += amount
	balance.Available -= amount
}

// Holds are the member's open holds, in no order.
func (bk *Books) Holds(member int64) []Hold {
	b := bk.book(member)
	var out []Hold
	for _, h := range b.holds {
		if h.State == HoldOpen {
			out = append(out, *h)
		}
	}
	return out
}

// Release ends a hold: what it reserved is available again, or expires if its time ran out meanwhile. The member must be opened
// with Draw. Returns ErrHoldClosed where the hold is not open.
func (bk *Books) Release(member, hold int64, at calendar.Instant) *fault.Error {
	b, h, refused := bk.openHold(member, hold)
	if refused != nil {
		return refused
	}
	bk.closeHold(b, h, HoldReleased, at)
	for _, part := range h.parts {
		bk.freePart(b, part, at)
	}
	b.refreshDue(bk.zone)
	return nil
}

// Capture spends the amount out of a hold and releases the rest of it. The asset is the hold's. The member must be opened
// with Draw. Returns ErrHoldClosed, or ErrHoldSmall where the hold reserves less.
func (bk *Books) Capture(member, hold int64, in In) *fault.Error {
	b, h, refused := bk.openHold(member, hold)
	if refused != nil {
		return refused
	}
	in.Asset = h.Asset
	if refused := checkAmount(&in); refused != nil {
		return refused
	}
	if in.Amount > h.Amount {
		return ErrHoldSmall.New(fault.P{"held": h.Amount, "needed": in.Amount})
	}
	if in.By.Kind == "" {
		in.By = Cause{"hold", h.ID}
	}
	p := posting{KindSpend, in.Account.or(Spent), &in}
	h.Captured = in.Amount
	bk.closeHold(b, h, HoldCaptured, in.At)
	left := in.Amount
	for _, pt := range h.parts {
		take := min(left, pt.amount)
		if l := bk.heldLot(b, pt); l != nil && take > 0 {
			bk.reserve(b, l, -take)
			bk.draw(b, l, take, p)
		}
		left -= take
		if pt.amount > take {
			bk.freePart(b, part{pt.lotID, pt.amount - take}, in.At)
		}
	}
	if !in.Passive {
		b.touch(bk, in.At)
	}
	b.refreshDue(bk.zone)
	return nil
}

func (bk *Books) openHold(member, hold int64) (*book, *Hold, *fault.Error) {
	b := bk.book(member)
	bk.needDraw(b)
	h := b.holds[hold]
	if h == nil || h.State != HoldOpen {
		return nil, nil, ErrHoldClosed.New(nil)
	}
	return b, h, nil
}

func (bk *Books) closeHold(_ *book, h *Hold, state HoldState, at calendar.Instant) {
	h.State, h.ClosedAt, h.dirty = state, at, !h.fresh
}

func (bk *Books) heldLot(b *book, p part) *lot {
	l := b.lot(p.lotID)
	if l == nil {
		bk.mistake("held lot %d of member %d", p.lotID, b.MemberID)
	}
	return l
}

// release frees a part of a hold and pays debt from it, unless the lot has expired.
func (bk *Books) release(b *book, p part, at calendar.Instant, posted *Posted) {
	if l := bk.heldLot(b, p); l != nil {
		bk.reserve(b, l, -p.amount)
		posted.Settled[l.Asset.slot()] += bk.settle(b, l, at)
	}
}

// freePart is release outside the published order: what has expired while it was held expires now.
func (bk *Books) freePart(b *book, p part, at calendar.Instant) {
	var posted Posted
	bk.release(b, p, at, &posted)
	if l := b.lot(p.lotID); l != nil {
		bk.expireOver(b, l, at)
	}
}
