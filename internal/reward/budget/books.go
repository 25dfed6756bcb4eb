package budget

import (
	"context"
	"fmt"
	"slices"

	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/store"
)

// Books are some budgets, locked, with what is used of them in the period of now: in all, and by the members in question.
type Books struct {
	tx      *store.Tx
	budgets map[int64]*page
	charges []charge
}

// page is one budget and what is used of it in its period.
type page struct {
	Budget
	period  string
	used    int64
	members map[int64]int64 // by member, where the budget limits each
	changed bool
}

// charge is what one grant draws from one budget.
type charge struct {
	grant, budget, member int64
	period                string
	amount                int64
}

// Cost is what a grant draws, in each unit.
type Cost struct {
	Points    int64
	CostMinor int64
	Unknown   bool // of something nobody has said the cost
}

// of is the cost in the unit.
func (c Cost) of(u Unit) int64 {
	switch u {
	case Points:
		return c.Points
	case Money:
		return c.CostMinor
	}
	return 1
}

// Open locks the budgets, in the order of ids, and reads what is used of them now. It is called after all members are locked.
// Returns ErrUnknown where one does not exist; more than MaxNamed are no mistake here: grants of one commit may name different ones.
func Open(ctx context.Context, tx *store.Tx, ids, members []int64) (*Books, error) {
	bk := &Books{tx: tx, budgets: map[int64]*page{}}
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return bk, nil
	}
	found, err := read(ctx, tx, sqlLock, tx.MerchantID(), ids)
	if err != nil {
		return nil, err
	}
	if len(found) != len(ids) {
		return nil, ErrUnknown.At("budget_ids", nil)
	}
	for _, b := range found {
		bk.budgets[b.ID] = &page{Budget: b, period: b.Period.Key(tx.Now(), tx.Zone()), members: map[int64]int64{}}
	}
	return bk, bk.load(ctx, ids, members)
}

// load reads what is used: statements after the lock, so that they see what its former holder committed.
func (bk *Books) load(ctx context.Context, ids, members []int64) error {
	var periods []string
	limited := false
	for _, p := range bk.budgets {
		periods = append(periods, p.period)
		limited = limited || p.PerMember != 0
	}
	bk.tx.QueryLater(`SELECT budget_id, period, used FROM reward_budget_use WHERE merchant_id = $1 AND budget_id = ANY($2) AND period = ANY($3)`,
		func(r store.Row) error {
			var id, used int64
			var period string
			err := r.Scan(&id, &period, &used)
			if p := bk.budgets[id]; p != nil && p.period == period {
				p.used = used
			}
			return err
		}, bk.tx.MerchantID(), ids, periods)
	if !limited || len(members) == 0 {
		return bk.tx.Flush(ctx)
	}
	holders, err := member.Records(ctx, bk.tx, members)
	if err != nil {
		return err
	}
	records := make([]int64, 0, len(holders))
	for id := range holders {
		records = append(records, id)
	}
	slices.Sort(records)
	return bk.tx.Query(ctx, `SELECT budget_id, member_id, period, CAST(SUM(amount - returned) AS bigint) FROM reward_charge
		WHERE merchant_id = $1 AND budget_id = ANY($2) AND period = ANY($3) AND member_id = ANY($4) GROUP BY budget_id, member_id, period`,
		func(r store.Row) error {
			var id, record, kept int64
			var period string
			err := r.Scan(&id, &record, &period, &kept)
			if p := bk.budgets[id]; p != nil && p.period == period {
				p.members[holders[record]] += kept
			}
			return err
		}, bk.tx.MerchantID(), ids, periods, records)
}

// Drawing is what one grant draws from the budgets that it names.
type Drawing struct {
	GrantID  int64
	MemberID int64 // the holder
	Budgets  []int64
	Cost     Cost
}

// Room refuses what is more than one of the budgets that the grant names has left, and of a budget of money what nobody has said the cost of. Returns ErrUnknown,
// ErrClosed, ErrCostUnknown, ErrSpent, ErrMemberSpent.
func (bk *Books) Room(in Drawing) *fault.Error {
	for _, id := range in.named() {
		p := bk.budgets[id]
		if p == nil {
			return ErrUnknown.At("budget_ids", nil)
		}
		if p.Unit == Money && in.Cost.Unknown {
			return ErrCostUnknown.At("budget_ids", fault.P{"name": p.Name})
		}
		if refused := p.room(in.MemberID, in.Cost.of(p.Unit)); refused != nil {
			return refused
		}
	}
	return nil
}

// Draw draws from every budget that the grant names; the caller has asked for Room.
func (bk *Books) Draw(in Drawing) {
	for _, id := range in.named() {
		p := bk.budgets[id]
		amount := in.Cost.of(p.Unit)
		if amount == 0 {
			continue
		}
		p.used += amount
		p.members[in.MemberID] += amount
		p.changed = true
		bk.charges = append(bk.charges, charge{in.GrantID, id, in.MemberID, p.period, amount})
	}
}

// named are the budgets that the grant names, each once.
func (in *Drawing) named() []int64 {
	if len(in.Budgets) < 2 {
		return in.Budgets
	}
	ids := slices.Clone(in.Budgets)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// room refuses what is more than is left.
func (p *page) room(memberID, needed int64) *fault.Error {
	switch {
	case p.Closed:
		return ErrClosed.At("budget_ids", fault.P{"name": p.Name})
	case needed == 0:
		return nil
	case p.Total != 0 && p.used+needed > p.Total:
		return ErrSpent.At("budget_ids", fault.P{"name": p.Name, "left": p.said(max(p.Total-p.used, 0)), "needed": p.said(needed)})
	case p.PerMember != 0 && p.members[memberID]+needed > p.PerMember:
		return ErrMemberSpent.At("budget_ids", fault.P{"name": p.Name, "left": p.said(max(p.PerMember-p.members[memberID], 0)), "needed": p.said(needed)})
	}
	return nil
}

// said is an amount of the budget in a sentence.
func (p *page) said(amount int64) any {
	if p.Unit == Money {
		return fault.Minor(amount)
	}
	return amount
}

// Save writes what was drawn, at the latest when the transaction commits.
func (bk *Books) Save() {
	uses := make([][]any, 0, len(bk.budgets))
	for id, p := range bk.budgets {
		if p.changed {
			uses = append(uses, []any{bk.tx.MerchantID(), id, p.period, p.used})
			p.changed = false
		}
	}
	saveUses(bk.tx, uses)
	rows := make([][]any, len(bk.charges))
	for i, c := range bk.charges {
		rows[i] = []any{bk.tx.MerchantID(), c.grant, c.budget, c.member, c.period, c.amount, int64(0)}
	}
	bk.charges = nil
	store.InsertLater(bk.tx, store.Insert{Table: "reward_charge", Columns: []string{
		"merchant_id", "grant_id", "budget_id", "member_id", "period", "amount", "returned",
	}}, rows, nil)
}

func saveUses(tx *store.Tx, rows [][]any) {
	store.InsertLater(tx, store.Insert{
		Table: "reward_budget_use", Columns: []string{"merchant_id", "budget_id", "period", "used"},
		Conflict: "ON CONFLICT (merchant_id, budget_id, period) DO UPDATE SET used = excluded.used",
	}, rows, nil)
}

// Returned is what came back of a grant, in each unit.
type Returned struct {
	GrantID   int64
	LostMinor int64 // of the cost, what could not be taken back: it stays spent
}

// Return gives back to the budgets what the grants drew, to the periods they drew in. The caller holds the members' locks.
func Return(ctx context.Context, tx *store.Tx, grants []Returned) error {
	lost := make(map[int64]int64, len(grants))
	ids := make([]int64, len(grants))
	for i, g := range grants {
		ids[i], lost[g.GrantID] = g.GrantID, g.LostMinor
	}
	kept, budgets, err := charged(ctx, tx, ids)
	if err != nil || len(kept) == 0 {
		return err
	}
	found, err := read(ctx, tx, sqlLock, tx.MerchantID(), budgets)
	if err != nil {
		return err
	}
	units := map[int64]Unit{}
	for _, b := range found {
		units[b.ID] = b.Unit
	}
	type key struct {
		budget int64
		period string
	}
	back := map[key]int64{}
	rows := make([][]any, 0, len(kept))
	for _, c := range kept {
		amount := c.amount
		if units[c.budget] == Money {
			amount = max(amount-lost[c.grant], 0)
		}
		back[key{c.budget, c.period}] += amount
		rows = append(rows, []any{c.grant, c.budget, amount})
	}
	store.UpdateLater(tx, store.Update{Table: "reward_charge", Key: []string{"grant_id", "budget_id"}, Set: []string{"returned"}}, rows, nil)
	for k, amount := range back {
		n, err := tx.Exec(ctx, `UPDATE reward_budget_use SET used = used - $4 WHERE merchant_id = $1 AND budget_id = $2 AND period = $3`,
			tx.MerchantID(), k.budget, k.period, amount)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("budget %d has no use in the period %q", k.budget, k.period)
		}
	}
	return nil
}

// charged reads what the grants drew and nothing of which came back yet, and from which budgets.
func charged(ctx context.Context, tx *store.Tx, grants []int64) (out []charge, budgets []int64, err error) {
	err = tx.Query(ctx, `SELECT grant_id, budget_id, member_id, period, amount FROM reward_charge
		WHERE merchant_id = $1 AND grant_id = ANY($2) AND returned = 0 ORDER BY grant_id, budget_id`, func(r store.Row) error {
		var c charge
		err := r.Scan(&c.grant, &c.budget, &c.member, &c.period, &c.amount)
		out, budgets = append(out, c), append(budgets, c.budget)
		return err
	}, tx.MerchantID(), grants)
	slices.Sort(budgets)
	return out, slices.Compact(budgets), err
}
