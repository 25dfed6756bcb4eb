package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"regulars/internal/calendar"
)

// NextDue is the next instant at which a lot or hold of the member needs posting; Never where there is none.
func (bk *Books) NextDue(member int64) calendar.Instant { return bk.book(member).DueAt }

// CatchUp posts everything of the member that is due until the instant, instant by instant.
// The member's due lots are loaded by Open where its Until is not before that. Callers that have something of their own to do at
// the same instants go by NextDue and PostDue.
func (bk *Books) CatchUp(member int64, until calendar.Instant) []Posted {
	var out []Posted
	for range MaxInstants {
		at := bk.NextDue(member)
		if at > until || bk.err != nil {
			return out
		}
		if p := bk.PostDue(member, at); !p.Empty() {
			out = append(out, p)
		}
	}
	if bk.NextDue(member) <= until && bk.err == nil {
		bk.err = fmt.Errorf("ledger: more than %d instants are due for member %d", MaxInstants, member)
	}
	return out
}

// PostDue posts what of the member is due at the instant or before: timed-out holds are released, pending lots
// become available, lots expire, in this order.
func (bk *Books) PostDue(member int64, at calendar.Instant) Posted {
	p := Posted{At: at}
	b := bk.book(member)
	if b.floor <= at {
		bk.mistake("what is due of member %d", member)
		return p
	}
	for _, h := range b.dueHolds(at) {
		bk.closeHold(b, h, HoldLapsed, at)
		for _, part := range h.parts {
			bk.release(b, part, at, &p)
		}
		p.Lapsed = append(p.Lapsed, h.ID)
	}
	for _, l := range b.candidates(bk.zone, func(l *lot) bool { return l.Pending && l.AvailableAt <= at }) {
		bk.activate(b, l.lot, at, &p)
	}
	for _, l := range b.candidates(bk.zone, func(l *lot) bool { return !l.Pending && l.free() > 0 && b.expiry(l, bk.zone) <= at }) {
		p.Expired[l.Asset.slot()] += l.free()
		bk.expire(b, l.lot, l.free(), at)
	}
	b.refreshDue(bk.zone)
	return p
}

func (b *book) dueHolds(at calendar.Instant) []*Hold {
	var out []*Hold
	for _, h := range b.holds {
		if h.State == HoldOpen && h.UntilAt <= at {
			out = append(out, h)
		}
	}
	slices.SortFunc(out, func(x, y *Hold) int {
		return cmp.Or(cmp.Compare(x.UntilAt, y.UntilAt), cmp.Compare(x.ID, y.ID))
	})
	return out
}

// activate makes a pending lot available and pays debt from it, unless it has expired by then.
func (bk *Books) activate(b *book, l *lot, at calendar.Instant, p *Posted) {
	slot := l.Asset.slot()
	l.Pending = false
	l.AvailableAt = min(l.AvailableAt, at)
	l.dirty = !l.fresh
	b.balances[slot].Pending -= l.Remaining
	b.balances[slot].Available += l.Remaining
	p.Activated[slot] += l.Remaining
	p.Settled[slot] += bk.settle(b, l, at)
}

// refreshDue finds what falls due next among the loaded lots and holds; nothing else falls due before floor.
func (b *book) refreshDue(zone *time.Location) {
	due := b.floor
	for _, l := range b.open {
		due = min(due, b.lotDue(l, zone))
	}
	for _, h := range b.holds {
		if h.State == HoldOpen {
			due = min(due, h.UntilAt)
		}
	}
	b.DueAt = due
}

// lotDue is when the lot next needs posting.
func (b *book) lotDue(l *lot, zone *time.Location) calendar.Instant {
	switch {
	case l.Remaining == 0:
		return calendar.Never
	case l.Pending:
		return l.AvailableAt
	case l.free() > 0:
		return b.expiry(l, zone)
	}
	return calendar.Never // all of it is held: the hold's end is due first
}

// Bucket is what expires at one instant unless it is used.
type Bucket struct {
	At     calendar.Instant
	Amount int64
}

// Expiring is what of the member's available lots expires before the instant, soonest first. The member must be
// opened with Draw.
func (bk *Books) Expiring(member int64, a Asset, before calendar.Instant) []Bucket {
	b := bk.book(member)
	bk.needDraw(b)
	var out []Bucket
	for _, l := range b.drawable(a, bk.now, bk.zone) {
		switch n := len(out); {
		case l.expiry >= before:
			return out
		case n > 0 && out[n-1].At == l.expiry:
			out[n-1].Amount += l.free()
		default:
			out = append(out, Bucket{l.expiry, l.free()})
		}
	}
	return out
}
