package stamp

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"regulars/internal/calendar"
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
	return []string{order.EventRecorded, order.EventRefunded, order.EventReturned, order.EventClaimed}
}

// Take counts the stamps of the orders that the events tell of, as they are now, and gives or takes back what full cards give.
func Take(ctx context.Context, tx *store.Tx, events []event.Event) error {
	all, err := List(ctx, tx)
	if err != nil || len(all) == 0 {
		return err
	}
	ids, err := ordersOf(ctx, tx, events)
	if err != nil || len(ids) == 0 {
		return err
	}
	since := calendar.Never // no order before it collects on any of them
	for _, c := range all {
		since = min(since, c.MadeAt)
	}
	ids, holders, err := lock(ctx, tx, ids, since)
	if err != nil {
		return err
	}
	t := &taker{tx: tx, cards: all, touched: map[pair]bool{}}
	for _, id := range ids {
		if err := t.count(ctx, id, holders); err != nil {
			return err
		}
	}
	store.InsertLater(tx, insertStamp, t.rows, nil)
	for _, p := range slices.SortedFunc(maps.Keys(t.touched), pair.compare) {
		if err := t.settle(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// ordersOf are the orders that events tell of; a return without a receipt may have touched any that collected.
func ordersOf(ctx context.Context, tx *store.Tx, events []event.Event) ([]int64, error) {
	seen := map[int64]bool{}
	var members []int64
	for _, e := range events {
		var id int64
		switch e.Kind {
		case order.EventReturned:
			if e.MemberID != 0 {
				members = append(members, e.MemberID)
			}
			continue
		case order.EventRecorded, order.EventClaimed:
			id = e.Subject
		default:
			if _, err := fmt.Sscanf(strings.TrimPrefix(e.Root, "order:"), "%d", &id); err != nil {
				continue
			}
		}
		seen[id] = true
	}
	if len(members) > 0 {
		err := tx.Query(ctx, `SELECT s.order_id FROM order_stamp s JOIN member m ON m.merchant_id = s.merchant_id AND m.id = s.member_id
			WHERE s.merchant_id = $1 AND m.merchant_id = $1 AND (m.id = ANY($2) OR m.alias_of = ANY($2)) AND s.stamps > 0 ORDER BY s.order_id DESC LIMIT $3`,
			func(r store.Row) error {
				var id int64
				err := r.Scan(&id)
				seen[id] = true
				return err
			}, tx.MerchantID(), members, maxPage)
		if err != nil {
			return nil, err
		}
	}
	return slices.Sorted(maps.Keys(seen)), nil
}

// lock takes the locks of everybody who holds one of the orders, and answers which of them were placed since then, and holders by record.
func lock(ctx context.Context, tx *store.Tx, orders []int64, since calendar.Instant) (ids []int64, holders map[int64]int64, err error) {
	var records []int64
	err = tx.Query(ctx, `SELECT id, member_id FROM order_head WHERE merchant_id = $1 AND id = ANY($2) AND member_id <> 0 AND placed_at >= $3 ORDER BY id`, func(r store.Row) error {
		var id, of int64
		err := r.Scan(&id, &of)
		ids, records = append(ids, id), append(records, of)
		return err
	}, tx.MerchantID(), orders, since)
	if err != nil || len(ids) == 0 {
		return nil, nil, err
	}
	holders, err = lockHolders(ctx, tx, records)
	return ids, holders, err
}

// lockHolders takes the locks of those who hold the records now.
func lockHolders(ctx context.Context, tx *store.Tx, records []int64) (map[int64]int64, error) {
	holders, err := member.Holders(ctx, tx, records)
	if err != nil || len(holders) == 0 {
		return holders, err
	}
	ids := slices.Sorted(maps.Values(holders))
	if _, err := ledger.Open(ctx, tx, slices.Compact(ids), ledger.Need{}); err != nil {
		return nil, err
	}
	again, err := member.Holders(ctx, tx, records)
	if err == nil && !maps.Equal(again, holders) {
		err = store.ErrAgain // merged by somebody else at this moment
	}
	return holders, err
}

// pair is a member's collecting on a card.
type pair struct{ holder, card int64 }

func (p pair) compare(o pair) int {
	return cmp.Or(cmp.Compare(p.holder, o.holder), cmp.Compare(p.card, o.card))
}

type taker struct {
	tx      *store.Tx
	cards   []*Card
	rows    [][]any
	touched map[pair]bool
}

var insertStamp = store.Insert{
	Table: "order_stamp", Columns: []string{"merchant_id", "card_id", "order_id", "member_id", "stamps", "at"},
	Conflict: "ON CONFLICT (merchant_id, card_id, order_id) DO UPDATE SET stamps = excluded.stamps, member_id = excluded.member_id",
}

// count notes what an order is good for on each card, as it is now.
func (t *taker) count(ctx context.Context, id int64, holders map[int64]int64) error {
	o, err := order.Get(ctx, t.tx, id)
	if err != nil {
		return err
	}
	holder := holders[o.MemberID]
	if holder == 0 { // a guest's, or of somebody who was erased
		return nil
	}
	had := map[int64]bool{}
	err = t.tx.Query(ctx, `SELECT card_id FROM order_stamp WHERE merchant_id = $1 AND order_id = $2 AND card_id = ANY($3)`, func(r store.Row) error {
		var card int64
		err := r.Scan(&card)
		had[card] = true
		return err
	}, t.tx.MerchantID(), id, t.ids())
	if err != nil {
		return err
	}
	for _, c := range t.cards {
		stamps := c.Stamps(o, t.tx.Zone())
		if !had[c.ID] && (stamps == 0 || !c.Active) {
			continue
		}
		t.rows = append(t.rows, []any{t.tx.MerchantID(), c.ID, o.ID, o.MemberID, stamps, o.PlacedAt})
		t.touched[pair{holder, c.ID}] = true
	}
	return nil
}

func (t *taker) ids() []int64 {
	out := make([]int64, len(t.cards))
	for i, c := range t.cards {
		out[i] = c.ID
	}
	return out
}

// settle gives or takes back until the rounds are what the stamps say (invariant 2).
func (t *taker) settle(ctx context.Context, p pair) error {
	card := t.cards[slices.IndexFunc(t.cards, func(c *Card) bool { return c.ID == p.card })]
	total, err := total(ctx, t.tx, p)
	if err != nil {
		return err
	}
	rounds, err := roundsOf(ctx, t.tx, p)
	if err != nil {
		return err
	}
	want := total / card.Needs
	if card.MaxRounds > 0 {
		want = min(want, card.MaxRounds)
	}
	for n := int64(len(rounds)); n > want; n-- {
		if err := t.takeBack(ctx, rounds[n-1]); err != nil {
			return err
		}
	}
	for n := int64(len(rounds)); n < want; n++ {
		if given, err := t.give(ctx, p, card, total); err != nil || !given {
			return err
		}
	}
	return nil
}

func (t *taker) give(ctx context.Context, p pair, card *Card, total int64) (bool, error) {
	id := t.tx.NewID()
	out, err := reward.GrantMany(ctx, t.tx, []reward.GrantIn{{
		MemberID: p.holder, Items: card.Rewards, Reason: card.Name.In(t.tx.Merchant().Language), Rule: fmt.Sprintf("stamp_card:%d", card.ID),
		Root: fmt.Sprintf("stamp_round:%d", id), MadeBy: "system:0",
	}})
	if err != nil || out[0].Err != nil { // refused: out of stock, or no member any more; tried anew with the next order
		return false, err
	}
	_, err = t.tx.Exec(ctx, `INSERT INTO order_stamp_round (merchant_id, id, card_id, member_id, grant_id, at, revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		t.tx.MerchantID(), id, card.ID, p.holder, out[0].Granted.ID, t.tx.Now(), calendar.Never)
	t.tx.Emit(event.Event{Kind: EventFull, MemberID: p.holder, Subject: card.ID, At: t.tx.Now(), Root: fmt.Sprintf("stamp_round:%d", id), Data: map[string]any{
		"card_id": store.FormatID("stc", card.ID), "name": card.Name.In(t.tx.Merchant().Language), "stamps": total,
	}})
	return true, err
}

func (t *taker) takeBack(ctx context.Context, r round) error {
	if _, err := reward.Revoke(ctx, t.tx, r.grant); err != nil && !fault.Has(err, reward.ErrRevoked) {
		return err
	}
	_, err := t.tx.Exec(ctx, `UPDATE order_stamp_round SET revoked_at = $3 WHERE merchant_id = $1 AND id = $2`, t.tx.MerchantID(), r.id, t.tx.Now())
	return err
}

type round struct{ id, grant int64 }

const sqlTotal = `SELECT CAST(COALESCE(SUM(s.stamps), 0) AS bigint) FROM order_stamp s JOIN member m ON m.merchant_id = s.merchant_id AND m.id = s.member_id
	WHERE s.merchant_id = $1 AND m.merchant_id = $1 AND (m.id = $2 OR m.alias_of = $2) AND s.card_id = $3`

func total(ctx context.Context, tx *store.Tx, p pair) (n int64, err error) {
	_, err = store.One(ctx, tx, sqlTotal, func(r store.Row) error { return r.Scan(&n) }, tx.MerchantID(), p.holder, p.card)
	return n, err
}

// roundsOf are the full cards that stand, oldest first.
func roundsOf(ctx context.Context, tx *store.Tx, p pair) ([]round, error) {
	var out []round
	err := tx.Query(ctx, `SELECT s.id, s.grant_id FROM order_stamp_round s JOIN member m ON m.merchant_id = s.merchant_id AND m.id = s.member_id
		WHERE s.merchant_id = $1 AND m.merchant_id = $1 AND (m.id = $2 OR m.alias_of = $2) AND s.card_id = $3 AND s.revoked_at = $4 ORDER BY s.id`, func(r store.Row) error {
		var one round
		err := r.Scan(&one.id, &one.grant)
		out = append(out, one)
		return err
	}, tx.MerchantID(), p.holder, p.card, calendar.Never)
	return out, err
}
