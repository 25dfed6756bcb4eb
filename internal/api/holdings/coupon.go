package holdings

import (
	"context"
	"net/http"
	"time"

	"regulars/internal/api/counter"
	"regulars/internal/api/sales"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
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
	of := couponOp("coupon_template.coupons", http.MethodGet, "/v1/coupon-templates/{id}/coupons", org.MembersRead, [2]string{"The coupons of a template, newest first", "模板下的券与券码"})
	of.Detail = "Codes that nobody holds yet are masked for those who lack coupons:issue: whoever has one may claim it."
	shell.Read(t, of, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *made) (shell.List[CouponOut], error) {
		id, _, err := in.at(ctx, tx, in.Page)
		if err != nil {
			return shell.List[CouponOut]{}, err
		}
		out, err := couponList(ctx, tx, coupon.ListIn{TemplateID: id, State: coupon.State(in.Status)}, in.Page)
		for i := range out.Data {
			if out.Data[i].MemberID == "" && !c.Who().May(org.CouponsIssue) {
				out.Data[i].Code = vault.MaskCode(out.Data[i].Code)
			}
		}
		return out, err
	})
	type uses struct {
		templateByID
		shell.Page
	}
	shell.Read(t, couponOp("coupon_template.uses", http.MethodGet, "/v1/coupon-templates/{id}/uses", org.OrdersRead, [2]string{"Orders that used coupons of a template, newest first", "券核销记录"}),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *uses) (shell.List[CouponUseOut], error) {
			id, before, err := in.at(ctx, tx, in.Page)
			if err != nil {
				return shell.List[CouponUseOut]{}, err
			}
			rows, err := coupon.Uses(ctx, tx, id, before, in.Limit)
			return shell.Paged(rows, in.Limit, couponUseOut, func(u coupon.UseRow) int64 { return u.ID }), err
		})
}

func couponList(ctx context.Context, tx *store.Tx, in coupon.ListIn, page shell.Page) (shell.List[CouponOut], error) {
	var err error
	if in.Before, err = page.CursorID(); err != nil {
		return shell.List[CouponOut]{}, err
	}
	in.Limit = page.Limit
	found, err := coupon.List(ctx, tx, in)
	data := make([]CouponOut, len(found.Coupons))
	for i, c := range found.Coupons {
		data[i] = couponOut(tx, c)
	}
	next := ""
	if found.Next != 0 {
		next = shell.AfterID(found.Next)
	}
	return shell.Listed(data, next), err
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
		shown, err := counter.Show(ctx, c, member.Ref{ID: holder}, in.Body.Proof)
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
		Rule: c.Rule, Root: org.Reference(c.Root),
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
