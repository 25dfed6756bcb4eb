package subscription

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/mall/pay"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/plan"
	"regulars/internal/reward"
	"regulars/internal/store"
)

const maxReason = 500 // characters

// CancelIn says what ends.
type CancelIn struct {
	MemberID int64
	PlanID   int64 // 0: the only one that the member bought
	Reason   string
	MadeBy   string
}

// Cancelled is what cancelling came to.
type Cancelled struct {
	Memberships      []*plan.Membership // the active one and what was renewed on top
	RefundMinor      int64
	UnrecoveredMinor int64 // what the gifts were worth that are used already
	Refunded         []pay.Payment
}

// Cancel ends what a member bought of a plan: the benefits end now, gifts are taken back, the unused part is paid back. Days that
// were given by something else stay. Returns plan.ErrNone, plan.ErrSeveral, fault.ErrRequired without a reason.
func Cancel(ctx context.Context, tx *store.Tx, in CancelIn) (*Cancelled, error) {
	reason, refused := org.RequireText("reason", in.Reason, maxReason)
	if refused != nil {
		return nil, refused
	}
	holder, err := member.Holder(ctx, tx, in.MemberID)
	if err != nil {
		return nil, err
	}
	if err := settle(ctx, tx, holder); err != nil {
		return nil, err
	}
	held, err := plan.OfMember(ctx, tx, holder)
	if err != nil {
		return nil, err
	}
	ends, err := bought(held, in.PlanID, tx.Now())
	if err != nil {
		return nil, err
	}
	gifts := gifted(held, ends)
	lost, err := takeBack(ctx, tx, holder, gifts)
	if err != nil {
		return nil, err
	}
	return end(ctx, tx, ending{holder, ends, gifts, lost, reason})
}

// settle locks the member and posts what is due.
func settle(ctx context.Context, tx *store.Tx, holder int64) error {
	bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{holder}, From: tx.Now(), Until: tx.Now()})
	if err != nil {
		return err
	}
	bk.CatchUp(holder, tx.Now())
	if err := bk.Save(ctx); err != nil {
		return err
	}
	return tx.Flush(ctx)
}

// bought are the memberships that were bought of the plan and have not ended.
func bought(held []*plan.Membership, planID int64, at calendar.Instant) ([]*plan.Membership, error) {
	out := slices.DeleteFunc(slices.Clone(held), func(m *plan.Membership) bool {
		return m.Act == plan.Given || !m.Lasts(at) || planID != 0 && m.PlanID != planID
	})
	if len(out) == 0 {
		return nil, plan.ErrNone.New(nil)
	}
	for _, m := range out {
		if m.PlanID != out[0].PlanID {
			return nil, plan.ErrSeveral.At("plan_id", nil)
		}
	}
	return out, nil
}

// gifted are the memberships whose gifts go with those that end, each with the one that it goes with: itself, and what was credited whole to it, which
// comes back with its price.
func gifted(held, ends []*plan.Membership) map[*plan.Membership]int64 {
	out := map[*plan.Membership]int64{}
	var add func(m *plan.Membership, with int64)
	add = func(m *plan.Membership, with int64) {
		out[m] = with
		for _, old := range held {
			if slices.Contains(m.Detail.From, old.ID) && old.PriceMinor > 0 && old.RefundMinor == old.PriceMinor {
				add(old, with)
			}
		}
	}
	for _, m := range ends {
		add(m, m.ID)
	}
	return out
}

// takeBack revokes the gifts of the memberships and says, for each that ends, what of them was used.
func takeBack(ctx context.Context, tx *store.Tx, holder int64, gifts map[*plan.Membership]int64) (map[int64]int64, error) {
	since := tx.Now()
	ordered := slices.SortedFunc(maps.Keys(gifts), func(a, b *plan.Membership) int { return cmp.Compare(a.ID, b.ID) })
	for _, m := range ordered {
		since = min(since, m.MadeAt)
	}
	bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{holder}, From: since, Until: tx.Now()})
	if err != nil {
		return nil, err
	}
	lost := map[int64]int64{}
	for _, m := range ordered {
		clawed, err := bk.RevokeRoot(ctx, holder, m.Root(), tx.Now())
		if err != nil {
			return nil, err
		}
		lost[gifts[m]] += clawed.UnrecoveredMinor
	}
	if err := bk.Reassess(ctx, holder, reward.ReassessIn{Since: since, At: tx.Now(), Why: ordered[len(ordered)-1].Root()}); err != nil {
		return nil, err
	}
	if err := bk.Save(ctx); err != nil {
		return nil, err
	}
	return lost, tx.Flush(ctx)
}

type ending struct {
	holder int64
	ends   []*plan.Membership
	gifts  map[*plan.Membership]int64
	lost   map[int64]int64
	reason string
}

// end closes the memberships and reckons the refunds.
func end(ctx context.Context, tx *store.Tx, e ending) (*Cancelled, error) {
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return nil, err
	}
	books := plan.OpenLater(tx, plan.Need{Members: []int64{e.holder}}) // taking back may have moved days
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	out := &Cancelled{}
	for _, m := range slices.Clone(books.Of(e.holder)) {
		if !slices.ContainsFunc(e.ends, func(o *plan.Membership) bool { return o.ID == m.ID }) {
			continue
		}
		m.RefundMinor, m.UnrecoveredMinor, m.Reason = m.Worth(tx.Now(), tx.Zone()), e.lost[m.ID], e.reason
		if settings.DeductUnrecovered {
			e.keep(m)
		}
		m.Detail.Refunded = plan.Merge(m.Detail.Refunded, plan.Share(m.Detail.Sources, m.RefundMinor))
		out.Memberships = append(out.Memberships, m)
		out.RefundMinor += m.RefundMinor
		out.UnrecoveredMinor += m.UnrecoveredMinor
		out.Refunded = plan.Merge(out.Refunded, plan.Share(m.Detail.Sources, m.RefundMinor))
	}
	for _, m := range out.Memberships { // their worth was asked before any of them moved
		books.Close(m, plan.Cancelled, tx.Now())
		books.Emit(m, plan.EventCancelled, tx.Now(), m.RefundMinor)
	}
	if err := books.Save(); err != nil {
		return nil, err
	}
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	if err := giveBack(ctx, tx, books, e.holder, out.Refunded); err != nil {
		return nil, err
	}
	if err := benefit.Keep(ctx, tx, e.holder, e.kept(out)); err != nil {
		return nil, err
	}
	return out, org.Audit(ctx, tx, org.Change{
		Verb: "plan.cancelled", Subject: org.Subject("member", e.holder), MemberID: e.holder,
		After: map[string]any{"plan": out.Memberships[0].Code, "refund_minor": out.RefundMinor, "reason": e.reason},
	})
}

// kept are the roots of the gifts that the member has paid for by a smaller refund.
func (e *ending) kept(out *Cancelled) (roots []string) {
	for _, m := range out.Memberships {
		for _, id := range m.Detail.Kept {
			roots = append(roots, plan.Root(id))
		}
	}
	return roots
}

// keep lessens the refund by the worth of used gifts; where it covers them they are the member's.
func (e *ending) keep(m *plan.Membership) {
	if m.RefundMinor >= m.UnrecoveredMinor && m.UnrecoveredMinor > 0 {
		for gave, with := range e.gifts {
			if with == m.ID {
				m.Detail.Kept = append(m.Detail.Kept, gave.ID)
			}
		}
		slices.Sort(m.Detail.Kept)
	}
	m.RefundMinor = max(m.RefundMinor-m.UnrecoveredMinor, 0)
}
