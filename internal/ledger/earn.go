package ledger

import (
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/money"
)

// Earn issues a lot and answers its id; debt is paid from it at once where it is available at once.
// The member's lots need not be loaded. Returns ErrAmount or ErrHolding.
func (bk *Books) Earn(member int64, in In) (int64, *fault.Error) {
	b := bk.book(member)
	if refused := checkIssue(b, &in); refused != nil {
		return 0, refused
	}
	if !in.Passive {
		b.touch(bk, in.At)
	}
	return bk.give(b, posting{KindEarn, in.Account.or(Issued), &in}).ID, nil
}

// give issues a lot and pays debt from it; one that has expired already expires at once.
func (bk *Books) give(b *book, p posting) *lot {
	l := bk.issue(b, p, p.in.Amount)
	if !l.Pending {
		bk.settle(b, l, p.in.At)
		bk.expireOver(b, l, p.in.At)
	}
	b.refreshDue(bk.zone)
	return l
}

func checkIssue(b *book, in *In) *fault.Error {
	if refused := checkAmount(in); refused != nil {
		return refused
	}
	if in.IdleMonths < 0 || in.IdleMonths > MaxMonths {
		return fault.ErrRange.At("idle_months", fault.P{"min": 0, "max": MaxMonths})
	}
	has := b.Of(in.Asset)
	if has.Available+has.Pending+has.Held+in.Amount > MaxHolding {
		return ErrHolding.New(fault.P{"limit": int64(MaxHolding)})
	}
	return nil
}

// Adjust changes a wallet by hand: an amount above 0 issues a lot, one below 0 draws as spending does, and is refused where
// there is not enough. It is no activity of the member. The member must be opened with Draw where it is below 0.
func (bk *Books) Adjust(member int64, in In) *fault.Error {
	if in.Amount < 0 && in.Amount >= -money.Limit {
		in.Amount = -in.Amount
		return bk.drawAll(member, posting{KindAdjust, in.Account.or(Adjusted), &in})
	}
	b := bk.book(member)
	if refused := checkIssue(b, &in); refused != nil {
		return refused
	}
	bk.give(b, posting{KindAdjust, in.Account.or(Adjusted), &in})
	return nil
}

// Schedule has the cause's pending lots become available at the instant, where that is sooner than they would; what is due by
// then is posted by the next CatchUp. The member must be opened with Draw.
func (bk *Books) Schedule(member int64, cause Cause, availableAt calendar.Instant) {
	b := bk.book(member)
	bk.needDraw(b)
	for _, l := range b.open {
		if l.Pending && l.Cause == cause && l.AvailableAt > availableAt {
			l.AvailableAt = availableAt
			l.dirty = !l.fresh
		}
	}
	b.refreshDue(bk.zone)
}
