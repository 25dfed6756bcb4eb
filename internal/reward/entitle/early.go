package entitle

import (
	"regulars/internal/calendar"
	"regulars/internal/offer/deal"
	"regulars/internal/reward"
)

// Early is early access that a member has.
type Early struct {
	*deal.Promise
	Plan string // code of the paid plan that gives it; "" is the programme
}

// Code is the code under which its uses are noted: plans call their benefits as they like.
func (e *Early) Code() string {
	if e.Plan != "" {
		return e.Plan + "/" + e.Promise.Code
	}
	return e.Promise.Code
}

// EarlyOf is the longest early access that the programme in force and the active plans give a member at the instant; nil where they give none.
// Books and plans are those of [Opened].
func EarlyOf(bk *reward.Books, plans []deal.PlanBenefits, id int64, at calendar.Instant) (out *Early) {
	if !bk.IsMember(id) {
		return nil
	}
	longest := func(set *deal.Set, holder deal.Holder, plan string) {
		if p := deal.Early(set.Held(holder, at, bk.FactsAt(id, at))); p != nil && (out == nil || p.EarlyHours > out.EarlyHours) {
			out = &Early{p, plan}
		}
	}
	longest(bk.Editions.At(at).Benefits(), deal.Holding(bk.TierOf(id), plans), "")
	for i := range plans {
		longest(plans[i].Set, deal.Holder{}, plans[i].Code)
	}
	return out
}

// Opens is when what opens for everybody at an instant opens for who has the early access; nil is nobody's.
func (e *Early) Opens(from calendar.Instant) calendar.Instant {
	if e == nil {
		return from
	}
	return e.Promise.Opens(from)
}
