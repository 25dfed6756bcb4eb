package coupon

import (
	"context"
	"fmt"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
	"regulars/internal/segment"
)

// Deal is the coupon as an order's hand brings it, with the reason why the member (0: a guest) cannot use it at the instant, if there is one.
// The books must be complete.
func (bk *Books) Deal(c *Coupon, member int64, at calendar.Instant) deal.Coupon {
	refused := c.Refusal(member, at)
	switch {
	case refused != "":
	case c.MemberID == 0 && bk.Full(c, member, 0):
		refused = ReasonLimit
	case !bk.inSegments(c.Terms, member):
		refused = ReasonSegment
	}
	return deal.Coupon{
		ID: c.ID, Code: c.Code, Template: c.TermsID, Name: deal.Text{Zh: c.Terms.Name, En: c.Terms.Name}, Terms: c.Terms.Offer(), Bp: c.Terms.PointsBp, Gift: c.Terms.GiftSKU,
		Scope: c.Terms.compiled, Until: c.ExpiresAt, Refused: refused,
	}
}

// ReasonSegment says that the coupon is for members of segments to which this one does not belong.
const ReasonSegment offer.Reason = "not_in_segment"

// Full reports whether the member, with so many more, was given as many of the coupon's template as the limit allows.
func (bk *Books) Full(c *Coupon, member, more int64) bool {
	limit := bk.limitOf(c.TemplateID)
	return limit > 0 && bk.given[giving{member, c.TemplateID}]+more >= limit
}

func (bk *Books) inSegments(t *Terms, member int64) bool {
	return len(t.Scope.Segments) == 0 || slices.ContainsFunc(t.Scope.Segments, func(id int64) bool {
		return bk.segments[belonging{member, id}]
	})
}

// belonging is a member in a segment.
type belonging struct{ member, segment int64 }

// loadSegments asks which of the members belong to the segments that coupons name.
func (bk *Books) loadSegments(ctx context.Context) error {
	var ids []int64
	for _, t := range bk.terms {
		ids = append(ids, t.Scope.Segments...)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		in, err := segment.Among(ctx, bk.tx, segment.Audience{SegmentID: id}, bk.members)
		if err != nil && !fault.Has(err, segment.ErrUnknown) {
			return err
		}
		for _, member := range in {
			bk.segments[belonging{member, id}] = true
		}
	}
	return nil
}

// compile makes the scopes of the loaded terms run.
func (bk *Books) compile(ctx context.Context) error {
	for key, t := range bk.terms {
		if t.compiled != nil {
			continue
		}
		scope, err := edition.Compiled(ctx, bk.tx, fmt.Sprintf("coupon:%d", key.id), func(catalogue *expr.Catalogue) (*deal.Scope, error) {
			return t.compile(&form.Checker{Catalogue: catalogue, Zone: bk.tx.Zone()})
		})
		if err != nil {
			return err
		}
		t.compiled = scope
	}
	return nil
}

// compile makes the scope run, or says what is wrong with it.
func (t *Terms) compile(c *form.Checker) (*deal.Scope, error) {
	scope := deal.CompileScope(c, "scope", t.scopeTerms())
	return scope, fault.Join(c.Wrong...)
}

// Needs is what the conditions of the loaded coupons ask of the member, beside order.* and line.*.
func (bk *Books) Needs() []expr.Need {
	var out []expr.Need
	for _, t := range bk.terms {
		out = append(out, t.compiled.Need())
	}
	return out
}

// scopeTerms is the scope as a deal reads it.
func (t *Terms) scopeTerms() deal.ScopeTerms {
	s := t.Scope
	return deal.ScopeTerms{SKUs: s.SKUs, Categories: s.Categories, Stores: s.Stores, Channels: s.Channels, Condition: s.condition()}
}
