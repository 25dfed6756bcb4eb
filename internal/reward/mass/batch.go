package mass

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/reward/pack"
	"regulars/internal/store"
)

// Batch is one call that gave the same to many members. Its grants have it as their root, so that it is taken back as a whole.
type Batch struct {
	ID        int64
	Items     []reward.Item
	Reason    string
	Budgets   []int64
	Asked     int64
	Given     int64
	CostMinor int64
	Refused   []Refused
	MadeBy    string
	At        calendar.Instant
	RevokedAt calendar.Instant // Never while it stands
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

// Allowance is what somebody may give at once without a second person.
type Allowance struct {
	Points    int64 // points or growth to each member
	CostMinor int64 // of everything together
	Members   int64
	Approved  bool // a second person has approved
}

// Grant gives the same to many members, each completely or not at all; MemberID of the grant is ignored. Nothing is done where it is
// more than the allowance. Returns reward.ErrLimit, ErrCost, ErrMass, and as reward.GrantMany does.
func Grant(ctx context.Context, tx *store.Tx, in reward.GrantIn, members []int64, allowed Allowance) (*Batch, error) {
	members = unique(members)
	if err := allowed.count(ctx, tx, int64(len(members)), in.Items); err != nil {
		return nil, err
	}
	b := &Batch{
		ID: tx.NewID(), Items: in.Items, Reason: in.Reason, Budgets: in.Budgets, Asked: int64(len(members)), MadeBy: in.MadeBy, At: tx.Now(), RevokedAt: calendar.Never,
	}
	in.Root = b.Root()
	ins := make([]reward.GrantIn, len(members))
	for i, id := range members {
		ins[i] = in
		ins[i].MemberID = id
	}
	out, err := reward.GrantMany(ctx, tx, ins)
	if err != nil {
		return nil, err
	}
	for i, r := range out {
		if r.Err != nil {
			b.Refused = append(b.Refused, Refused{MemberID: members[i], Code: r.Err.Code.Code, En: r.Err.Text("en"), Zh: r.Err.Text("zh")})
			continue
		}
		b.Given++
		b.CostMinor += r.Granted.CostMinor
	}
	if refused := allowed.cost(b.CostMinor); refused != nil {
		return nil, refused
	}
	return b, b.save(ctx, tx)
}

// Within gives to one member, unless it is more than the allowance. Returns as Grant does.
func Within(ctx context.Context, tx *store.Tx, in reward.GrantIn, allowed Allowance) (*reward.Granted, error) {
	if err := allowed.count(ctx, tx, 1, in.Items); err != nil {
		return nil, err
	}
	g, err := reward.Grant(ctx, tx, in)
	if err != nil {
		return nil, err
	}
	if refused := allowed.cost(g.CostMinor); refused != nil {
		return nil, refused
	}
	return g, nil
}

// count refuses too many members, or too many points for each of them.
func (a *Allowance) count(ctx context.Context, tx *store.Tx, members int64, items []reward.Item) error {
	if a.Approved {
		return nil
	}
	items, err := reward.Apart(ctx, tx, items)
	if fault.Has(err, pack.ErrUnknown) {
		return nil // giving says so
	}
	if err != nil {
		return err
	}
	var points int64
	for _, it := range items {
		if it.Kind == item.Points || it.Kind == item.Growth {
			points += it.Amount
		}
	}
	switch {
	case members > a.Members && members > 1:
		return ErrMass.At("member_ids", fault.P{"limit": a.Members})
	case points > a.Points:
		return reward.ErrLimit.At("rewards", fault.P{"limit": a.Points})
	}
	return nil
}

// cost refuses what costs too much; the transaction must not commit then.
func (a *Allowance) cost(minor int64) *fault.Error {
	if a.Approved || minor <= a.CostMinor {
		return nil
	}
	return ErrCost.At("rewards", fault.P{"limit": a.CostMinor, "cost": minor})
}

// Refuses refuses the items for so many members, at a cost of so much each. Returns as Grant does where it is more than the allowance.
func (a Allowance) Refuses(ctx context.Context, tx *store.Tx, members int64, items []reward.Item) (eachMinor int64, err error) {
	if eachMinor, err = reward.Cost(ctx, tx, items); err != nil {
		return 0, err
	}
	if err := a.count(ctx, tx, members, items); err != nil {
		return eachMinor, err
	}
	if refused := a.cost(Total(eachMinor, members)); refused != nil {
		return eachMinor, refused
	}
	return eachMinor, nil
}

// Total is the cost of so many at so much each, as far as sums of money go.
func Total(eachMinor, members int64) int64 {
	if members > 0 && eachMinor > math.MaxInt64/members {
		return math.MaxInt64
	}
	return eachMinor * members
}

// unique drops members that are named again.
func unique(members []int64) []int64 {
	seen := make(map[int64]bool, len(members))
	return slices.DeleteFunc(slices.Clone(members), func(id int64) bool {
		again := seen[id]
		seen[id] = true
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
	_, err = tx.Exec(ctx, `INSERT INTO reward_batch (merchant_id, id, items, reason, budgets, asked, given, cost_minor, refused, made_by, at, revoked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, tx.MerchantID(), b.ID, item.Encode(b.Items), b.Reason, string(budgets), b.Asked, b.Given,
		b.CostMinor, string(refused), b.MadeBy, b.At, b.RevokedAt)
	if err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "reward.batch", Subject: org.Subject("reward_batch", b.ID), After: map[string]any{
		"rewards": b.Items, "reason": b.Reason, "asked": b.Asked, "given": b.Given, "cost_minor": b.CostMinor,
	}})
}

const batchSelect = `SELECT id, items, reason, budgets, asked, given, cost_minor, refused, made_by, at, revoked_at FROM reward_batch WHERE merchant_id = $1 `

func readBatches(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Batch, error) {
	var out []*Batch
	err := tx.Query(ctx, sql, func(r store.Row) error {
		b := &Batch{}
		var items, budgets, refused string
		err := r.Scan(&b.ID, &items, &b.Reason, &budgets, &b.Asked, &b.Given, &b.CostMinor, &refused, &b.MadeBy, &b.At, &b.RevokedAt)
		if err == nil {
			b.Items, err = item.Decode(items)
		}
		if err == nil {
			err = json.Unmarshal([]byte(budgets), &b.Budgets)
		}
		if err == nil {
			err = json.Unmarshal([]byte(refused), &b.Refused)
		}
		out = append(out, b)
		return err
	}, slices.Concat([]any{tx.MerchantID()}, args)...)
	return out, err
}

// Get reads a batch. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (*Batch, error) {
	found, err := readBatches(ctx, tx, batchSelect+`AND id = $2`, id)
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

// Revoke takes back from everybody what a batch gave. It is audited. Returns ErrUnknown and reward.ErrRevoked.
func Revoke(ctx context.Context, tx *store.Tx, id int64) (reward.Clawed, error) {
	b, err := Get(ctx, tx, id)
	if err != nil {
		return reward.Clawed{}, err
	}
	out, err := reward.RevokeRoot(ctx, tx, b.Root())
	if err != nil {
		return out, err
	}
	n, err := tx.Exec(ctx, `UPDATE reward_batch SET revoked_at = $3 WHERE merchant_id = $1 AND id = $2 AND revoked_at = $4`,
		tx.MerchantID(), id, tx.Now(), calendar.Never)
	if err == nil && n == 0 {
		err = reward.ErrRevoked.New(nil)
	}
	if err != nil {
		return out, err
	}
	return out, org.Audit(ctx, tx, org.Change{Verb: "reward.batch_revoked", Subject: org.Subject("reward_batch", id), After: map[string]any{
		"grants": len(out.Grants), "points": out.Points, "growth": out.Growth, "unrecovered_minor": out.UnrecoveredMinor,
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
