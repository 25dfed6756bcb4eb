package handout

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// ClaimIn is a member who has a code.
type ClaimIn struct {
	MemberID int64
	Code     string
	MadeBy   string
}

// Claim gives a member the pack of a code. Returns ErrCode, member.ErrUnknown, reward.ErrNoMember, ErrEarly, ErrOver, ErrClosed, ErrVoid, ErrUsed,
// ErrMember, and what the grant refuses; nothing is claimed then.
func Claim(ctx context.Context, tx *store.Tx, in ClaimIn) (*reward.Granted, error) {
	if in.Code = CleanCode(in.Code); !ValidCode(in.Code) {
		return nil, ErrCode.At("code", nil)
	}
	holder, err := member.Holder(ctx, tx, in.MemberID)
	if err != nil {
		return nil, err
	}
	bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{holder}, From: tx.Now(), Until: tx.Now()})
	if err != nil {
		return nil, err
	}
	if !bk.IsMember(holder) {
		return nil, reward.ErrNoMember.At("member_id", nil)
	}
	bk.CatchUp(holder, tx.Now())
	c, err := readCode(ctx, tx, sqlCode+` FOR UPDATE`, in.Code)
	if err != nil {
		return nil, err
	}
	h, err := read(ctx, tx, c.HandoutID)
	if err != nil {
		return nil, err
	}
	if refused := c.refusal(h, tx); refused != nil {
		return nil, refused
	}
	if err := h.mayClaim(ctx, tx, holder); err != nil {
		return nil, err
	}
	grants, err := bk.Grant(ctx, reward.GrantIn{
		MemberID: holder, Items: h.items(), Reason: h.Note, Root: org.Subject("code", c.ID), Budgets: h.Budgets, MadeBy: in.MadeBy,
	})
	if err != nil {
		return nil, about("code", err)
	}
	if err := c.note(ctx, tx, grants[0]); err != nil {
		return nil, err
	}
	return grants[0], bk.Save(ctx)
}

// about has a refusal speak of a field of this room: neither codes nor claims name rewards or budgets.
func about(field string, err error) error {
	if e := fault.As(err); e != nil {
		moved := *e
		moved.Field = field
		return &moved
	}
	return err
}

// mayClaim refuses a member who has claimed as often as one may. The caller holds the member's lock.
func (h *Handout) mayClaim(ctx context.Context, tx *store.Tx, holder int64) error {
	records, err := member.Records(ctx, tx, []int64{holder})
	if err != nil {
		return err
	}
	ids := make([]int64, 0, len(records))
	for id := range records {
		ids = append(ids, id)
	}
	var had int64
	_, err = store.One(ctx, tx, `SELECT COUNT(*) FROM reward_claim WHERE merchant_id = $1 AND handout_id = $2 AND member_id = ANY($3)`,
		func(r store.Row) error { return r.Scan(&had) }, tx.MerchantID(), h.ID, ids)
	if err == nil && had >= h.PerMember {
		err = ErrMember.At("code", fault.P{"limit": h.PerMember})
	}
	return err
}

// note writes a claim down. The caller holds the code's lock.
func (c *Code) note(ctx context.Context, tx *store.Tx, g *reward.Granted) error {
	c.Claims++
	_, err := tx.Exec(ctx, `UPDATE reward_code SET claims = $3 WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), c.ID, c.Claims)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO reward_claim (merchant_id, grant_id, handout_id, code_id, member_id, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		tx.MerchantID(), g.ID, c.HandoutID, c.ID, g.MemberID, g.At)
	return err
}

// VoidCode cancels a code; what was claimed by it stays. It is audited. Returns ErrCode and ErrVoid.
func VoidCode(ctx context.Context, tx *store.Tx, code, reason string) (*Code, error) {
	reason, refused := org.RequireText("reason", reason, maxReason)
	if refused != nil {
		return nil, refused
	}
	c, err := readCode(ctx, tx, sqlCode+` FOR UPDATE`, CleanCode(code))
	if err != nil {
		return nil, err
	}
	if c.VoidedAt != calendar.Never {
		return nil, ErrVoid.New(nil)
	}
	c.VoidedAt = tx.Now()
	if _, err := tx.Exec(ctx, `UPDATE reward_code SET voided_at = $3 WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), c.ID, c.VoidedAt); err != nil {
		return nil, err
	}
	return c, org.Audit(ctx, tx, org.Change{Verb: "pack.code_voided", Subject: org.Subject("code", c.ID), After: map[string]any{
		"handout": store.FormatID("pho", c.HandoutID), "claims": c.Claims, "reason": reason,
	}})
}

// Close ends a handout: its codes are claimed no more, what was claimed stays. It is audited. Returns ErrUnknown and ErrClosed.
func Close(ctx context.Context, tx *store.Tx, id int64, reason string) error {
	reason, refused := org.RequireText("reason", reason, maxReason)
	if refused != nil {
		return refused
	}
	h, err := read(ctx, tx, id)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE reward_handout SET closed_at = $3 WHERE merchant_id = $1 AND id = $2 AND closed_at = $4`, tx.MerchantID(), id, tx.Now(), calendar.Never)
	if err == nil && n == 0 {
		err = ErrClosed.New(nil)
	}
	if err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "pack.codes_closed", Subject: org.Subject("handout", h.ID), After: map[string]any{"note": h.Note, "reason": reason}})
}
