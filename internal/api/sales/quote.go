package sales

import (
	"context"
	"encoding/json"
	"net/http"

	"regulars/internal/api/counter"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/edition"
	"regulars/internal/order"
	"regulars/internal/order/hand"
	"regulars/internal/org"
	"regulars/internal/store"
)

// QuoteOut is a quote, and the hold that reserves what it would take.
type QuoteOut struct {
	OutcomeOut
	Hold      string     `json:"hold,omitempty" doc:"hld_…: names it in the order, or is released; absent where nothing was to be reserved"`
	HoldUntil *wire.Time `json:"hold_until,omitempty"`
}

// holdByID names a hold in the path.
type holdByID struct {
	ID string `path:"id" maxLength:"32" doc:"hld_…"`
}

func (in holdByID) id() (int64, error) { return shell.PathID("hld", "hold", in.ID) }

// addQuotes registers quotes and their holds.
func addQuotes(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "quote.make", Method: http.MethodPost, Path: "/v1/quotes", Group: orderGroup, Keyed: true, En: "What an order would cost, spend and earn", Zh: "试算",
		Permission: string(org.OrdersWrite), KeyOmits: []string{"proof"},
		Detail: "Writes nothing, unless hold_seconds asks to reserve the points, balance, coupons and entitlements that it would take. " +
			"An order recorded next has exactly this outcome, unless something changed in between.",
	}, quote)
	shell.Read(t, shell.Op{
		ID: "hold.get", Method: http.MethodGet, Path: "/v1/holds/{id}", Group: orderGroup, En: "Read a hold and the quote that it reserves", Zh: "查看预占", Permission: string(org.OrdersWrite),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *holdByID) (HoldOut, error) {
		id, err := in.id()
		if err != nil {
			return HoldOut{}, err
		}
		return showHold(ctx, tx, c, id)
	})
	shell.Write(t, shell.Op{
		ID: "hold.release", Method: http.MethodDelete, Path: "/v1/holds/{id}", Group: orderGroup, En: "Release a hold", Zh: "释放预占", Permission: string(org.OrdersWrite),
		Status: http.StatusNoContent, Detail: "What it reserved can be used again. One that was released, or whose time is over, is nothing to do; one that an order used is refused.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *holdByID) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		_, err = hand.Release(ctx, tx, id)
		return store.Made{Kind: "hold", ID: id}, err
	}, func(context.Context, *store.Tx, *shell.Call, store.Made) (shell.Empty, error) {
		return shell.Empty{}, nil
	})
}

// quote quotes, and where it is asked to, holds.
func quote(ctx context.Context, c *shell.Call, in *struct{ Body QuoteBody }) (*QuoteOut, error) {
	ask, err := in.Body.quoteIn(asker(c))
	if err != nil {
		return nil, err
	}
	if ask.Shown, err = counter.Show(ctx, c, ask.Member, in.Body.Proof); err != nil {
		return nil, err
	}
	out := &QuoteOut{}
	look := func(ctx context.Context, tx *store.Tx) error {
		o, err := order.Quote(ctx, tx, ask)
		if err != nil {
			return err
		}
		out.OutcomeOut, err = quoted(ctx, tx, c, &o, ask)
		return err
	}
	if in.Body.HoldSeconds == 0 {
		return out, c.DB().View(ctx, c.Scope(), func(tx *store.Tx) error { return look(ctx, tx) })
	}
	_, err = c.Once(ctx, func(ctx context.Context, tx *store.Tx) (store.Made, error) {
		h, _, err := order.Reserve(ctx, tx, order.ReserveIn{QuoteIn: ask, Seconds: in.Body.HoldSeconds, MadeBy: c.MadeBy()})
		if err != nil || h == nil {
			return store.Made{Kind: "quote"}, err
		}
		return store.Made{Kind: "hold", ID: h.ID}, nil
	}, func(ctx context.Context, tx *store.Tx, made store.Made) error {
		if made.ID == 0 {
			return look(ctx, tx)
		}
		h, err := showHold(ctx, tx, c, made.ID)
		until := h.Until
		out.OutcomeOut, out.Hold, out.HoldUntil = h.OutcomeOut, h.ID, &until
		return err
	})
	return out, err
}

// quoted words an outcome that was decided just now.
func quoted(ctx context.Context, tx *store.Tx, c *shell.Call, o *order.Outcome, in order.QuoteIn) (OutcomeOut, error) {
	p, err := programOf(ctx, tx, o)
	if err != nil {
		return OutcomeOut{}, err
	}
	return wordingOf{p, c.Language(), c.Scope().Merchant.Currency}.outcomeOut(o, in.Lines, nil), nil
}

// HoldOut is a hold, with the quote that it reserves.
type HoldOut struct {
	ID       string    `json:"id" doc:"hld_…"`
	MemberID string    `json:"member_id" doc:"mem_…"`
	Status   string    `json:"status" doc:"open, used, released or over"`
	OrderID  string    `json:"order_id,omitempty" doc:"ord_… that used it"`
	MadeAt   wire.Time `json:"made_at"`
	Until    wire.Time `json:"until"`
	MadeBy   string    `json:"made_by"`
	OutcomeOut
}

// showHold renders a hold.
func showHold(ctx context.Context, tx *store.Tx, c *shell.Call, id int64) (HoldOut, error) {
	h, err := hand.Get(ctx, tx, id)
	if err != nil {
		return HoldOut{}, err
	}
	o := order.Outcome{Edition: h.Edition}
	if err := json.Unmarshal(h.Quote, &o); err != nil {
		return HoldOut{}, err
	}
	e, err := edition.ByNumber(ctx, tx, h.Edition)
	if err != nil {
		return HoldOut{}, err
	}
	return HoldOut{
		ID: store.FormatID("hld", h.ID), MemberID: store.FormatID("mem", h.MemberID), Status: h.Status(tx.Now()), OrderID: shell.Named("ord", h.OrderID),
		MadeAt: wire.At(h.MadeAt), Until: wire.At(h.UntilAt), MadeBy: org.Reference(h.MadeBy),
		OutcomeOut: wordingOf{e.Program, c.Language(), tx.Currency()}.outcomeOut(&o, h.Lines, nil),
	}, nil
}
