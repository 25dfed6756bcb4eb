package ledger

import (
	"regulars/internal/calendar"
)

// The primitives: each posts one entry and keeps invariants 2 to 5 and 8.

// posting says what an entry is for.
type posting struct {
	kind    Kind
	account Account
	in      *In
}

// entry makes an entry that issues nothing and notes it.
func (bk *Books) entry(b *book, p posting, amount int64, l *lot) {
	e := &lot{fresh: true, Entry: Entry{
		ID: bk.newID(), MemberID: b.MemberID, Asset: p.in.Asset, Kind: p.kind, Account: p.account, Amount: amount,
		Cause: p.in.Cause, By: p.in.By, Rule: p.in.Rule, Root: p.in.root(), Version: p.in.Version,
		At: p.in.At, PostedAt: bk.now,
	}}
	if l != nil {
		e.LotID = l.ID
	}
	bk.note(b, e)
}

func (bk *Books) note(b *book, e *lot) {
	bk.entries = append(bk.entries, e)
	if b.causes[e.Cause.ID] {
		b.history = append(b.history, &e.Entry)
	}
}

// issue posts a new lot.
func (bk *Books) issue(b *book, p posting, amount int64) *lot {
	in := p.in
	l := &lot{fresh: true, Entry: Entry{
		ID: bk.newID(), MemberID: b.MemberID, Asset: in.Asset, Kind: p.kind, Account: p.account, Amount: amount,
		Cause: in.Cause, By: in.By, Rule: in.Rule, Root: in.root(), Version: in.Version, At: in.At, PostedAt: bk.now,
		Remaining: amount, Pending: in.AvailableAt > in.At,
		AvailableAt: max(in.AvailableAt, in.At), ExpiresAt: in.ExpiresAt, IdleMonths: in.IdleMonths,
	}}
	l.LotID = l.ID
	if l.ExpiresAt == 0 {
		l.ExpiresAt = calendar.Never
	}
	bk.note(b, l)
	b.addLot(l)
	if l.Pending {
		b.balance(in.Asset).Pending += amount
	} else {
		b.balance(in.Asset).Available += amount
	}
	return l
}

// draw takes from the free part of a lot.
func (bk *Books) draw(b *book, l *lot, amount int64, p posting) {
	l.Remaining -= amount
	l.dirty = !l.fresh
	if l.Pending {
		b.balance(l.Asset).Pending -= amount
	} else {
		b.balance(l.Asset).Available -= amount
	}
	bk.entry(b, p, -amount, l)
}

// put returns to a lot what was drawn from it.
func (bk *Books) put(b *book, l *lot, amount int64, p posting) {
	if l.Remaining == 0 && b.lots[l.ID] != nil {
		b.reopen(l)
	}
	l.Remaining += amount
	l.dirty = !l.fresh
	if l.Pending {
		b.balance(l.Asset).Pending += amount
	} else {
		b.balance(l.Asset).Available += amount
	}
	bk.entry(b, p, amount, l)
}

// reopen puts an empty lot among the open ones again; it may still stand there.
func (b *book) reopen(l *lot) {
	b.compact() // the lot is empty, so it is dropped if it stood there
	b.open = append(b.open, l)
}

// expire lets part of a lot expire.
func (bk *Books) expire(b *book, l *lot, amount int64, at calendar.Instant) {
	l.Expired += amount
	bk.draw(b, l, amount, posting{KindExpire, Expired, l.ownIn(at)})
}

// expireOver lets the free part of a lot expire where its time is over.
func (bk *Books) expireOver(b *book, l *lot, at calendar.Instant) {
	if l.free() > 0 && b.expiry(l, bk.zone) <= at {
		bk.expire(b, l, l.free(), at)
	}
}

// owe adds to the debt.
func (bk *Books) owe(b *book, amount int64, p posting) {
	b.balance(p.in.Asset).Debt += amount
	bk.entry(b, p, -amount, nil)
}

// repay lowers the debt.
func (bk *Books) repay(b *book, amount int64, p posting) {
	b.balance(p.in.Asset).Debt -= amount
	bk.entry(b, p, amount, nil)
}

// settle pays debt from a lot that has become available; what it paid.
func (bk *Books) settle(b *book, l *lot, at calendar.Instant) int64 {
	owed := b.balance(l.Asset).Debt
	if owed == 0 || !b.usable(l, at, bk.zone) {
		return 0
	}
	amount := min(owed, l.free())
	p := posting{KindSettle, Moved, l.ownIn(at)}
	bk.draw(b, l, amount, p)
	bk.repay(b, amount, p)
	return amount
}

// ownIn is what entries say that only follow from the lot itself.
func (l *lot) ownIn(at calendar.Instant) *In {
	return &In{Asset: l.Asset, Cause: l.Cause, By: l.By, Rule: l.Rule, Root: l.Root, Version: l.Version, At: at}
}
