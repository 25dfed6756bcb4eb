package order

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/order/hand"
	"regulars/internal/order/payment"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/store"
)

// ErrAlone is answered for a batch in which one order met a limit of the ledger half-way: the orders have to be run one by one.
var ErrAlone = errors.New("order: run the orders of this batch one by one")

// recording is one run of Record.
type recording struct {
	*desk
	ins    []RecordIn
	hashes []string
	made   []*Order
	byKey  map[natural]int // the first order of the batch with this number that was not refused
	byIdem map[string]int  // and with this Idempotency-Key
	spoilt bool            // the books hold part of an order that was refused: nothing is saved
}

// natural is the natural key of an order.
type natural struct{ source, number string }

// one decides one order and applies it to the books.
func (r *recording) one(ctx context.Context, i int) {
	in := &r.ins[i]
	if first, again := r.byKey[natural{in.Source, in.Number}]; again {
		r.results[i] = repeated(r.results[first].Order, r.hashes[i])
		return
	}
	if first, used := r.byIdem[in.Key]; used && r.hashes[first] != r.hashes[i] {
		r.results[i].Err = store.ErrKeyReused.New(nil)
		return
	}
	c, refused := r.decide(ctx, i)
	if refused == nil && in.PaidAt > r.tx.Now().Add(ClockSkew) {
		refused = ErrFuture.At("paid_at", nil)
	}
	if refused == nil {
		refused = payment.Covers(in.Payments, c.outcome.CashMinor)
	}
	if refused == nil && in.ExpectPayable != nil && *in.ExpectPayable != c.outcome.PayableMinor {
		refused = ErrQuoteChanged.At("expect_payable_minor", fault.P{"payable": c.outcome.PayableMinor, "expected": *in.ExpectPayable})
		r.results[i].Quote = &c.outcome
	}
	if refused != nil {
		r.results[i].Err = refused
		r.spoilt = r.spoilt || c.freed // the hold stays as it was
		return
	}
	id := r.tx.NewID()
	if refused := r.apply(c, id, in.MadeBy); refused != nil {
		r.results[i].Err, r.spoilt = refused, true
		return
	}
	o := c.order(in, id, r.hashes[i], r.tx.Now())
	r.results[i].Order = o
	r.byKey[natural{in.Source, in.Number}] = i
	if in.Key != "" {
		r.byIdem[in.Key] = i
	}
	r.made = append(r.made, o)
	r.tx.Emit(recorded(o))
}

// repeated answers an order that is there already.
func repeated(o *Order, hash string) Result {
	if o.Hash != hash {
		return Result{Err: ErrNumberReused.At("number", fault.P{"number": o.Number, "source": o.Source})}
	}
	return Result{Order: o, Repeated: true}
}

func (c *decision) order(in *RecordIn, id int64, hash string, now calendar.Instant) *Order {
	paid := in.PaidAt
	if paid == 0 {
		paid = c.placed
	}
	for i := range in.Lines {
		in.Lines[i].Adjustments = bare(c.outcome.Lines[i].Adjustments)
	}
	return &Order{
		ID: id, Source: in.Source, Number: in.Number, Hash: hash, MemberID: c.member, StoreID: in.StoreID, Channel: in.Channel,
		PlacedAt: c.placed, PaidAt: paid, RecordedAt: now, MadeBy: in.MadeBy, Pricing: in.Ask.Pricing, Status: Paid, Fulfilment: FulfilmentNone,
		KeptMinor: c.outcome.PayableMinor, Lines: in.Lines, Remaining: basket.Full(in.Lines),
		Standing: c.standing, Outcome: c.outcome, Payments: in.Payments,
	}
}

// bare is what took money off a line, without the points spent: they stand in columns of their own.
func bare(all []basket.Adjustment) []basket.Adjustment {
	return slices.DeleteFunc(slices.Clone(all), func(a basket.Adjustment) bool { return a.Source == basket.FromPoints })
}

func recorded(o *Order) event.Event {
	return event.Event{Kind: EventRecorded, MemberID: o.MemberID, Subject: o.ID, At: o.PlacedAt, Root: root(o.ID), Data: map[string]any{
		"payable_minor": o.Outcome.PayableMinor, "points_earned": o.Outcome.PointsEarned(), "growth_earned": o.Outcome.GrowthEarned(), "points_spent": o.Outcome.Points, "channel": o.Channel,
	}}
}

// repeatsLater answers the orders that were recorded before, by number or by idempotency key.
func (r *recording) repeatsLater() (answer func(context.Context) error) {
	r.byKey, r.byIdem = make(map[natural]int, len(r.ins)), map[string]int{}
	var sources, numbers, keys []string
	seen := map[string]bool{}
	for i := range r.ins {
		if !r.open1(i) {
			continue
		}
		if !seen[r.ins[i].Source] {
			seen[r.ins[i].Source] = true
			sources = append(sources, r.ins[i].Source)
		}
		numbers = append(numbers, r.ins[i].Number)
		if r.ins[i].Key != "" {
			keys = append(keys, r.ins[i].Key)
		}
	}
	there := map[natural]int64{}
	kept := store.ClaimLater(r.tx, keys)
	if len(numbers) == 0 {
		return nil
	}
	r.tx.QueryLater(`SELECT source, number, id FROM order_head WHERE merchant_id = $1 AND source = ANY($2) AND number = ANY($3)`, func(row store.Row) error {
		var k natural
		var id int64
		err := row.Scan(&k.source, &k.number, &id)
		there[k] = id
		return err
	}, r.tx.MerchantID(), sources, numbers)
	return func(ctx context.Context) error {
		if len(there) == 0 && len(kept) == 0 {
			return nil
		}
		return r.answerRepeats(ctx, there, kept)
	}
}

func (r *recording) answerRepeats(ctx context.Context, there map[natural]int64, kept map[string]store.Kept) error {
	var ids []int64
	for _, id := range there {
		ids = append(ids, id)
	}
	for _, k := range kept {
		ids = append(ids, k.Made.ID)
	}
	orders, err := Many(ctx, r.tx, ids)
	if err != nil {
		return err
	}
	for i := range r.ins {
		in := &r.ins[i]
		if !r.open1(i) {
			continue
		}
		if k, used := kept[in.Key]; used && in.Key != "" {
			if k.Hash != r.hashes[i] {
				r.results[i].Err = store.ErrKeyReused.New(nil)
			} else {
				r.results[i] = Result{Order: orders[k.Made.ID], Repeated: true}
			}
			continue
		}
		if id := there[natural{in.Source, in.Number}]; id != 0 {
			r.results[i] = repeated(orders[id], r.hashes[i])
		}
	}
	return nil
}

// save writes the orders first: where another server recorded one of them meanwhile, the whole batch is run again.
func (r *recording) save(ctx context.Context) error {
	if r.spoilt {
		if len(r.ins) > 1 {
			return ErrAlone
		}
		r.tx.Forget()
		return nil
	}
	if err := r.err(); err != nil || len(r.made) == 0 {
		return err
	}
	heads := make([][]any, len(r.made))
	var lines [][]any
	for i, o := range r.made {
		row, err := o.row(r.tx)
		if err != nil {
			return err
		}
		heads[i] = row
		if lines, err = o.lineRows(lines, r.tx.MerchantID()); err != nil {
			return err
		}
	}
	store.InsertLater(r.tx, insertHead, heads, store.AllOrAgain(heads))
	store.InsertLater(r.tx, insertLine, lines, nil)
	r.keepKeys()
	if !r.facts {
		if err := org.NoteFacts(ctx, r.tx); err != nil {
			return err
		}
	}
	hand.CloseLater(r.tx, r.used)
	if err := r.books.Save(ctx); err != nil {
		return err
	}
	return r.hand.Save(ctx)
}

func (r *recording) keepKeys() {
	kept := map[string]store.Kept{}
	for i := range r.ins {
		if o := r.results[i].Order; r.ins[i].Key != "" && o != nil && !r.results[i].Repeated {
			kept[r.ins[i].Key] = store.Kept{Hash: r.hashes[i], Made: store.Made{Kind: "order", ID: o.ID}}
		}
	}
	store.KeepLater(r.tx, kept)
}

var insertHead = store.Insert{Table: "order_head", Columns: []string{
	"merchant_id", "id", "source", "number", "hash", "member_id", "store_id", "channel", "placed_at", "placed_on", "paid_at", "recorded_at", "made_by",
	"pricing", "edition", "status", "fulfilment", "total_minor", "payable_minor", "cash_minor", "kept_minor", "points_earned", "growth_earned",
	"standing", "outcome", "payments",
}, Conflict: "ON CONFLICT (merchant_id, source, number) DO NOTHING"}

func (o *Order) row(tx *store.Tx) ([]any, error) {
	standing, err := json.Marshal(&o.Standing)
	if err != nil {
		return nil, err
	}
	bare := o.Outcome
	bare.Lines = nil // they have rows of their own
	outcome, err := json.Marshal(&bare)
	if err != nil {
		return nil, err
	}
	payments := []byte("[]")
	if len(o.Payments) > 0 {
		if payments, err = json.Marshal(o.Payments); err != nil {
			return nil, err
		}
	}
	return []any{
		tx.MerchantID(), o.ID, o.Source, o.Number, o.Hash, o.MemberID, o.StoreID, o.Channel, o.PlacedAt, o.PlacedAt.Day(tx.Zone()), o.PaidAt, o.RecordedAt, o.MadeBy,
		string(o.Pricing), o.Outcome.Edition, string(o.Status), string(o.Fulfilment), o.Outcome.TotalMinor, o.Outcome.PayableMinor, o.Outcome.CashMinor, o.KeptMinor,
		o.Outcome.PointsEarned(), o.Outcome.GrowthEarned(), string(standing), string(outcome), string(payments),
	}, nil
}

var insertLine = store.Insert{Table: "order_line", Columns: []string{
	"merchant_id", "order_id", "line", "sku", "name", "category", "kind", "quantity", "remaining", "total_minor", "payable_minor",
	"points", "points_minor", "bonus_minor", "principal_minor", "points_earned", "growth_earned", "adjustments",
}}

func (o *Order) lineRows(rows [][]any, merchantID int64) ([][]any, error) {
	for i := range o.Lines {
		l, s := &o.Lines[i], &o.Outcome.Lines[i]
		adjustments := ""
		if len(l.Adjustments) > 0 {
			text, err := json.Marshal(l.Adjustments)
			if err != nil {
				return nil, err
			}
			adjustments = string(text)
		}
		rows = append(rows, []any{
			merchantID, o.ID, int64(i), l.SKU, l.Name, l.Category, string(l.Type), l.Quantity, o.Remaining[i], s.TotalMinor, s.PayableMinor,
			s.Points, s.PointsMinor, s.BonusMinor, s.PrincipalMinor, s.PointsEarned, s.GrowthEarned, adjustments,
		})
	}
	return rows, nil
}

// outcomeOf rebuilds what a line has of the outcome from its row.
func outcomeOf(l *basket.Line, share basket.Share, points, growth int64) program.LineOutcome {
	out := program.LineOutcome{Index: l.Index, SKU: l.SKU, Quantity: l.Quantity, Share: share, Adjustments: l.Adjustments, PointsEarned: points, GrowthEarned: growth}
	if share.PointsMinor > 0 {
		n := len(l.Adjustments)
		out.Adjustments = append(l.Adjustments[:n:n], basket.Adjustment{Source: basket.FromPoints, AmountMinor: share.PointsMinor})
	}
	return out
}
