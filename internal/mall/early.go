package mall

import (
	"context"

	"regulars/internal/benefit"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/plan"
	"regulars/internal/reward"
	"regulars/internal/reward/entitle"
)

// open opens the member's books; of an item that is not open to everybody yet also for who may have it before.
func (c *counter) open(ctx context.Context) (err error) {
	now := c.tx.Now()
	need := reward.Need{Members: []int64{c.holder}, Draw: []int64{c.holder}, From: now, Until: now}
	if now >= c.item.FromAt {
		c.books, err = reward.Open(ctx, c.tx, need)
		return err
	}
	need.Plans = &plan.Need{Members: need.Members, From: now}
	var plans []deal.PlanBenefits
	if c.books, plans, err = entitle.Opened(ctx, c.tx, c.holder, need); err == nil {
		c.early = entitle.EarlyOf(c.books, plans, c.holder, now)
	}
	return err
}

// opened refuses what is not open to the member yet, and notes what he has before others.
func (c *counter) opened() error {
	now, from := c.tx.Now(), c.item.FromAt
	if now >= from {
		return nil
	}
	if opens := c.early.Opens(from); now < opens {
		return ErrNotYet.At("item_id", fault.P{"at": opens.In(c.tx.Zone()).Format("2006-01-02 15:04")})
	}
	r := c.made
	r.Terms.Early = c.early.Code()
	benefit.Note(c.tx, []benefit.Noted{{
		Cause: r.cause(), Kind: string(deal.Service), Benefit: r.Terms.Early, MemberID: c.holder, Tier: c.books.TierOf(c.holder), StoreID: r.StoreID,
		At: now, Quantity: 1, CostMinor: c.early.CostMinor,
	}})
	return nil
}
