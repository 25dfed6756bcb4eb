package family

import (
	"context"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/trait"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// MaxChildren is how many children stand under one member at most.
const MaxChildren = 20

// ErrConsentNeeded refuses a child without the guardian's consent.
var ErrConsentNeeded = fault.Declare(fault.Refused, "guardian_consent_required",
	"A child is kept only with the guardian's consent.", "须经监护人同意方可登记儿童信息。")

// Child is a child of a member, kept with the guardian's consent.
type Child struct {
	ID            int64
	MemberID      int64
	Name          string
	Birthday      calendar.Day
	Gender        string
	ConsentAt     calendar.Instant
	ConsentSource string
}

// List are the children of a member, oldest record first.
func List(ctx context.Context, tx *store.Tx, memberID int64) ([]Child, error) {
	var out []Child
	v := vault.From(tx)
	err := tx.Query(ctx, `SELECT id, name, birthday, gender, consent_at, consent_source FROM member_child
WHERE merchant_id = $1 AND member_id = $2 ORDER BY id LIMIT $3`,
		func(r store.Row) error {
			c := Child{MemberID: memberID}
			var name []byte
			err := r.Scan(&c.ID, &name, &c.Birthday, &c.Gender, &c.ConsentAt, &c.ConsentSource)
			if err == nil {
				c.Name, err = v.Unseal(tx, c.ID, "child", name)
			}
			out = append(out, c)
			return err
		}, tx.MerchantID(), memberID, 200)
	return out, err
}

// Add notes a child under a member, with the guardian's consent. Returns ErrConsentNeeded without it, member.ErrUnknown, member.ErrErased, or
// what is wrong with a field.
func Add(ctx context.Context, tx *store.Tx, c Child) (Child, error) {
	if c.ConsentAt == 0 || c.ConsentAt > tx.Now().Add(trait.MaxAhead) {
		return c, ErrConsentNeeded.At("consent_at", nil)
	}
	c.Name = strings.TrimSpace(c.Name)
	p := member.Patch{Name: &c.Name, Gender: &c.Gender, Campaign: &c.ConsentSource}
	// A child that is still expected has a day to come.
	if err := fault.Join(p.Check(tx.Today())); err != nil {
		return c, err
	}
	if c.Birthday < member.EarliestBirthday || c.Birthday > tx.Today().AddMonths(10) {
		return c, fault.ErrRange.At("birthday", fault.P{"min": member.EarliestBirthday, "max": tx.Today().AddMonths(10)})
	}
	id, _, err := member.Lock(ctx, tx, c.MemberID)
	if err != nil {
		return c, err
	}
	have, err := List(ctx, tx, id)
	if err != nil {
		return c, err
	}
	if len(have) >= MaxChildren {
		return c, fault.ErrTooMany.New(fault.P{"limit": MaxChildren})
	}
	c.MemberID, c.ID = id, tx.NewID()
	_, err = tx.Exec(ctx, `INSERT INTO member_child (merchant_id, id, member_id, name, birthday, gender, consent_at, consent_source, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, tx.MerchantID(), c.ID, id, vault.From(tx).Seal(tx, c.ID, "child", c.Name), c.Birthday, c.Gender,
		c.ConsentAt, c.ConsentSource, tx.Now())
	if err != nil {
		return c, err
	}
	return c, childChanged(ctx, tx, org.Change{Verb: "member.child_added", MemberID: id, After: c})
}

// Remove forgets a child. Returns member.ErrUnknown.
func Remove(ctx context.Context, tx *store.Tx, memberID, childID int64) error {
	id, _, err := member.Lock(ctx, tx, memberID)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `DELETE FROM member_child WHERE merchant_id = $1 AND id = $2 AND member_id = $3`, tx.MerchantID(), childID, id)
	if err == nil && n == 0 {
		err = member.ErrUnknown.New(nil)
	}
	if err != nil {
		return err
	}
	return childChanged(ctx, tx, org.Change{Verb: "member.child_removed", MemberID: id})
}

func childChanged(ctx context.Context, tx *store.Tx, c org.Change) error {
	if err := member.Touch(ctx, tx, c.MemberID); err != nil {
		return err
	}
	c.Subject = org.Subject("member", c.MemberID)
	tx.Emit(event.Event{Kind: member.EventChanged, MemberID: c.MemberID, Subject: c.MemberID, At: tx.Now(), Data: map[string]any{"fields": []string{"children"}}})
	return org.Audit(ctx, tx, c)
}
