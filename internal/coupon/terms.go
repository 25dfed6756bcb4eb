package coupon

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
)

// Terms is what the coupons of a template promise. They are frozen with each change of the template: a coupon keeps those that it was
// made with.
type Terms struct {
	Name          string     `json:"name"`
	Kind          offer.Kind `json:"kind"`
	AmountMinor   int64      `json:"amount_minor,omitempty"` // off, or the price of fixed_price
	OffBp         int64      `json:"off_bp,omitempty"`       // of percent_off: 2000 is 8折
	CapMinor      int64      `json:"cap_minor,omitempty"`    // most that it takes off; 0 is no limit
	MinSpendMinor int64      `json:"min_spend_minor,omitempty"`
	PointsBp      int64      `json:"points_bp,omitempty"` // of points_multiplier: 20000 is double
	GiftSKU       string     `json:"gift_sku,omitempty"`
	Scope         Scope      `json:"scope"`
	Validity      Validity   `json:"validity"`
	Stacking      Stacking   `json:"stacking"`
	Transferable  bool       `json:"transferable,omitempty"`
	CostMinor     int64      `json:"cost_minor,omitempty"`  // what one is reckoned to cost the merchant
	RemindDays    int64      `json:"remind_days,omitempty"` // before it ends; 0 does not remind

	compiled *deal.Scope // the scope; nil is everything
}

// Scope says for which lines of which orders of which members a coupon is good. What is empty allows everything.
type Scope struct {
	SKUs       []string `json:"skus,omitempty"`
	Categories []string `json:"categories,omitempty"` // and those below them
	Stores     []string `json:"stores,omitempty"`     // codes
	Channels   []string `json:"channels,omitempty"`   // pos, web, miniapp, h5
	Tiers      []string `json:"tiers,omitempty"`      // codes
	Segments   []int64  `json:"segments,omitempty"`   // any of them
	Weekdays   []int64  `json:"weekdays,omitempty"`   // 1 is Monday
	HourFrom   int64    `json:"hour_from,omitempty"`
	HourUntil  int64    `json:"hour_until,omitempty"` // before it, the next morning where it is not after HourFrom; 0: no hours are asked
	Condition  string   `json:"condition,omitempty"`  // CEL over member, order and line
}

// condition is everything that a deal asks by a condition: tiers and times too.
func (s *Scope) condition() string {
	var parts []string
	if len(s.Tiers) > 0 {
		quoted := make([]string, len(s.Tiers))
		for i, code := range s.Tiers {
			quoted[i] = strconv.Quote(code)
		}
		parts = append(parts, "tier in ["+strings.Join(quoted, ", ")+"]")
	}
	if s.HourUntil > 0 && s.HourUntil < s.HourFrom { // a night belongs to the day on which it begins
		parts = append(parts, fmt.Sprintf("(order.hour >= %d%s || order.hour < %d%s)", s.HourFrom, s.onDays(" && ", 0), s.HourUntil, s.onDays(" && ", 1)))
	} else {
		if days := s.onDays("", 0); days != "" {
			parts = append(parts, days)
		}
		if s.HourUntil > 0 {
			parts = append(parts, fmt.Sprintf("order.hour >= %d && order.hour < %d", s.HourFrom, s.HourUntil))
		}
	}
	if s.Condition != "" {
		parts = append(parts, "("+s.Condition+")")
	}
	if len(parts) == 1 && s.Condition != "" {
		return s.Condition
	}
	return strings.Join(parts, " && ")
}

// onDays asks for the weekdays, so many days later; nothing where none are named.
func (s *Scope) onDays(join string, later int64) string {
	if len(s.Weekdays) == 0 {
		return ""
	}
	days := make([]string, len(s.Weekdays))
	for i, day := range s.Weekdays {
		days[i] = strconv.FormatInt((day-1+later)%7+1, 10)
	}
	return join + "order.weekday in [" + strings.Join(days, ", ") + "]"
}

// Validity says when a coupon is good: fixed (From, Until), or relative to the day on which a member gets it (ActivatesAfterDays, Days).
type Validity struct {
	From               calendar.Instant `json:"from,omitempty"`
	Until              calendar.Instant `json:"until,omitempty"` // 0: without end
	ActivatesAfterDays int64            `json:"activates_after_days,omitempty"`
	Days               int64            `json:"days,omitempty"` // after the day on which it becomes active; 0: not relative
}

// Stacking says with what else it may be used; see offer.
type Stacking struct {
	Class string     `json:"class,omitempty"`
	Mode  offer.Mode `json:"mode"`
	Order int64      `json:"order,omitempty"`
}

// Offer is the terms as the best combination is found by them.
func (t *Terms) Offer() offer.Terms {
	return offer.Terms{
		Kind: t.Kind, AmountMinor: t.AmountMinor, OffBP: t.OffBp, CapMinor: t.CapMinor, MinSpendMinor: t.MinSpendMinor,
		Stacking: offer.Stacking{Class: t.Stacking.Class, Mode: t.Stacking.Mode, Order: int(t.Stacking.Order)},
	}
}

// worth is the most that a coupon takes off, else what one is reckoned to cost; 0 where neither is known.
func (t *Terms) worth() int64 {
	switch {
	case t.Kind == offer.AmountOff:
		return t.AmountMinor
	case t.CapMinor > 0:
		return t.CapMinor
	}
	return t.CostMinor
}

func (t *Terms) text() (string, error) {
	text, err := json.Marshal(t)
	return string(text), err
}

func parseTerms(text string) (*Terms, error) {
	t := &Terms{}
	return t, json.Unmarshal([]byte(text), t)
}
