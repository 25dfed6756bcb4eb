package sales

import (
	"regulars/internal/api/wire"
	"regulars/internal/basket"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/program/wording"
	"regulars/internal/store"
)

// OutcomeOut is what an order costs, spends and earns.
type OutcomeOut struct {
	TotalMinor    int64              `json:"total_minor" doc:"Before any discount"`
	DiscountMinor int64              `json:"discount_minor" doc:"Points spent included"`
	PayableMinor  int64              `json:"payable_minor"`
	CashMinor     int64              `json:"cash_minor" doc:"Payable less balance spent: what is to be paid in money"`
	Lines         []LineOut          `json:"lines"`
	Coupons       []CouponUse        `json:"coupons" doc:"Those that were named or considered: what each took off, or why it was not used"`
	CouponsGap    int64              `json:"coupons_gap_minor,omitempty" doc:"Of best: no other combination gives more than this beyond the one found; absent where it is proven best"`
	Entitlements  []EntitlementSpent `json:"entitlements"`
	Plans         []string           `json:"plans,omitempty" doc:"Codes of the paid plans that were active"`
	Points        PointsUse          `json:"points"`
	Growth        GrowthUse          `json:"growth"`
	Balance       BalanceUse         `json:"balance"`
	TierAfter     *TierName          `json:"tier_after" doc:"null for guests and customers"`
	Rewards       []any              `json:"rewards" doc:"Other rewards that the order gave"`
	Trace         []TraceOut         `json:"trace" doc:"Why, step by step"`
	Version       int64              `json:"program_version" doc:"Of the programme that decided"`
}

// LineOut is one line of an outcome.
type LineOut struct {
	Line          int             `json:"line" doc:"Its place, from 0; refunds name it"`
	SKU           string          `json:"sku,omitempty"`
	Name          string          `json:"name,omitempty"`
	Quantity      int64           `json:"quantity"`
	Remaining     *int64          `json:"remaining,omitempty" doc:"Of an order: not yet refunded"`
	TotalMinor    int64           `json:"total_minor"`
	DiscountMinor int64           `json:"discount_minor"`
	PayableMinor  int64           `json:"payable_minor"`
	Adjustments   []AdjustmentOut `json:"adjustments"`
	PointsEarned  int64           `json:"points_earned"`
	GrowthEarned  int64           `json:"growth_earned"`
}

// AdjustmentOut is money off a line and what gave it.
type AdjustmentOut struct {
	Source      string `json:"source" doc:"tier, member_price, coupon, points, entitlement, activity, benefit, plan or stated"`
	Ref         string `json:"ref,omitempty"`
	AmountMinor int64  `json:"amount_minor"`
}

// CouponUse is what became of one coupon.
type CouponUse struct {
	Code         string `json:"code"`
	Name         string `json:"name,omitempty"`
	Kind         string `json:"kind,omitempty" doc:"Of an applied one: amount_off, percent_off, fixed_price, gift, free_delivery, points_multiplier or exchange"`
	Status       string `json:"status" doc:"applied or rejected"`
	Reason       string `json:"reason,omitempty" doc:"Of a rejected one: expired, below_minimum, not_in_scope, used_up, not_combinable, gives_nothing, not_best, locked, pending, void, not_yours, limit, not_in_segment or unknown"`
	Message      string `json:"message,omitempty" doc:"The reason in the caller's language"`
	MissingMinor int64  `json:"missing_minor,omitempty" doc:"Of below_minimum: what lacks"`
	With         string `json:"with,omitempty" doc:"Of not_combinable: code of the coupon that forbids it"`
	AmountMinor  int64  `json:"amount_minor"`
}

// EntitlementSpent is uses of an entitlement.
type EntitlementSpent struct {
	ID          string `json:"id" doc:"etl_…"`
	Benefit     string `json:"benefit" doc:"Code"`
	Name        string `json:"name"`
	Quantity    int64  `json:"quantity"`
	AmountMinor int64  `json:"amount_minor" doc:"What it took off; 0 of a service"`
}

// PointsUse is what happens to points.
type PointsUse struct {
	Spent       int64     `json:"spent"`
	SpentMinor  int64     `json:"spent_minor"`
	Earned      int64     `json:"earned"`
	AvailableAt wire.Time `json:"available_at" doc:"When what is earned can be spent; null where that waits for fulfilment, or nothing is earned"`
}

// GrowthUse is what happens to growth.
type GrowthUse struct {
	Earned int64 `json:"earned"`
}

// BalanceUse is what happens to stored value.
type BalanceUse struct {
	SpentMinor     int64 `json:"spent_minor"`
	BonusMinor     int64 `json:"bonus_minor"`
	PrincipalMinor int64 `json:"principal_minor"`
}

// TierName is a tier.
type TierName struct {
	Code string `json:"code"`
	Name string `json:"name" doc:"In the caller's language"`
}

// TraceOut is one decision and the numbers that decided it.
type TraceOut struct {
	Rule   string `json:"rule,omitempty" doc:"Code of the rule, or tier:<code>"`
	Kind   string `json:"kind"`
	Asset  string `json:"asset,omitempty"`
	Amount int64  `json:"amount"`
	Text   string `json:"text" doc:"In the caller's language"`
}

// wordingOf is what puts codes into words.
type wordingOf struct {
	program  *program.Program
	language string
	currency string
}

// outcomeOut is an outcome outside; lines name what was bought, remaining is nil for a quote.
func (w wordingOf) outcomeOut(o *order.Outcome, lines []basket.Line, remaining basket.Remaining) OutcomeOut {
	out := OutcomeOut{
		TotalMinor: o.TotalMinor, DiscountMinor: o.DiscountMinor, PayableMinor: o.PayableMinor, CashMinor: o.CashMinor,
		Points: PointsUse{Spent: o.Points, SpentMinor: o.PointsMinor, Earned: o.PointsEarned(), AvailableAt: wire.At(o.AvailableAt)}, Growth: GrowthUse{Earned: o.GrowthEarned()},
		Balance:   BalanceUse{SpentMinor: o.BonusMinor + o.PrincipalMinor, BonusMinor: o.BonusMinor, PrincipalMinor: o.PrincipalMinor},
		TierAfter: w.tier(o.TierAfter), Version: o.Edition,
		Lines: make([]LineOut, len(o.Lines)), Coupons: []CouponUse{}, Entitlements: []EntitlementSpent{}, Rewards: []any{}, Trace: make([]TraceOut, len(o.Trace)),
	}
	for i := range o.Lines {
		out.Lines[i] = lineOut(&o.Lines[i])
		if i < len(lines) {
			out.Lines[i].Name = lines[i].Name
		}
		if i < len(remaining) {
			out.Lines[i].Remaining = &remaining[i]
		}
	}
	w.dealOut(&out, o.Deal)
	for i, step := range o.Trace {
		out.Trace[i] = TraceOut{
			Rule: step.Rule, Kind: string(step.Kind), Asset: string(step.Asset), Amount: step.Amount, Text: wording.Step(w.program, step, w.language, w.currency),
		}
	}
	return out
}

// dealOut adds what coupons and entitlements did.
func (w wordingOf) dealOut(out *OutcomeOut, made *deal.Made) {
	if made == nil {
		return
	}
	for i := range made.Coupons {
		c := &made.Coupons[i]
		out.Coupons = append(out.Coupons, CouponUse{Code: c.Code, Name: c.Name.In(w.language), Kind: string(c.Kind), Status: "applied", AmountMinor: c.AmountMinor})
	}
	for i := range made.Unused {
		u := &made.Unused[i]
		said := wording.Unused(*u, w.currency)
		out.Coupons = append(out.Coupons, CouponUse{
			Code: u.Code, Name: u.Name.In(w.language), Status: "rejected", Reason: string(u.Reason), Message: program.Text(said).In(w.language),
			MissingMinor: u.MissingMinor, With: u.With,
		})
	}
	for i := range made.Entitlements {
		e := &made.Entitlements[i]
		out.Entitlements = append(out.Entitlements, EntitlementSpent{
			ID: store.FormatID("etl", e.ID), Benefit: e.Code, Name: e.Name.In(w.language), Quantity: e.Quantity, AmountMinor: e.AmountMinor,
		})
	}
	out.CouponsGap, out.Plans = made.GapMinor, made.Plans
}

// tier names a tier; nil for none.
func (w wordingOf) tier(code string) *TierName {
	if code == "" {
		return nil
	}
	out := &TierName{Code: code, Name: code}
	if t, ok := w.program.Tier(code); ok {
		out.Name = t.Name.In(w.language)
	}
	return out
}

// lineOut is a line of an outcome outside.
func lineOut(l *program.LineOutcome) LineOut {
	out := LineOut{
		Line: l.Index, SKU: l.SKU, Quantity: l.Quantity, TotalMinor: l.TotalMinor, DiscountMinor: l.DiscountMinor, PayableMinor: l.PayableMinor,
		Adjustments: make([]AdjustmentOut, len(l.Adjustments)), PointsEarned: l.PointsEarned, GrowthEarned: l.GrowthEarned,
	}
	for i, a := range l.Adjustments {
		out.Adjustments[i] = AdjustmentOut{Source: string(a.Source), Ref: a.Ref, AmountMinor: a.AmountMinor}
	}
	return out
}
