package org

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// AuditQuery selects lines, newest first. What is empty selects all.
type AuditQuery struct {
	Before    int64            // lines with smaller numbers; 0 from the newest
	From, To  calendar.Instant // written at From or later, before To; 0 for no end
	Verb      string
	Subject   string
	MemberID  int64
	ActorKind string
	ActorID   int64 // with ActorKind
	Limit     int
}

const (
	auditColumns = `SELECT number, at, actor_kind, actor_id, actor_name, verb, subject, member_id, before_doc, after_doc, digest, chain FROM org_audit
WHERE merchant_id = $1 AND number < $2 AND number > $10 AND at >= $4 AND at < $5`
	auditOrder = ` AND ($6 = '' OR verb = $6) AND ($7 = '' OR actor_kind = $7) AND (CAST($8 AS bigint) = 0 OR actor_id = $8) AND (CAST($9 AS bigint) = 0 OR member_id = $9) AND ($11 = '' OR subject = $11)
ORDER BY number DESC LIMIT $3`

	sqlAuditList    = auditColumns + auditOrder
	sqlAuditSubject = auditColumns + ` AND subject = $11` + auditOrder
	sqlAuditMember  = auditColumns + ` AND member_id = $9` + auditOrder
	sqlAuditVerb    = auditColumns + ` AND verb = $6` + auditOrder
	sqlAuditActor   = auditColumns + ` AND actor_kind = $7 AND actor_id = $8` + auditOrder

	sqlAuditAt  = `SELECT at FROM org_audit WHERE merchant_id = $1 AND number = $2`
	sqlAuditEnd = `SELECT COALESCE(MAX(number), 0) FROM org_audit WHERE merchant_id = $1`
)

// clockSlack is how many numbers a line may stand from where its time would put it: a transaction that began earlier may write later.
const clockSlack = 1000

// ListAudit is a page of the audit trail, opened as far as the persons were not forgotten.
func ListAudit(ctx context.Context, tx *store.Tx, q AuditQuery) ([]Line, error) {
	after, err := q.bounds(ctx, tx)
	if err != nil {
		return nil, err
	}
	sql := sqlAuditList
	switch {
	case q.Subject != "":
		sql = sqlAuditSubject
	case q.MemberID != 0:
		sql = sqlAuditMember
	case q.ActorID != 0:
		sql = sqlAuditActor
	case q.Verb != "":
		sql = sqlAuditVerb
	}
	var lines []Line
	var ids []int64
	err = tx.Query(ctx, sql, func(row store.Row) error {
		line, _, _, err := scanLine(row)
		lines = append(lines, line)
		if line.MemberID != 0 {
			ids = append(ids, line.MemberID)
		}
		return err
	}, tx.MerchantID(), q.Before, min(max(q.Limit, 1), maxPage), q.From, q.To, q.Verb, q.ActorKind, q.ActorID, q.MemberID, after, q.Subject)
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	persons, err := vault.ReadPersons(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for i := range lines {
		if err := lines[i].open(persons); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// bounds fills what is open, and turns instants into numbers: lines are numbered without gaps in about the order of time, so that
// both ends are found by halving.
func (q *AuditQuery) bounds(ctx context.Context, tx *store.Tx) (after int64, err error) {
	if q.Before <= 0 {
		q.Before = int64(calendar.Never)
	}
	last := int64(0)
	if q.From > 0 || q.To > 0 {
		_, err = store.One(ctx, tx, sqlAuditEnd, func(row store.Row) error { return row.Scan(&last) }, tx.MerchantID())
	}
	if q.From > 0 && err == nil {
		after, err = auditAt(ctx, tx, last, q.From)
		after -= clockSlack
	}
	if q.To == 0 {
		q.To = calendar.Never
		return after, err
	}
	if err != nil {
		return 0, err
	}
	until, err := auditAt(ctx, tx, last, q.To)
	q.Before = min(q.Before, until+clockSlack)
	return after, err
}

// auditAt is about the first number that was written at the instant or later.
func auditAt(ctx context.Context, tx *store.Tx, last int64, at calendar.Instant) (int64, error) {
	low, high := int64(1), last+1
	for low < high {
		middle := (low + high) / 2
		var written calendar.Instant
		_, err := store.One(ctx, tx, sqlAuditAt, func(row store.Row) error { return row.Scan(&written) }, tx.MerchantID(), middle)
		if err != nil {
			return 0, err
		}
		if written < at {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, nil
}
