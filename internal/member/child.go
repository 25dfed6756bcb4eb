package member

import (
	"context"
	"strings"

	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/member/trait"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// AddChild notes a child under a member, with the guardian's consent. Returns ErrConsentNeeded without it, ErrUnknown, ErrErased, or
// what is wrong with a field.
func AddChild(ctx context.Context, tx *store.Tx, c Child) (Child, error) {
	if c.ConsentAt == 0 || c.ConsentAt > tx.Now().Add(trait.MaxAhead) {
		return c, ErrConsentNeeded.At("consent_at", nil)
	}
	c.Name = strings.TrimSpace(c.Name)
	p := Patch{Name: &c.Name, Gender: &c.Gender, Campaign: &c.ConsentSource}
	// A child that is still expected has a day to come.
	if err := fault.Join(p.check(tx.Today())); err != nil {
		return c, err
	}
	if c.Birthday < earliestBirthday || c.Birthday > tx.Today().AddMonths(10) {
		return c, fault.ErrRange.At("birthday", fault.P{"min": earliestBirthday, "max": tx.Today().AddMonths(10)})
	}
	id, _, err := lock(ctx, tx, c.MemberID)
	if err != nil {
		return c, err
	}
	have, err := ListChildren(ctx, tx, id)
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

// RemoveChild forgets a child. Returns ErrUnknown.
func RemoveChild(ctx context.Context, tx *store.Tx, memberID, childID int64) error {
	id, _, err := lock(ctx, tx, memberID)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `DELETE FROM member_child WHERE merchant_id = $1 AND id = $2 AND member_id = $3`, tx.MerchantID(), childID, id)
	if err == nil && n == 0 {
		err = ErrUnknown.New(nil)
	}
	if err != nil {
		return err
	}
	return childChanged(ctx, tx, org.Change{Verb: "member.child_removed", MemberID: id})
}

func childChanged(ctx context.Context, tx *store.Tx, c org.Change) error {
	if err := bumpVersion(ctx, tx, c.MemberID); err != nil {
		return err
	}
	c.Subject = org.Subject("member", c.MemberID)
	tx.Emit(event.Event{Kind: EventChanged, MemberID: c.MemberID, Subject: c.MemberID, At: tx.Now(), Data: map[string]any{"fields": []string{"children"}}})
	return org.Audit(ctx, tx, c)
}
