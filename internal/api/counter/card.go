package counter

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/benefit"
	"regulars/internal/benefit/card"
	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/org"
	"regulars/internal/store"
)

// TextBody is a text in both languages.
type TextBody struct {
	Zh string `json:"zh,omitempty" maxLength:"200"`
	En string `json:"en,omitempty" maxLength:"200"`
}

// TimesCardBody is what a times card promises.
type TimesCardBody struct {
	Name       TextBody `json:"name"`
	Summary    TextBody `json:"summary,omitempty"`
	Uses       int64    `json:"uses" minimum:"1" maximum:"1000" example:"10"`
	PriceMinor int64    `json:"price_minor" minimum:"0" maximum:"10000000000" example:"88000"`
	ListMinor  int64    `json:"list_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Price of one use alone: what a use counts when a member gives the card back for reasons of his own"`
	CostMinor  int64    `json:"cost_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Of one use, to the merchant"`
	Gives      string   `json:"gives" enum:"service,unit_free" doc:"unit_free: one unit of the goods in scope costs nothing on an order"`
	Service    string   `json:"service,omitempty" maxLength:"200" doc:"Of service: what is done" example:"小儿推拿 30 分钟"`
	SKUs       []string `json:"skus,omitempty" maxItems:"200" maxLength:"64" doc:"Of unit_free"`
	Categories []string `json:"categories,omitempty" maxItems:"200" maxLength:"64" doc:"Codes"`
	Days       int      `json:"days,omitempty" minimum:"0" maximum:"3650" doc:"Good for so many days after it was sold"`
	Until      string   `json:"until,omitempty" maxLength:"10" doc:"Or to the end of a day, YYYY-MM-DD; neither: without end"`
	Shared     bool     `json:"shared,omitempty" doc:"Family may use it: members whom the holder names"`
}

// TimesCardOut is a times card that is offered.
type TimesCardOut struct {
	ID      string `json:"id" doc:"tck_…"`
	Code    string `json:"code" doc:"A reward of the kind entitlement may name it as its benefit"`
	Active  bool   `json:"active" doc:"It is sold"`
	Version int64  `json:"version" doc:"The ETag"`
	TimesCardBody
	MadeAt wire.Time `json:"made_at"`
}

// PaymentBody is money that was paid.
type PaymentBody struct {
	Kind        string `json:"kind" enum:"cash,card,wechat,alipay,other" example:"wechat"`
	AmountMinor int64  `json:"amount_minor" minimum:"0" maximum:"10000000000"`
}

// TimesCardSaleOut is a times card that was sold.
type TimesCardSaleOut struct {
	ID            string        `json:"id" doc:"tcs_…"`
	CardID        string        `json:"card_id"`
	Name          string        `json:"name"`
	MemberID      string        `json:"member_id"`
	EntitlementID string        `json:"entitlement_id" doc:"What the member holds of it"`
	Source        string        `json:"source"`
	Number        string        `json:"number"`
	StoreID       string        `json:"store_id,omitempty"`
	Uses          int64         `json:"uses"`
	PaidMinor     int64         `json:"paid_minor"`
	Payments      []PaymentBody `json:"payments"`
	MadeBy        string        `json:"made_by"`
	At            wire.Time     `json:"at"`
	Refunded      bool          `json:"refunded"`
	RefundedMinor int64         `json:"refunded_minor"`
	RefundNumber  string        `json:"refund_number,omitempty"`
	RefundWhy     string        `json:"refund_why,omitempty"`
	RefundedAt    wire.Time     `json:"refunded_at,omitempty"`
	Left          int64         `json:"left" doc:"Uses that can still be made of it"`
	Status        string        `json:"status" enum:"pending,usable,used,expired,void" doc:"Of what the member holds of it"`
}

type cardByID struct {
	ID string `path:"id" maxLength:"32" doc:"tck_…"`
}

func (in cardByID) id() (int64, error) { return shell.PathID("tck", "times card", in.ID) }

func (b *TimesCardBody) document() card.Document {
	return card.Document{
		Name: deal.Text(b.Name), Summary: deal.Text(b.Summary), Uses: b.Uses, PriceMinor: b.PriceMinor, ListMinor: b.ListMinor, CostMinor: b.CostMinor,
		Gives: deal.Gives(b.Gives), Service: b.Service, Scope: deal.ScopeTerms{SKUs: b.SKUs, Categories: b.Categories}, Days: b.Days, Until: b.Until, Shared: b.Shared,
	}
}

func cardOut(k *card.Kind) TimesCardOut {
	return TimesCardOut{
		ID: store.FormatID("tck", k.ID), Code: k.Code, Active: k.Active, Version: k.Version, MadeAt: wire.At(k.MadeAt), TimesCardBody: TimesCardBody{
			Name: TextBody(k.Name), Summary: TextBody(k.Summary), Uses: k.Uses, PriceMinor: k.PriceMinor, ListMinor: k.ListMinor, CostMinor: k.CostMinor,
			Gives: string(k.Gives), Service: k.Service, SKUs: k.Scope.SKUs, Categories: k.Scope.Categories, Days: k.Days, Until: k.Until, Shared: k.Shared,
		},
	}
}

func showCard(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (TimesCardOut, error) {
	k, err := card.Get(ctx, tx, made.ID)
	if err != nil {
		return TimesCardOut{}, err
	}
	c.SetETag(k.Version)
	return cardOut(k), nil
}

// addCards registers times cards.
func addCards(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "times_card.list", Method: http.MethodGet, Path: "/v1/times-cards", Group: benefitGroup, En: "Times cards that are offered", Zh: "次卡列表", Permission: string(org.ProgramRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, _ *shell.Empty) (shell.List[TimesCardOut], error) {
		list, err := card.List(ctx, tx)
		out := make([]TimesCardOut, len(list))
		for i, k := range list {
			out[i] = cardOut(k)
		}
		return shell.Listed(out, ""), err
	})
	type add struct {
		Body struct {
			Code string `json:"code" minLength:"1" maxLength:"40" doc:"a–z, 0–9, - and _" example:"massage10"`
			TimesCardBody
		}
	}
	shell.Write(t, shell.Op{
		ID: "times_card.add", Method: http.MethodPost, Path: "/v1/times-cards", Group: benefitGroup, En: "Offer a times card", Zh: "新建次卡", Permission: string(org.OffersWrite),
		Status: http.StatusCreated,
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *add) (store.Made, error) {
		k, err := card.Create(ctx, tx, in.Body.Code, in.Body.document())
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "times_card", ID: k.ID}, nil
	}, showCard)
	shell.Read(t, shell.Op{
		ID: "times_card.get", Method: http.MethodGet, Path: "/v1/times-cards/{id}", Group: benefitGroup, En: "Read a times card", Zh: "查看次卡", Permission: string(org.ProgramRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *cardByID) (TimesCardOut, error) {
		id, err := in.id()
		if err != nil {
			return TimesCardOut{}, err
		}
		return showCard(ctx, tx, c, store.Made{ID: id})
	})
	type change struct {
		cardByID
		Body struct {
			Active bool `json:"active" doc:"false: it is not sold any more; what was sold stays good"`
			TimesCardBody
		}
	}
	shell.Write(t, shell.Op{
		ID: "times_card.change", Method: http.MethodPut, Path: "/v1/times-cards/{id}", Group: benefitGroup, En: "Change a times card", Zh: "修改次卡", Permission: string(org.OffersWrite),
		IfMatch: true, Detail: "For cards that are sold from now on: what was sold keeps the terms it was sold with.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		_, err = card.Change(ctx, tx, card.ChangeIn{ID: id, Version: c.Version(), Document: in.Body.document(), Active: in.Body.Active})
		return store.Made{Kind: "times_card", ID: id}, err
	}, showCard)
	addSales(t)
	addShare(t)
}

type sellIn struct {
	memberPath
	Body struct {
		CardID   string        `json:"card_id" minLength:"1" maxLength:"32" doc:"tck_…"`
		StoreID  string        `json:"store_id,omitempty" maxLength:"32" doc:"sto_…"`
		Source   string        `json:"source" minLength:"1" maxLength:"64" doc:"The system that numbered it" example:"till-3"`
		Number   string        `json:"number" minLength:"1" maxLength:"64" doc:"With source the natural key"`
		Payments []PaymentBody `json:"payments" maxItems:"10" doc:"They sum to the card's price"`
	}
}

// sell sells a card to a member.
func sell(ctx context.Context, tx *store.Tx, c *shell.Call, in *sellIn) (store.Made, error) {
	id, err := in.id()
	if err != nil {
		return store.Made{}, err
	}
	req := card.SellIn{MemberID: id, Source: in.Body.Source, Number: in.Body.Number, MadeBy: madeBy(c)}
	if req.CardID, err = shell.ID("tck", "card_id", in.Body.CardID); err != nil {
		return store.Made{}, err
	}
	if req.StoreID, err = StoreOf(ctx, c, in.Body.StoreID); err != nil {
		return store.Made{}, err
	}
	for _, p := range in.Body.Payments {
		req.Payments = append(req.Payments, card.Payment(p))
	}
	sale, repeated, err := card.Sell(ctx, tx, req)
	if err != nil {
		return store.Made{}, err
	}
	if repeated {
		c.SetStatus(http.StatusOK)
	}
	return store.Made{Kind: "times_card_sale", ID: sale.ID}, nil
}

type refundIn struct {
	ID     string `path:"id" maxLength:"32" doc:"tcs_…"`
	DryRun bool   `query:"dry_run" doc:"Say what would go back, and do nothing"`
	Body   struct {
		Number string `json:"number" minLength:"1" maxLength:"64" doc:"The same again answers what was done"`
		Reason string `json:"reason" enum:"merchant,member" doc:"For whose reason it is given back: for the member's own, after seven days, each use counts at the price of one alone"`
		Note   string `json:"note,omitempty" maxLength:"400"`
	}
}

// refundCard gives back what is not used of a card.
func refundCard(ctx context.Context, c *shell.Call, in *refundIn) (TimesCardSaleOut, error) {
	var out TimesCardSaleOut
	id, err := shell.PathID("tcs", "sale", in.ID)
	if err != nil {
		return out, err
	}
	req := card.RefundIn{SaleID: id, Number: in.Body.Number, Reason: in.Body.Reason, Note: in.Body.Note, By: madeBy(c), DryRun: in.DryRun}
	if in.DryRun {
		err := c.DB().View(ctx, c.Scope(), func(tx *store.Tx) error {
			s, err := card.Refund(ctx, tx, req)
			if err == nil {
				out, err = saleOut(ctx, tx, c, s)
			}
			return err
		})
		return out, err
	}
	_, err = c.Once(ctx, func(ctx context.Context, tx *store.Tx) (store.Made, error) {
		_, err := card.Refund(ctx, tx, req)
		return store.Made{Kind: "times_card_sale", ID: id}, err
	}, func(ctx context.Context, tx *store.Tx, made store.Made) (err error) {
		out, err = showSale(ctx, tx, c, made)
		return err
	})
	return out, err
}

// addSales registers the sale of cards.
func addSales(t *shell.Table) {
	shell.Write(t, shell.Op{
		ID: "times_card.sell", Method: http.MethodPost, Path: "/v1/members/{id}/times-cards", Group: benefitGroup, En: "Sell a times card to a member", Zh: "售卖次卡",
		Permission: string(org.HoldingsSell), Status: http.StatusCreated, Detail: "(source, number) is the natural key.",
	}, sell, showSale)
	type list struct {
		shell.Page
		MemberID string `query:"member_id" maxLength:"32"`
		CardID   string `query:"card_id" maxLength:"32"`
	}
	shell.Read(t, shell.Op{
		ID: "times_card.sales", Method: http.MethodGet, Path: "/v1/times-card-sales", Group: benefitGroup, En: "Times cards that were sold, newest first", Zh: "次卡销售记录",
		Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *list) (shell.List[TimesCardSaleOut], error) {
		return listSales(ctx, tx, c, in.Page, in.MemberID, in.CardID)
	})
	shell.Do(t, shell.Op{
		ID: "times_card.refund", Method: http.MethodPost, Path: "/v1/times-card-sales/{id}/refund", Group: benefitGroup, En: "Give back what is not used of a times card", Zh: "次卡退款",
		Permission: string(org.RefundsWrite), Keyed: true,
		Detail: "Within seven days, and for the merchant's reason, uses count at what was paid for them; for the member's own reason at the price of one use alone.",
	}, refundCard)
}

func listSales(ctx context.Context, tx *store.Tx, c *shell.Call, page shell.Page, of, kind string) (shell.List[TimesCardSaleOut], error) {
	var none shell.List[TimesCardSaleOut]
	in := card.SalesIn{Limit: page.Limit}
	var err error
	if in.Before, err = page.CursorID(); err != nil {
		return none, err
	}
	if in.CardID, err = shell.IDOr0("tck", "card_id", kind); err != nil {
		return none, err
	}
	id, err := shell.IDOr0("mem", "member_id", of)
	if err != nil {
		return none, err
	}
	if id != 0 {
		if id, err = member.Holder(ctx, tx, id); err != nil {
			return none, err
		}
		if in.Members, err = member.WithAliases(ctx, tx, id); err != nil {
			return none, err
		}
	}
	sales, err := card.Sales(ctx, tx, in)
	if err != nil {
		return none, err
	}
	out, err := salesOut(ctx, tx, c, sales)
	next := ""
	if len(sales) == page.Limit && len(sales) > 0 {
		next = shell.AfterID(sales[len(sales)-1].ID)
	}
	return shell.Listed(out, next), err
}

// cardNames are the names of cards by id.
func cardNames(ctx context.Context, tx *store.Tx, c *shell.Call) (map[int64]string, error) {
	kinds, err := card.List(ctx, tx)
	names := map[int64]string{}
	for _, k := range kinds {
		names[k.ID] = k.Name.In(c.Language())
	}
	return names, err
}

func showSale(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (TimesCardSaleOut, error) {
	s, err := card.GetSale(ctx, tx, made.ID)
	if err != nil {
		return TimesCardSaleOut{}, err
	}
	return saleOut(ctx, tx, c, s)
}

func saleOut(ctx context.Context, tx *store.Tx, c *shell.Call, s *card.Sale) (TimesCardSaleOut, error) {
	out, err := salesOut(ctx, tx, c, []*card.Sale{s})
	if err != nil {
		return TimesCardSaleOut{}, err
	}
	return out[0], nil
}

// salesOut are sales with the names of the cards, and what is left of them.
func salesOut(ctx context.Context, tx *store.Tx, c *shell.Call, sales []*card.Sale) ([]TimesCardSaleOut, error) {
	names, err := cardNames(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(sales))
	for i, s := range sales {
		ids[i] = s.EntitlementID
	}
	held, err := benefit.Many(ctx, tx, ids)
	out := make([]TimesCardSaleOut, len(sales))
	for i, s := range sales {
		out[i] = saleOf(s, names)
		if n, found := slices.BinarySearchFunc(held, s.EntitlementID, func(e *benefit.Entitlement, id int64) int { return cmp.Compare(e.ID, id) }); found {
			out[i].Status = held[n].Status(tx.Now())
			if out[i].Status == benefit.StatusUsable {
				out[i].Left = held[n].Left()
			}
		}
	}
	return out, err
}

func saleOf(s *card.Sale, names map[int64]string) TimesCardSaleOut {
	out := TimesCardSaleOut{
		ID: store.FormatID("tcs", s.ID), CardID: store.FormatID("tck", s.CardID), Name: names[s.CardID], MemberID: store.FormatID("mem", s.MemberID),
		EntitlementID: store.FormatID("etl", s.EntitlementID), Source: s.Source, Number: s.Number, StoreID: shell.Named("sto", s.StoreID), Uses: s.Uses,
		PaidMinor: s.PaidMinor, Payments: make([]PaymentBody, len(s.Payments)), MadeBy: shell.Reference(s.MadeBy), At: wire.At(s.At),
		Refunded: s.RefundedAt != calendar.Never, RefundedMinor: s.RefundedMinor, RefundNumber: s.RefundNumber, RefundWhy: s.RefundWhy,
		RefundedAt: never(s.RefundedAt),
	}
	for i, p := range s.Payments {
		out.Payments[i] = PaymentBody(p)
	}
	return out
}

type shareIn struct {
	entitlementByID
	Body struct {
		Members []string   `json:"members" maxItems:"10" maxLength:"32" doc:"mem_…; none: the holder alone"`
		Proof   *ProofBody `json:"proof,omitempty" doc:"That the holder is there, where somebody new is let use it; a key with spend:trusted needs none"`
	}
}

// addShare registers who may use a card beside its holder.
func addShare(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "entitlement.share", Method: http.MethodPut, Path: "/v1/entitlements/{id}/sharers", Group: benefitGroup, En: "Say who but its holder may use a card", Zh: "设置次卡的亲友",
		Permission: string(org.MembersWrite), Keyed: true, KeyOmits: []string{"proof"},
	}, share)
}

func share(ctx context.Context, c *shell.Call, in *shareIn) (EntitlementOut, error) {
	var out EntitlementOut
	ref, err := in.ref()
	if err != nil {
		return out, err
	}
	req := card.ShareIn{EntitlementID: ref.ID}
	for _, text := range in.Body.Members {
		id, err := shell.ID("mem", "members", text)
		if err != nil {
			return out, err
		}
		req.With = append(req.With, id)
	}
	holder, err := holderOf(ctx, c, ref)
	if err != nil {
		return out, err
	}
	if req.Shown, err = show(ctx, c, member.Ref{ID: holder}, in.Body.Proof); err != nil {
		return out, err
	}
	_, err = c.Once(ctx, func(ctx context.Context, tx *store.Tx) (store.Made, error) {
		return store.Made{Kind: "entitlement", ID: ref.ID}, card.Share(ctx, tx, req)
	}, func(ctx context.Context, tx *store.Tx, made store.Made) (err error) {
		out, err = showEntitlement(ctx, tx, c, made)
		return err
	})
	return out, err
}
