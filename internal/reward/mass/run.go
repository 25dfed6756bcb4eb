package mass

import (
	"context"
	"encoding/json"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/job"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/reward/pack"
	"regulars/internal/segment"
	"regulars/internal/store"
)

// JobKind is the kind of the job that gives to an audience, or takes back from many.
const JobKind = "reward"

// params is what such a job is told.
type params struct {
	ID int64 `json:"batch_id,string"`
}

// State is how a batch stands.
type State string

// The states.
const (
	Running State = "running" // a job gives, or takes back
	Done    State = "done"
	Stopped State = "stopped" // cancelled, or something was in the way; Resume goes on
	Back    State = "revoked"
)

// Order has the same given to everybody in an audience, by a job, a stretch of members in each commit. It gives to no more members than
// there were when it was asked for. Returns ErrNobody, ErrAudience, and as Grant does; nothing is ordered then.
func Order(ctx context.Context, tx *store.Tx, in reward.GrantIn, a segment.Audience, allowed Allowance) (*Batch, error) {
	n, err := Audience(ctx, tx, a)
	switch {
	case err != nil:
		return nil, err
	case n == 0:
		return nil, ErrNobody.At("audience", nil)
	case n > MaxMembers:
		return nil, ErrAudience.At("audience", fault.P{"limit": MaxMembers})
	}
	for _, it := range in.Items {
		if it.Kind != item.Pack {
			continue
		}
		if _, err := pack.Lock(ctx, tx, it.PackID); err != nil { // what was weighed is not changed before this is seen: see Waiting
			return nil, err
		}
	}
	gift, err := allowed.Weigh(ctx, tx, Gift{Members: n}, in.Items)
	if err != nil {
		return nil, err
	}
	if _, err := budget.Open(ctx, tx, in.Budgets, nil); err != nil {
		return nil, err
	}
	b := &Batch{
		ID: tx.NewID(), Items: in.Items, Reason: in.Reason, Rule: in.Rule, Budgets: in.Budgets, ExpiresAt: in.ExpiresAt, Audience: &a, Asked: n, MadeBy: in.MadeBy,
		At: tx.Now(), RevokedAt: calendar.Never,
	}
	if err := b.enqueue(ctx, tx); err != nil {
		return nil, err
	}
	if err := allowed.Promise(ctx, tx, gift); err != nil {
		return nil, err
	}
	return b, b.save(ctx, tx)
}

// Waiting is to how many members jobs that run, or were stopped and may go on, have still to give a pack, and how often to any one of them.
func Waiting(ctx context.Context, tx *store.Tx, packID int64) (g Gift, err error) {
	open, err := readBatches(ctx, tx, batchSelect+`AND finished_at = 0 AND revoked_at = $2 AND NOT revoking ORDER BY id`, calendar.Never)
	for _, b := range open {
		for _, it := range b.Items {
			if left := b.Asked - b.Seen; left > 0 && it.PackID == packID {
				g.Members, g.Each = g.Members+left, g.Each+1
			}
		}
	}
	return g, err
}

// Audience is how many members an audience has.
func Audience(ctx context.Context, tx *store.Tx, a segment.Audience) (int64, error) {
	f, err := filter(ctx, tx, a)
	if err != nil {
		return 0, err
	}
	return member.Count(ctx, tx, f)
}

// filter selects the members of an audience: customers can be given nothing.
func filter(ctx context.Context, tx *store.Tx, a segment.Audience) (member.Filter, error) {
	f, err := a.Filter(ctx, tx)
	f.Status = member.StatusMember
	return f, err
}

// enqueue orders the batch's job; there is at most one.
func (b *Batch) enqueue(ctx context.Context, tx *store.Tx) (err error) {
	b.JobID, _, err = job.EnqueueOrder(ctx, tx, job.Order{Kind: JobKind, Params: params{b.ID}, Key: b.Root()})
	return err
}

// Handler runs the job: its progress is in members.
func Handler(ctx context.Context, run *job.Run) error {
	var p params
	if err := run.Decode(&p); err != nil {
		return err
	}
	for {
		b, ids, err := look(ctx, run, p.ID)
		if err != nil {
			return err
		}
		over := b.State == Back || b.FinishedAt != 0 && !b.Revoking // cut off before the end of the job could be noted
		if !over {
			err = run.Tx(ctx, func(tx *store.Tx) (err error) {
				try := *b // the transaction may run again
				if try.Revoking {
					over, err = try.takeSome(ctx, tx, run)
				} else {
					over, err = try.giveSome(ctx, tx, run, ids)
				}
				return err
			})
		}
		if err != nil {
			return err
		}
		if over {
			run.Result = map[string]any{"batch": store.FormatID("rwb", b.ID), "given": b.Given, "asked": b.Asked}
			return nil
		}
	}
}

// look reads how far the batch is, and whom the next stretch has.
func look(ctx context.Context, run *job.Run, id int64) (b *Batch, ids []int64, err error) {
	err = run.DB.View(ctx, run.Scope, func(tx *store.Tx) (err error) {
		if b, err = Get(ctx, tx, id); err == nil && !b.Revoking {
			ids, err = b.next(ctx, tx)
		}
		return err
	})
	return b, ids, err
}

// next are the members of the next stretch.
func (b *Batch) next(ctx context.Context, tx *store.Tx) ([]int64, error) {
	left := min(b.Asked-b.Seen, stretch)
	if left <= 0 || b.Audience == nil {
		return nil, nil
	}
	f, err := filter(ctx, tx, *b.Audience)
	if err != nil {
		return nil, err
	}
	return member.ListIDs(ctx, tx, f, b.cursor, int(left))
}

// giveSome gives to a stretch of members and notes how far it is, in one commit. It reports that there was nobody left.
func (b *Batch) giveSome(ctx context.Context, tx *store.Tx, run *job.Run, ids []int64) (over bool, err error) {
	if len(ids) == 0 {
		b.FinishedAt = tx.Now()
		if err := b.progress(ctx, tx, run, b.cursor); err != nil {
			return false, err
		}
		return true, org.Audit(ctx, tx, org.Change{Verb: "reward.batch_done", Subject: org.Subject("reward_batch", b.ID), After: b.doc()})
	}
	given, err := b.given(ctx, tx, ids)
	if err != nil {
		return false, err
	}
	before := b.Given
	if err := b.giveTo(ctx, tx, slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return given[id] })); err != nil {
		return false, err
	}
	if refused := b.hopeless(b.Given - before); refused != nil {
		return false, refused
	}
	old := b.cursor
	b.cursor, b.Seen = ids[len(ids)-1], b.Seen+int64(len(ids))
	return false, b.progress(ctx, tx, run, old)
}

// given says who of the members has a grant of the batch already, under a record that was merged into him since.
func (b *Batch) given(ctx context.Context, tx *store.Tx, ids []int64) (map[int64]bool, error) {
	records, err := member.Records(ctx, tx, ids)
	if err != nil || len(records) == len(ids) {
		return nil, err
	}
	var aliases []int64
	for record, holder := range records {
		if record != holder {
			aliases = append(aliases, record)
		}
	}
	out := map[int64]bool{}
	return out, tx.Query(ctx, `SELECT member_id, root FROM reward_grant WHERE merchant_id = $1 AND member_id = ANY($2) AND id > $3`, func(r store.Row) error {
		var record int64
		var root string
		err := r.Scan(&record, &root)
		if root == b.Root() {
			out[records[record]] = true
		}
		return err
	}, tx.MerchantID(), aliases, b.ID)
}

// hopeless is the refusal that everybody after a stretch in which nobody was given anything would meet as well: a budget or a stock is used up.
func (b *Batch) hopeless(given int64) *fault.Error {
	for _, code := range []fault.Code{budget.ErrSpent, budget.ErrClosed, coupon.ErrStock, coupon.ErrClosed, coupon.ErrOver} {
		if given == 0 && b.last != nil && b.last.Code.Code == code.Code {
			return b.last
		}
	}
	return nil
}

// progress writes how far the batch is, unless another run has gone on from the same place, or it was taken back meanwhile.
func (b *Batch) progress(ctx context.Context, tx *store.Tx, run *job.Run, old int64) error {
	refused, err := json.Marshal(b.Refused)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE reward_batch SET cursor = $4, seen = $5, given = $6, cost_minor = $7, refused = $8, finished_at = $9,
			refused_count = $11 WHERE merchant_id = $1 AND id = $2 AND cursor = $3 AND NOT revoking AND revoked_at = $10`,
		tx.MerchantID(), b.ID, old, b.cursor, b.Seen, b.Given, b.CostMinor, string(refused), b.FinishedAt, calendar.Never, b.RefusedCount)
	if err == nil && n == 0 {
		err = store.ErrAgain
	}
	if err != nil {
		return err
	}
	return run.ProgressIn(ctx, tx, b.Seen, max(b.Asked, b.Seen))
}

// takeSome takes back from a stretch of grants, in one commit. It reports that none was left.
func (b *Batch) takeSome(ctx context.Context, tx *store.Tx, run *job.Run) (over bool, err error) {
	last, n, err := reward.RevokeSome(ctx, tx, b.Root(), b.cursor, stretch)
	if err != nil {
		return false, err
	}
	if n == 0 {
		return true, b.takenBack(ctx, tx)
	}
	b.cursor, b.Seen = last, b.Seen+int64(n)
	if _, err := tx.Exec(ctx, `UPDATE reward_batch SET cursor = $3, seen = $4 WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), b.ID, b.cursor, b.Seen); err != nil {
		return false, err
	}
	return false, run.ProgressIn(ctx, tx, b.Seen, max(b.Given, b.Seen))
}

// Cancel stops a batch's job; what was given by then stays. Returns ErrUnknown, job.ErrFinished.
func Cancel(ctx context.Context, tx *store.Tx, id int64) error {
	b, err := one(ctx, tx, sqlBatchLock, id)
	if err != nil {
		return err
	}
	if b.State != Running {
		return job.ErrFinished.New(fault.P{"state": string(b.State)})
	}
	if _, err := job.Cancel(ctx, tx, b.JobID); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "reward.batch_cancelled", Subject: org.Subject("reward_batch", id), After: b.doc()})
}

// Resume goes on with a batch that was stopped. Returns ErrUnknown, ErrNotStopped.
func Resume(ctx context.Context, tx *store.Tx, id int64) error {
	b, err := one(ctx, tx, sqlBatchLock, id)
	if err != nil {
		return err
	}
	if b.State != Stopped {
		return ErrNotStopped.New(nil)
	}
	return b.again(ctx, tx, "reward.batch_resumed")
}

// again orders the batch's job once more.
func (b *Batch) again(ctx context.Context, tx *store.Tx, verb string) error {
	if err := b.enqueue(ctx, tx); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE reward_batch SET job_id = $3, revoking = $4, cursor = $5, seen = $6 WHERE merchant_id = $1 AND id = $2`,
		tx.MerchantID(), b.ID, b.JobID, b.Revoking, b.cursor, b.Seen)
	if err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: verb, Subject: org.Subject("reward_batch", b.ID), After: b.doc()})
}
