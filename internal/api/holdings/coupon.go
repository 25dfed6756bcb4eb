package holdings

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"regulars/internal/api/sales"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/reward/issue"
	"regulars/internal/store"
)

// CouponOut is one coupon.
type CouponOut struct {
	ID          string      `json:"id" doc:"cpn_…"`
	Code        string      `json:"code" doc:"Twelve digits, the last of which proves the others"`
	TemplateID  string      `json:"template_id"`
	MemberID    string      `json:"member_id,omitempty" doc:"Who holds it; absent while nobody does"`
	Status      string      `json:"status" enum:"unclaimed,pending,usable,locked,used,expired,void" doc:"Now"`
	Name        string      `json:"name"`
	Kind        string      `json:"kind"`
	Terms       CouponTerms `json:"terms" doc:"Those that it was issued with"`
	IssuedAt    wire.Time   `json:"issued_at"`
	HeldAt      wire.Time   `json:"held_at,omitempty" doc:"Since when its member has it"`
	ActivatesAt wire.Time   `json:"activates_at"`
	ExpiresAt   wire.Time   `json:"expires_at" doc:"null where it never does"`
	UsedAt      wire.Time   `json:"used_at,omitempty"`
	OrderID     string      `json:"order_id,omitempty" doc:"That used it"`
	HoldID      string      `json:"hold_id,omitempty" doc:"Of status locked"`
	HoldUntil   wire.Time   `json:"hold_until,omitempty"`
	VoidedAt    wire.Time   `json:"voided_at,omitempty"`
	VoidReason  string      `json:"void_reason,omitempty"`
	Rule        string      `json:"rule,omitempty"`
	Root        string      `json:"root,omitempty" doc:"The fact that it goes back to"`
}

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

// CouponUseOut is one order that used a coupon.
type CouponUseOut struct {
	ID           string    `json:"id"`
	Code         string    `json:"code"`
	MemberID     string    `json:"member_id"`
	OrderID      string    `json:"order_id"`
	StoreID      string    `json:"store_id,omitempty"`
	At           wire.Time `json:"at"`
	AmountMinor  int64     `json:"amount_minor" doc:"What it took off"`
	PayableMinor int64     `json:"payable_minor" doc:"Of the order, as it was recorded"`
	ReturnedAt   wire.Time `json:"returned_at,omitempty" doc:"When a refund gave it back"`
}

// couponByCode names a coupon in the path.
type couponByCode struct {
	Code string `path:"code" maxLength:"32" doc:"Its twelve digits"`
}

// addCoupons registers everything about coupons.
func addCoupons(t *shell.Table) {
	addCouponTemplates(t)
	addCouponIssues(t)
	addCouponLists(t)
	addCouponVerbs(t)
}

// addCouponIssues registers issuing and what was issued.
func addCouponIssues(t *shell.Table) {
	type ask struct {
		templateByID
		Body CouponIssueBody
	}
	row := couponOp("coupon_template.issue", http.MethodPost, "/v1/coupon-templates/{id}/issue", org.CouponsIssue, [2]string{"Issue coupons, or make codes", "发券或生成券码"})
	row.Status, row.SecondOn = http.StatusCreated, []fault.Code{coupon.ErrSecond}
	row.Detail = "A member who cannot have one spoils nobody else's; codes are all made or none. Of people, more than the merchant's limit of mass gifts at once waits for a second person: 202 with approval_id."
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
	shell.Read(t, couponOp("coupon_issue.get", http.MethodGet, "/v1/coupon-issues/{id}", org.CouponsIssue, [2]string{"What was issued at once, with all codes", "查看发券批次"}),
		func(ctx context.Context, tx *store.Tx, c *shell.Call, in *one) (CouponIssueOut, error) {
			id, err := shell.PathID("cis", "issue", in.ID)
			if err != nil {
				return CouponIssueOut{}, err
			}
			return showIssue(ctx, tx, c, store.Made{ID: id})
		})
	type list struct {
		templateByID
		shell.Page
	}
	shell.Read(t, couponOp("coupon_template.issues", http.MethodGet, "/v1/coupon-templates/{id}/issues", org.ProgramRead, [2]string{"What was issued of a template, newest first", "发券批次列表"}),
		func(ctx context.Context, tx *store.Tx, c *shell.Call, in *list) (shell.List[CouponIssueOut], error) {
			id, before, err := in.at(in.Page)
			if err != nil {
				return shell.List[CouponIssueOut]{}, err
			}
			rows, err := coupon.ListBatches(ctx, tx, id, before, in.Limit)
			return pageOf(rows, in.Limit, func(b *coupon.Batch) CouponIssueOut { return issueOut(c, b) }, func(b *coupon.Batch) int64 { return b.ID }), err
		})
}

// at is the template of the path and the id in the cursor.
func (in templateByID) at(page shell.Page) (id, before int64, err error) {
	if id, err = in.id(); err != nil {
		return 0, 0, err
	}
	before, err = page.CursorID()
	return id, before, err
}

// issueCoupons issues what the body asks for.
func issueCoupons(ctx context.Context, tx *store.Tx, c *shell.Call, template int64, b *CouponIssueBody) (*coupon.Batch, error) {
	in := coupon.BatchIn{TemplateID: template, Count: b.Codes, MadeBy: madeBy(c), Approved: c.Approved()}
	if c.Who().StaffID != 0 { // a system does what it was made for; a person may need a second one
		settings, _, err := org.GetSettings(ctx, tx)
		if err != nil {
			return nil, err
		}
		in.Limit = int64(settings.MassMembers)
	}
	texts := b.MemberIDs
	if b.MemberID != "" {
		texts = append([]string{b.MemberID}, texts...)
	}
	switch {
	case b.Codes > 0 && len(texts) > 0:
		return nil, coupon.ErrEither.At("codes", nil)
	case b.Codes > 0:
		return coupon.MakeCodes(ctx, tx, in)
	}
	members, err := idList("mem", "member_ids", texts)
	if err != nil {
		return nil, err
	}
	budgets, err := idList("bud", "budget_ids", b.BudgetIDs)
	if err != nil {
		return nil, err
	}
	return issue.Give(ctx, tx, issue.In{BatchIn: in, Members: members, Budgets: budgets, Reason: b.Reason})
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

// addCouponLists registers lists of coupons and of their uses.
func addCouponLists(t *shell.Table) {
	type held struct {
		ID string `path:"id" maxLength:"32" doc:"mem_…"`
		shell.Page
		Status string `query:"status" enum:"pending,usable,locked,used,expired,void"`
	}
	shell.Read(t, couponOp("member.coupons", http.MethodGet, "/v1/members/{id}/coupons", org.MembersRead, [2]string{"The coupons of a member, newest first", "会员的优惠券"}),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *held) (shell.List[CouponOut], error) {
			id, err := shell.PathID("mem", "member", in.ID)
			if err == nil {
				id, err = member.Holder(ctx, tx, id)
			}
			if err != nil {
				return shell.List[CouponOut]{}, err
			}
			return couponList(ctx, tx, coupon.ListIn{MemberID: id, State: coupon.State(in.Status)}, in.Page)
		})
	type made struct {
		templateByID
		shell.Page
		Status string `query:"status" enum:"unclaimed,pending,usable,locked,used,expired,void"`
	}
	shell.Read(t, couponOp("coupon_template.coupons", http.MethodGet, "/v1/coupon-templates/{id}/coupons", org.MembersRead, [2]string{"The coupons of a template, newest first", "模板下的券与券码"}),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *made) (shell.List[CouponOut], error) {
			id, err := in.id()
			if err != nil {
				return shell.List[CouponOut]{}, err
			}
			return couponList(ctx, tx, coupon.ListIn{TemplateID: id, State: coupon.State(in.Status)}, in.Page)
		})
	type uses struct {
		templateByID
		shell.Page
	}
	shell.Read(t, couponOp("coupon_template.uses", http.MethodGet, "/v1/coupon-templates/{id}/uses", org.OrdersRead, [2]string{"Orders that used coupons of a template, newest first", "券核销记录"}),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *uses) (shell.List[CouponUseOut], error) {
			id, before, err := in.at(in.Page)
			if err != nil {
				return shell.List[CouponUseOut]{}, err
			}
			rows, err := coupon.Uses(ctx, tx, id, before, in.Limit)
			return pageOf(rows, in.Limit, couponUseOut, func(u coupon.UseRow) int64 { return u.ID }), err
		})
}

func couponList(ctx context.Context, tx *store.Tx, in coupon.ListIn, page shell.Page) (shell.List[CouponOut], error) {
	var err error
	if in.Before, err = page.CursorID(); err != nil {
		return shell.List[CouponOut]{}, err
	}
	in.Limit = page.Limit
	rows, err := coupon.List(ctx, tx, in)
	return pageOf(rows, in.Limit, func(c *coupon.Coupon) CouponOut { return couponOut(tx, c) }, func(c *coupon.Coupon) int64 { return c.ID }), err
}

// addCouponVerbs registers what is done with one coupon.
func addCouponVerbs(t *shell.Table) {
	type claim struct {
		Body struct {
			MemberID string `json:"member_id" minLength:"1" maxLength:"32" doc:"mem_…"`
			Code     string `json:"code" minLength:"1" maxLength:"32" doc:"Twelve digits; spaces and hyphens do not count"`
		}
	}
	row := couponOp("coupon.claim", http.MethodPost, "/v1/coupons/claim", org.MembersWrite, [2]string{"Claim a code for a member", "凭券码领券"})
	row.Rate = &shell.Rate{PerSecond: 20, Burst: 60}
	shell.Write(t, row, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *claim) (store.Made, error) {
		id, err := shell.ID("mem", "member_id", in.Body.MemberID)
		if err != nil {
			return store.Made{}, err
		}
		c, err := coupon.Claim(ctx, tx, id, in.Body.Code)
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "coupon", ID: c.ID}, nil
	}, showCoupon)
	shell.Read(t, couponOp("coupon.get", http.MethodGet, "/v1/coupons/{code}", org.MembersRead, [2]string{"Read a coupon by its code", "按券码查询"}),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *couponByCode) (CouponOut, error) {
			c, err := coupon.ByCode(ctx, tx, in.Code)
			if err != nil {
				return CouponOut{}, err
			}
			return couponOut(tx, c), nil
		})
	type void struct {
		couponByCode
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"500" example:"Misprint"`
		}
	}
	shell.Write(t, couponOp("coupon.void", http.MethodPost, "/v1/coupons/{code}/void", org.CouponsWrite, [2]string{"Cancel a coupon", "作废优惠券"}),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *void) (store.Made, error) {
			c, err := coupon.VoidCode(ctx, tx, in.Code, in.Body.Reason)
			if err != nil {
				return store.Made{}, err
			}
			return store.Made{Kind: "coupon", ID: c.ID}, nil
		}, showCoupon)
	addTransfer(t)
}

// addTransfer registers giving a coupon to somebody else.
func addTransfer(t *shell.Table) {
	type transfer struct {
		couponByCode
		Body struct {
			ToMemberID string           `json:"to_member_id" minLength:"1" maxLength:"32" doc:"mem_…"`
			Proof      *sales.ProofBody `json:"proof,omitempty" doc:"That its holder is there. No part of the same body"`
		}
	}
	row := couponOp("coupon.transfer", http.MethodPost, "/v1/coupons/{code}/transfer", org.MembersWrite, [2]string{"Give a coupon to another member", "转赠优惠券"})
	row.Keyed, row.KeyOmits = true, []string{"proof"}
	shell.Do(t, row, func(ctx context.Context, c *shell.Call, in *transfer) (CouponOut, error) {
		var out CouponOut
		to, err := shell.ID("mem", "to_member_id", in.Body.ToMemberID)
		if err != nil {
			return out, err
		}
		var holder int64
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
			holder, err = coupon.GiverOf(ctx, tx, in.Code)
			return err
		})
		if err != nil {
			return out, err
		}
		shown, err := sales.Show(ctx, c, member.Ref{ID: holder}, in.Body.Proof)
		if err != nil {
			return out, err
		}
		_, err = c.Once(ctx, func(ctx context.Context, tx *store.Tx) (store.Made, error) {
			given, err := coupon.TransferCode(ctx, tx, coupon.TransferIn{Code: in.Code, To: to, Shown: shown})
			if err != nil {
				return store.Made{}, err
			}
			return store.Made{Kind: "coupon", ID: given.ID}, nil
		}, func(ctx context.Context, tx *store.Tx, made store.Made) (err error) {
			out, err = showCoupon(ctx, tx, c, made)
			return err
		})
		return out, err
	})
}

// showCoupon renders a coupon.
func showCoupon(ctx context.Context, tx *store.Tx, _ *shell.Call, made store.Made) (CouponOut, error) {
	c, err := coupon.ByID(ctx, tx, made.ID)
	if err != nil {
		return CouponOut{}, err
	}
	return couponOut(tx, c), nil
}

// couponOut is a coupon outside, as it stands now.
func couponOut(tx *store.Tx, c *coupon.Coupon) CouponOut {
	out := CouponOut{
		ID: store.FormatID("cpn", c.ID), Code: c.Code, TemplateID: store.FormatID("cpt", c.TemplateID), MemberID: shell.Named("mem", c.MemberID),
		Status: string(c.State(tx.Now())), Name: c.Terms.Name, Kind: string(c.Terms.Kind), Terms: termsOut(c.Terms), IssuedAt: wire.At(c.IssuedAt),
		ActivatesAt: wire.At(c.ActivatesAt), ExpiresAt: wire.At(c.ExpiresAt), OrderID: shell.Named("ord", c.OrderID), VoidReason: c.VoidReason,
		Rule: c.Rule, Root: shell.Reference(c.Root),
	}
	for to, at := range map[*wire.Time]calendar.Instant{&out.HeldAt: c.HeldAt, &out.UsedAt: c.UsedAt, &out.VoidedAt: c.VoidedAt} {
		if at != calendar.Never {
			*to = wire.At(at)
		}
	}
	if c.State(tx.Now()) == coupon.Locked {
		out.HoldID, out.HoldUntil = store.FormatID("hld", c.HoldID), wire.At(c.HoldUntil)
	}
	return out
}

// couponUseOut is a use outside.
func couponUseOut(u coupon.UseRow) CouponUseOut {
	out := CouponUseOut{
		ID: store.FormatID("cus", u.ID), Code: u.Code, MemberID: store.FormatID("mem", u.MemberID), OrderID: store.FormatID("ord", u.OrderID),
		StoreID: shell.Named("sto", u.StoreID), At: wire.At(u.At), AmountMinor: u.AmountMinor, PayableMinor: u.PayableMinor,
	}
	if u.ReturnedAt != calendar.Never {
		out.ReturnedAt = wire.At(u.ReturnedAt)
	}
	return out
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
		MadeBy: shell.Reference(b.MadeBy), At: wire.At(b.At),
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

// instantOrDay reads an instant, or a day of the merchant's zone; edge is which end of the day is meant. Nothing is 0.
func instantOrDay(tx *store.Tx, field, text string, edge func(calendar.Day, *time.Location) calendar.Instant) (calendar.Instant, *fault.Error) {
	if text == "" {
		return 0, nil
	}
	if day, err := calendar.ParseDay(text); err == nil {
		return edge(day, tx.Zone()), nil
	}
	at, refused := wire.ParseTime(text)
	if refused != nil {
		return 0, refused.Code.At(field, refused.Params)
	}
	return at, nil
}
