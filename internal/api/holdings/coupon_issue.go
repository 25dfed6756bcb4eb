package holdings

import (
	"context"
	"fmt"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/coupon"
	"regulars/internal/org"
	"regulars/internal/reward/issue"
	"regulars/internal/reward/mass"
	"regulars/internal/store"
)

// CouponIssueBody asks for coupons: for one member, for several, or as codes to hand out.
type CouponIssueBody struct {
	MemberID  string   `json:"member_id,omitempty" maxLength:"32" doc:"mem_…"`
	MemberIDs []string `json:"member_ids,omitempty" maxItems:"1000" maxLength:"32"`
	Codes     int      `json:"codes,omitempty" minimum:"0" maximum:"100000" doc:"How many codes that nobody holds yet"`
	Reason    string   `json:"reason,omitempty" maxLength:"500" doc:"Why members are given one; the name of the coupon where absent"`
	BudgetIDs []string `json:"budget_ids,omitempty" maxItems:"10" maxLength:"32" doc:"Budgets that gifts to members draw from: bud_…"`
}

// CouponIssueOut is what was issued.
type CouponIssueOut struct {
	ID         string          `json:"id" doc:"cis_…"`
	TemplateID string          `json:"template_id"`
	Kind       string          `json:"kind" enum:"members,codes"`
	Count      int64           `json:"count" doc:"How many were issued"`
	Issued     []CouponMade    `json:"issued"`
	Refused    []CouponRefused `json:"refused" doc:"Members who were given none"`
	MadeBy     string          `json:"made_by"`
	At         wire.Time       `json:"at"`
}

// CouponMade is one coupon of an issue.
type CouponMade struct {
	ID       string `json:"id"`
	Code     string `json:"code"`
	MemberID string `json:"member_id,omitempty"`
}

// CouponRefused is a member who was given none, and why.
type CouponRefused struct {
	MemberID string `json:"member_id"`
	Code     string `json:"code"`
	Message  string `json:"message"`
}

// addCouponIssues registers issuing and what was issued.
func addCouponIssues(t *shell.Table) {
	type ask struct {
		templateByID
		Body CouponIssueBody
	}
	row := couponOp("coupon_template.issue", http.MethodPost, "/v1/coupon-templates/{id}/issue", org.CouponsIssue, [2]string{"Issue coupons, or make codes", "发券或生成券码"})
	row.Status, row.SecondOn = http.StatusCreated, mass.Second()
	row.Detail = "A member who cannot have one spoils nobody else's; codes are all made or none. What a person may not give alone waits for a second one: 202 with approval_id."
	shell.Write(t, row, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *ask) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		b, err := issueCoupons(ctx, tx, c, id, &in.Body)
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "coupon_issue", ID: b.ID}, nil
	}, showIssue)
	type one struct {
		ID string `path:"id" maxLength:"32" doc:"cis_…"`
	}
	shell.Get(t, couponOp("coupon_issue.get", http.MethodGet, "/v1/coupon-issues/{id}", org.CouponsIssue, [2]string{"What was issued at once, with all codes", "查看发券批次"}), func(in one) (int64, error) { return shell.PathID("cis", "issue", in.ID) }, showIssue)
	type list struct {
		templateByID
		shell.Page
	}
	shell.Read(t, couponOp("coupon_template.issues", http.MethodGet, "/v1/coupon-templates/{id}/issues", org.ProgramRead, [2]string{"What was issued of a template, newest first", "发券批次列表"}),
		func(ctx context.Context, tx *store.Tx, c *shell.Call, in *list) (shell.List[CouponIssueOut], error) {
			id, before, err := in.at(ctx, tx, in.Page)
			if err != nil {
				return shell.List[CouponIssueOut]{}, err
			}
			rows, err := coupon.ListBatches(ctx, tx, id, before, in.Limit)
			return shell.Paged(rows, in.Limit, func(b *coupon.Batch) CouponIssueOut { return issueOut(c, b) }, func(b *coupon.Batch) int64 { return b.ID }), err
		})
}

// at is the template of the path, which must be there, and the id in the cursor.
func (in templateByID) at(ctx context.Context, tx *store.Tx, page shell.Page) (id, before int64, err error) {
	if id, err = in.id(); err != nil {
		return 0, 0, err
	}
	if _, err = coupon.Get(ctx, tx, id); err != nil {
		return 0, 0, err
	}
	before, err = page.CursorID()
	return id, before, err
}

// issueCoupons issues what the body asks for.
func issueCoupons(ctx context.Context, tx *store.Tx, c *shell.Call, template int64, b *CouponIssueBody) (*coupon.Batch, error) {
	in := coupon.BatchIn{TemplateID: template, Count: b.Codes, MadeBy: c.MadeBy()}
	allowed, err := allowance(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	if c.Who().StaffID == 0 { // a system does what it was made for; a person may need a second one
		allowed.Approved = true
	}
	texts := b.MemberIDs
	if b.MemberID != "" {
		texts = append([]string{b.MemberID}, texts...)
	}
	switch {
	case b.Codes > 0 && len(texts) > 0:
		return nil, coupon.ErrEither.At("codes", nil)
	case b.Codes > 0 && len(b.BudgetIDs) > 0:
		return nil, coupon.ErrCodesBudget.At("budget_ids", nil)
	case b.Codes > 0:
		return issue.Codes(ctx, tx, in, allowed)
	}
	members, err := idList("mem", "member_ids", texts)
	if err != nil {
		return nil, err
	}
	budgets, err := idList("bud", "budget_ids", b.BudgetIDs)
	if err != nil {
		return nil, err
	}
	return issue.Give(ctx, tx, issue.In{BatchIn: in, Allowed: allowed, Members: members, Budgets: budgets, Reason: b.Reason})
}

// idList reads ids of a list.
func idList(prefix, field string, texts []string) ([]int64, error) {
	out := make([]int64, len(texts))
	for i, text := range texts {
		var err error
		if out[i], err = shell.ID(prefix, fmt.Sprintf("%s[%d]", field, i), text); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// showIssue renders a batch with everything that it made.
func showIssue(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (CouponIssueOut, error) {
	b, err := coupon.GetBatch(ctx, tx, made.ID)
	if err != nil {
		return CouponIssueOut{}, err
	}
	list, err := b.Coupons(ctx, tx)
	out := issueOut(c, b)
	for _, m := range list {
		out.Issued = append(out.Issued, CouponMade{ID: store.FormatID("cpn", m.ID), Code: m.Code, MemberID: shell.Named("mem", m.MemberID)})
	}
	return out, err
}

// issueOut is a batch outside, without its coupons.
func issueOut(c *shell.Call, b *coupon.Batch) CouponIssueOut {
	out := CouponIssueOut{
		ID: store.FormatID("cis", b.ID), TemplateID: store.FormatID("cpt", b.TemplateID), Kind: b.Kind, Count: b.Issued, Issued: []CouponMade{}, Refused: []CouponRefused{},
		MadeBy: org.Reference(b.MadeBy), At: wire.At(b.At),
	}
	for _, r := range b.Refused {
		text := r.En
		if c.Language() == "zh" {
			text = r.Zh
		}
		out.Refused = append(out.Refused, CouponRefused{MemberID: store.FormatID("mem", r.MemberID), Code: r.Code, Message: text})
	}
	return out
}
