package org

import (
	"context"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// The states of an approval. It is waiting until somebody decides or its time is over.
const (
	Waiting  = "waiting"
	Approved = "approved"
	Refused  = "refused"
	Expired  = "expired"
)

// Approval is a request that waits for a second person, stored so that it can be run again as it was sent.
type Approval struct {
	ID         int64
	Verb       string // the operation that is run when it is approved
	Subject    string
	MemberID   int64
	Permission Permission // that the second person needs beside approvals:decide
	Body       string     // the request; empty where Erased
	Erased     bool       // the member was forgotten meanwhile
	State      string     // as it is now: a waiting one whose time is over reads expired
	AskedBy    store.Actor
	Behind     int64 // the staff member who may not decide: who asked, or who made the key that asked; 0 for the program
	AskedAt    calendar.Instant
	ExpiresAt  calendar.Instant
	DecidedBy  int64 // staff id
	DecidedAt  calendar.Instant
	Note       string // of who decided
	Result     string // what running it made, as "adjustment:12"
}

// AskIn is a request that needs a second person.
type AskIn struct {
	Verb, Subject string
	MemberID      int64 // seals the body with that person's key
	Permission    Permission
	Body          string // JSON
	Behind        int64  // [Principal.Behind] of who asks
}

const (
	approvalField  = "approval.body"
	sqlApprovalAdd = `INSERT INTO org_approval (merchant_id, id, verb, subject, member_id, permission, body, state, asked_kind, asked_by, behind, asked_at, expires_at, decided_by, decided_at, note, result)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, $10, $11, $12, 0, 0, '', '')`
	sqlApprovalGet = `SELECT id, verb, subject, member_id, permission, body, state, asked_kind, asked_by, behind, asked_at, expires_at, decided_by, decided_at, note, result
FROM org_approval WHERE merchant_id = $1 AND id = $2`
	sqlApprovalLock = `SELECT id, verb, subject, member_id, permission, body, state, asked_kind, asked_by, behind, asked_at, expires_at, decided_by, decided_at, note, result
FROM org_approval WHERE merchant_id = $1 AND id = $2 FOR UPDATE`
	sqlApprovalAll = `SELECT id, verb, subject, member_id, permission, body, state, asked_kind, asked_by, behind, asked_at, expires_at, decided_by, decided_at, note, result
FROM org_approval WHERE merchant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`
	sqlApprovalState = `SELECT id, verb, subject, member_id, permission, body, state, asked_kind, asked_by, behind, asked_at, expires_at, decided_by, decided_at, note, result
FROM org_approval WHERE merchant_id = $1 AND id < $2 AND state = $4 ORDER BY id DESC LIMIT $3`
	sqlApprovalDecide = `UPDATE org_approval SET state = $3, decided_by = $4, decided_at = $5, note = $6 WHERE merchant_id = $1 AND id = $2 AND state = 'waiting'`
	sqlApprovalResult = `UPDATE org_approval SET result = $3 WHERE merchant_id = $1 AND id = $2 AND state = 'approved'`
	sqlApprovalExpire = `UPDATE org_approval SET state = 'expired', decided_at = expires_at WHERE merchant_id = $1 AND state = 'waiting' AND expires_at <= $2`
)

// Ask stores a request for a second person, for as many days as the settings say. The actor of the transaction asks.
func Ask(ctx context.Context, tx *store.Tx, in AskIn) (Approval, error) {
	if len(in.Body) > maxBody {
		return Approval{}, fault.ErrTooLong.At("body", fault.P{"limit": maxBody})
	}
	settings, _, err := GetSettings(ctx, tx)
	if err != nil {
		return Approval{}, err
	}
	a := Approval{
		ID: tx.NewID(), Verb: in.Verb, Subject: in.Subject, MemberID: in.MemberID, Permission: in.Permission, Body: in.Body, State: Waiting,
		AskedBy: tx.Actor(), Behind: in.Behind, AskedAt: tx.Now(), ExpiresAt: tx.Now().Add(time.Duration(settings.ApprovalDays) * 24 * time.Hour),
	}
	var body []byte
	if a.MemberID != 0 {
		body, err = vault.SealFor(ctx, tx, a.MemberID, a.Body)
	} else {
		body = vault.From(tx).Seal(tx, a.ID, approvalField, a.Body)
	}
	if err != nil {
		return Approval{}, err
	}
	_, err = tx.Exec(ctx, sqlApprovalAdd, tx.MerchantID(), a.ID, a.Verb, a.Subject, a.MemberID, string(a.Permission), body,
		a.AskedBy.Kind, a.AskedBy.ID, a.Behind, a.AskedAt, a.ExpiresAt)
	if err != nil {
		return Approval{}, err
	}
	return a, Audit(ctx, tx, Change{Verb: "approval.asked", Subject: a.subject(), After: a.doc()})
}

// DecideIn is a decision about a request.
type DecideIn struct {
	ID      int64
	Approve bool
	Note    string
	By      Principal
}

// Decide approves or refuses a waiting request; api runs what was approved in the same transaction, so that a request that fails stays waiting.
// Two who decide at once: the second gets ErrNotWaiting. Who asked may refuse (withdraw) the own request, never approve it.
// Returns ErrPersonDecides, ErrOwnRequest, ErrForbidden, ErrNotWaiting, ErrApprovalExpired, vault.ErrForgotten.
func Decide(ctx context.Context, tx *store.Tx, in DecideIn) (Approval, error) {
	note, refused := CleanText("note", in.Note, maxNote)
	if refused != nil {
		return Approval{}, refused
	}
	a, err := oneApproval(ctx, tx, sqlApprovalLock, in.ID)
	if err != nil {
		return Approval{}, err
	}
	if err := a.mayDecide(in); err != nil {
		return Approval{}, err
	}
	a.State, a.DecidedBy, a.DecidedAt, a.Note = Refused, in.By.StaffID, tx.Now(), note
	if in.Approve {
		a.State = Approved
	}
	changed, err := tx.Exec(ctx, sqlApprovalDecide, tx.MerchantID(), a.ID, a.State, a.DecidedBy, a.DecidedAt, a.Note)
	if err != nil {
		return Approval{}, err
	}
	if changed == 0 {
		return Approval{}, ErrNotWaiting.New(fault.P{"state": "decided"})
	}
	return a, Audit(ctx, tx, Change{Verb: "approval." + a.State, Subject: a.subject(), After: a.doc()})
}

// mayDecide holds the rules of a second person.
func (a Approval) mayDecide(in DecideIn) error {
	own := in.By.StaffID == a.Behind
	switch {
	case in.By.StaffID == 0:
		return ErrPersonDecides.New(nil)
	case a.State == Expired:
		return ErrApprovalExpired.New(nil)
	case a.State != Waiting:
		return ErrNotWaiting.New(fault.P{"state": a.State})
	case own && !in.Approve:
		return nil // withdrawn
	case own:
		return ErrOwnRequest.New(nil)
	case in.Approve && a.Erased:
		return vault.ErrForgotten.New(nil)
	}
	if err := in.By.Require(Approve); err != nil {
		return err
	}
	return in.By.Require(a.Permission)
}

// NoteResult keeps what running an approved request made, in the transaction that ran it.
func NoteResult(ctx context.Context, tx *store.Tx, id int64, result string) error {
	changed, err := tx.Exec(ctx, sqlApprovalResult, tx.MerchantID(), id, result)
	if err == nil && changed == 0 {
		err = fault.ErrNotFound.New(fault.P{"what": "approved request"})
	}
	return err
}

// GetApproval is one request. Returns fault.ErrNotFound.
func GetApproval(ctx context.Context, tx *store.Tx, id int64) (Approval, error) {
	return oneApproval(ctx, tx, sqlApprovalGet, id)
}

// ListApprovals is a page of requests before the given id (0: the newest), newest first; state "" is any.
func ListApprovals(ctx context.Context, tx *store.Tx, before int64, state string, limit int) ([]Approval, error) {
	if before <= 0 {
		before = int64(calendar.Never)
	}
	limit = min(max(limit, 1), maxPage)
	if state == "" {
		return readApprovals(ctx, tx, sqlApprovalAll, tx.MerchantID(), before, limit)
	}
	return readApprovals(ctx, tx, sqlApprovalState, tx.MerchantID(), before, limit, state)
}

// ExpireApprovals writes down which requests are over: for the day-turn. Reads and decisions go by the time anyway.
func ExpireApprovals(ctx context.Context, tx *store.Tx) (int64, error) {
	return tx.Exec(ctx, sqlApprovalExpire, tx.MerchantID(), tx.Now())
}

func oneApproval(ctx context.Context, tx *store.Tx, sql string, id int64) (Approval, error) {
	list, err := readApprovals(ctx, tx, sql, tx.MerchantID(), id)
	if err == nil && len(list) == 0 {
		err = fault.ErrNotFound.New(fault.P{"what": "request"})
	}
	if err != nil {
		return Approval{}, err
	}
	return list[0], nil
}

func readApprovals(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Approval, error) {
	var out []Approval
	var bodies [][]byte
	var members []int64
	err := tx.Query(ctx, sql, func(row store.Row) error {
		var a Approval
		var permission string
		var body []byte
		err := row.Scan(&a.ID, &a.Verb, &a.Subject, &a.MemberID, &permission, &body, &a.State, &a.AskedBy.Kind, &a.AskedBy.ID, &a.Behind, &a.AskedAt,
			&a.ExpiresAt, &a.DecidedBy, &a.DecidedAt, &a.Note, &a.Result)
		a.Permission = Permission(permission)
		if a.State == Waiting && a.ExpiresAt <= tx.Now() {
			a.State = Expired
		}
		if a.MemberID != 0 {
			members = append(members, a.MemberID)
		}
		out, bodies = append(out, a), append(bodies, body)
		return err
	}, args...)
	if err != nil {
		return nil, err
	}
	persons, err := vault.ReadPersons(ctx, tx, members)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if err := out[i].open(tx, persons, bodies[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (a *Approval) open(tx *store.Tx, persons *vault.Persons, body []byte) (err error) {
	if a.MemberID == 0 {
		a.Body, err = vault.From(tx).Unseal(tx, a.ID, approvalField, body)
		return err
	}
	a.Body, err = persons.Unseal(a.MemberID, body)
	if fault.Has(err, vault.ErrForgotten) {
		a.Erased, err = true, nil
	}
	return err
}

func (a Approval) subject() string { return Subject("approval", a.ID) }

// doc is the request in the audit trail, without its body.
func (a Approval) doc() map[string]any {
	return map[string]any{"verb": a.Verb, "subject": a.Subject, "state": a.State, "note": a.Note}
}
