package counter

import (
	"cmp"
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/benefit"
	"regulars/internal/benefit/card"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/mall/cards"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/store"
)

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
	EntitlementID string        `json:"entitlement_id" doc:"What the member holds of it; of several lines the first"`
	Source        string        `json:"source"`
	Number        string        `json:"number"`
	StoreID       string        `json:"store_id,omitempty"`
	Uses          int64         `json:"uses"`
	PaidMinor     int64         `json:"paid_minor" doc:"Its price"`
	Payments      []PaymentBody `json:"payments"`
	ValueMinor    int64         `json:"value_minor" doc:"Of the price, paid with stored value"`
	ValueBack     int64         `json:"value_back_minor" doc:"Of refunded_minor, gone back into stored value, to the lots that it was drawn from"`
	MadeBy        string        `json:"made_by"`
	At            wire.Time     `json:"at"`
	Refunded      bool          `json:"refunded"`
	RefundedMinor int64         `json:"refunded_minor"`
	RefundNumber  string        `json:"refund_number,omitempty"`
	RefundWhy     string        `json:"refund_why,omitempty"`
	RefundedAt    wire.Time     `json:"refunded_at,omitempty"`
	Left          int64         `json:"left" doc:"Uses that can still be made of it"`
	Status        string        `json:"status" enum:"pending,usable,used,expired,void" doc:"Of what the member holds of it"`
	Lines         []SoldLine    `json:"lines" doc:"What it was sold with: one, or several"`
}

// SoldLine is a line of a card that was sold.
type SoldLine struct {
	EntitlementID string `json:"entitlement_id"`
	Name          string `json:"name,omitempty" doc:"Where there are several"`
	Uses          int64  `json:"uses"`
	Left          int64  `json:"left"`
	PaidMinor     int64  `json:"paid_minor" doc:"Its part of the price: the lines sum to it"`
	ListMinor     int64  `json:"list_minor" doc:"Of one use alone, then; 0: its part of the price"`
}

type sellIn struct {
	memberPath
	Body struct {
		CardID   string        `json:"card_id" minLength:"1" maxLength:"32" doc:"tck_…"`
		StoreID  string        `json:"store_id,omitempty" maxLength:"32" doc:"sto_…"`
		Source   string        `json:"source" minLength:"1" maxLength:"64" doc:"The system that numbered it" example:"till-3"`
		Number   string        `json:"number" minLength:"1" maxLength:"64" doc:"With source the natural key"`
		Payments []PaymentBody `json:"payments,omitempty" maxItems:"10" doc:"They sum to the card's price less balance_minor"`
		Balance  int64         `json:"balance_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Of the price, with stored value"`
		Proof    *ProofBody    `json:"proof,omitempty" doc:"Of stored value: that the member is there; a key with spend:trusted needs none. No part of the same body"`
	}
}

// sell sells a card to a member.
func sell(ctx context.Context, c *shell.Call, in *sellIn) (out TimesCardSaleOut, err error) {
	id, err := in.id()
	if err != nil {
		return out, err
	}
	req := cards.SellIn{SellIn: card.SellIn{MemberID: id, Source: in.Body.Source, Number: in.Body.Number, MadeBy: c.MadeBy(), Asked: in.Body.Balance}}
	if req.CardID, err = shell.ID("tck", "card_id", in.Body.CardID); err != nil {
		return out, err
	}
	if req.StoreID, err = StoreOf(ctx, c, in.Body.StoreID); err != nil {
		return out, err
	}
	if req.Proof, err = Show(ctx, c, member.Ref{ID: id}, in.Body.Proof); err != nil {
		return out, err
	}
	for _, p := range in.Body.Payments {
		req.Payments = append(req.Payments, card.Payment(p))
	}
	_, err = c.Once(ctx, func(ctx context.Context, tx *store.Tx) (store.Made, error) {
		sale, repeated, err := cards.Sell(ctx, tx, req)
		if err != nil {
			return store.Made{}, err
		}
		if repeated {
			c.SetStatus(http.StatusOK)
		}
		return store.Made{Kind: "times_card_sale", ID: sale.ID}, nil
	}, func(ctx context.Context, tx *store.Tx, made store.Made) (err error) {
		out, err = showSale(ctx, tx, c, made)
		return err
	})
	return out, err
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
func refundCard(ctx context.Context, c *shell.Call, in *refundIn) (out TimesCardSaleOut, err error) {
	if in.DryRun {
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) error {
			s, _, err := in.refund(ctx, tx, c)
			if err == nil {
				out, err = saleOut(ctx, tx, c, s)
			}
			return err
		})
		return out, err
	}
	_, err = c.Once(ctx, func(ctx context.Context, tx *store.Tx) (store.Made, error) {
		return payCardBack(ctx, tx, c, in)
	}, func(ctx context.Context, tx *store.Tx, made store.Made) (err error) {
		out, err = showSale(ctx, tx, c, made)
		return err
	})
	return out, err
}

func (in *refundIn) refund(ctx context.Context, tx *store.Tx, c *shell.Call) (s *card.Sale, again bool, err error) {
	id, err := shell.PathID("tcs", "sale", in.ID)
	if err != nil {
		return nil, false, err
	}
	return cards.Refund(ctx, tx, card.RefundIn{SaleID: id, Number: in.Body.Number, Reason: in.Body.Reason, Note: in.Body.Note, By: c.MadeBy(), DryRun: in.DryRun})
}

// payCardBack refunds a card, unless it is more than the caller may pay back alone.
func payCardBack(ctx context.Context, tx *store.Tx, c *shell.Call, in *refundIn) (store.Made, error) {
	s, again, err := in.refund(ctx, tx, c)
	if err != nil {
		return store.Made{}, err
	}
	if !again {
		err = org.PayBack(ctx, tx, c.Who(), s.RefundedMinor, c.Approved())
	}
	return store.Made{Kind: "times_card_sale", ID: s.ID}, err
}

// addSales registers the sale of cards.
func addSales(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "times_card.sell", Keyed: true, KeyOmits: []string{"proof"}, Method: http.MethodPost, Path: "/v1/members/{id}/times-cards", Group: benefitGroup, En: "Sell a times card to a member", Zh: "售卖次卡",
		Permission: string(org.HoldingsSell), Status: http.StatusCreated, Detail: "(source, number) is the natural key.",
	}, sell)
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
		Permission: string(org.RefundsWrite), Keyed: true, SecondOn: []fault.Code{org.ErrPayBack},
		Detail: "Within seven days, and for the merchant's reason, uses count at what was paid for them; for the member's own reason at the price of one use alone. " +
			"Above what a person may pay back alone it waits for a second one: 202 with approval_id.",
	}, refundCard)
	shell.Second(t, "times_card.refund", payCardBack)
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
	held, err := benefit.Cards(ctx, tx, ids)
	of := map[int64][]*benefit.Entitlement{}
	for _, e := range held {
		of[e.Card()] = append(of[e.Card()], e)
	}
	out := make([]TimesCardSaleOut, len(sales))
	for i, s := range sales {
		out[i] = saleOf(s, names)
		out[i].hold(c, tx, of[s.EntitlementID])
	}
	return out, err
}

// hold adds what the member holds of the card: its lines, and what follows them.
func (out *TimesCardSaleOut) hold(c *shell.Call, tx *store.Tx, held []*benefit.Entitlement) {
	line := map[int64]int{} // of each, and of what follows it
	out.Lines = []SoldLine{}
	for _, e := range held {
		if e.Follows == 0 {
			line[e.ID] = len(out.Lines)
			out.Lines = append(out.Lines, SoldLine{
				EntitlementID: store.FormatID("etl", e.ID), Name: e.Terms.Line.In(c.Language()), Uses: e.Quantity, PaidMinor: e.Terms.WorthMinor, ListMinor: e.Terms.ListMinor,
			})
			out.Uses += e.Quantity
		}
		at := line[cmp.Or(e.Follows, e.ID)]
		line[e.ID] = at
		status := e.Status(tx.Now())
		if status == benefit.StatusUsable {
			out.Lines[at].Left += e.Left()
			out.Left += e.Left()
		}
		if out.Status == "" || status == benefit.StatusUsable {
			out.Status = status
		}
	}
}

func saleOf(s *card.Sale, names map[int64]string) TimesCardSaleOut {
	out := TimesCardSaleOut{
		ID: store.FormatID("tcs", s.ID), CardID: store.FormatID("tck", s.CardID), Name: names[s.CardID], MemberID: store.FormatID("mem", s.MemberID),
		EntitlementID: store.FormatID("etl", s.EntitlementID), Source: s.Source, Number: s.Number, StoreID: shell.Named("sto", s.StoreID),
		PaidMinor: s.PaidMinor, Payments: make([]PaymentBody, len(s.Payments)),
		ValueMinor: s.PrincipalMinor + s.BonusMinor, ValueBack: s.PrincipalBackMinor + s.BonusBackMinor, MadeBy: org.Reference(s.MadeBy), At: wire.At(s.At),
		Refunded: s.RefundedAt != calendar.Never, RefundedMinor: s.RefundedMinor, RefundNumber: s.RefundNumber, RefundWhy: s.RefundWhy,
		RefundedAt: never(s.RefundedAt),
	}
	for i, p := range s.Payments {
		out.Payments[i] = PaymentBody(p)
	}
	return out
}
