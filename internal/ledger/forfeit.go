package ledger

import (
	"cmp"
	"slices"

	"regulars/internal/calendar"
)

// Forfeit lets everything expire that the member holds, one entry a lot: open holds are released, what is pending goes too, and what is
// owed is written off. It is for a person who is no more; the member must be opened with Draw and every asset.
func (bk *Books) Forfeit(member int64, at calendar.Instant, by Cause) {
	b := bk.book(member)
	for _, h := range b.holds {
		if h.State == HoldOpen {
			bk.Release(member, h.ID, at)
		}
	}
	for _, a := range Assets() {
		if !b.drawn[a.slot()] {
			bk.mistake("lots of %s of member %d", a, member)
			return
		}
		lots := slices.DeleteFunc(slices.Clone(b.open), func(l *lot) bool { return l.Asset != a || l.Remaining == 0 })
		slices.SortFunc(lots, func(x, y *lot) int { return cmp.Compare(x.ID, y.ID) })
		for _, l := range lots {
			bk.forfeit(b, l, at, by)
		}
		if owed := b.balance(a).Debt; owed > 0 {
			bk.repay(b, owed, posting{KindAdjust, Adjusted, &In{Asset: a, Amount: owed, Cause: by, By: by, At: at}})
		}
	}
	b.refreshDue(bk.zone)
}

func (bk *Books) forfeit(b *book, l *lot, at calendar.Instant, by Cause) {
	in := l.ownIn(at)
	in.By = by
	amount := l.Remaining
	l.Expired += amount
	bk.draw(b, l, amount, posting{KindExpire, Expired, in})
}
