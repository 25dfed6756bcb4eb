package entitle

import (
	"context"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/plan"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// Need is what books must be opened with so that [Offer] can be asked of the members.
func Need(members []int64, benefits benefit.Need) reward.Need {
	benefits.Members = members
	return reward.Need{Members: members, Benefits: &benefits, Plans: &plan.Need{Members: members}}
}

// Offer puts what the programme in force and the active plans promise the member at the instant on the books, which were opened with
// Need.Benefits and Need.Plans and caught up. Who has not joined is promised nothing.
func Offer(bk *reward.Books, id int64, at calendar.Instant, tx *store.Tx) {
	if !bk.IsMember(id) {
		return
	}
	holder := deal.Holder{Tier: bk.TierOf(id)}
	if bk.Plan != nil {
		holder.Plans = bk.Plan.Codes(id, at)
	}
	held := bk.Editions.At(at).Program.Benefits().Held(holder, at, bk.FactsAt(id, at))
	promised := benefit.Quotas(benefit.Promised(held), benefit.SourceProgram, at, tx.Zone())
	if bk.Plan != nil {
		for _, m := range bk.Plan.Active(id, at) {
			promised = append(promised, benefit.Quotas(m.Terms.Benefits, benefit.SourceOfPlan(m.Code), at, tx.Zone())...)
		}
	}
	bk.Benefit.Offer(id, promised)
}

// open locks the members, posts what is due for them and puts on the books what is promised to the holder.
func open(ctx context.Context, tx *store.Tx, holder int64, others []int64, need benefit.Need) (*reward.Books, error) {
	n := Need([]int64{holder}, need)
	n.Members = append(n.Members, others...)
	n.From, n.Until = tx.Now(), tx.Now()
	bk, err := reward.Open(ctx, tx, n)
	if err != nil {
		return nil, err
	}
	for _, id := range n.Members {
		bk.CatchUp(id, tx.Now())
	}
	Offer(bk, holder, tx.Now(), tx)
	return bk, nil
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
	return bk.Benefit.All(holder), bk.Err()
}
