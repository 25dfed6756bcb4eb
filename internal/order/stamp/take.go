package stamp

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/catalog"
	"regulars/internal/edition"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// Kinds are the events that Take wants.
func Kinds() []string {
	return []string{order.EventRecorded, order.EventRefunded, order.EventReturned, order.EventClaimed, member.EventMerged, member.EventUnmerged}
}

// Take counts the stamps of the orders that the events tell of, as they are now, and gives or takes back what full cards give.
func Take(ctx context.Context, tx *store.Tx, events []event.Event) error {
	all, err := List(ctx, tx)
	if err != nil || len(all) == 0 {
		return err
	}
	about, err := aboutWhom(ctx, tx, events)
	if err != nil {
		return err
	}
	since := calendar.Never // no order before it collects on any of them
	for _, c := range all {
		since = min(since, c.MadeAt)
	}
	orders, holders, err := about.lock(ctx, tx, since)
	if err != nil || len(holders) == 0 {
		return err
	}
	t := &taker{tx: tx, cards: all, touched: map[pair]int64{}, news: map[pair]bool{}}
	if err := t.lookUp(ctx); err != nil {
		return err
	}
	if err := t.count(ctx, orders, holders); err != nil {
		return err
	}
	for _, record := range about.records { // whose stamps count together since, or no longer do
		for _, c := range all {
			p := pair{holders[record], c.ID}
			t.touched[p] += 0 // as many as before
			t.news[p] = true
		}
	}
	return t.settle(ctx)
}

// about is what events tell of: orders, and records that were merged or parted.
type about struct {
	orders  map[int64]bool
	records []int64
}

// aboutWhom reads the events; a return without a receipt may have touched any order that collected.
func aboutWhom(ctx context.Context, tx *store.Tx, events []event.Event) (about, error) {
	out := about{orders: map[int64]bool{}}
	var members []int64
	for _, e := range events {
		switch e.Kind {
		case order.EventReturned:
			if e.MemberID != 0 {
				members = append(members, e.MemberID)
			}
		case order.EventRecorded, order.EventClaimed:
			out.orders[e.Subject] = true
		case member.EventMerged, member.EventUnmerged:
			from, _ := e.Data["from"].(string)
			if id, err := store.ParseID("mem", from); err == nil {
				out.records = append(out.records, id)
			}
			out.records = append(out.records, e.MemberID)
		default:
			var id int64
			if _, err := fmt.Sscanf(strings.TrimPrefix(e.Root, "order:"), "%d", &id); err == nil {
				out.orders[id] = true
			}
		}
	}
	if len(members) == 0 {
		return out, nil
	}
	err := tx.Query(ctx, `SELECT s.order_id FROM order_stamp s JOIN member m ON m.merchant_id = s.merchant_id AND m.id = s.member_id
		WHERE s.merchant_id = $1 AND m.merchant_id = $1 AND (m.id = ANY($2) OR m.alias_of = ANY($2)) AND s.stamps > 0 ORDER BY s.order_id DESC LIMIT $3`,
		func(r store.Row) error {
			var id int64
			err := r.Scan(&id)
			out.orders[id] = true
			return err
		}, tx.MerchantID(), members, maxPage)
	return out, err
}

// lock takes the locks of everybody concerned, and answers which of the orders were placed since then, and holders by record.
func (a *about) lock(ctx context.Context, tx *store.Tx, since calendar.Instant) (orders []int64, holders map[int64]int64, err error) {
	records := slices.Clone(a.records)
	err = tx.Query(ctx, `SELECT id, member_id FROM order_head WHERE merchant_id = $1 AND id = ANY($2) AND member_id <> 0 AND placed_at >= $3 ORDER BY id`, func(r store.Row) error {
		var id, of int64
		err := r.Scan(&id, &of)
		orders, records = append(orders, id), append(records, of)
		return err
	}, tx.MerchantID(), slices.Sorted(maps.Keys(a.orders)), since)
	if err != nil || len(records) == 0 {
		return nil, nil, err
	}
	holders, err = member.Holders(ctx, tx, records)
	if err != nil || len(holders) == 0 {
		return nil, nil, err
	}
	ids := slices.Sorted(maps.Values(holders))
	if _, err := ledger.Open(ctx, tx, slices.Compact(ids), ledger.Need{}); err != nil {
		return nil, nil, err
	}
	again, err := member.Holders(ctx, tx, records)
	if err == nil && !maps.Equal(again, holders) {
		err = store.ErrAgain // merged by somebody else at this moment
	}
	return orders, holders, err
}

// pair is a member's collecting on a card.
type pair struct{ holder, card int64 }

func (p pair) compare(o pair) int {
	return cmp.Or(cmp.Compare(p.holder, o.holder), cmp.Compare(p.card, o.card))
}

type taker struct {
	tx      *store.Tx
	cards   []*Card
	touched map[pair]int64 // how many stamps more than before
	news    map[pair]bool  // a card may be full that was not before, and nobody was told yet why it gave nothing
	above   catalog.Paths  // of the categories of goods
}

// lookUp reads how categories lie, where a card names any.
func (t *taker) lookUp(ctx context.Context) error {
	if !slices.ContainsFunc(t.cards, func(c *Card) bool { return len(c.Categories) > 0 }) {
		return nil
	}
	table, err := edition.Load(ctx, t.tx)
	if err != nil {
		return err
	}
	t.above, err = catalog.Upward(ctx, t.tx, table.Stamp())
	return err
}

var insertStamp = store.Insert{
	Table: "order_stamp", Columns: []string{"merchant_id", "card_id", "order_id", "member_id", "stamps", "lines", "at"},
	Conflict: "ON CONFLICT (merchant_id, card_id, order_id) DO UPDATE SET stamps = excluded.stamps, member_id = excluded.member_id",
}

// collecting is how an order collects on a card: by which lines.
type collecting struct {
	lines  []int
	stamps int64 // before
}

// count notes what orders are good for on each card, as they are now. One that has collected goes on counting by the same lines, whatever became of the
// card and of the categories.
func (t *taker) count(ctx context.Context, ids []int64, holders map[int64]int64) error {
	if len(ids) == 0 {
		return nil
	}
	orders, err := order.Many(ctx, t.tx, ids)
	if err != nil {
		return err
	}
	type place struct{ card, order int64 }
	had := map[place]collecting{}
	err = t.tx.Query(ctx, `SELECT card_id, order_id, stamps, lines FROM order_stamp WHERE merchant_id = $1 AND card_id = ANY($2) AND order_id = ANY($3)`, func(r store.Row) error {
		var p place
		var has collecting
		var lines string
		err := r.Scan(&p.card, &p.order, &has.stamps, &lines)
		if err == nil {
			err = json.Unmarshal([]byte(lines), &has.lines)
		}
		had[p] = has
		return err
	}, t.tx.MerchantID(), idsOf(t.cards), ids)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, id := range ids {
		o := orders[id]
		if o == nil || holders[o.MemberID] == 0 { // of somebody who was erased
			continue
		}
		for _, c := range t.cards {
			has, was := had[place{c.ID, id}]
			if !was {
				has.lines = c.lines(o, t.above)
			}
			stamps := c.Stamps(o, has.lines)
			if !was && (stamps == 0 || !c.Collects(o, t.tx.Zone())) {
				continue
			}
			lines, err := json.Marshal(has.lines)
			if err != nil {
				return err
			}
			rows = append(rows, []any{t.tx.MerchantID(), c.ID, id, o.MemberID, stamps, string(lines), o.PlacedAt})
			t.touched[pair{holders[o.MemberID], c.ID}] += stamps - has.stamps
		}
	}
	store.InsertLater(t.tx, insertStamp, rows, nil)
	return nil
}

// settle gives or takes back until the rounds are what the stamps say (invariant 2).
func (t *taker) settle(ctx context.Context) error {
	pairs := slices.SortedFunc(maps.Keys(t.touched), pair.compare)
	holders := make([]int64, 0, len(pairs))
	for _, p := range pairs {
		holders = append(holders, p.holder)
	}
	collected, err := tally(ctx, t.tx, slices.Compact(holders))
	if err != nil {
		return err
	}
	for _, c := range t.cards {
		var full []want
		for _, p := range pairs {
			if p.card != c.ID || p.holder == 0 {
				continue
			}
			has := collected[p]
			if c.due(has.stamps) > c.due(has.stamps-t.touched[p]) {
				t.news[p] = true
			}
			done := int64(len(has.rounds))
			for ; done > has.stamps/c.Needs; done-- {
				if err := t.takeBack(ctx, has.rounds[done-1]); err != nil {
					return err
				}
			}
			for range min(c.due(has.stamps)-done, maxGive) {
				full = append(full, want{p.holder, has.stamps})
			}
		}
		for part := range slices.Chunk(full, reward.MaxGrants) {
			if err := t.give(ctx, c, part); err != nil {
				return err
			}
		}
	}
	return nil
}

// want is a full card of a member who has so many stamps on it.
type want struct{ holder, stamps int64 }

// give gives for full cards. Who is refused (a budget or a stock is at its end, a benefit is promised no more) is told why, and tried anew with the next order.
func (t *taker) give(ctx context.Context, c *Card, full []want) error {
	name := c.Name.In(t.tx.Merchant().Language)
	ids, ins := make([]int64, len(full)), make([]reward.GrantIn, len(full))
	for i, f := range full {
		ids[i] = t.tx.NewID()
		ins[i] = reward.GrantIn{
			MemberID: f.holder, Items: c.Rewards, Reason: name, Rule: fmt.Sprintf("stamp_card:%d", c.ID), Root: fmt.Sprintf("stamp_round:%d", ids[i]),
			Budgets: c.Budgets, MadeBy: "system:0",
		}
	}
	out, err := reward.GrantMany(ctx, t.tx, ins)
	if err != nil {
		e := fault.As(err)
		if e == nil {
			return err
		}
		for _, f := range full { // what the card gives is there for nobody any more
			t.refuse(c, f.holder, e)
		}
		return nil
	}
	var rows [][]any
	for i, f := range full {
		if out[i].Err != nil {
			t.refuse(c, f.holder, out[i].Err)
			continue
		}
		rows = append(rows, []any{t.tx.MerchantID(), ids[i], c.ID, f.holder, out[i].Granted.ID, t.tx.Now(), calendar.Never})
		t.tx.Emit(event.Event{Kind: EventFull, MemberID: f.holder, Subject: c.ID, At: t.tx.Now(), Root: ins[i].Root, Data: map[string]any{
			"card_id": store.FormatID("stc", c.ID), "name": name, "stamps": f.stamps,
		}})
	}
	_, err = store.InsertMany(ctx, t.tx, store.Insert{
		Table: "order_stamp_round", Columns: []string{"merchant_id", "id", "card_id", "member_id", "grant_id", "at", "revoked_at"},
	}, rows)
	return err
}

// refuse tells why a card gave nothing that these events filled: once for each member and card, and not again with each order that it waits for.
func (t *taker) refuse(c *Card, holder int64, why *fault.Error) {
	if p := (pair{holder, c.ID}); t.news[p] {
		delete(t.news, p)
		language := t.tx.Merchant().Language
		t.tx.Emit(event.Event{Kind: EventRefused, MemberID: holder, Subject: c.ID, At: t.tx.Now(), Root: fmt.Sprintf("stamp_card:%d", c.ID), Data: map[string]any{
			"card_id": store.FormatID("stc", c.ID), "name": c.Name.In(language), "reason": why.Text(language),
		}})
	}
}

func (t *taker) takeBack(ctx context.Context, r round) error {
	if _, err := reward.Revoke(ctx, t.tx, r.grant); err != nil && !fault.Has(err, reward.ErrRevoked) {
		return err
	}
	_, err := t.tx.Exec(ctx, `UPDATE order_stamp_round SET revoked_at = $3 WHERE merchant_id = $1 AND id = $2`, t.tx.MerchantID(), r.id, t.tx.Now())
	return err
}
