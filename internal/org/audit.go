package org

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// Change is one line of the audit trail: the transaction's actor did it, now.
type Change struct {
	Verb    string // such as "member.changed"
	Subject string // what it was done to: see [Subject]
	// MemberID seals Before and After with that person's own key, so that erasing the person erases them too.
	// Where it is 0 they are stored readable and must hold no personal data.
	MemberID      int64
	Before, After any // shown as JSON; nil for none
}

// Subject names a thing in the audit trail and in approvals: "store:12".
func Subject(noun string, id int64) string { return noun + ":" + strconv.FormatInt(id, 10) }

// head is the end of a merchant's chain.
type head struct {
	number int64
	chain  string
	proof  string
	found  bool
}

const (
	sqlAuditHead     = `SELECT number, chain, proof FROM org_audit_head WHERE merchant_id = $1`
	sqlAuditHeadLock = `SELECT number, chain, proof FROM org_audit_head WHERE merchant_id = $1 FOR UPDATE`
	sqlAuditHeadMake = `INSERT INTO org_audit_head (merchant_id, number, chain, proof) VALUES ($1, 0, '', $2) ON CONFLICT (merchant_id) DO NOTHING`
	sqlAuditHeadMove = `UPDATE org_audit_head SET number = $2, chain = $3, proof = $4 WHERE merchant_id = $1`
)

// Audit writes one line. Call it last in a verb: it locks the end of the merchant's chain until the commit, and locks
// of members come before that one.
func Audit(ctx context.Context, tx *store.Tx, c Change) error { return AuditMany(ctx, tx, []Change{c}) }

// AuditMany writes several lines with five statements for any number of them.
func AuditMany(ctx context.Context, tx *store.Tx, changes []Change) error {
	if len(changes) == 0 {
		return nil
	}
	persons, err := vault.OpenPersons(ctx, tx, membersOf(changes))
	if err != nil {
		return err
	}
	h, err := lockHead(ctx, tx)
	if err != nil {
		return err
	}
	rows := make([][]any, len(changes))
	for i, c := range changes {
		line, err := lineOf(tx, persons, c)
		if err != nil {
			return err
		}
		line.Number = h.number + 1
		h.number, h.chain = line.Number, line.link(tx.MerchantID(), h.chain)
		rows[i] = []any{
			tx.MerchantID(), line.Number, line.At, line.Actor.Kind, line.Actor.ID, line.Actor.Name, line.Verb, line.Subject, line.MemberID,
			line.before, line.after, line.digest(tx.MerchantID()), h.chain,
		}
	}
	_, err = store.InsertMany(ctx, tx, store.Insert{Table: "org_audit", Columns: []string{
		"merchant_id", "number", "at", "actor_kind", "actor_id", "actor_name", "verb", "subject", "member_id", "before_doc", "after_doc", "digest", "chain",
	}}, rows)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, sqlAuditHeadMove, tx.MerchantID(), h.number, h.chain, h.prove(tx))
	return err
}

func membersOf(changes []Change) []int64 {
	ids := make([]int64, 0, len(changes))
	for _, c := range changes {
		if c.MemberID != 0 {
			ids = append(ids, c.MemberID)
		}
	}
	return ids
}

// lockHead locks the end of the chain, and begins the chain where there is none.
func lockHead(ctx context.Context, tx *store.Tx) (head, error) {
	h, err := readHead(ctx, tx, sqlAuditHeadLock)
	if err != nil || h.found {
		return h, err
	}
	made, err := tx.Exec(ctx, sqlAuditHeadMake, tx.MerchantID(), head{}.prove(tx))
	if err != nil {
		return head{}, err
	}
	if made == 0 {
		return head{}, store.ErrAgain // another server began it at the same moment
	}
	return head{}, nil
}

func readHead(ctx context.Context, tx *store.Tx, sql string) (h head, err error) {
	h.found, err = store.One(ctx, tx, sql, func(row store.Row) error { return row.Scan(&h.number, &h.chain, &h.proof) }, tx.MerchantID())
	return h, err
}

// prove is the keyed digest of the end of the chain: who can write to the database but lacks the keyset can neither shorten
// the chain nor make another one.
func (h head) prove(tx *store.Tx) string {
	return vault.From(tx).Blind(tx.MerchantID(), "audit", strconv.FormatInt(h.number, 10)+" "+h.chain)
}

// Line is one row of the audit trail as people read it.
type Line struct {
	Number   int64
	At       calendar.Instant
	Actor    store.Actor // its name is empty for staff: look them up by id
	Verb     string
	Subject  string
	MemberID int64
	Before   string // JSON; empty where there is none or it was erased
	After    string
	Erased   bool // the person was forgotten

	before, after []byte // as stored
}

// lineOf seals a change.
func lineOf(tx *store.Tx, persons *vault.Persons, c Change) (Line, error) {
	line := Line{At: tx.Now(), Actor: tx.Actor(), Verb: c.Verb, Subject: c.Subject, MemberID: c.MemberID}
	if line.Actor.Kind == "staff" || line.Actor.Kind == "member" {
		line.Actor.Name = "" // personal data
	}
	for _, side := range []struct {
		from any
		to   *[]byte
	}{{c.Before, &line.before}, {c.After, &line.after}} {
		text, err := docOf(side.from)
		if err != nil {
			return Line{}, err
		}
		if c.MemberID != 0 {
			*side.to = persons.Seal(c.MemberID, text)
		} else {
			*side.to = []byte(text)
		}
	}
	return line, nil
}

// docOf is the JSON of one side; one that is too long is replaced by its digest and size.
func docOf(side any) (string, error) {
	if side == nil {
		return "", nil
	}
	text, err := json.Marshal(side)
	if err != nil {
		return "", fmt.Errorf("audit: %w", err)
	}
	if len(text) > maxDoc {
		return fmt.Sprintf(`{"bytes":%d,"sha256":%q}`, len(text), hashOf(string(text))), nil
	}
	return string(text), nil
}

// digest covers everything in the row, each part with its length, so that no two rows read alike.
func (l Line) digest(merchantID int64) string {
	sum := sha256.New()
	part := func(b []byte) {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(b)))
		sum.Write(size[:])
		sum.Write(b)
	}
	number := func(n int64) {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(n))
		sum.Write(b[:])
	}
	number(merchantID)
	number(l.Number)
	number(int64(l.At))
	part([]byte(l.Actor.Kind))
	number(l.Actor.ID)
	part([]byte(l.Actor.Name))
	part([]byte(l.Verb))
	part([]byte(l.Subject))
	number(l.MemberID)
	for _, side := range [][]byte{l.before, l.after} {
		inner := sha256.Sum256(side)
		sum.Write(inner[:])
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// link is the chain up to this row: SHA-256 of the chain before it and its digest.
func (l Line) link(merchantID int64, previous string) string {
	return hashOf(previous + l.digest(merchantID))
}

func scanLine(row store.Row) (l Line, digest, chain string, err error) {
	err = row.Scan(&l.Number, &l.At, &l.Actor.Kind, &l.Actor.ID, &l.Actor.Name, &l.Verb, &l.Subject, &l.MemberID, &l.before, &l.after, &digest, &chain)
	return l, digest, chain, err
}

// open unseals both sides; what is broken is shown as such and does not hide the rest of the page.
func (l *Line) open(persons *vault.Persons) error {
	for _, side := range []struct {
		from []byte
		to   *string
	}{{l.before, &l.Before}, {l.after, &l.After}} {
		if l.MemberID == 0 {
			*side.to = string(side.from)
			continue
		}
		text, err := persons.Unseal(l.MemberID, side.from)
		switch {
		case fault.Has(err, vault.ErrForgotten):
			l.Erased = true
		case fault.Has(err, vault.ErrBroken):
			*side.to = `"unreadable"`
		case err != nil:
			return err
		default:
			*side.to = text
		}
	}
	return nil
}
