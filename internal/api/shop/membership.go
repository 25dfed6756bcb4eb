package shop

import (
	"context"
	"net/http"

	"regulars/internal/api/counter"
	"regulars/internal/api/sales"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/fault"
	"regulars/internal/mall/pay"
	"regulars/internal/mall/subscription"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/plan"
	"regulars/internal/store"
)

// MembershipOut is one span of a member's paid plan.
type MembershipOut struct {
	ID               string                `json:"id" doc:"mbs_…"`
	MemberID         string                `json:"member_id"`
	Member           *sales.OrderOwner     `json:"member,omitempty" doc:"In lists of all members; null where the person was erased"`
	PlanID           string                `json:"plan_id"`
	Plan             string                `json:"plan" doc:"Its code"`
	Name             counter.TextBody      `json:"name" doc:"In the version that was bought"`
	Version          int64                 `json:"version"`
	Act              string                `json:"act" enum:"joined,returned,renewed,upgraded,given"`
	State            string                `json:"state" enum:"upcoming,active,ended,cancelled,upgraded,taken_back,erased"`
	StartsAt         wire.Time             `json:"starts_at"`
	EndsAt           wire.Time             `json:"ends_at" doc:"null for life"`
	ClosedAt         wire.Time             `json:"closed_at" doc:"Where it ended before its time"`
	PriceMinor       int64                 `json:"price_minor"`
	CreditMinor      int64                 `json:"credit_minor" doc:"Of the price, paid with the unused part of lower plans"`
	BackMinor        int64                 `json:"back_minor" doc:"What of that part was more than the price, and was paid out"`
	RefundMinor      int64                 `json:"refund_minor" doc:"Paid back, or credited to a higher plan"`
	UnrecoveredMinor int64                 `json:"unrecovered_minor" doc:"What gifts were worth that were used already"`
	RefundableMinor  int64                 `json:"refundable_minor" doc:"What cancelling it now would pay back, before used gifts"`
	PrincipalMinor   int64                 `json:"principal_minor" doc:"Of the price, paid with stored value …"`
	BonusMinor       int64                 `json:"bonus_minor" doc:"… and with what had come on top of it"`
	Payments         []counter.PaymentBody `json:"payments"`
	Refunded         []counter.PaymentBody `json:"refunded" doc:"Where money went back to"`
	RefundedValue    int64                 `json:"refunded_value_minor" doc:"What went back into stored value, to the lots that it was drawn from"`
	ProgramVersion   int64                 `json:"program_version" doc:"The version of the programme that was in force: what that promises for the plan is kept"`
	Source           string                `json:"source,omitempty"`
	Number           string                `json:"number,omitempty"`
	StoreID          string                `json:"store_id,omitempty"`
	Cause            string                `json:"cause,omitempty" doc:"Of given days"`
	RestsUntil       wire.Time             `json:"rests_until" doc:"Until then another span of the plan is used up in its place; null where it does not rest"`
	GiftRefused      *counter.TextBody     `json:"gift_refused,omitempty" doc:"Why the gift was not given: a budget was at its end"`
	Reason           string                `json:"reason,omitempty" doc:"Of its end"`
	MadeBy           string                `json:"made_by"`
	MadeAt           wire.Time             `json:"made_at"`
}

// PlanQuoteOut is what buying a plan would come to.
type PlanQuoteOut struct {
	Act         string          `json:"act" enum:"joined,returned,renewed,upgraded"`
	StartsAt    wire.Time       `json:"starts_at"`
	EndsAt      wire.Time       `json:"ends_at" doc:"null for life"`
	PriceMinor  int64           `json:"price_minor"`
	CreditMinor int64           `json:"credit_minor" doc:"The unused part of the plans that it takes the place of"`
	DueMinor    int64           `json:"due_minor" doc:"To be paid"`
	BackMinor   int64           `json:"back_minor" doc:"To be paid out: the unused part was more than the price"`
	Closes      []MembershipOut `json:"closes"`
}

// CancelledOut is what cancelling a plan came to.
type CancelledOut struct {
	RefundMinor      int64                 `json:"refund_minor"`
	UnrecoveredMinor int64                 `json:"unrecovered_minor"`
	Refunded         []counter.PaymentBody `json:"refunded" doc:"Where the money goes: to what it was paid by"`
	RefundedValue    int64                 `json:"refunded_value_minor" doc:"Of refund_minor, what went back into stored value"`
	Memberships      []MembershipOut       `json:"memberships"`
}

// memberByID names a member in the path.
type memberByID struct {
	ID string `path:"id" maxLength:"32" doc:"mem_…"`
}

// holder is the member, aliases followed.
func (in memberByID) holder(ctx context.Context, tx *store.Tx) (int64, error) {
	id, err := shell.PathID("mem", "member", in.ID)
	if err != nil {
		return 0, err
	}
	return member.Holder(ctx, tx, id)
}

// payments are those of the list that are money.
func payments(list []pay.Payment) []counter.PaymentBody {
	out := []counter.PaymentBody{}
	for _, p := range list {
		if !p.Stored() {
			out = append(out, counter.PaymentBody{Kind: p.Kind, AmountMinor: p.AmountMinor})
		}
	}
	return out
}

// stored is the sum of those that are stored value.
func stored(list []pay.Payment) (sum int64) {
	for _, p := range list {
		if p.Stored() {
			sum += p.AmountMinor
		}
	}
	return sum
}

func paymentsIn(list []counter.PaymentBody) []pay.Payment {
	out := make([]pay.Payment, len(list))
	for i, p := range list {
		out[i] = pay.Payment{Kind: p.Kind, AmountMinor: p.AmountMinor}
	}
	return out
}

func membershipOut(tx *store.Tx, m *plan.Membership) MembershipOut {
	out := MembershipOut{
		ID: store.FormatID("mbs", m.ID), MemberID: store.FormatID("mem", m.MemberID), PlanID: store.FormatID("pln", m.PlanID), Plan: m.Code,
		Name: counter.TextBody(m.Terms.Name), Version: m.Version, Act: string(m.Act), State: "active", StartsAt: wire.At(m.StartsAt), EndsAt: wire.At(m.EndsAt),
		ClosedAt: wire.At(m.ClosedAt), PriceMinor: m.PriceMinor, CreditMinor: m.CreditMinor, BackMinor: m.BackMinor, RefundMinor: m.RefundMinor,
		UnrecoveredMinor: m.UnrecoveredMinor, PrincipalMinor: m.PrincipalMinor, BonusMinor: m.BonusMinor, Payments: payments(m.Detail.Payments),
		Refunded: payments(m.Detail.Refunded), RefundedValue: stored(m.Detail.Refunded), ProgramVersion: m.Edition, Source: m.Source, Number: m.Number,
		StoreID: shell.Named("sto", m.StoreID), Cause: org.Reference(m.Cause), Reason: m.Reason, MadeBy: org.Reference(m.MadeBy), MadeAt: wire.At(m.MadeAt),
	}
	switch now := tx.Now(); {
	case m.Closed != plan.Open:
		out.State = string(m.Closed)
	case now >= m.EndsAt:
		out.State = "ended"
	case now < m.StartsAt:
		out.State = "upcoming"
	}
	if m.Closed == plan.Open {
		out.RefundableMinor = m.Worth(tx.Now(), tx.Zone())
	}
	if m.Resting(tx.Now()) {
		out.RestsUntil = wire.At(m.Rest.Until)
	}
	if why := counter.TextBody(m.Detail.Giftless); why != (counter.TextBody{}) {
		out.GiftRefused = &why
	}
	return out
}

func membershipsOut(tx *store.Tx, list []*plan.Membership) []MembershipOut {
	out := make([]MembershipOut, len(list))
	for i, m := range list {
		out[i] = membershipOut(tx, m)
	}
	return out
}

// PlanSaleBody is a sale of a plan.
type PlanSaleBody struct {
	PlanID   string                `json:"plan_id" minLength:"1" maxLength:"32" doc:"pln_…"`
	Source   string                `json:"source" minLength:"1" maxLength:"64" example:"till-3"`
	Number   string                `json:"number" minLength:"1" maxLength:"64" doc:"With source the natural key" example:"P-1001"`
	StoreID  string                `json:"store_id,omitempty" maxLength:"32"`
	Balance  int64                 `json:"balance_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Of due_minor, with stored value"`
	Payments []counter.PaymentBody `json:"payments,omitempty" maxItems:"10" doc:"They sum to due_minor of the quote less balance_minor"`
	Expect   *int64                `json:"expect_due_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Refused where it comes to something else"`
	Proof    *sales.ProofBody      `json:"proof,omitempty" doc:"Of stored value: that the member is there, unless the key has spend:trusted. No part of the same body"`
}

// addMemberships registers what members have of plans.
func addMemberships(t *shell.Table) {
	row := func(id, method, path, en, zh string, permission org.Permission) shell.Op {
		return shell.Op{ID: id, Method: method, Path: path, Group: planGroup, En: en, Zh: zh, Permission: string(permission)}
	}
	type had struct {
		memberByID
		shell.Part
	}
	shell.Read(t, row("member.plan", http.MethodGet, "/v1/members/{id}/plan", "What a member has and had of paid plans", "会员的付费会员", org.MembersRead),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *had) (shell.List[MembershipOut], error) {
			id, err := in.holder(ctx, tx)
			if err != nil {
				return shell.List[MembershipOut]{}, err
			}
			list, err := plan.OfMember(ctx, tx, id)
			if err != nil {
				return shell.List[MembershipOut]{}, err
			}
			return shell.Whole(membershipsOut(tx, list), in.Part, func(m *MembershipOut) string { return m.ID })
		})
	type quote struct {
		planByID
		Body struct {
			MemberID string `json:"member_id" minLength:"1" maxLength:"32"`
		}
	}
	shell.Do(t, row("plan.quote", http.MethodPost, "/v1/plans/{id}/quote", "What a plan would come to for a member", "付费会员试算", org.MembersRead),
		func(ctx context.Context, c *shell.Call, in *quote) (out PlanQuoteOut, err error) {
			err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
				out, err = quotePlan(ctx, tx, in.ID, in.Body.MemberID)
				return err
			})
			return out, err
		})
	type sale struct {
		memberByID
		Body PlanSaleBody
	}
	sold := row("member.plan_buy", http.MethodPost, "/v1/members/{id}/plan", "Sell a member a paid plan", "开通付费会员", org.HoldingsSell)
	sold.Status, sold.Keyed, sold.KeyOmits = http.StatusCreated, true, []string{"proof"}
	sold.Detail = "Who has it goes on from its end; who has a lower plan is upgraded, and the unused part is set against the price. (source, number) is the natural key."
	shell.Do(t, sold, func(ctx context.Context, c *shell.Call, in *sale) (MembershipOut, error) {
		return sellPlan(ctx, c, in.ID, &in.Body)
	})
	addCancelPlan(t)
}

// addCancelPlan registers ending what a member bought.
func addCancelPlan(t *shell.Table) {
	type cancel struct {
		memberByID
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"500"`
			PlanID string `json:"plan_id,omitempty" maxLength:"32" doc:"Where the member bought several"`
		}
	}
	cancelled := shell.Op{
		ID: "member.plan_cancel", Method: http.MethodDelete, Path: "/v1/members/{id}/plan", Group: planGroup, En: "Cancel a member's paid plan", Zh: "取消付费会员",
		Permission: string(org.RefundsWrite),
	}
	cancelled.Status = http.StatusOK
	cancelled.SecondOn = []fault.Code{org.ErrPayBack}
	cancelled.Detail = "The unused part is paid back to where it came from; gifts are taken back. Days given by something else stay. " +
		"Above what a person may pay back alone it waits for a second one: 202 with approval_id."
	shell.Write(t, cancelled, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *cancel) (store.Made, error) {
		id, err := in.holder(ctx, tx)
		if err != nil {
			return store.Made{}, err
		}
		planID, err := shell.IDOr0("pln", "plan_id", in.Body.PlanID)
		if err != nil {
			return store.Made{}, err
		}
		out, err := subscription.Cancel(ctx, tx, subscription.CancelIn{MemberID: id, PlanID: planID, Reason: in.Body.Reason, MadeBy: c.MadeBy()})
		if err != nil {
			return store.Made{}, err
		}
		for _, m := range out.Memberships { // sold where the caller works; else nothing of it is done
			if err := c.Who().RequireStore(m.StoreID); err != nil {
				return store.Made{}, err
			}
		}
		return store.Made{Kind: "plan", ID: out.Memberships[0].ID}, org.PayBack(ctx, tx, c.Who(), out.RefundMinor, c.Approved())
	}, showCancelled)
}

func quotePlan(ctx context.Context, tx *store.Tx, planID, memberID string) (PlanQuoteOut, error) {
	id, err := planByID{planID}.id()
	if err != nil {
		return PlanQuoteOut{}, err
	}
	of, err := shell.ID("mem", "member_id", memberID)
	if err != nil {
		return PlanQuoteOut{}, err
	}
	d, err := subscription.Quote(ctx, tx, of, id)
	if err != nil {
		return PlanQuoteOut{}, err
	}
	return PlanQuoteOut{
		Act: string(d.Act), StartsAt: wire.At(d.StartsAt), EndsAt: wire.At(d.EndsAt), PriceMinor: d.PriceMinor, CreditMinor: d.CreditMinor, DueMinor: d.DueMinor,
		BackMinor: d.BackMinor, Closes: membershipsOut(tx, d.Closes),
	}, nil
}

// sellPlan sells a plan; a repeat by its number answers 200.
func sellPlan(ctx context.Context, c *shell.Call, memberID string, b *PlanSaleBody) (out MembershipOut, err error) {
	in := subscription.BuyIn{
		Source: b.Source, Number: b.Number, Balance: b.Balance, Payments: paymentsIn(b.Payments), Expect: b.Expect, MadeBy: c.MadeBy(),
	}
	if in.MemberID, err = shell.PathID("mem", "member", memberID); err != nil {
		return out, err
	}
	if in.PlanID, err = shell.ID("pln", "plan_id", b.PlanID); err != nil {
		return out, err
	}
	if in.StoreID, err = counter.StoreOf(ctx, c, b.StoreID); err != nil {
		return out, err
	}
	if in.Proof, err = counter.Show(ctx, c, member.Ref{ID: in.MemberID}, b.Proof); err != nil {
		return out, err
	}
	_, err = c.Once(ctx, func(ctx context.Context, tx *store.Tx) (store.Made, error) {
		m, again, err := subscription.Buy(ctx, tx, in)
		if err != nil {
			return store.Made{}, err
		}
		if again {
			c.SetStatus(http.StatusOK)
		}
		return store.Made{Kind: "plan", ID: m.ID}, nil
	}, func(ctx context.Context, tx *store.Tx, made store.Made) error {
		m, err := plan.GetMembership(ctx, tx, made.ID)
		if err == nil {
			out = membershipOut(tx, m)
		}
		return err
	})
	return out, err
}

// showCancelled renders everything that was cancelled together with a membership.
func showCancelled(ctx context.Context, tx *store.Tx, _ *shell.Call, made store.Made) (CancelledOut, error) {
	out := CancelledOut{Refunded: []counter.PaymentBody{}, Memberships: []MembershipOut{}}
	first, err := plan.GetMembership(ctx, tx, made.ID)
	if err != nil {
		return out, err
	}
	list, err := plan.OfMember(ctx, tx, first.MemberID)
	if err != nil {
		return out, err
	}
	var refunded []pay.Payment
	for _, m := range list {
		if m.PlanID != first.PlanID || m.Closed != plan.Cancelled || m.ClosedAt != first.ClosedAt {
			continue
		}
		out.RefundMinor += m.RefundMinor
		out.UnrecoveredMinor += m.UnrecoveredMinor
		refunded = plan.Merge(refunded, plan.Share(m.Detail.Sources, m.RefundMinor))
		out.Memberships = append(out.Memberships, membershipOut(tx, m))
	}
	out.Refunded, out.RefundedValue = payments(refunded), stored(refunded)
	return out, nil
}
