package ledger

import (
	"slices"

	"regulars/internal/fault"
)

// drawing is what the cause has spent of a lot and not got back; lot 0 is what it spent on credit.
type drawing struct{ lotID, amount int64 }

// GiveBack returns what the cause spent, in reverse order of drawing, to the lots it was drawn from. ExpiresAt is the
// grace: when that expires which comes back to a lot that has expired; at or before At, it expires at once. The member must
// be opened with Draw and with the cause. Returns ErrGiveBack where less than the amount is still spent, or ErrAmount.
func (bk *Books) GiveBack(member int64, in In) (Returned, *fault.Error) {
	b := bk.book(member)
	var out Returned
	if refused := checkAmount(&in); refused != nil {
		return out, refused
	}
	if !b.causes[in.Cause.ID] {
		return out, bk.mistake("cause %s of member %d", in.Cause, member)
	}
	drawings := b.drawings(&in)
	if left := total(drawings); left < in.Amount {
		return out, ErrGiveBack.New(fault.P{"left": left, "needed": in.Amount})
	}
	left := in.Amount
	for i := len(drawings) - 1; i >= 0 && left > 0; i-- {
		amount := min(left, drawings[i].amount)
		bk.giveBackTo(b, drawings[i].lotID, amount, posting{KindGiveBack, in.Account.or(Spent), &in}, &out)
		left -= amount
	}
	b.refreshDue(bk.zone)
	return out, nil
}

// Spending is how much of the asset the cause has spent and not got back. The member must be opened with the cause.
func (bk *Books) Spending(member int64, a Asset, cause Cause) int64 {
	b := bk.book(member)
	if !b.causes[cause.ID] {
		bk.mistake("cause %s of member %d", cause, member)
	}
	return total(b.drawings(&In{Asset: a, Cause: cause}))
}

// Earning is how much of the asset the cause has been given and not had taken back. The member must be opened with the cause.
func (bk *Books) Earning(member int64, a Asset, cause Cause) int64 {
	b := bk.book(member)
	if !b.causes[cause.ID] {
		bk.mistake("cause %s of member %d", cause, member)
	}
	var sum int64
	for _, e := range b.history {
		if e.Asset == a && e.Cause == cause && e.Account == Issued {
			sum += e.Amount
		}
	}
	return sum
}

func total(drawings []drawing) int64 {
	var sum int64
	for _, d := range drawings {
		sum += d.amount
	}
	return sum
}

// drawings are what the cause has spent and not got back, in the order of drawing. What came back to a lot
// lowers the latest drawings on that lot.
func (b *book) drawings(in *In) []drawing {
	var out []drawing
	for _, e := range b.history {
		switch {
		case e.Asset != in.Asset || e.Cause != in.Cause:
		case e.Kind == KindSpend:
			out = append(out, drawing{e.LotID, -e.Amount})
		case e.Kind == KindGiveBack:
			lower(out, e)
		}
	}
	return slices.DeleteFunc(out, func(d drawing) bool { return d.amount == 0 })
}

// lower takes what an entry gave back off the drawings; a lot that was issued by giving back stands for credit.
func lower(drawings []drawing, e *Entry) {
	lotID, left := e.LotID, e.Amount
	if lotID == e.ID {
		lotID = 0
	}
	for i := len(drawings) - 1; i >= 0 && left > 0; i-- {
		if drawings[i].lotID == lotID {
			take := min(left, drawings[i].amount)
			drawings[i].amount -= take
			left -= take
		}
	}
}

func (bk *Books) giveBackTo(b *book, lotID, amount int64, p posting, out *Returned) {
	at := p.in.At
	if lotID == 0 {
		bk.giveBackCredit(b, amount, p, out)
		return
	}
	l := b.lot(lotID)
	if l == nil {
		bk.mistake("lot %d of member %d", lotID, b.MemberID)
		return
	}
	bk.put(b, l, amount, p)
	switch {
	case b.expiry(l, bk.zone) > at:
		bk.settle(b, l, at)
		out.ToLots += amount
	case p.in.ExpiresAt <= at:
		bk.expire(b, l, amount, at)
		out.Expired += amount
	default:
		bk.settle(b, bk.renew(b, l, amount, p.in), at)
		out.Renewed += amount
	}
}

// giveBackCredit returns what had been spent as debt: the debt falls, and what of it was paid already becomes a lot.
func (bk *Books) giveBackCredit(b *book, amount int64, p posting, out *Returned) {
	if owed := min(amount, b.balance(p.in.Asset).Debt); owed > 0 {
		bk.repay(b, owed, p)
		out.Settled += owed
		amount -= owed
	}
	if amount == 0 {
		return
	}
	in := *p.in
	in.AvailableAt, in.IdleMonths = in.At, 0
	l := bk.issue(b, posting{p.kind, p.account, &in}, amount)
	out.Renewed += amount
	if l.ExpiresAt <= in.At {
		bk.expire(b, l, amount, in.At)
		out.Renewed, out.Expired = out.Renewed-amount, out.Expired+amount
	}
}

// renew moves what came back to an expired lot into a lot that follows it: of the same cause and rule, so that a
// claw-back finds it.
func (bk *Books) renew(b *book, l *lot, amount int64, in *In) *lot {
	own := l.ownIn(in.At)
	own.By = in.Cause
	own.AvailableAt, own.ExpiresAt = in.At, in.ExpiresAt
	p := posting{KindRenew, Moved, own}
	bk.draw(b, l, amount, p)
	next := bk.issue(b, p, amount)
	next.FromLot = l.ID
	return next
}
