package counter

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/benefit"
	"regulars/internal/money"
	"regulars/internal/org"
	"regulars/internal/store"
)

// addUses registers the record of uses.
func addUses(t *shell.Table) {
	type of struct {
		memberPath
		shell.Page
	}
	shell.Read(t, shell.Op{
		ID: "member.entitlement_uses", Method: http.MethodGet, Path: "/v1/members/{id}/entitlement-uses", Group: benefitGroup, En: "What a member has used", Zh: "会员的核销记录",
		Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *of) (shell.List[UseOut], error) {
		id, err := in.holder(ctx, tx)
		if err != nil {
			return shell.List[UseOut]{}, err
		}
		return uses(ctx, tx, c, benefit.UsesIn{MemberID: id}, in.Page)
	})
	type all struct {
		shell.Page
		Benefit string    `query:"benefit" maxLength:"64" doc:"Code of the benefit or the card"`
		StoreID string    `query:"store_id" maxLength:"32"`
		From    wire.Time `query:"from"`
		Until   wire.Time `query:"until" doc:"Before"`
	}
	shell.Read(t, shell.Op{
		ID: "entitlement_use.list", Method: http.MethodGet, Path: "/v1/entitlement-uses", Group: benefitGroup, En: "What was used, newest first", Zh: "核销记录",
		Permission: string(org.MembersRead),
		Detail:     "A page may be short, or even empty, while next says where to go on: a page looks at a bounded number of uses. Who works in some stores sees what was used there.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *all) (shell.List[UseOut], error) {
		shop, err := shell.IDOr0("sto", "store_id", in.StoreID)
		if err != nil {
			return shell.List[UseOut]{}, err
		}
		stores, err := c.Who().StoresOf(shop)
		if err != nil {
			return shell.List[UseOut]{}, err
		}
		return uses(ctx, tx, c, benefit.UsesIn{Benefit: in.Benefit, Stores: stores, From: in.From.Instant(), Until: in.Until.Instant()}, in.Page)
	})
}

func uses(ctx context.Context, tx *store.Tx, c *shell.Call, in benefit.UsesIn, page shell.Page) (shell.List[UseOut], error) {
	var err error
	if in.Before, err = page.CursorID(); err != nil {
		return shell.List[UseOut]{}, err
	}
	in.Limit = page.Limit
	list, err := benefit.Uses(ctx, tx, in)
	if err != nil {
		return shell.List[UseOut]{}, err
	}
	out := make([]UseOut, len(list.Uses))
	for i, l := range list.Uses {
		out[i] = lineOut(c, l)
	}
	next := ""
	if list.Next != 0 {
		next = shell.AfterID(list.Next)
	}
	return shell.Listed(out, next), nil
}

func lineOut(c *shell.Call, l *benefit.UseLine) UseOut {
	out := useOut(&l.Use, l.Holder)
	out.Benefit, out.Kind, out.Name = l.Benefit, string(l.Kind), l.Terms.Title().In(c.Language())
	return out
}

func useOut(u *benefit.Use, holder int64) UseOut {
	stays := func(minor int64) int64 { return money.MulDiv(minor, u.Quantity-u.Returned, u.Quantity, money.Floor) }
	out := UseOut{
		ID: store.FormatID("eus", u.ID), EntitlementID: store.FormatID("etl", u.EntitlementID), MemberID: store.FormatID("mem", holder),
		UsedBy: store.FormatID("mem", u.UsedBy), Quantity: u.Quantity, Returned: u.Returned, State: u.State, Cause: org.Reference(u.Cause.String()),
		AmountMinor: stays(u.AmountMinor), CostMinor: stays(u.CostMinor), StoreID: shell.Named("sto", u.StoreID), Source: u.Source, Number: u.Number, Note: u.Note,
		MadeBy: org.Reference(u.MadeBy), At: wire.At(u.At), UndoneAt: never(u.UndoneAt), UndoneWhy: u.UndoneWhy,
	}
	if u.Cause.Kind == "use" {
		out.Cause = "use"
	}
	return out
}

func showUse(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (UseOut, error) {
	u, err := benefit.GetUse(ctx, tx, made.ID)
	if err != nil {
		return UseOut{}, err
	}
	e, err := benefit.Get(ctx, tx, u.EntitlementID)
	if err != nil {
		return UseOut{}, err
	}
	out := useOut(u, e.Holder)
	out.Benefit, out.Kind, out.Name = e.Benefit, string(e.Kind), e.Terms.Title().In(c.Language())
	return out, nil
}
