package shop

import (
	"context"
	"net/http"

	"regulars/internal/api/sales"
	"regulars/internal/api/shell"
	"regulars/internal/org"
	"regulars/internal/plan"
	"regulars/internal/store"
)

// PlanReportOut is what one plan did in a period.
type PlanReportOut struct {
	PlanID       string `json:"plan_id"`
	Active       int64  `json:"active" doc:"Members who have it now"`
	Joined       int64  `json:"joined"`
	Returned     int64  `json:"returned" doc:"Bought again after it had ended"`
	Renewed      int64  `json:"renewed"`
	Upgraded     int64  `json:"upgraded" doc:"To it"`
	Given        int64  `json:"given" doc:"Times that days were given"`
	Cancelled    int64  `json:"cancelled"`
	RevenueMinor int64  `json:"revenue_minor" doc:"Paid, less what was paid out on upgrades"`
	ValueMinor   int64  `json:"value_minor" doc:"Of what was paid, with stored value"`
	RefundMinor  int64  `json:"refund_minor" doc:"Of cancellations"`
	Ended        int64  `json:"ended" doc:"Whose end came in the period"`
	Continued    int64  `json:"continued" doc:"Of them, renewed within thirty days"`
	RenewalBp    int64  `json:"renewal_bp" doc:"continued / ended; 10000 is all"`
}

// addPlanReport registers the lists over all members.
func addPlanReport(t *shell.Table) {
	type list struct {
		shell.Page
		PlanID string `query:"plan_id" maxLength:"32"`
		Active bool   `query:"active" doc:"Those that are active now"`
	}
	shell.Read(t, shell.Op{
		ID: "membership.list", Method: http.MethodGet, Path: "/v1/plan-memberships", Group: planGroup, En: "Memberships of paid plans, newest first", Zh: "付费会员记录",
		Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *list) (shell.List[MembershipOut], error) {
		before, err := in.CursorID()
		if err != nil {
			return shell.List[MembershipOut]{}, err
		}
		ask := plan.ListIn{Active: in.Active, Before: before, Limit: in.Limit}
		if ask.PlanID, err = shell.IDOr0("pln", "plan_id", in.PlanID); err != nil {
			return shell.List[MembershipOut]{}, err
		}
		found, err := plan.ListMemberships(ctx, tx, ask)
		if err != nil {
			return shell.List[MembershipOut]{}, err
		}
		records := make([]int64, len(found))
		for i, m := range found {
			records[i] = m.MemberID
		}
		owners, err := sales.Owners(ctx, tx, c, records)
		return shell.Paged(found, in.Limit, func(m *plan.Membership) MembershipOut {
			out := membershipOut(tx, m)
			out.Member = owners[m.MemberID]
			return out
		}, func(m *plan.Membership) int64 { return m.ID }), err
	})
	shell.Read(t, shell.Op{
		ID: "plan.report", Method: http.MethodGet, Path: "/v1/plan-report", Group: planGroup, En: "What paid plans did in a period", Zh: "付费会员报表", Permission: string(org.ReportsRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Period) (shell.List[PlanReportOut], error) {
		from, until := in.Span(tx)
		plans, err := plan.List(ctx, tx)
		if err != nil {
			return shell.List[PlanReportOut]{}, err
		}
		reports, err := plan.Reports(ctx, tx, from, until)
		out := make([]PlanReportOut, len(plans))
		for i, p := range plans {
			r := reports[p.ID]
			if r == nil {
				r = &plan.Report{}
			}
			out[i] = PlanReportOut{
				PlanID: store.FormatID("pln", p.ID), Active: r.Active, Joined: r.Joined, Returned: r.Returned, Renewed: r.Renewed, Upgraded: r.Upgraded, Given: r.Given,
				Cancelled: r.Cancelled, RevenueMinor: r.RevenueMinor, ValueMinor: r.ValueMinor, RefundMinor: r.RefundMinor, Ended: r.Ended, Continued: r.Continued, RenewalBp: r.RenewalBp(),
			}
		}
		return shell.Listed(out, ""), err
	})
}
