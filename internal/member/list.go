package member

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/member/trait"
	"regulars/internal/store"
)

// Sort is the order of a list, always the largest first.
type Sort string

// The orders of a list. Names are sealed and cannot be one. Joined goes by an index; the others look at every member that the
// filters leave.
const (
	SortJoined    Sort = "joined"
	SortLastOrder Sort = "last_order"
	SortSpend     Sort = "spend"
	SortPoints    Sort = "points"
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
	Condition   *expr.Condition                         // compiled by the catalogue of segment
	Where       func(b *expr.SQLBinder) (string, error) // one more condition, over the aliases of the lists
}

// ListIn asks for a page.
type ListIn struct {
	Filter
	Query string // a phone number or its last four digits, a card, an e-mail, an external id, a member's id, a name or its first one or two characters
	Sort  Sort   // SortJoined where it is empty; a search is always newest first
	After string // the Next of the page before
	Limit int    // at most MaxPage
}

// Page is a page of members; Next is "" on the last one.
type Page struct {
	Members []Member
	Next    string
}

// The lists of ids, one for each order. Conditions name the aliases m, s, t and w; joins that nobody uses cost nothing.
const (
	sqlListJoined = `SELECT m.id, m.joined_at FROM member m LEFT JOIN member_stat s ON s.merchant_id = m.merchant_id AND s.member_id = m.id
LEFT JOIN tier_member t ON t.merchant_id = m.merchant_id AND t.member_id = m.id
LEFT JOIN ledger_wallet w ON w.merchant_id = m.merchant_id AND w.member_id = m.id
WHERE m.merchant_id = $1 AND m.alias_of = 0 AND m.status <> 'erased' AND (m.joined_at, m.id) < ($2, $3) AND 1 = 1
ORDER BY m.joined_at DESC, m.id DESC LIMIT $4`
	sqlListLastOrder = `SELECT m.id, s.last_order_at FROM member m LEFT JOIN member_stat s ON s.merchant_id = m.merchant_id AND s.member_id = m.id
LEFT JOIN tier_member t ON t.merchant_id = m.merchant_id AND t.member_id = m.id
LEFT JOIN ledger_wallet w ON w.merchant_id = m.merchant_id AND w.member_id = m.id
WHERE m.merchant_id = $1 AND m.alias_of = 0 AND m.status <> 'erased' AND (s.last_order_at, m.id) < ($2, $3) AND 1 = 1
ORDER BY s.last_order_at DESC, m.id DESC LIMIT $4`
	sqlListSpend = `SELECT m.id, s.spend_minor FROM member m LEFT JOIN member_stat s ON s.merchant_id = m.merchant_id AND s.member_id = m.id
LEFT JOIN tier_member t ON t.merchant_id = m.merchant_id AND t.member_id = m.id
LEFT JOIN ledger_wallet w ON w.merchant_id = m.merchant_id AND w.member_id = m.id
WHERE m.merchant_id = $1 AND m.alias_of = 0 AND m.status <> 'erased' AND (s.spend_minor, m.id) < ($2, $3) AND 1 = 1
ORDER BY s.spend_minor DESC, m.id DESC LIMIT $4`
	sqlListPoints = `SELECT m.id, COALESCE(w.points_available, 0) FROM member m LEFT JOIN member_stat s ON s.merchant_id = m.merchant_id AND s.member_id = m.id
LEFT JOIN tier_member t ON t.merchant_id = m.merchant_id AND t.member_id = m.id
LEFT JOIN ledger_wallet w ON w.merchant_id = m.merchant_id AND w.member_id = m.id
WHERE m.merchant_id = $1 AND m.alias_of = 0 AND m.status <> 'erased' AND (COALESCE(w.points_available, 0), m.id) < ($2, $3) AND 1 = 1
ORDER BY COALESCE(w.points_available, 0) DESC, m.id DESC LIMIT $4`
	sqlListFound = `SELECT m.id, m.id FROM member m LEFT JOIN member_stat s ON s.merchant_id = m.merchant_id AND s.member_id = m.id
LEFT JOIN tier_member t ON t.merchant_id = m.merchant_id AND t.member_id = m.id
LEFT JOIN ledger_wallet w ON w.merchant_id = m.merchant_id AND w.member_id = m.id
WHERE m.merchant_id = $1 AND m.alias_of = 0 AND m.status <> 'erased' AND m.id = ANY($2) AND 1 = 1`
)

var sqlLists = map[Sort]string{SortJoined: sqlListJoined, SortLastOrder: sqlListLastOrder, SortSpend: sqlListSpend, SortPoints: sqlListPoints}

// List is a page of members, aliases and erased ones left out. Returns ErrCursor, fault.ErrInvalid for an unknown order.
func List(ctx context.Context, tx *store.Tx, in ListIn) (Page, error) {
	in.Limit = min(max(in.Limit, 1), MaxPage)
	if in.Sort == "" {
		in.Sort = SortJoined
	}
	sql, known := sqlLists[in.Sort]
	if !known {
		return Page{}, fault.ErrInvalid.At("sort", fault.P{"reason": "joined, last_order, spend, points"})
	}
	if strings.TrimSpace(in.Query) != "" {
		return search(ctx, tx, in)
	}
	value, id, err := ReadCursor(in.After, string(in.Sort))
	if err != nil {
		return Page{}, err
	}
	args := []any{tx.MerchantID(), value, id, in.Limit + 1}
	rows, done, err := topIDs(ctx, tx, in, args)
	if err == nil && !done {
		rows, err = listIDs(ctx, tx, in.Filter, sql, args...)
	}
	if err != nil {
		return Page{}, err
	}
	var page Page
	if len(rows) > in.Limit {
		rows = rows[:in.Limit]
		last := rows[in.Limit-1]
		page.Next = WriteCursor(string(in.Sort), last.value, last.id)
	}
	page.Members, err = GetMany(ctx, tx, idsOf(rows))
	return page, err
}

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
	rows, err := listIDs(ctx, tx, f, sqlCount, tx.MerchantID())
	if err != nil {
		return 0, err
	}
	return rows[0].id, nil
}

// ListIDs are the ids of those whom the filter selects after an id, in order.
func ListIDs(ctx context.Context, tx *store.Tx, f Filter, after int64, limit int) ([]int64, error) {
	rows, err := listIDs(ctx, tx, f, sqlListIDs, tx.MerchantID(), after, limit)
	return idsOf(rows), err
}

// Select are those of the members whom the filter selects, in order.
func Select(ctx context.Context, tx *store.Tx, f Filter, ids []int64) ([]int64, error) {
	rows, err := listIDs(ctx, tx, f, sqlListFound, tx.MerchantID(), ids)
	out := idsOf(rows)
	slices.Sort(out)
	return out, err
}

// listed is a member with what it is sorted by.
type listed struct{ id, value int64 }

func idsOf(rows []listed) []int64 {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	return ids
}

// listIDs runs one of the lists with the filter in the place of its last clause.
func listIDs(ctx context.Context, tx *store.Tx, f Filter, sql string, args ...any) ([]listed, error) {
	where, args, err := f.where(tx, args)
	if err != nil {
		return nil, err
	}
	var out []listed
	sql = strings.Replace(sql, "AND 1 = 1", where, 1)
	for _, join := range joins {
		if without := strings.Replace(sql, join.text, "", 1); !join.used.MatchString(without) {
			sql = without
		}
	}
	err = tx.Query(ctx, sql, func(r store.Row) error {
		var l listed
		err := r.Scan(&l.id, &l.value)
		out = append(out, l)
		return err
	}, args...)
	return out, err
}

// The largest by what they bought, from the statistics alone: seven times quicker on SQLite than with the people beside them.
const (
	sqlTopSpend = `SELECT member_id, spend_minor FROM member_stat WHERE merchant_id = $1 AND (spend_minor, member_id) < ($2, $3)
ORDER BY spend_minor DESC, member_id DESC LIMIT $4`
	sqlTopLastOrder = `SELECT member_id, last_order_at FROM member_stat WHERE merchant_id = $1 AND (last_order_at, member_id) < ($2, $3)
ORDER BY last_order_at DESC, member_id DESC LIMIT $4`
)

// topIDs is a list by what was bought that nothing filters; done is false where that is not asked, or where so many of the largest are
// aliases or erased that the page is not full.
func topIDs(ctx context.Context, tx *store.Tx, in ListIn, args []any) (out []listed, done bool, err error) {
	where, _, err := in.where(tx, args)
	sql := map[Sort]string{SortSpend: sqlTopSpend, SortLastOrder: sqlTopLastOrder}[in.Sort]
	if err != nil || sql == "" || where != "" {
		return nil, false, err
	}
	args = slices.Clone(args)
	args[3] = in.Limit + 20 // some of them may be erased
	rows, err := listIDs(ctx, tx, Filter{}, sql, args...)
	if err != nil {
		return nil, false, err
	}
	shown, err := Select(ctx, tx, Filter{}, idsOf(rows))
	for _, r := range rows {
		if _, is := slices.BinarySearch(shown, r.id); is {
			out = append(out, r)
		}
	}
	return out[:min(len(out), in.Limit+1)], len(out) > in.Limit || len(rows) < in.Limit+20, err
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
	b := expr.NewSQLBinder(tx.MerchantID(), tx.Today(), tx.Zone())
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

// search is a page of those whom the query names, newest record first. A page may be short where filters leave some out; Next says
// whether there are more.
func search(ctx context.Context, tx *store.Tx, in ListIn) (Page, error) {
	_, before, err := ReadCursor(in.After, "found")
	if err != nil {
		return Page{}, err
	}
	found, err := candidates(ctx, tx, strings.TrimSpace(in.Query), before, in.Limit+1)
	if err != nil {
		return Page{}, err
	}
	var page Page
	if len(found) > in.Limit {
		found = found[:in.Limit]
		page.Next = WriteCursor("found", 0, found[in.Limit-1])
	}
	refs := make([]Ref, len(found))
	for i, id := range found {
		refs[i] = Ref{ID: id}
	}
	ids, err := Resolve(ctx, tx, refs) // an alias is shown as its member
	if err != nil || len(ids) == 0 {
		return page, err
	}
	kept, err := listIDs(ctx, tx, in.Filter, sqlListFound, tx.MerchantID(), ids)
	if err != nil {
		return Page{}, err
	}
	var order []int64
	for _, id := range ids {
		if slices.Contains(idsOf(kept), id) && !slices.Contains(order, id) {
			order = append(order, id)
		}
	}
	page.Members, err = GetMany(ctx, tx, order)
	return page, err
}
