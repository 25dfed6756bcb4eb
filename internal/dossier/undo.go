package dossier

import (
	"context"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/member/merge"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/store"
	"regulars/internal/tier"
)

// Undo makes two members of one again. Lots go back as far as they remain; what was spent since is charged to the record that spent it,
// and a shortage becomes debt. Statistics of both are made from their own orders, and their tiers are asked for again over these.
//
// Returns merge.ErrUnknown, merge.ErrUndone, merge.ErrLater.
func Undo(ctx context.Context, tx *store.Tx, mergeID int64) error {
	m, err := merge.Get(ctx, tx, mergeID)
	if err != nil {
		return err
	}
	if m.UndoneAt != calendar.Never {
		return merge.ErrUndone.New(nil)
	}
	if err := lock(ctx, tx, m.From, m.Into); err != nil {
		return err
	}
	before, err := settle(ctx, tx, m.Into)
	if err != nil {
		return err
	}
	if _, err := merge.Release(ctx, tx, merge.ReleaseIn{MergeID: mergeID}); err != nil {
		return err
	}
	if err := unmove(ctx, tx, m); err != nil {
		return err
	}
	if err := part(ctx, tx, m); err != nil {
		return err
	}
	if err := recount(ctx, tx, []int64{m.From, m.Into}); err != nil {
		return err
	}
	after, err := reassess(ctx, tx, m)
	if err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{
		Verb: "member.unmerged", Subject: org.Subject("member", m.Into), MemberID: m.Into, Before: before, After: after,
	})
}

// lock takes the wallets of both in the order of their ids.
func lock(ctx context.Context, tx *store.Tx, ids ...int64) error {
	_, err := ledger.Open(ctx, tx, ids, ledger.Need{})
	return err
}

const sqlMove = `SELECT id FROM ledger_move WHERE merchant_id = $1 AND from_id = $2 AND to_id = $3 AND undone_at = $4 ORDER BY id DESC LIMIT 1`

// unmove divides the wallet.
func unmove(ctx context.Context, tx *store.Tx, m merge.Merge) error {
	var id int64
	found, err := store.One(ctx, tx, sqlMove, func(r store.Row) error { return r.Scan(&id) }, tx.MerchantID(), m.From, m.Into, calendar.Never)
	if err != nil {
		return err
	}
	if !found {
		return merge.ErrUnknown.New(nil)
	}
	r := &recorder{ctx: ctx, tx: tx, known: map[ledger.Cause]int64{}}
	err = ledger.Unmove(ctx, tx, ledger.UnmoveIn{MoveID: id, At: tx.Now(), RecordOf: r.of})
	if r.err != nil {
		return r.err
	}
	return err
}

// recorder says for which record something was done: the one named by the document.
type recorder struct {
	ctx   context.Context
	tx    *store.Tx
	known map[ledger.Cause]int64
	err   error
}

// documents are where the record of a cause is read from.
var documents = map[string]string{
	"order":      `SELECT member_id FROM order_head WHERE merchant_id = $1 AND id = $2`,
	"return":     `SELECT member_id FROM order_return WHERE merchant_id = $1 AND id = $2`,
	"redemption": `SELECT member_id FROM mall_redemption WHERE merchant_id = $1 AND id = $2`,
	"plan":       `SELECT record_id FROM plan_membership WHERE merchant_id = $1 AND id = $2`,
	"card_sale":  `SELECT member_id FROM benefit_sale WHERE merchant_id = $1 AND id = $2`,
	"recharge":   `SELECT record_id FROM mall_recharge WHERE merchant_id = $1 AND id = $2`,
	"withdrawal": `SELECT record_id FROM mall_withdrawal WHERE merchant_id = $1 AND id = $2`,
	"grant":      `SELECT member_id FROM reward_grant WHERE merchant_id = $1 AND id = $2`,
}

// of is the member that holds, once the merge is undone, what the document's record has; 0 where nobody knows.
func (r *recorder) of(cause ledger.Cause) int64 {
	if id, asked := r.known[cause]; asked {
		return id
	}
	sql := documents[cause.Kind]
	if sql == "" || r.err != nil {
		return 0
	}
	var record int64
	found, err := store.One(r.ctx, r.tx, sql, func(row store.Row) error { return row.Scan(&record) }, r.tx.MerchantID(), cause.ID)
	if err == nil && found && record != 0 {
		record, err = member.Holder(r.ctx, r.tx, record)
	}
	if err != nil {
		r.err = err
		return 0
	}
	r.known[cause] = record
	return record
}

// reassess undoes what the merge did to the tier of the member and lets every later instant be asked again over the own days; the other record
// goes on from the tier that it had.
func reassess(ctx context.Context, tx *store.Tx, m merge.Merge) ([]Holdings, error) {
	bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{m.From, m.Into}, From: m.At, Until: tx.Now(), AllDays: true})
	if err != nil {
		return nil, err
	}
	changes, err := bk.Tier.Since(ctx, m.Into, 0)
	if err != nil {
		return nil, err
	}
	changes = slices.DeleteFunc(changes, func(c tier.Change) bool { return c.ID < m.ID || c.Move == tier.Joined })
	if len(changes) > 0 {
		bk.Tier.Undo(m.Into, changes, assessing(bk, m.Into, m.ID, tx.Now()))
	}
	instants := []calendar.Instant{tx.Now()}
	for _, c := range changes {
		if c.At >= m.At {
			instants = append(instants, c.At)
		}
	}
	slices.Sort(instants)
	var out []Holdings
	for _, id := range []int64{m.Into, m.From} {
		for _, at := range slices.Compact(instants) {
			bk.CatchUp(id, at)
			bk.Assess(id, at, root(m.ID))
		}
	}
	records, err := member.WithAliases(ctx, tx, m.From)
	if err != nil {
		return nil, err
	}
	bk.Tier.Divide(m.From, m.Into, records, assessing(bk, m.Into, m.ID, tx.Now()))
	for _, id := range []int64{m.Into, m.From} {
		bk.Assess(id, tx.Now(), root(m.ID))
		out = append(out, holdings(bk, id))
	}
	return out, bk.Save(ctx)
}
