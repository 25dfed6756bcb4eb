package ledger

import (
	"regulars/internal/calendar"
	"regulars/internal/fault"
)

// Spend draws the amount: soonest-expiring lots first, then the oldest, one entry a lot. The member must be
// opened with Draw. Returns ErrNotEnoughPoints and its like, or ErrAmount.
func (bk *Books) Spend(member int64, in In) *fault.Error {
	if refused := bk.drawAll(member, posting{KindSpend, in.Account.or(Spent), &in}); refused != nil {
		return refused
	}
	if !in.Passive {
		bk.book(member).touch(bk, in.At)
	}
	return nil
}

// drawAll draws the whole amount or nothing.
func (bk *Books) drawAll(member int64, p posting) *fault.Error {
	b := bk.book(member)
	lots, refused := bk.enough(b, p.in)
	if refused != nil {
		return refused
	}
	left := p.in.Amount
	for _, l := range lots {
		if left == 0 {
			break
		}
		take := min(left, l.free())
		bk.draw(b, l.lot, take, p)
		left -= take
	}
	b.refreshDue(bk.zone)
	return nil
}

// enough are the lots to draw from, in order; a refusal where they do not hold the amount.
func (bk *Books) enough(b *book, in *In) ([]candidate, *fault.Error) {
	if refused := checkAmount(in); refused != nil {
		return nil, refused
	}
	if !b.drawn[in.Asset.slot()] {
		return nil, bk.mistake("lots of %s of member %d", in.Asset, b.MemberID)
	}
	lots := b.drawable(in.Asset, in.At, bk.zone)
	var available int64
	for _, l := range lots {
		available += l.free()
	}
	if available < in.Amount {
		return nil, notEnough(in.Asset, available, in.Amount)
	}
	return lots, nil
}

// Spendable is how much Spend would draw at most at the instant. The member must be opened with Draw.
func (bk *Books) Spendable(member int64, a Asset, at calendar.Instant) int64 {
	b := bk.book(member)
	if a.slot() < 0 || !b.drawn[a.slot()] {
		bk.mistake("lots of %s of member %d", a, member)
		return 0
	}
	var sum int64
	for _, l := range b.open {
		if l.Asset == a && b.usable(l, at, bk.zone) {
			sum += l.free()
		}
	}
	return sum
}

// needDraw notes the mistake of using a member's lots that were not loaded.
func (bk *Books) needDraw(b *book) {
	if b.drawn == [assetCount]bool{} {
		bk.mistake("lots of member %d", b.MemberID)
	}
}
