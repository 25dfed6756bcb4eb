package exporter

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/store"
)

// entrySource gives ledger entries, member by member.
type entrySource struct {
	*writing
	members []int64 // of these alone; nil for all
	member  int64
	after   int64
}

func openEntries(ctx context.Context, tx *store.Tx, w *writing) (source, error) {
	s := &entrySource{writing: w}
	var err error
	if w.Filter.MemberID != 0 {
		s.members, err = member.WithAliases(ctx, tx, w.Filter.MemberID)
	}
	return s, err
}

const (
	entryColumns = `SELECT member_id, id, asset, kind, amount, cause_kind, cause_id, rule, effective_at, posted_at, available_at, expires_at FROM ledger_entry
WHERE merchant_id = $1 AND (member_id, id) > ($2, $3) AND posted_at >= $4 AND posted_at < $5 AND (CAST($6 AS text) = '' OR asset = $6)`
	entryOrder       = ` ORDER BY member_id, id LIMIT $7`
	sqlEntries       = entryColumns + entryOrder
	sqlEntriesOf     = entryColumns + ` AND member_id = ANY($8)` + entryOrder
	sqlEntriesTotals = `SELECT COALESCE(CAST(SUM(entries) AS bigint), 0) FROM ledger_journal WHERE merchant_id = $1 AND posted_at >= $2 AND posted_at < $3
AND (CAST($4 AS text) = '' OR asset = $4)`
)

// until is the end of the time that is asked for.
func (s *entrySource) until() calendar.Instant {
	if s.Filter.Until == 0 {
		return calendar.Never
	}
	return s.Filter.Until
}

func (s *entrySource) total(ctx context.Context, tx *store.Tx) (n int64, err error) {
	if s.members != nil {
		return 0, nil
	}
	_, err = store.One(ctx, tx, sqlEntriesTotals, func(r store.Row) error { return r.Scan(&n) }, tx.MerchantID(), s.Filter.From, s.until(), s.Filter.Asset)
	return n, err
}

// entry is one line of the ledger.
type entry struct {
	memberID, id                     int64
	asset, kind                      string
	amount                           int64
	causeKind                        string
	causeID                          int64
	rule                             string
	at, postedAt, available, expires calendar.Instant
}

func (s *entrySource) next(ctx context.Context, tx *store.Tx) ([][]cell, bool, error) {
	s.tx = tx
	var list []entry
	var records []int64
	sql, args := sqlEntries, []any{tx.MerchantID(), s.member, s.after, s.Filter.From, s.until(), s.Filter.Asset, page}
	if s.members != nil {
		sql, args = sqlEntriesOf, append(args, s.members)
	}
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var e entry
		err := r.Scan(&e.memberID, &e.id, &e.asset, &e.kind, &e.amount, &e.causeKind, &e.causeID, &e.rule, &e.at, &e.postedAt, &e.available, &e.expires)
		list, records = append(list, e), append(records, e.memberID)
		return err
	}, args...)
	if err != nil || len(list) == 0 {
		return nil, false, err
	}
	last := list[len(list)-1]
	s.member, s.after = last.memberID, last.id
	people, err := s.people(ctx, tx, records)
	if err != nil {
		return nil, false, err
	}
	rows := make([][]cell, len(list))
	for i := range list {
		e := &list[i]
		rows[i] = s.cells(func(column string) cell { return s.cell(e, people[e.memberID], column) })
	}
	return rows, len(list) == page, nil
}

// cell is one value of an entry.
func (s *entrySource) cell(e *entry, p person, column string) cell {
	switch column {
	case "id":
		return id("ent", e.id)
	case "member_id":
		return p.id
	case "member_name":
		return p.name
	case "asset":
		return s.word(e.asset)
	case "kind":
		return s.word(e.kind)
	case "amount":
		if e.asset == "principal" || e.asset == "bonus" || e.asset == "commission" {
			return s.money(e.amount)
		}
		return number(e.amount)
	case "cause":
		return text(e.cause())
	case "rule":
		return text(e.rule)
	case "effective_at":
		return s.at(e.at)
	case "posted_at":
		return s.at(e.postedAt)
	case "available_at":
		return s.at(e.available)
	case "expires_at":
		return s.at(e.expires)
	}
	return cell{}
}

// cause is what the entry was made for, with the id as it is shown outside.
func (e *entry) cause() string { return org.Reference(org.Subject(e.causeKind, e.causeID)) }
