package sales

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/basket"
	"regulars/internal/edition"
	"regulars/internal/order"
	"regulars/internal/order/back"
	"regulars/internal/org"
	"regulars/internal/store"
)

// RefundBody is what comes back of an order.
type RefundBody struct {
	Number string     `json:"number,omitempty" maxLength:"64" doc:"With the order the natural key; made where absent" example:"R-1"`
	Lines  []TakeBody `json:"lines,omitempty" maxItems:"2000" doc:"null or absent: all that remains"`
	Reason string     `json:"reason,omitempty" maxLength:"500"`
}

// TakeBody is some units of a line.
type TakeBody struct {
	Line     int64 `json:"line" minimum:"0" maximum:"2000"`
	Quantity int64 `json:"quantity" minimum:"1" maximum:"1000000"`
}

// RefundOut is a refund.
type RefundOut struct {
	ID               string          `json:"id,omitempty" doc:"ref_…; absent of a dry run"`
	OrderID          string          `json:"order_id"`
	Number           string          `json:"number,omitempty"`
	ReturnID         string          `json:"return_id,omitempty" doc:"ret_… of the return without receipt that it is part of"`
	AmountMinor      int64           `json:"amount_minor" doc:"Payable that is given back: money and balance"`
	CashMinor        int64           `json:"cash_minor" doc:"Of it, money to be paid out: less what is deducted"`
	DeductedMinor    int64           `json:"deducted_minor" doc:"Kept from the money for gifts that are used already, where the settings have it so"`
	Lines            []RefundLineOut `json:"lines"`
	Points           RefundPoints    `json:"points"`
	Growth           RefundPoints    `json:"growth"`
	Balance          RefundBalance   `json:"balance"`
	Coupons          []RefundCoupon  `json:"coupons" doc:"That can be used again"`
	Entitlements     []RefundUse     `json:"entitlements" doc:"Uses that came back"`
	TierAfter        *TierName       `json:"tier_after"`
	UnrecoveredMinor int64           `json:"unrecovered_minor" doc:"Worth of gifts given because of the order that are used already"`
	OrderStatus      string          `json:"order_status"`
	Reason           string          `json:"reason,omitempty"`
	RefundedAt       wire.Time       `json:"refunded_at"`
	MadeBy           string          `json:"made_by"`
}

// RefundCoupon is a coupon that came back.
type RefundCoupon struct {
	Code string `json:"code"`
	Name string `json:"name,omitempty"`
}

// RefundUse is uses of an entitlement that came back.
type RefundUse struct {
	Benefit  string `json:"benefit"`
	Name     string `json:"name,omitempty"`
	Quantity int64  `json:"quantity"`
}

// RefundLineOut is some units of a line that came back.
type RefundLineOut struct {
	Line        int   `json:"line"`
	Quantity    int64 `json:"quantity"`
	AmountMinor int64 `json:"amount_minor"`
}

// RefundPoints is what became of points or growth.
type RefundPoints struct {
	ClawedBack int64 `json:"clawed_back" doc:"Taken back, debt included"`
	Returned   int64 `json:"returned" doc:"What had been spent"`
	Debt       int64 `json:"debt"`
	Given      int64 `json:"given,omitempty" doc:"More than before, by a rule that gives for less"`
}

// RefundBalance is what became of stored value.
type RefundBalance struct {
	ReturnedMinor int64 `json:"returned_minor"`
}

// refundIn is a refund of an order.
type refundIn struct {
	orderByID
	DryRun bool `query:"dry_run" doc:"Answer the same and do nothing"`
	Body   RefundBody
}

// addRefunds registers refunds and returns.
func addRefunds(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "order.refund", Method: http.MethodPost, Path: "/v1/orders/{id}/refunds", Group: orderGroup, Keyed: true, En: "Refund an order, whole or in part", Zh: "退款", Optional: true,
		Permission: string(org.RefundsWrite), Status: http.StatusCreated, Detail: "What is given back and taken back is a function of what remains. (order, number) is the natural key.",
	}, refund)
	type one struct {
		ID string `path:"id" maxLength:"32" doc:"ref_…"`
	}
	shell.Get(t, shell.Op{
		ID: "refund.get", Method: http.MethodGet, Path: "/v1/refunds/{id}", Group: orderGroup, En: "Read a refund", Zh: "查看退款", Permission: string(org.OrdersRead),
	}, func(in one) (int64, error) { return shell.PathID("ref", "refund", in.ID) }, showRefund)
}

// take is what the room takes.
func (b *RefundBody) take() []basket.Take {
	if b.Lines == nil {
		return nil
	}
	out := make([]basket.Take, len(b.Lines))
	for i, l := range b.Lines {
		out[i] = basket.Take{Line: int(l.Line), Quantity: l.Quantity}
	}
	return out
}

// refund refunds, or says what a refund would do.
func refund(ctx context.Context, c *shell.Call, in *refundIn) (RefundOut, error) {
	id, err := in.id()
	if err != nil {
		return RefundOut{}, err
	}
	ask := order.RefundIn{OrderID: id, Number: in.Body.Number, Lines: in.Body.take(), Reason: in.Body.Reason, MadeBy: c.MadeBy()}
	var out RefundOut
	if in.DryRun {
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) error {
			r, err := allowedRefund(ctx, tx, c, ask)
			if err != nil {
				return err
			}
			w, err := wordsOf(ctx, tx, c, r.OrderID)
			out = w.refundOut(r)
			return err
		})
		out.ID, out.Number = "", ""
		c.SetStatus(http.StatusOK)
		return out, err
	}
	_, err = c.Once(ctx, func(ctx context.Context, tx *store.Tx) (store.Made, error) {
		mark := tx.NewID()
		r, err := allowedRefund(ctx, tx, c, ask)
		if err != nil {
			return store.Made{}, err
		}
		if r.ID < mark { // its number was there already
			c.SetStatus(http.StatusOK)
		}
		return store.Made{Kind: "refund", ID: r.ID}, nil
	}, func(ctx context.Context, tx *store.Tx, made store.Made) (err error) {
		out, err = showRefund(ctx, tx, c, made)
		return err
	})
	return out, err
}

// allowedRefund refunds an order of a store that the caller works in.
func allowedRefund(ctx context.Context, tx *store.Tx, c *shell.Call, in order.RefundIn) (*order.Refunding, error) {
	if err := ownStore(ctx, tx, c, in.OrderID); err != nil {
		return nil, err
	}
	return order.Refund(ctx, tx, in)
}

// ownStore refuses an order of a store that the caller does not work in.
func ownStore(ctx context.Context, tx *store.Tx, c *shell.Call, orderID int64) error {
	if c.Who().AllStores {
		return nil
	}
	o, err := order.Get(ctx, tx, orderID)
	if err != nil {
		return err
	}
	return c.Who().RequireStore(o.StoreID)
}

// showRefund renders a refund.
func showRefund(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (RefundOut, error) {
	r, err := back.Get(ctx, tx, made.ID)
	if err != nil {
		return RefundOut{}, err
	}
	w, err := wordsOf(ctx, tx, c, r.OrderID)
	return w.refundOut(r), err
}

// wordsOf words the outcomes of an order's edition.
func wordsOf(ctx context.Context, tx *store.Tx, c *shell.Call, orderID int64) (wordingOf, error) {
	o, err := order.Get(ctx, tx, orderID)
	if err != nil {
		return wordingOf{}, err
	}
	return words(ctx, tx, c, o.Outcome.Edition)
}

// refundOut is a refund outside.
func (w wordingOf) refundOut(r *order.Refunding) RefundOut {
	if r == nil {
		return RefundOut{}
	}
	out := RefundOut{
		ID: store.FormatID("ref", r.ID), OrderID: store.FormatID("ord", r.OrderID), Number: r.Number, ReturnID: shell.Named("ret", r.ReturnID), AmountMinor: r.AmountMinor,
		CashMinor: r.Back.Share.CashMinor - r.Back.DeductedMinor, DeductedMinor: r.Back.DeductedMinor, Lines: make([]RefundLineOut, len(r.Back.Lines)), Points: refundPoints(r.Back.Points), Growth: refundPoints(r.Back.Growth),
		Balance: RefundBalance{ReturnedMinor: r.Back.Share.BonusMinor + r.Back.Share.PrincipalMinor}, UnrecoveredMinor: r.Back.UnrecoveredMinor,
		OrderStatus: string(r.Back.Status), Reason: r.Reason, RefundedAt: wire.At(r.RefundedAt), MadeBy: org.Reference(r.MadeBy), Coupons: []RefundCoupon{}, Entitlements: []RefundUse{},
	}
	if w.program != nil {
		out.TierAfter = w.tier(r.Back.TierAfter)
	}
	for _, u := range r.Back.Coupons {
		out.Coupons = append(out.Coupons, RefundCoupon{u.Code, u.Name.In(w.language)})
	}
	for _, u := range r.Back.Uses {
		out.Entitlements = append(out.Entitlements, RefundUse{u.Benefit, u.Name.In(w.language), u.Quantity})
	}
	for i, l := range r.Back.Lines {
		out.Lines[i] = RefundLineOut{Line: l.Line, Quantity: l.Quantity, AmountMinor: l.AmountMinor}
	}
	return out
}

// refundPoints is what became of an asset.
func refundPoints(p back.Points) RefundPoints {
	return RefundPoints{ClawedBack: p.ClawedBack, Returned: p.Returned, Debt: p.Debt, Given: p.Given}
}

// ReturnBody is goods that come back without a receipt.
type ReturnBody struct {
	MemberID   *string    `json:"member_id,omitempty" maxLength:"32" doc:"null or absent for a guest"`
	Source     string     `json:"source" minLength:"1" maxLength:"64" example:"till-3"`
	Number     string     `json:"number" minLength:"1" maxLength:"64" example:"RT-1"`
	StoreID    string     `json:"store_id,omitempty" maxLength:"32"`
	Lines      []LineBody `json:"lines" minItems:"1" maxItems:"2000"`
	ReturnedAt wire.Time  `json:"returned_at,omitempty"`
	Reason     string     `json:"reason,omitempty" maxLength:"500"`
}

// ReturnOut is a return without receipt.
type ReturnOut struct {
	ID              string        `json:"id" doc:"ret_…"`
	Source          string        `json:"source"`
	Number          string        `json:"number"`
	MemberID        *string       `json:"member_id"`
	StoreID         string        `json:"store_id,omitempty"`
	AmountMinor     int64         `json:"amount_minor" doc:"What the return says"`
	MatchedMinor    int64         `json:"matched_minor" doc:"What the orders had counted for the units that were found in them"`
	DifferenceMinor int64         `json:"difference_minor" doc:"The return's money for these units, less that"`
	UnmatchedMinor  int64         `json:"unmatched_minor"`
	MatchedUnits    int64         `json:"matched_units"`
	UnmatchedUnits  int64         `json:"unmatched_units"`
	Refunds         []RefundOut   `json:"refunds" doc:"Of the orders that the units were found in"`
	Points          RefundPoints  `json:"points"`
	Growth          RefundPoints  `json:"growth"`
	Balance         RefundBalance `json:"balance"`
	TierAfter       *TierName     `json:"tier_after"`
	Reason          string        `json:"reason,omitempty"`
	ReturnedAt      wire.Time     `json:"returned_at"`
	MadeBy          string        `json:"made_by"`
}

// addReturns registers returns without receipt.
func addReturns(t *shell.Table) {
	type in struct{ Body ReturnBody }
	shell.Write(t, shell.Op{
		ID: "return.record", Method: http.MethodPost, Path: "/v1/returns", Group: orderGroup, En: "Take goods back without a receipt", Zh: "无小票退货",
		Permission: string(org.RefundsWrite), Status: http.StatusCreated,
		Detail: "Units are matched to the newest orders that still hold units of the sku. (source, number) is the natural key.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *in) (store.Made, error) {
		return recordReturn(ctx, tx, c, &in.Body)
	}, showReturn)
	type one struct {
		ID string `path:"id" maxLength:"32" doc:"ret_…"`
	}
	shell.Get(t, shell.Op{
		ID: "return.get", Method: http.MethodGet, Path: "/v1/returns/{id}", Group: orderGroup, En: "Read a return", Zh: "查看退货", Permission: string(org.OrdersRead),
	}, func(in one) (int64, error) { return shell.PathID("ret", "return", in.ID) }, showReturn)
}

// recordReturn books one return.
func recordReturn(ctx context.Context, tx *store.Tx, c *shell.Call, b *ReturnBody) (store.Made, error) {
	by := asker(c)
	in := order.ReturnIn{Source: b.Source, Number: b.Number, ReturnedAt: b.ReturnedAt.Instant(), Reason: b.Reason, MadeBy: by.madeBy, Backdate: by.backdate}
	var err error
	if in.Member, err = memberRef(b.MemberID, "", ""); err != nil {
		return store.Made{}, err
	}
	if in.StoreID, err = shell.IDOr0("sto", "store_id", b.StoreID); err != nil {
		return store.Made{}, err
	}
	if !by.who.AllStores {
		if err := by.who.RequireStore(in.StoreID); err != nil {
			return store.Made{}, err
		}
	}
	if in.Lines, err = basketLines(b.Lines, false); err != nil {
		return store.Made{}, err
	}
	results, err := order.Return(ctx, tx, []order.ReturnIn{in})
	if err != nil {
		return store.Made{}, err
	}
	r := results[0]
	if r.Err != nil {
		return store.Made{}, r.Err
	}
	if r.Repeated {
		c.SetStatus(http.StatusOK)
	}
	return store.Made{Kind: "return", ID: r.Return.ID}, nil
}

// showReturn renders a return.
func showReturn(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (ReturnOut, error) {
	r, err := back.GetReturn(ctx, tx, made.ID)
	if err != nil {
		return ReturnOut{}, err
	}
	e, err := edition.At(ctx, tx, r.ReturnedAt)
	if err != nil {
		return ReturnOut{}, err
	}
	w := wordingOf{e.Program, c.Language(), tx.Currency()}
	out := ReturnOut{
		ID: store.FormatID("ret", r.ID), Source: r.Source, Number: r.Number, StoreID: shell.Named("sto", r.StoreID), AmountMinor: r.AmountMinor, MatchedMinor: r.Taken.MatchedMinor,
		DifferenceMinor: r.Taken.DifferenceMinor, UnmatchedMinor: r.Taken.UnmatchedMinor, MatchedUnits: r.Taken.MatchedUnits, UnmatchedUnits: r.Taken.UnmatchedUnits,
		Refunds: []RefundOut{}, Points: refundPoints(r.Taken.Points), Growth: refundPoints(r.Taken.Growth), Balance: RefundBalance{ReturnedMinor: r.Taken.BalanceMinor},
		TierAfter: w.tier(r.Taken.TierAfter), Reason: r.Taken.Reason, ReturnedAt: wire.At(r.ReturnedAt), MadeBy: org.Reference(r.MadeBy),
	}
	if r.MemberID != 0 {
		id := store.FormatID("mem", r.MemberID)
		out.MemberID = &id
	}
	for _, part := range r.Taken.Orders {
		refund, err := back.Get(ctx, tx, part.RefundID)
		if err != nil {
			return ReturnOut{}, err
		}
		out.Refunds = append(out.Refunds, w.refundOut(refund))
	}
	return out, nil
}
