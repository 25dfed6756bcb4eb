package coupon

import (
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/offer/deal"
)

// Deal is the coupon as an order's hand brings it, with the reason why the member (0: a guest) cannot use it at the instant, if there is one.
func (c *Coupon) Deal(member int64, at calendar.Instant) deal.Coupon {
	return deal.Coupon{
		ID: c.ID, Code: c.Code, Template: c.dealTemplate(), Name: deal.Text{Zh: c.Terms.Name, En: c.Terms.Name}, Terms: c.Terms.Offer(), Bp: c.Terms.PointsBp,
		Scope: c.Terms.compiled, Until: c.ExpiresAt, Refused: c.Refusal(member, at),
	}
}

// dealTemplate tells coupons of the same terms from others: those of one number share terms, scope and points.
func (c *Coupon) dealTemplate() int64 { return c.TemplateID }

// scopeTerms is the scope as a deal reads it.
func (t *Terms) scopeTerms() deal.ScopeTerms {
	s := t.Scope
	out := deal.ScopeTerms{SKUs: s.SKUs, Categories: slices.Concat(s.Categories, s.Below), Stores: s.Stores, Channels: s.Channels, Condition: s.Condition}
	if t.GiftSKU != "" {
		out.SKUs = []string{t.GiftSKU}
	}
	return out
}
