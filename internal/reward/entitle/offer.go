package entitle

import (
	"cmp"
	"context"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// Need is what books must be opened with so that [Offer] can be asked of the members.
func Need(members []int64, benefits benefit.Need) reward.Need {
	benefits.Members = members
	return reward.Need{Members: members, Benefits: &benefits, Plans: &plan.Need{Members: members}}
}

// Offer puts what the programme in force and the active plans promise the member at the instant on the books, which were opened with
// Need.Benefits and Need.Plans, widened by what plans were bought with, and caught up. Who has not joined is promised nothing.
func Offer(ctx context.Context, tx *store.Tx, bk *reward.Books, id int64, at calendar.Instant) error {
	if !bk.IsMember(id) {
		return nil
	}
	plans, err := bk.Plan.Hand(ctx, id, at)
	if err != nil {
		return err
	}
	held := bk.Editions.At(at).Benefits().Held(deal.Holding(bk.TierOf(id), plans), at, bk.FactsAt(id, at))
	promised := benefit.Quotas(benefit.Promised(held), benefit.SourceProgram, at, tx.Zone())
	for i := range plans {
		promised = append(promised, benefit.Quotas(benefit.Promised(plans[i].Set.All()), benefit.SourceOfPlan(plans[i].Code), at, tx.Zone())...)
	}
	bk.Benefit.Offer(id, promised)
	return nil
}

// Widen has the books of members know what conditions ask of them that were not known to be asked when the books were opened. They are read anew, so
// nothing may have been decided on them.
func Widen(ctx context.Context, tx *store.Tx, bk *reward.Books, asked expr.Need) (err error) {
	if len(program.OfMember(asked.Attributes)) == 0 && len(asked.Windows) == 0 {
		return nil
	}
	if bk.Member, err = member.Open(ctx, tx, bk.Member.IDs(), member.Everything()); err != nil {
		return err
	}
	return bk.LoadSegments(ctx, asked.Named)
}

// Promised are the books of a member, caught up, and the active plans, by which everything can be said that is promised to him now.
func Promised(ctx context.Context, tx *store.Tx, id int64) (*reward.Books, []deal.PlanBenefits, error) {
	need := Need([]int64{id}, benefit.Need{})
	need.From, need.Until = tx.Now(), tx.Now()
	return Opened(ctx, tx, id, need)
}

// Opened opens books that know what plans of one of the members were bought with, and posts what is due for all. The need names plans.
func Opened(ctx context.Context, tx *store.Tx, id int64, need reward.Need) (*reward.Books, []deal.PlanBenefits, error) {
	bk, err := reward.Open(ctx, tx, need)
	if err != nil {
		return nil, nil, err
	}
	plans, err := bk.Plan.Hand(ctx, id, tx.Now())
	if err != nil {
		return nil, nil, err
	}
	kept := bk.Editions.At(tx.Now()).Benefits().Kept(deal.Holding("", plans))
	if err := Widen(ctx, tx, bk, kept.NeedOfHeld()); err != nil {
		return nil, nil, err
	}
	for _, m := range need.Members {
		bk.CatchUp(m, tx.Now())
	}
	return bk, plans, bk.Err()
}

// open locks the members, posts what is due for them and puts on the books what is promised to the holder.
func open(ctx context.Context, tx *store.Tx, holder int64, others []int64, need benefit.Need) (*reward.Books, error) {
	n := Need([]int64{holder}, need)
	n.Members = append(n.Members, others...)
	n.From, n.Until = tx.Now(), tx.Now()
	bk, _, err := Opened(ctx, tx, holder, n)
	if err != nil {
		return nil, err
	}
	return bk, Offer(ctx, tx, bk, holder, tx.Now())
}

// List is what a member can use now, or later, and what is over of the periods that run; what expires soonest first.
func List(ctx context.Context, tx *store.Tx, id int64) ([]*benefit.Entitlement, error) {
	holder, err := member.Holder(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	bk, err := open(ctx, tx, holder, nil, benefit.Need{})
	if err != nil {
		return nil, err
	}
	all := bk.Benefit.All(holder)
	var cards []int64
	for _, e := range all {
		if e.Terms.Line != (deal.Text{}) {
			cards = append(cards, e.Card())
		}
	}
	lines, err := benefit.Cards(ctx, tx, cards)
	for _, e := range benefit.Going(lines, tx.Now()) {
		if bk.Benefit.Find(e.ID) == nil { // a line that is used up, beside others
			all = append(all, e)
		}
	}
	return all, cmp.Or(err, bk.Err())
}
