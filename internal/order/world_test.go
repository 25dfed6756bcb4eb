package order_test

import (
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// world is the common one, with the verbs of the room that may be refused.
type world struct{ *worldtest.World }

// each runs the story on both engines, under the default programme changed by edit.
func each(t *testing.T, edit func(*program.Document), story func(w *world)) {
	t.Helper()
	worldtest.Each(t, edit, func(w *worldtest.World) { story(&world{w}) })
}

// line is a line of a basket: quantity units that cost total together.
func line(sku string, quantity, total int64) basket.Line { return worldtest.Line(sku, quantity, total) }

// in0 is In with a number of the caller's.
func (w *world) in0(id int64, number string, lines ...basket.Line) order.RecordIn {
	in := w.In(id, lines...)
	in.Number = number
	return in
}

func (w *world) try(ins ...order.RecordIn) []order.Result {
	w.Helper()
	out, err := w.record(ins...)
	if err != nil {
		w.Fatal(err)
	}
	return out
}

func (w *world) record(ins ...order.RecordIn) (out []order.Result, err error) {
	err = w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) (err error) {
		out, err = order.Record(w.Ctx, tx, ins)
		return err
	})
	return out, err
}

func (w *world) quote(in order.QuoteIn) (out order.Outcome, err error) {
	err = w.DB.View(w.Ctx, w.Scope, func(tx *store.Tx) (err error) {
		out, err = order.Quote(w.Ctx, tx, in)
		return err
	})
	return out, err
}

func (w *world) tryRefund(in order.RefundIn) (r *order.Refunding, err error) {
	err = w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) (err error) {
		r, err = order.Refund(w.Ctx, tx, in)
		return err
	})
	return r, err
}

func (w *world) claim(id, member int64) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		_, err := order.Claim(w.Ctx, tx, order.ClaimIn{OrderID: id, Member: refOf(member), Backdate: true})
		return err
	})
}

func refOf(id int64) member.Ref { return member.Ref{ID: id} }

// causes are the sums of the ledger that an order or return is the cause of, by account and asset.
func (w *world) causes(id int64) map[string]int64 {
	w.Helper()
	out := map[string]int64{}
	w.View(func(tx *store.Tx) error {
		return tx.Query(w.Ctx, `SELECT asset, account, CAST(SUM(amount) AS bigint) FROM ledger_entry
			WHERE merchant_id = $1 AND cause_id = $2 AND account IN ('issued', 'spent') GROUP BY asset, account`, func(r store.Row) error {
			var asset, account string
			var sum int64
			err := r.Scan(&asset, &account, &sum)
			if sum != 0 {
				out[asset+"/"+account] = sum
			}
			return err
		}, tx.MerchantID(), id)
	})
	return out
}

func (w *world) refused(err error, code fault.Code) {
	w.Helper()
	if !fault.Has(err, code) {
		w.Errorf("want %s, got %v", code.Code, err)
	}
}

func instant(t time.Time) calendar.Instant { return calendar.Of(t) }
