package ledger

import (
	"cmp"
	"slices"

	"regulars/internal/fault"
)

// ClawBack takes back what the cause was given, as semantics of refunds have it (see the package's documentation); it never
// fails for want of points: the rest is debt. The member must be opened with Draw of the asset, and with the cause.
// Called once for each rule that gave something. Returns ErrAmount.
func (bk *Books) ClawBack(member int64, in In) (Clawed, *fault.Error) {
	b := bk.book(member)
	var out Clawed
	if refused := checkAmount(&in); refused != nil {
		return out, refused
	}
	if !b.drawn[in.Asset.slot()] || !b.causes[in.Cause.ID] {
		return out, bk.mistake("lots of %s of member %d for %s", in.Asset, member, in.Cause)
	}
	p := posting{KindClawBack, in.Account.or(Issued), &in}
	own := b.ownLots(bk, &in)
	left := in.Amount
	out.FromOwn = bk.clawFree(b, own, left, p)
	left -= out.FromOwn
	out.Unexpired = bk.clawExpired(b, own, left, p)
	left -= out.Unexpired
	if left > 0 {
		out.FromOthers = bk.clawFree(b, b.drawable(in.Asset, in.At, bk.zone), left, p)
		left -= out.FromOthers
	}
	if left > 0 {
		out.Debt = left
		bk.owe(b, left, p)
	}
	b.refreshDue(bk.zone)
	return out, nil
}

// ownLots are the lots that the cause was given: of the same rule first, then as they are drawn.
func (b *book) ownLots(bk *Books, in *In) []candidate {
	var own []candidate
	for _, l := range b.lots {
		if l.Asset == in.Asset && l.Cause == in.Cause && (l.Kind == KindEarn || l.Kind == KindRenew) {
			own = append(own, candidate{l, b.expiry(l, bk.zone)})
		}
	}
	slices.SortFunc(own, func(x, y candidate) int {
		return cmp.Or(otherRule(x, in)-otherRule(y, in), soonest(x, y))
	})
	return own
}

func otherRule(l candidate, in *In) int {
	if l.Rule == in.Rule {
		return 0
	}
	return 1
}

// clawFree draws what is free of the lots, up to the amount.
func (bk *Books) clawFree(b *book, lots []candidate, amount int64, p posting) int64 {
	var taken int64
	for _, l := range lots {
		take := min(amount-taken, l.free())
		if take > 0 {
			bk.draw(b, l.lot, take, p)
			taken += take
		}
	}
	return taken
}

// clawExpired reverses what expired of the lots, up to the amount, and draws it.
func (bk *Books) clawExpired(b *book, lots []candidate, amount int64, p posting) int64 {
	var taken int64
	for _, l := range lots {
		take := min(amount-taken, l.Expired)
		if take > 0 {
			l.Expired -= take
			bk.put(b, l.lot, take, posting{KindUnexpire, Expired, p.in})
			bk.draw(b, l.lot, take, p)
			taken += take
		}
	}
	return taken
}
