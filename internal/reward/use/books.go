package use

import (
	"cmp"
	"context"
	"slices"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/program"
	"regulars/internal/program/limit"
	"regulars/internal/store"
)

// Key names what is counted against one cap: the rule (or "asset:…") and the period that the fact lies in.
type Key struct{ Rule, Period string }

// KeyOf is where a use by a fact of the instant is counted.
func KeyOf(u program.Use, at calendar.Instant, zone *time.Location) Key {
	return Key{u.Rule, limit.Key(u.Per, at, zone)}
}

// Books are what is used of caps by some members, in memory.
type Books struct {
	tx     *store.Tx
	zone   *time.Location
	counts map[holding]*count
}

// holding is a member's count; that of a budget stands under member 0.
type holding struct {
	member int64
	Key
}

type count struct {
	used    int64
	changed bool
}

// New are books without counts.
func New(tx *store.Tx) *Books {
	return &Books{tx: tx, zone: tx.Zone(), counts: map[holding]*count{}}
}

// OpenLater reads what the members used since the earliest fact: what is counted for a day, a week, a month or a year begins with "2026".
func (bk *Books) OpenLater(members []int64, from calendar.Instant) {
	if len(members) == 0 {
		return
	}
	bk.tx.QueryLater(`SELECT member_id, rule, period, used FROM reward_use
		WHERE merchant_id = $1 AND member_id = ANY($2) AND (period >= $3 OR period = '')`, func(r store.Row) error {
		var k holding
		c := &count{}
		err := r.Scan(&k.member, &k.Rule, &k.Period, &c.used)
		bk.counts[k] = c
		return err
	}, bk.tx.MerchantID(), members, limit.First(from, bk.zone))
}

// OpenBudgets reads, and in a writing transaction locks, what is used of those of the caps that are budgets, in the periods that the facts
// lie in.
func (bk *Books) OpenBudgets(ctx context.Context, caps []limit.Need, facts []calendar.Instant) error {
	keys := bk.budgets(caps, facts)
	if len(keys) == 0 {
		return nil
	}
	var rules, periods []string
	rows := make([][]any, len(keys))
	for i, k := range keys {
		rules, periods = append(rules, k.Rule), append(periods, k.Period)
		rows[i] = []any{bk.tx.MerchantID(), int64(0), k.Rule, k.Period, int64(0)}
	}
	if bk.tx.Writes() { // a row that is not there cannot be locked
		fresh := insert
		fresh.Conflict = "ON CONFLICT (merchant_id, member_id, rule, period) DO NOTHING"
		if _, err := store.InsertMany(ctx, bk.tx, fresh, rows); err != nil {
			return err
		}
	}
	return bk.tx.Query(ctx, `SELECT rule, period, used FROM reward_use WHERE merchant_id = $1 AND member_id = 0 AND rule = ANY($2) AND period = ANY($3)
		ORDER BY rule, period FOR UPDATE`, func(r store.Row) error {
		var k holding
		c := &count{}
		err := r.Scan(&k.Rule, &k.Period, &c.used)
		bk.counts[k] = c
		return err
	}, bk.tx.MerchantID(), rules, periods)
}

// budgets are the budgets that the facts touch, in the order in which they are locked.
func (bk *Books) budgets(caps []limit.Need, facts []calendar.Instant) []Key {
	var keys []Key
	for _, c := range caps {
		for _, at := range facts {
			if k := (Key{c.Rule, limit.Key(c.Per, at, bk.zone)}); c.Shared && !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
	}
	slices.SortFunc(keys, func(a, b Key) int { return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Period, b.Period)) })
	return keys
}

// Of is what is used of a cap in the period of the instant.
func (bk *Books) Of(member int64, c limit.Need, at calendar.Instant) int64 {
	if c := bk.counts[holding{of(member, c.Shared), Key{c.Rule, limit.Key(c.Per, at, bk.zone)}}]; c != nil {
		return c.used
	}
	return 0
}

// of is whose use is counted: the member's, or of a budget everybody's.
func of(member int64, shared bool) int64 {
	if shared {
		return 0
	}
	return member
}

// Count counts what a fact of the instant uses, or with a negative amount gives its room back.
func (bk *Books) Count(member int64, u program.Use, at calendar.Instant) {
	k := holding{of(member, u.Shared), KeyOf(u, at, bk.zone)}
	c := bk.counts[k]
	if c == nil {
		c = &count{}
		bk.counts[k] = c
	}
	c.used = max(c.used+u.Amount, 0)
	c.changed = true
}

// Save writes what changed, at the latest when the transaction commits.
func (bk *Books) Save() {
	rows := make([][]any, 0, len(bk.counts))
	for k, c := range bk.counts {
		if c.changed {
			rows = append(rows, []any{bk.tx.MerchantID(), k.member, k.Rule, k.Period, c.used})
			c.changed = false
		}
	}
	again := insert
	again.Conflict = "ON CONFLICT (merchant_id, member_id, rule, period) DO UPDATE SET used = excluded.used"
	store.InsertLater(bk.tx, again, rows, nil)
}

var insert = store.Insert{Table: "reward_use", Columns: []string{"merchant_id", "member_id", "rule", "period", "used"}}
