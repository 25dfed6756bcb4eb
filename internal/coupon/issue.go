package coupon

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/fault"
)

// Cause says why coupons are given.
type Cause struct {
	Root  string // the fact that it goes back to, such as "order:12"
	Rule  string
	Grant int64 // id of reward's grant; 0
	At    calendar.Instant
}

// Issue gives a member n coupons of a template and answers their ids. The template must be loaded, with the member among Need.Give. Returns
// ErrTemplate, ErrClosed, ErrOver, ErrStock, ErrLimit; then none was given.
func (bk *Books) Issue(_ context.Context, member, templateID int64, n int, cause Cause) ([]int64, *fault.Error) {
	t := bk.templates[templateID]
	if t == nil {
		return nil, ErrTemplate.At("template_id", nil)
	}
	if refused := t.room(int64(n), cause.At); refused != nil {
		return nil, refused
	}
	if t.PerMemberLimit > 0 && bk.given[giving{member, templateID}]+int64(n) > t.PerMemberLimit {
		return nil, ErrLimit.New(fault.P{"limit": t.PerMemberLimit})
	}
	from, until := t.Terms.Validity.span(cause.At, bk.tx.Zone())
	if until <= from {
		return nil, ErrOver.New(nil)
	}
	ids := make([]int64, n)
	var last *Coupon
	for i := range ids {
		c := bk.blank(t, cause)
		c.MemberID, c.RecordID, c.GivenTo, c.HeldAt, c.ActivatesAt, c.ExpiresAt = member, member, member, cause.At, from, until
		c.touch(cause.At, bk.tx.Zone())
		bk.keep(c)
		ids[i], last = c.ID, c
	}
	t.Issued += int64(n)
	t.changed = true
	bk.given[giving{member, templateID}] += int64(n)
	if last != nil {
		bk.emit(EventIssued, member, last, cause.At, map[string]any{"quantity": n})
	}
	return ids, nil
}

// blank is a new coupon that nobody holds.
func (bk *Books) blank(t *Template, cause Cause) *Coupon {
	return &Coupon{
		ID: bk.tx.NewID(), TemplateID: t.ID, TermsID: t.TermsID, Terms: &t.Terms, Code: NewCode(), GrantID: cause.Grant,
		Rule: cause.Rule, Root: cause.Root, IssuedAt: cause.At, HeldAt: calendar.Never, UsedAt: calendar.Never, VoidedAt: calendar.Never,
		tellAt: calendar.Never, fresh: true, changed: true,
	}
}

// room says why no n more may be issued.
func (t *Template) room(n int64, at calendar.Instant) *fault.Error {
	switch {
	case t.Status != Active:
		return ErrClosed.New(nil)
	case n < 1 || n > MaxCodes:
		return fault.ErrRange.At("quantity", fault.P{"min": 1, "max": MaxCodes})
	case t.Terms.Validity.Until > 0 && t.Terms.Validity.Until <= at:
		return ErrOver.New(nil)
	case t.Stock-t.Issued < n:
		return ErrStock.New(fault.P{"left": t.Stock - t.Issued})
	}
	return nil
}
