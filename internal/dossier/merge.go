package dossier

import (
	"context"
	"fmt"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/member/merge"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/use"
	"regulars/internal/store"
	"regulars/internal/tier"
)

// Merge makes the record from a part of the member into, in every room, and answers an id by which it can be undone. Holdings
// join lot by lot, statistics are those of all orders, the higher tier counts, and what was recorded for from stays recorded for it.
// Both may be aliases of members.
//
// Returns merge.ErrSelf, member.ErrUnknown, member.ErrErased.
func Merge(ctx context.Context, tx *store.Tx, from, into int64) (int64, error) {
	ids, err := member.Resolve(ctx, tx, []member.Ref{{ID: from}, {ID: into}})
	if err != nil {
		return 0, err
	}
	from, into = ids[0], ids[1]
	switch {
	case from == 0 || into == 0:
		return 0, member.ErrUnknown.New(nil)
	case from == into:
		return 0, merge.ErrSelf.New(nil)
	}
	before, err := settle(ctx, tx, from, into)
	if err != nil {
		return 0, err
	}
	id, err := merge.Absorb(ctx, tx, from, into)
	if err != nil {
		return 0, err
	}
	if _, err := ledger.Move(ctx, tx, ledger.MoveIn{From: from, To: into, At: tx.Now()}); err != nil {
		return 0, err
	}
	if err := join(ctx, tx, from, into); err != nil {
		return 0, err
	}
	if err := recount(ctx, tx, []int64{into}, from); err != nil {
		return 0, err
	}
	bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{from, into}, From: tx.Now(), Until: tx.Now(), Aliases: true})
	if err != nil {
		return 0, err
	}
	bk.Tier.Combine(from, into, assessing(bk, into, id, tx.Now()))
	bk.Assess(into, tx.Now(), root(id))
	if err := bk.Save(ctx); err != nil {
		return 0, err
	}
	return id, org.Audit(ctx, tx, org.Change{
		Verb: "member.merged", Subject: org.Subject("member", into), MemberID: into, Before: before, After: holdings(bk, into),
	})
}

// root names a merge as the cause of what follows from it.
func root(id int64) string { return fmt.Sprintf("merge:%d", id) }

// settle takes the locks of both in the order of their ids, posts what is due for each, and says what they hold.
func settle(ctx context.Context, tx *store.Tx, ids ...int64) ([]Holdings, error) {
	bk, err := reward.Open(ctx, tx, reward.Need{Members: ids, From: tx.Now(), Until: tx.Now(), Aliases: true})
	if err != nil {
		return nil, err
	}
	var out []Holdings
	for _, id := range ids {
		bk.CatchUp(id, tx.Now())
		out = append(out, holdings(bk, id))
	}
	return out, bk.Save(ctx)
}

func assessing(bk *reward.Books, id, mergeID int64, at calendar.Instant) tier.AssessIn {
	ed := bk.Editions.At(at)
	return tier.AssessIn{Program: ed.Program, Edition: ed.Number, Facts: bk.FactsAt(id, at), At: at, Why: root(mergeID)}
}

// recount makes statistics and uses of caps of members from their documents, and leaves none with the records named gone.
func recount(ctx context.Context, tx *store.Tx, holders []int64, gone ...int64) error {
	pasts, err := Pasts(ctx, tx, holders, nil)
	if err != nil {
		return err
	}
	for _, id := range gone {
		pasts[id] = &Past{}
	}
	for _, id := range append(holders, gone...) {
		if err := member.Rebuild(ctx, tx, id, pasts[id].History); err != nil {
			return err
		}
		if err := use.Set(ctx, tx, id, pasts[id].Uses); err != nil {
			return err
		}
	}
	return nil
}

// Holdings is what the audit trail says of a member before and after: numbers and codes, no personal data.
type Holdings struct {
	Member     string `json:"member"`
	Tier       string `json:"tier"`
	Points     int64  `json:"points"` // debt taken off
	Growth     int64  `json:"growth"`
	Principal  int64  `json:"principal_minor"`
	Bonus      int64  `json:"bonus_minor"`
	OrderCount int64  `json:"order_count"`
	SpendMinor int64  `json:"spend_minor"`
}

func holdings(bk *reward.Books, id int64) Holdings {
	w := bk.Ledger.Wallet(id)
	out := Holdings{
		Member: store.FormatID("mem", id), Tier: bk.TierOf(id), Points: w.Of(ledger.Points).Net(), Growth: w.Of(ledger.Growth).Net(),
		Principal: w.Of(ledger.Principal).Net(), Bonus: w.Of(ledger.Bonus).Net(),
	}
	if stat := bk.Member.Stat(id); stat != nil {
		out.OrderCount, out.SpendMinor = stat.OrderCount, stat.SpendMinor
	}
	return out
}
