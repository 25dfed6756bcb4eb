package replay

import (
	"cmp"
	"slices"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
)

// lot is points that were given together. It follows the ledger's rules for lots.
type lot struct {
	number    int64 // in the order of giving
	rule      string
	left      int64
	expired   int64
	available calendar.Instant
	expires   calendar.Instant
	idle      int
	pending   bool
	of        *origin // nil where nobody will ask for it back
}

// origin is what one order was given, as long as refunds of it may come.
type origin struct{ lots []*lot }

// wallet is the points of one person: what the ledger would hold, without its entries.
type wallet struct {
	open      []*lot // with something left
	last      int64  // number of the last lot
	available int64
	pending   int64
	debt      int64
	active    calendar.Instant
	due       calendar.Instant // never later than what really falls due next

	expired int64 // in all, less what a claw-back brought to light again
}

// held is what the person has been given and not used.
func (w *wallet) held() int64 { return w.available + w.pending - w.debt }

// expiry is when the free part of a lot expires.
func (w *wallet) expiry(l *lot, zone *time.Location) calendar.Instant {
	if l.idle == 0 {
		return l.expires
	}
	return min(l.expires, ledger.IdleExpiry(max(w.active, l.available), l.idle, zone))
}

// touch notes an activity.
func (w *wallet) touch(at calendar.Instant) { w.active = max(w.active, at) }

// candidate is a lot with its expiry.
type candidate struct {
	*lot
	expiry calendar.Instant
}

// soonest orders lots as they are drawn.
func soonest(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.expiry, b.expiry), cmp.Compare(a.number, b.number))
}

// usable are the open lots that can be drawn at the instant, in the order of drawing.
func (w *wallet) usable(at calendar.Instant, zone *time.Location) []candidate {
	var out []candidate
	for _, l := range w.open {
		if e := w.expiry(l, zone); !l.pending && l.left > 0 && e > at {
			out = append(out, candidate{l, e})
		}
	}
	slices.SortFunc(out, soonest)
	return out
}

// give issues a lot at the instant.
func (w *wallet) give(in lot, amount int64, at calendar.Instant, zone *time.Location) {
	l := &in
	w.last++
	l.number, l.left = w.last, amount
	l.pending = l.available > at
	l.available = max(l.available, at)
	w.open = append(w.open, l)
	if l.of != nil {
		l.of.lots = append(l.of.lots, l)
	}
	if l.pending {
		w.pending += amount
		w.due = min(w.due, l.available)
		return
	}
	w.available += amount
	w.settle(l, at, zone)
	e := w.expiry(l, zone)
	if l.left > 0 && e <= at {
		w.expire(l)
	}
	w.due = min(w.due, e)
}

// draw takes from a lot.
func (w *wallet) draw(l *lot, amount int64) {
	l.left -= amount
	if l.pending {
		w.pending -= amount
	} else {
		w.available -= amount
	}
}

// put returns to a lot.
func (w *wallet) put(l *lot, amount int64) {
	if l.left == 0 && !slices.Contains(w.open, l) {
		w.open = append(w.open, l)
	}
	l.left += amount
	if l.pending {
		w.pending += amount
	} else {
		w.available += amount
	}
}

// settle pays debt from a lot that has become available.
func (w *wallet) settle(l *lot, at calendar.Instant, zone *time.Location) {
	if w.debt == 0 || l.pending || l.left == 0 || w.expiry(l, zone) <= at {
		return
	}
	paid := min(w.debt, l.left)
	w.draw(l, paid)
	w.debt -= paid
}

// expire lets what is left of a lot expire.
func (w *wallet) expire(l *lot) {
	l.expired += l.left
	w.expired += l.left
	w.draw(l, l.left)
}

// post posts what is due at the instant or before: what becomes available, then what expires.
func (w *wallet) post(at calendar.Instant, zone *time.Location) {
	for _, l := range w.sorted(zone, func(l *lot) bool { return l.pending && l.available <= at }) {
		l.pending = false
		w.pending -= l.left
		w.available += l.left
		w.settle(l.lot, at, zone)
	}
	for _, l := range w.open {
		if !l.pending && l.left > 0 && w.expiry(l, zone) <= at {
			w.expire(l)
		}
	}
	w.refresh(zone)
}

// sorted are the open lots of which want holds, in the order of drawing.
func (w *wallet) sorted(zone *time.Location, want func(*lot) bool) []candidate {
	var out []candidate
	for _, l := range w.open {
		if l.left > 0 && want(l) {
			out = append(out, candidate{l, w.expiry(l, zone)})
		}
	}
	slices.SortFunc(out, soonest)
	return out
}

// refresh forgets lots that are empty and finds what falls due next.
func (w *wallet) refresh(zone *time.Location) {
	w.due = calendar.Never
	w.open = slices.DeleteFunc(w.open, func(l *lot) bool { return l.left == 0 })
	for _, l := range w.open {
		if l.pending {
			w.due = min(w.due, l.available)
		} else {
			w.due = min(w.due, w.expiry(l, zone))
		}
	}
}

// drawing is what was spent of a lot.
type drawing struct {
	lot    *lot
	amount int64
}

// spend draws the amount, soonest-expiring lots first; there must be so much.
func (w *wallet) spend(amount int64, at calendar.Instant, zone *time.Location) []drawing {
	var out []drawing
	for _, l := range w.usable(at, zone) {
		if amount == 0 {
			break
		}
		take := min(amount, l.left)
		w.draw(l.lot, take)
		out = append(out, drawing{l.lot, take})
		amount -= take
	}
	w.refresh(zone)
	return out
}

// claw takes back the amount: of the cause's own lots (those of the rule first), their expired part, other lots; the rest is owed.
func (w *wallet) claw(own []*lot, rule string, amount int64, at calendar.Instant, zone *time.Location) {
	mine := make([]candidate, 0, len(own))
	for _, l := range own {
		mine = append(mine, candidate{l, w.expiry(l, zone)})
	}
	other := func(c candidate) int {
		if c.rule == rule {
			return 0
		}
		return 1
	}
	slices.SortFunc(mine, func(a, b candidate) int { return cmp.Or(other(a)-other(b), soonest(a, b)) })
	left := w.clawFree(mine, amount)
	for _, l := range mine {
		if take := min(left, l.expired); take > 0 {
			l.expired -= take
			w.expired -= take
			left -= take
		}
	}
	if left > 0 {
		left = w.clawFree(w.usable(at, zone), left)
	}
	w.debt += left
	w.refresh(zone)
}

// clawFree draws what is left of the lots, and answers what of the amount could not be drawn.
func (w *wallet) clawFree(lots []candidate, amount int64) int64 {
	for _, l := range lots {
		if take := min(amount, l.left); take > 0 {
			w.draw(l.lot, take)
			amount -= take
		}
	}
	return amount
}

// back returns what was spent, in reverse order of drawing. What comes back to an expired lot goes to a lot of the same origin, which
// ends with the grace.
func (w *wallet) back(drawings []drawing, amount int64, at, grace calendar.Instant, zone *time.Location) {
	for i := len(drawings) - 1; i >= 0 && amount > 0; i-- {
		d := &drawings[i]
		part := min(amount, d.amount)
		if part == 0 {
			continue
		}
		d.amount -= part
		amount -= part
		w.put(d.lot, part)
		switch {
		case w.expiry(d.lot, zone) > at:
			w.settle(d.lot, at, zone)
		case grace <= at:
			d.lot.expired += part
			w.expired += part
			w.draw(d.lot, part)
		default:
			w.draw(d.lot, part)
			w.give(lot{rule: d.lot.rule, available: at, expires: grace, of: d.lot.of}, part, at, zone)
		}
	}
	w.refresh(zone)
}
