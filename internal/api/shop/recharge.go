package shop

import (
	"context"
	"net/http"

	"regulars/internal/api/counter"
	"regulars/internal/api/gives"
	"regulars/internal/api/sales"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/mall/recharge"
	"regulars/internal/offer/deal"
	"regulars/internal/org"
	"regulars/internal/store"
)

// valueGroup is the heading of stored value.
const valueGroup = "Stored value"

// LongTextBody is a longer text in both languages.
type LongTextBody struct {
	Zh string `json:"zh,omitempty" maxLength:"2000"`
	En string `json:"en,omitempty" maxLength:"2000"`
}

// RechargeTermsBody is the merchant's rules of stored value.
type RechargeTermsBody struct {
	LimitMinor          int64        `json:"limit_minor" minimum:"0" maximum:"10000000000" doc:"Principal on one card; 0 is no limit" example:"500000"`
	AnonymousLimitMinor int64        `json:"anonymous_limit_minor" minimum:"0" maximum:"10000000000" doc:"The same for who has left neither name nor phone; 0 is that of the others" example:"100000"`
	AnyAmount           bool         `json:"any_amount" doc:"Value can be bought without an offer"`
	CoolingDays         int64        `json:"cooling_days" minimum:"0" maximum:"365" doc:"Within so many days after a recharge the member needs no reason, and what was used counts at the ratio paid: principal / (principal + bonus)" example:"7"`
	OwnBasis            string       `json:"own_basis" enum:"list,paid,ratio" doc:"At what uses count later, for the member's own reason: the price before discounts, what was drawn, or the part of it that was paid for"`
	AloneUpToMinor      int64        `json:"alone_up_to_minor" minimum:"0" maximum:"10000000000" doc:"Paid back without a second person"`
	Text                LongTextBody `json:"text" doc:"What members are shown of all this, in the merchant's own words; what is empty is written from the rules"`
}

// RechargeTermsOut is the rules with their version.
type RechargeTermsOut struct {
	RechargeTermsBody
	Told    LongTextBody `json:"told" doc:"What members are shown"`
	Version int64        `json:"version" doc:"The ETag"`
}

// RechargeOfferBody is so much bonus for so much principal.
type RechargeOfferBody struct {
	Name        counter.TextBody `json:"name"`
	AmountMinor int64            `json:"amount_minor" minimum:"1" maximum:"10000000000" doc:"Principal" example:"50000"`
	BonusMinor  int64            `json:"bonus_minor" minimum:"0" maximum:"10000000000" example:"6000"`
	BonusDays   int64            `json:"bonus_days,omitempty" minimum:"0" maximum:"3660" doc:"The bonus lives so many days; 0 for ever. Principal never expires"`
	Gift        []gives.Reward   `json:"gift,omitempty" maxItems:"50" doc:"What else comes with it"`
	BudgetIDs   []string         `json:"budget_ids,omitempty" maxItems:"5" maxLength:"32" doc:"Budgets that the gift draws from: bud_…. Where one is at its end the value is sold without the gift"`
	From        string           `json:"from,omitempty" maxLength:"10" doc:"First day, YYYY-MM-DD"`
	Until       string           `json:"until,omitempty" maxLength:"10" doc:"Last day, YYYY-MM-DD"`
	PerMember   int64            `json:"per_member,omitempty" minimum:"0" maximum:"10000" doc:"How often a member may take it; 0 is no limit"`
	FirstOnly   bool             `json:"first_only,omitempty" doc:"For a first recharge alone"`
	OnSale      bool             `json:"on_sale"`
}

// RechargeOfferOut is an offer.
type RechargeOfferOut struct {
	ID string `json:"id" doc:"rof_…"`
	RechargeOfferBody
	Open      bool      `json:"open" doc:"It can be taken today"`
	Version   int64     `json:"version" doc:"The ETag"`
	CreatedAt wire.Time `json:"created_at"`
	UpdatedAt wire.Time `json:"updated_at"`
}

// offerByID names an offer in the path.
type offerByID struct {
	ID string `path:"id" maxLength:"32" doc:"rof_…"`
}

func (in offerByID) id() (int64, error) { return shell.PathID("rof", "recharge offer", in.ID) }

func (b *RechargeOfferBody) offer(ctx context.Context, tx *store.Tx) (in recharge.OfferIn, err error) {
	in = recharge.OfferIn{OnSale: b.OnSale, Terms: recharge.OfferTerms{
		Name: deal.Text(b.Name), AmountMinor: b.AmountMinor, BonusMinor: b.BonusMinor, BonusDays: b.BonusDays, From: b.From, Until: b.Until, PerMember: b.PerMember,
		FirstOnly: b.FirstOnly,
	}}
	if len(b.Gift) > 0 {
		if in.Terms.Gift, err = gives.Read(b.Gift, "gift"); err != nil {
			return in, err
		}
	}
	in.Terms.Budgets, err = gives.ReadBudgets(ctx, tx, b.BudgetIDs)
	return in, err
}

func offerOut(tx *store.Tx, o *recharge.Offer) RechargeOfferOut {
	t := &o.Terms
	return RechargeOfferOut{
		ID: store.FormatID("rof", o.ID), Open: o.Open(tx), Version: o.Version, CreatedAt: wire.At(o.CreatedAt), UpdatedAt: wire.At(o.UpdatedAt),
		RechargeOfferBody: RechargeOfferBody{
			Name: counter.TextBody(t.Name), AmountMinor: t.AmountMinor, BonusMinor: t.BonusMinor, BonusDays: t.BonusDays, Gift: gives.Show(t.Gift), BudgetIDs: gives.ShowBudgets(t.Budgets), From: t.From,
			Until: t.Until, PerMember: t.PerMember, FirstOnly: t.FirstOnly, OnSale: o.OnSale,
		},
	}
}

// showOffer renders an offer and sets its ETag.
func showOffer(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (RechargeOfferOut, error) {
	o, err := recharge.GetOffer(ctx, tx, made.ID)
	if err != nil {
		return RechargeOfferOut{}, err
	}
	c.SetETag(o.Version)
	return offerOut(tx, o), nil
}

// addRecharges registers stored value.
func addRecharges(t *shell.Table) {
	addTerms(t)
	row := func(id, method, path, en, zh string, permission org.Permission) shell.Op {
		return shell.Op{ID: id, Method: method, Path: path, Group: valueGroup, En: en, Zh: zh, Permission: string(permission)}
	}
	shell.Read(t, row("recharge_offer.list", http.MethodGet, "/v1/recharge-offers", "List recharge offers", "充值方案列表", org.ProgramRead),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Part) (shell.List[RechargeOfferOut], error) {
			list, err := recharge.ListOffers(ctx, tx)
			out := make([]RechargeOfferOut, len(list))
			for i, o := range list {
				out[i] = offerOut(tx, o)
			}
			if err != nil {
				return shell.List[RechargeOfferOut]{}, err
			}
			return shell.Whole(out, *in, func(o *RechargeOfferOut) string { return o.ID })
		})
	type add struct{ Body RechargeOfferBody }
	added := row("recharge_offer.add", http.MethodPost, "/v1/recharge-offers", "Make a recharge offer", "新建充值方案", org.OffersWrite)
	added.Status = http.StatusCreated
	shell.Write(t, added, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *add) (store.Made, error) {
		offer, err := in.Body.offer(ctx, tx)
		if err != nil {
			return store.Made{}, err
		}
		o, err := recharge.AddOffer(ctx, tx, offer)
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "recharge_offer", ID: o.ID}, nil
	}, showOffer)
	shell.Get(t, row("recharge_offer.get", http.MethodGet, "/v1/recharge-offers/{id}", "Read a recharge offer", "查看充值方案", org.ProgramRead), offerByID.id, showOffer)
	type change struct {
		offerByID
		Body RechargeOfferBody
	}
	changed := row("recharge_offer.change", http.MethodPut, "/v1/recharge-offers/{id}", "Change a recharge offer", "修改充值方案", org.OffersWrite)
	changed.IfMatch = true
	shell.Write(t, changed, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		offer, err := in.Body.offer(ctx, tx)
		if err != nil {
			return store.Made{}, err
		}
		_, err = recharge.ChangeOffer(ctx, tx, id, c.Version(), offer)
		return store.Made{Kind: "recharge_offer", ID: id}, err
	}, showOffer)
	addValue(t)
	addWithdrawals(t)
	addBalance(t)
}

// addTerms registers the rules of stored value.
func addTerms(t *shell.Table) {
	show := func(ctx context.Context, tx *store.Tx, c *shell.Call) (RechargeTermsOut, error) {
		terms, version, err := recharge.GetTerms(ctx, tx)
		c.SetETag(version)
		return RechargeTermsOut{Version: version, Told: LongTextBody(terms.Told()), RechargeTermsBody: RechargeTermsBody{
			LimitMinor: terms.LimitMinor, AnonymousLimitMinor: terms.AnonymousLimitMinor, AnyAmount: terms.AnyAmount, CoolingDays: terms.CoolingDays,
			OwnBasis: string(terms.OwnBasis), AloneUpToMinor: terms.AloneUpToMinor, Text: LongTextBody(terms.Text),
		}}, err
	}
	shell.Read(t, shell.Op{
		ID: "recharge_terms.get", Method: http.MethodGet, Path: "/v1/recharge-terms", Group: valueGroup, En: "The rules of stored value", Zh: "储值规则", Permission: string(org.ProgramRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, _ *shell.Empty) (RechargeTermsOut, error) {
		return show(ctx, tx, c)
	})
	type change struct{ Body RechargeTermsBody }
	shell.Write(t, shell.Op{
		ID: "recharge_terms.change", Method: http.MethodPut, Path: "/v1/recharge-terms", Group: valueGroup, En: "Change the rules of stored value", Zh: "修改储值规则",
		Permission: string(org.SettingsWrite), IfMatch: true,
		Detail: "The defaults follow what China asks of prepaid cards. The merchant answers for the law of its place.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		b := &in.Body
		_, err := recharge.SaveTerms(ctx, tx, c.Version(), recharge.Terms{
			LimitMinor: b.LimitMinor, AnonymousLimitMinor: b.AnonymousLimitMinor, AnyAmount: b.AnyAmount, CoolingDays: b.CoolingDays, OwnBasis: recharge.Basis(b.OwnBasis),
			AloneUpToMinor: b.AloneUpToMinor, Text: deal.Text(b.Text),
		})
		return store.Made{Kind: "recharge_terms", ID: tx.MerchantID()}, err
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, _ store.Made) (RechargeTermsOut, error) {
		return show(ctx, tx, c)
	})
}

// RechargeOut is one recharge.
type RechargeOut struct {
	ID             string                `json:"id" doc:"rch_…"`
	MemberID       string                `json:"member_id"`
	Member         *sales.OrderOwner     `json:"member,omitempty" doc:"In lists of all members; null where the person was erased"`
	OfferID        string                `json:"offer_id,omitempty"`
	Offer          string                `json:"offer,omitempty" doc:"Its name then"`
	AmountMinor    int64                 `json:"amount_minor" doc:"Principal"`
	BonusMinor     int64                 `json:"bonus_minor"`
	WithdrawnMinor int64                 `json:"withdrawn_minor" doc:"Paid back"`
	VoidedMinor    int64                 `json:"voided_minor" doc:"Bonus that went with it"`
	Source         string                `json:"source"`
	Number         string                `json:"number"`
	StoreID        string                `json:"store_id,omitempty"`
	Payments       []counter.PaymentBody `json:"payments"`
	MadeBy         string                `json:"made_by"`
	At             wire.Time             `json:"at"`
	GiftRefused    string                `json:"gift_refused,omitempty" doc:"Why what else comes with it was not given: a budget was at its end"`
}

func rechargeOut(c *shell.Call, r *recharge.Recharge) RechargeOut {
	return RechargeOut{
		ID: store.FormatID("rch", r.ID), MemberID: store.FormatID("mem", r.MemberID), OfferID: shell.Named("rof", r.OfferID), Offer: r.Offer.In(c.Language()), AmountMinor: r.AmountMinor,
		BonusMinor: r.BonusMinor, WithdrawnMinor: r.WithdrawnMinor, VoidedMinor: r.VoidedMinor, Source: r.Source, Number: r.Number, StoreID: shell.Named("sto", r.StoreID),
		Payments: payments(r.Payments), MadeBy: org.Reference(r.MadeBy), At: wire.At(r.MadeAt), GiftRefused: r.Giftless.In(c.Language()),
	}
}

func showRecharge(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (RechargeOut, error) {
	r, err := recharge.Get(ctx, tx, made.ID)
	if err != nil {
		return RechargeOut{}, err
	}
	return rechargeOut(c, r), nil
}

// RechargeBody is a recharge to be made.
type RechargeBody struct {
	OfferID     string                `json:"offer_id,omitempty" maxLength:"32" doc:"rof_…, or an amount"`
	AmountMinor int64                 `json:"amount_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Without an offer there is no bonus"`
	Source      string                `json:"source" minLength:"1" maxLength:"64" example:"till-3"`
	Number      string                `json:"number" minLength:"1" maxLength:"64" doc:"With source the natural key" example:"R-1001"`
	StoreID     string                `json:"store_id,omitempty" maxLength:"32"`
	Payments    []counter.PaymentBody `json:"payments,omitempty" maxItems:"10" doc:"They sum to the principal"`
}

// addValue registers recharges.
func addValue(t *shell.Table) {
	row := func(id, method, path, en, zh string, permission org.Permission) shell.Op {
		return shell.Op{ID: id, Method: method, Path: path, Group: valueGroup, En: en, Zh: zh, Permission: string(permission)}
	}
	type one struct {
		memberByID
		Body RechargeBody
	}
	made := row("member.recharge", http.MethodPost, "/v1/members/{id}/recharges", "Sell a member stored value", "会员充值", org.HoldingsSell)
	made.Status = http.StatusCreated
	made.Detail = "(source, number) is the natural key: the same again answers 200 with what was made; another body 409 recharge_number_reused."
	shell.Write(t, made, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *one) (store.Made, error) {
		return sellValue(ctx, tx, c, in.memberByID, &in.Body)
	}, showRecharge)
	type ofMember struct {
		memberByID
		shell.Page
	}
	shell.Read(t, row("member.recharges", http.MethodGet, "/v1/members/{id}/recharges", "The recharges of a member", "会员充值记录", org.MembersRead),
		func(ctx context.Context, tx *store.Tx, c *shell.Call, in *ofMember) (shell.List[RechargeOut], error) {
			id, err := in.holder(ctx, tx)
			if err != nil {
				return shell.List[RechargeOut]{}, err
			}
			return rechargesOf(ctx, tx, c, in.Page, recharge.ListIn{MemberID: id})
		})
	type all struct {
		shell.Page
		shell.Period
	}
	shell.Read(t, row("recharge.list", http.MethodGet, "/v1/recharges", "Recharges, newest first", "充值记录", org.MembersRead),
		func(ctx context.Context, tx *store.Tx, c *shell.Call, in *all) (shell.List[RechargeOut], error) {
			ask := recharge.ListIn{}
			if in.From != 0 || in.To != 0 {
				ask.From, ask.Until = in.Span(tx)
			}
			return rechargesOf(ctx, tx, c, in.Page, ask)
		})
	type byID struct {
		ID string `path:"id" maxLength:"32" doc:"rch_…"`
	}
	shell.Get(t, row("recharge.get", http.MethodGet, "/v1/recharges/{id}", "Read a recharge", "查看充值", org.MembersRead), func(in byID) (int64, error) { return shell.PathID("rch", "recharge", in.ID) }, showRecharge)
}

// sellValue makes a recharge; a repeat by its number answers 200.
func sellValue(ctx context.Context, tx *store.Tx, c *shell.Call, who memberByID, b *RechargeBody) (store.Made, error) {
	id, err := who.holder(ctx, tx)
	if err != nil {
		return store.Made{}, err
	}
	in := recharge.MakeIn{MemberID: id, AmountMinor: b.AmountMinor, Source: b.Source, Number: b.Number, Payments: paymentsIn(b.Payments), MadeBy: c.MadeBy()}
	if in.OfferID, err = shell.IDOr0("rof", "offer_id", b.OfferID); err != nil {
		return store.Made{}, err
	}
	if in.StoreID, err = counter.StoreIn(ctx, tx, c, b.StoreID); err != nil {
		return store.Made{}, err
	}
	r, again, err := recharge.Make(ctx, tx, in)
	if err != nil {
		return store.Made{}, err
	}
	if again {
		c.SetStatus(http.StatusOK)
	}
	return store.Made{Kind: "recharge", ID: r.ID}, nil
}

// rechargesOf is a page of recharges; of all members with who they are.
func rechargesOf(ctx context.Context, tx *store.Tx, c *shell.Call, page shell.Page, ask recharge.ListIn) (shell.List[RechargeOut], error) {
	var err error
	if ask.Before, err = page.CursorID(); err != nil {
		return shell.List[RechargeOut]{}, err
	}
	ask.Limit = page.Limit
	list, err := recharge.List(ctx, tx, ask)
	if err != nil {
		return shell.List[RechargeOut]{}, err
	}
	owners := map[int64]*sales.OrderOwner{}
	if ask.MemberID == 0 {
		records := make([]int64, len(list))
		for i, r := range list {
			records[i] = r.MemberID
		}
		if owners, err = sales.Owners(ctx, tx, c, records); err != nil {
			return shell.List[RechargeOut]{}, err
		}
	}
	return shell.Paged(list, page.Limit, func(r *recharge.Recharge) RechargeOut {
		out := rechargeOut(c, r)
		out.Member = owners[r.MemberID]
		return out
	}, func(r *recharge.Recharge) int64 { return r.ID }), nil
}
