package mass

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/job"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/segment"
	"regulars/internal/store"
)

// Batch is one call that gave the same to many members. Its grants have it as their root, so that it is taken back as a whole.
type Batch struct {
	ID           int64
	Items        []reward.Item
	Reason       string
	Budgets      []int64
	Rule         string
	ExpiresAt    calendar.Instant  // of points, bonus and entitlements; 0 as reward.GrantIn has it
	Audience     *segment.Audience // nil where members were named
	Asked        int64             // members
	Seen         int64             // of them, how many were gone through; of one that is taken back: grants
	Given        int64
	CostMinor    int64
	Refused      []Refused // the first of them
	RefusedCount int64     // how many were refused
	MadeBy       string
	At           calendar.Instant
	RevokedAt    calendar.Instant // Never while it stands

	JobID      int64            // 0 where it was done at once
	FinishedAt calendar.Instant // 0 until everybody was gone through
	Revoking   bool             // a job takes it back
	State      State            // as it is read
	Why        string           // of Stopped: what was in the way, in the words of the job
	last       *fault.Error     // why the one who was asked last was refused
	alone      bool             // of members who are named: reward.GrantIn has it
	cursor     int64            // the last member gone through; of one that is taken back: the last grant
}

// Refused is a member who was given nothing, and why.
type Refused struct {
	MemberID int64  `json:"member"`
	Code     string `json:"code"`
	En       string `json:"en"`
	Zh       string `json:"zh"`
}

// Root is what the grants of the batch go back to.
func (b *Batch) Root() string { return fmt.Sprintf("batch:%d", b.ID) }

// Grant gives the same to many members, each completely or not at all; MemberID of the grant is ignored. Nothing is done where it is
// more than the allowance. Returns reward.ErrLimit, ErrCost, ErrMass, and as reward.GrantMany does.
func Grant(ctx context.Context, tx *store.Tx, in reward.GrantIn, members []int64, allowed Allowance) (*Batch, error) {
	holders, err := member.Holders(ctx, tx, members)
	if err != nil {
		return nil, err
	}
	members = unique(members, holders)
	gift, err := allowed.Weigh(ctx, tx, Gift{Members: int64(len(members))}, in.Items)
	if err != nil {
		return nil, err
	}
	b := &Batch{
		ID: tx.NewID(), Items: in.Items, Reason: in.Reason, Rule: in.Rule, Budgets: in.Budgets, ExpiresAt: in.ExpiresAt, Asked: int64(len(members)),
		Seen: int64(len(members)), MadeBy: in.MadeBy, At: tx.Now(), FinishedAt: tx.Now(), RevokedAt: calendar.Never,
	}
	b.alone = allowed.Counts()
	if err := b.giveTo(ctx, tx, members); err != nil {
		return nil, err
	}
	if err := allowed.Draw(ctx, tx, gift, slices.Collect(maps.Values(holders))...); err != nil {
		return nil, err
	}
	return b, b.save(ctx, tx)
}

// giveTo gives to members, and notes who was refused.
func (b *Batch) giveTo(ctx context.Context, tx *store.Tx, members []int64) error {
	ins := make([]reward.GrantIn, len(members))
	for i, id := range members {
		ins[i] = reward.GrantIn{MemberID: id, Items: b.Items, Reason: b.Reason, Rule: b.Rule, Root: b.Root(), Budgets: b.Budgets, ExpiresAt: b.ExpiresAt, MadeBy: b.MadeBy, Alone: b.alone}
	}
	out, err := reward.GrantMany(ctx, tx, ins)
	if err != nil {
		return err
	}
	voice, err := edition.Voice(ctx, tx)
	if err != nil {
		return err
	}
	for i, r := range out {
		b.last = r.Err
		if r.Err == nil {
			b.Given++
			b.CostMinor += r.Granted.CostMinor
			continue
		}
		if b.RefusedCount++; len(b.Refused) < maxRefused {
			said := r.Err.Say(voice)
			b.Refused = append(b.Refused, Refused{MemberID: members[i], Code: said.Code.Code, En: said.Text("en"), Zh: said.Text("zh")})
		}
	}
	return nil
}

// Within gives to one member, unless it is more than the allowance. Returns as Grant does.
func Within(ctx context.Context, tx *store.Tx, in reward.GrantIn, allowed Allowance) (*reward.Granted, error) {
	gift, err := allowed.Weigh(ctx, tx, Gift{Members: 1}, in.Items)
	if err != nil {
		return nil, err
	}
	in.Alone = allowed.Counts()
	g, err := reward.Grant(ctx, tx, in)
	if err != nil {
		return nil, err
	}
	return g, allowed.Draw(ctx, tx, gift, g.MemberID)
}

// unique drops members that are named again, be it by another record.
func unique(members []int64, holders map[int64]int64) []int64 {
	seen := make(map[int64]bool, len(members))
	return slices.DeleteFunc(slices.Clone(members), func(id int64) bool {
		who := cmp.Or(holders[id], id)
		again := seen[who]
		seen[who] = true
		return again
	})
}

func (b *Batch) save(ctx context.Context, tx *store.Tx) error {
	budgets, err := json.Marshal(b.Budgets)
	if err != nil {
		return err
	}
	refused, err := json.Marshal(b.Refused)
	if err != nil {
		return err
	}
	audience, err := json.Marshal(b.Audience)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO reward_batch (merchant_id, id, items, reason, rule, budgets, expires_at, audience, asked, seen, given, cost_minor, refused, refused_count, made_by, at,
			revoked_at, job_id, finished_at, revoking, cursor)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, false, 0)`, tx.MerchantID(), b.ID, item.Encode(b.Items), b.Reason, b.Rule,
		string(budgets), b.ExpiresAt, string(audience), b.Asked, b.Seen, b.Given, b.CostMinor, string(refused), b.RefusedCount, b.MadeBy, b.At, b.RevokedAt, b.JobID, b.FinishedAt)
	if err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "reward.batch", Subject: org.Subject("reward_batch", b.ID), After: b.doc()})
}

// doc is the batch in the audit trail.
func (b *Batch) doc() map[string]any {
	return map[string]any{"rewards": b.Items, "reason": b.Reason, "asked": b.Asked, "given": b.Given, "cost_minor": b.CostMinor}
}

const batchSelect = `SELECT id, items, reason, rule, budgets, expires_at, audience, asked, seen, given, cost_minor, refused, refused_count, made_by, at, revoked_at, job_id, finished_at, revoking,
	cursor FROM reward_batch WHERE merchant_id = $1 `

func readBatches(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Batch, error) {
	var out []*Batch
	err := tx.Query(ctx, sql, func(r store.Row) error {
		b := &Batch{}
		var items, budgets, audience, refused string
		err := r.Scan(&b.ID, &items, &b.Reason, &b.Rule, &budgets, &b.ExpiresAt, &audience, &b.Asked, &b.Seen, &b.Given, &b.CostMinor, &refused, &b.RefusedCount, &b.MadeBy, &b.At, &b.RevokedAt,
			&b.JobID, &b.FinishedAt, &b.Revoking, &b.cursor)
		if err == nil {
			b.Items, err = item.Decode(items)
		}
		for _, part := range []struct {
			text string
			into any
		}{{budgets, &b.Budgets}, {audience, &b.Audience}, {refused, &b.Refused}} {
			if err == nil {
				err = json.Unmarshal([]byte(part.text), part.into)
			}
		}
		out = append(out, b)
		return err
	}, slices.Concat([]any{tx.MerchantID()}, args)...)
	for _, b := range out {
		if err == nil {
			err = b.stand(ctx, tx)
		}
	}
	return out, err
}

// stand says how the batch stands: its job is asked where it has not come to its end.
func (b *Batch) stand(ctx context.Context, tx *store.Tx) error {
	switch {
	case b.RevokedAt != calendar.Never:
		b.State = Back
		return nil
	case b.FinishedAt != 0 && !b.Revoking:
		b.State = Done
		return nil
	}
	b.State = Stopped
	j, err := job.Get(ctx, tx, b.JobID)
	switch {
	case fault.Has(err, fault.ErrNotFound): // forgotten long ago
		return nil
	case err != nil:
		return err
	case j.State == job.Waiting || j.State == job.Running:
		b.State = Running
	default:
		b.Why = j.Error
	}
	return nil
}

const (
	sqlBatch     = batchSelect + `AND id = $2`
	sqlBatchLock = batchSelect + `AND id = $2 FOR UPDATE`
)

// Get reads a batch. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (*Batch, error) {
	return one(ctx, tx, sqlBatch, id)
}

func one(ctx context.Context, tx *store.Tx, sql string, id int64) (*Batch, error) {
	found, err := readBatches(ctx, tx, sql, id)
	if err == nil && len(found) == 0 {
		err = ErrUnknown.New(nil)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// List is a page of batches, newest first, after the id of the last one seen (0: from the newest).
func List(ctx context.Context, tx *store.Tx, after int64, limit int) ([]*Batch, error) {
	if after <= 0 {
		after = int64(calendar.Never)
	}
	return readBatches(ctx, tx, batchSelect+`AND id < $2 ORDER BY id DESC LIMIT $3`, after, limit)
}

// Revoke takes back from everybody what a batch gave: at once, or by a job where it gave to more than reward.MaxGrants. It is audited. Returns
// ErrUnknown, ErrRunning and reward.ErrRevoked.
func Revoke(ctx context.Context, tx *store.Tx, id int64) error {
	b, err := one(ctx, tx, sqlBatchLock, id)
	if err != nil {
		return err
	}
	switch {
	case b.State == Back:
		return reward.ErrRevoked.New(nil)
	case b.State == Running:
		return ErrRunning.New(nil)
	case b.Given > reward.MaxGrants && !b.Revoking:
		b.Revoking, b.cursor, b.Seen = true, 0, 0
		return b.again(ctx, tx, "reward.batch_revoking")
	case b.Revoking: // it was stopped
		return b.again(ctx, tx, "reward.batch_revoking")
	}
	if _, err := reward.RevokeRoot(ctx, tx, b.Root()); err != nil {
		return err
	}
	return b.takenBack(ctx, tx)
}

// takenBack notes that nothing of the batch stands any more.
func (b *Batch) takenBack(ctx context.Context, tx *store.Tx) error {
	n, err := tx.Exec(ctx, `UPDATE reward_batch SET revoked_at = $3, revoking = false WHERE merchant_id = $1 AND id = $2 AND revoked_at = $4`,
		tx.MerchantID(), b.ID, tx.Now(), calendar.Never)
	if err == nil && n == 0 {
		err = reward.ErrRevoked.New(nil)
	}
	if err != nil {
		return err
	}
	sum, err := Clawback(ctx, tx, b.Root())
	if err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "reward.batch_revoked", Subject: org.Subject("reward_batch", b.ID), After: map[string]any{
		"grants": sum.Grants, "points": sum.Points, "growth": sum.Growth, "unrecovered_minor": sum.UnrecoveredMinor,
	}})
}

// Sums is what of everything given because of a fact was taken back.
type Sums struct{ Grants, Points, Growth, UnrecoveredMinor int64 }

// Clawback sums what was taken back of everything that goes back to the fact.
func Clawback(ctx context.Context, tx *store.Tx, root string) (Sums, error) {
	var out Sums
	_, err := store.One(ctx, tx, `SELECT COUNT(*), CAST(COALESCE(SUM(unrecovered_minor), 0) AS bigint) FROM reward_grant
		WHERE merchant_id = $1 AND root = $2 AND state = 'revoked'`, func(r store.Row) error { return r.Scan(&out.Grants, &out.UnrecoveredMinor) }, tx.MerchantID(), root)
	if err != nil {
		return out, err
	}
	return out, tx.Query(ctx, `SELECT p.kind, CAST(SUM(p.taken_back) AS bigint) FROM reward_part p JOIN reward_grant g ON g.merchant_id = p.merchant_id AND g.id = p.grant_id
		WHERE p.merchant_id = $1 AND g.merchant_id = $1 AND g.root = $2 AND g.state = 'revoked' AND p.kind IN ('points', 'growth') GROUP BY p.kind`,
		func(r store.Row) error {
			var kind string
			var sum int64
			err := r.Scan(&kind, &sum)
			if kind == string(item.Growth) {
				out.Growth = sum
			} else {
				out.Points = sum
			}
			return err
		}, tx.MerchantID(), root)
}
