package member

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/member/trait"
	"regulars/internal/store"
)

// Filter selects members. Empty fields select all.
type Filter struct {
	Status      Status
	StoreID     int64
	AdviserID   int64
	Tier        string
	Tags        []string                                // all of them
	Until       int64                                   // ids up to this one; 0 for no end
	JoinedFrom  calendar.Instant                        // from this instant on
	JoinedUntil calendar.Instant                        // before this instant; 0 for no end
	Channel     string                                  // where the person was won
	LastFrom    calendar.Instant                        // last order at this instant or later
	LastUntil   calendar.Instant                        // last order before this instant, or none; 0 for no end
	SpendFrom   *int64                                  // spend in minor units, from this one on
	SpendUntil  *int64                                  // up to this one
	Walking     bool                                    // the list walks its members one by one: what is asked of tags is asked of each
	Condition   *expr.Condition                         // compiled by the catalogue of segment
	Where       func(b *expr.SQLBinder) (string, error) // one more condition, over the aliases of the lists
}

const (
	sqlListFound = `SELECT m.id, m.id FROM member m LEFT JOIN member_stat s ON s.merchant_id = m.merchant_id AND s.member_id = m.id
LEFT JOIN tier_member t ON t.merchant_id = m.merchant_id AND t.member_id = m.id
LEFT JOIN ledger_wallet w ON w.merchant_id = m.merchant_id AND w.member_id = m.id
WHERE m.merchant_id = $1 AND m.alias_of = 0 AND m.status <> 'erased' AND m.id = ANY($2) AND 1 = 1`
)

const (
	sqlCount = `SELECT COUNT(*), 0 FROM member m LEFT JOIN member_stat s ON s.merchant_id = m.merchant_id AND s.member_id = m.id
LEFT JOIN tier_member t ON t.merchant_id = m.merchant_id AND t.member_id = m.id
LEFT JOIN ledger_wallet w ON w.merchant_id = m.merchant_id AND w.member_id = m.id
WHERE m.merchant_id = $1 AND m.alias_of = 0 AND m.status <> 'erased' AND 1 = 1`
	sqlListIDs = `SELECT m.id, m.id FROM member m LEFT JOIN member_stat s ON s.merchant_id = m.merchant_id AND s.member_id = m.id
LEFT JOIN tier_member t ON t.merchant_id = m.merchant_id AND t.member_id = m.id
LEFT JOIN ledger_wallet w ON w.merchant_id = m.merchant_id AND w.member_id = m.id
WHERE m.merchant_id = $1 AND m.alias_of = 0 AND m.status <> 'erased' AND m.id > $2 AND 1 = 1 ORDER BY m.id LIMIT $3`
)

// Count is how many members the filter selects.
func Count(ctx context.Context, tx *store.Tx, f Filter) (int64, error) {
	rows, err := Rows(ctx, tx, f, sqlCount, tx.MerchantID())
	if err != nil {
		return 0, err
	}
	return rows[0].ID, nil
}

// ListIDs are the ids of those whom the filter selects after an id, in order.
func ListIDs(ctx context.Context, tx *store.Tx, f Filter, after int64, limit int) ([]int64, error) {
	rows, err := Rows(ctx, tx, f, sqlListIDs, tx.MerchantID(), after, limit)
	return IDsOf(rows), err
}

// Select are those of the members whom the filter selects, in order.
func Select(ctx context.Context, tx *store.Tx, f Filter, ids []int64) ([]int64, error) {
	rows, err := Rows(ctx, tx, f, sqlListFound, tx.MerchantID(), ids)
	out := IDsOf(rows)
	slices.Sort(out)
	return out, err
}

// Empty reports whether the filter selects all.
func (f *Filter) Empty() bool {
	return f.Status == "" && f.StoreID == 0 && f.AdviserID == 0 && f.Tier == "" && len(f.Tags) == 0 && f.Until == 0 && f.JoinedFrom == 0 && f.JoinedUntil == 0 &&
		f.Channel == "" && f.LastFrom == 0 && f.LastUntil == 0 && f.SpendFrom == nil && f.SpendUntil == nil && f.Condition == nil && f.Where == nil
}

// Listed is a member with what a list is sorted by.
type Listed struct{ ID, Value int64 }

// IDsOf are the ids of a list.
func IDsOf(rows []Listed) []int64 {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}

// Rows runs a list of ids and values with the filter in the place of its clause 1 = 1. Conditions name the aliases m, s, t and w; joins that
// nobody uses are left out.
func Rows(ctx context.Context, tx *store.Tx, f Filter, sql string, args ...any) ([]Listed, error) {
	where, args, err := f.where(tx, args)
	if err != nil {
		return nil, err
	}
	var out []Listed
	sql = strings.Replace(sql, "AND 1 = 1", where, 1)
	for _, join := range joins {
		if without := strings.Replace(sql, join.text, "", 1); !join.used.MatchString(without) {
			sql = without
		}
	}
	err = tx.Query(ctx, sql, func(r store.Row) error {
		var l Listed
		err := r.Scan(&l.ID, &l.Value)
		out = append(out, l)
		return err
	}, args...)
	return out, err
}

// joins are left out where nothing names them: SQLite would make them all the same when it counts.
var joins = []struct {
	text string
	used *regexp.Regexp
}{
	{"LEFT JOIN tier_member t ON t.merchant_id = m.merchant_id AND t.member_id = m.id", regexp.MustCompile(`\bt\.`)},
	{"LEFT JOIN ledger_wallet w ON w.merchant_id = m.merchant_id AND w.member_id = m.id", regexp.MustCompile(`\bw\.`)},
	{"LEFT JOIN member_stat s ON s.merchant_id = m.merchant_id AND s.member_id = m.id", regexp.MustCompile(`\bs\.`)},
}

// where is the filter as clauses that each begin with AND; args grows by their parameters.
func (f *Filter) where(tx *store.Tx, args []any) (string, []any, error) {
	b := expr.NewSQLBinder(tx.MerchantID(), tx.Now(), tx.Zone())
	for _, arg := range args[1:] { // the merchant comes first
		b.Bind(arg)
	}
	var out strings.Builder
	add := func(clause string, value any) {
		out.WriteString(" AND " + strings.Replace(clause, "?", b.Bind(value), 1))
	}
	if f.Status != "" {
		add("m.status = ?", string(f.Status))
	}
	if f.StoreID != 0 {
		add("m.store_id = ?", f.StoreID)
	}
	if f.AdviserID != 0 {
		add("m.adviser_id = ?", f.AdviserID)
	}
	if f.Tier != "" {
		add("t.tier = ?", f.Tier)
	}
	for _, tag := range trait.Unique(f.Tags) {
		if f.Walking {
			add("EXISTS (SELECT 1 FROM member_tag g WHERE g.merchant_id = $1 AND g.member_id = m.id AND g.tag = ?)", tag)
			continue
		}
		add("m.id IN (SELECT g.member_id FROM member_tag g WHERE g.merchant_id = $1 AND g.tag = ?)", tag)
	}
	if f.Until != 0 {
		add("m.id <= ?", f.Until)
	}
	if f.JoinedFrom != 0 {
		add("m.joined_at >= ?", f.JoinedFrom)
	}
	if f.JoinedUntil != 0 {
		add("m.joined_at < ?", f.JoinedUntil)
	}
	if f.Channel != "" {
		add("m.channel = ?", f.Channel)
	}
	f.bought(add)
	more := []func(*expr.SQLBinder) (string, error){f.Where}
	if f.Condition != nil {
		more = append(more, f.Condition.SQL)
	}
	for _, condition := range more {
		if condition == nil {
			continue
		}
		sql, err := condition(b)
		if err != nil {
			return "", nil, err
		}
		out.WriteString(" AND (" + sql + ")")
	}
	return out.String(), b.Args(), nil
}

// bought adds what is asked of the statistics.
func (f *Filter) bought(add func(clause string, value any)) {
	if f.LastFrom != 0 {
		add("s.last_order_at >= ?", f.LastFrom)
	}
	if f.LastUntil != 0 {
		add("s.last_order_at < ?", f.LastUntil)
	}
	if f.SpendFrom != nil {
		add("s.spend_minor >= ?", *f.SpendFrom)
	}
	if f.SpendUntil != nil {
		add("s.spend_minor <= ?", *f.SpendUntil)
	}
}
