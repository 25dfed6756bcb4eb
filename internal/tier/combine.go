package tier

import (
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/program"
)

// Combine gives into what of from's tier is higher, when from is merged into it: the higher tier of conditions with its end, the later
// end where they are the same, and all that was given. What makes the tier rise counts as an upgrade of from's own instant, so that a refund of the
// order that earned it asks for it again. The state of from stays as it is.
func (bk *Books) Combine(from, into int64, in AssessIn) {
	f := bk.states[from]
	if f == nil {
		return
	}
	bk.Join(into, in)
	i := bk.states[into]
	before, after := i.now, i.now
	move := program.TierRenewed
	at := in.At
	height := heights(in.Program)
	switch f, a := &f.now, &after; {
	case height(f.Merit) > height(a.Merit):
		a.Merit, a.KeepUntil, a.GraceUntil = f.Merit, f.KeepUntil, f.GraceUntil
		if f.Code == f.Merit {
			move, at = program.TierUpgraded, f.Since
		}
	case f.Merit == a.Merit:
		a.KeepUntil = max(a.KeepUntil, f.KeepUntil)
		if f.GraceUntil == calendar.Never || a.GraceUntil != calendar.Never {
			a.GraceUntil = max(a.GraceUntil, f.GraceUntil)
		}
	}
	if len(f.gifts) > 0 {
		i.gifts, i.changed = current(slices.Concat(i.gifts, f.gifts), in.At, bk.tx.Zone()), true
		after.Manual, after.ManualUntil = highest(i.gifts, in.At, height)
	}
	after.Code = inForce(after, height)
	switch {
	case after.Code == f.now.Code && after.Code == before.Code:
		after.Since = min(f.now.Since, before.Since)
	case after.Code != before.Code:
		after.Since = f.now.Since
		if after.Code != after.Merit {
			move = program.TierGiven
		}
	}
	if after == before {
		return
	}
	bk.set(i, after)
	bk.note(into, in, program.TierChange{Move: move, From: before.Code, To: after.Code, At: at, Why: in.Why, Before: before, After: after})
}

// heights answers the place of a tier in the programme; −1 for an unknown one.
func heights(p *program.Program) func(code string) int {
	tiers := p.Document().Tiers
	return func(code string) int {
		return slices.IndexFunc(tiers, func(t program.Tier) bool { return t.Code == code })
	}
}
