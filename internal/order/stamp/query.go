package stamp

import (
	"context"
	"fmt"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// Progress is how far a member, or everybody, has come on a card.
type Progress struct {
	Card    *Card
	Stamps  int64 // collected so far
	Rounds  int64 // full cards that gave their reward
	Members int64 // who collect; 1 of a member
}

// On is how many stamps lie on the card that is being filled now.
func (p Progress) On() int64 {
	if p.Card.MaxRounds > 0 && p.Rounds >= p.Card.MaxRounds {
		return p.Card.Needs
	}
	return p.Stamps - p.Stamps/p.Card.Needs*p.Card.Needs
}

// Waiting are the full cards whose reward could not be given yet.
func (p Progress) Waiting() int64 { return max(p.Card.due(p.Stamps)-p.Rounds, 0) }

// due are the full cards that so many stamps of a member make, as far as they are rewarded.
func (c *Card) due(stamps int64) int64 {
	if full := stamps / c.Needs; c.MaxRounds == 0 || full < c.MaxRounds {
		return full
	}
	return c.MaxRounds
}

// collected is what a member has on a card, records that were merged into him included.
type collected struct {
	stamps int64
	rounds []round // full cards that stand, oldest first
}

type round struct{ id, grant int64 }

// tally is what the members have on every card.
func tally(ctx context.Context, tx *store.Tx, holders []int64) (map[pair]collected, error) {
	out := map[pair]collected{}
	err := tx.Query(ctx, `SELECT CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END, s.card_id, CAST(SUM(s.stamps) AS bigint)
		FROM order_stamp s JOIN member m ON m.merchant_id = s.merchant_id AND m.id = s.member_id
		WHERE s.merchant_id = $1 AND m.merchant_id = $1 AND (m.id = ANY($2) OR m.alias_of = ANY($2)) GROUP BY 1, 2`, func(r store.Row) error {
		var p pair
		var has collected
		err := r.Scan(&p.holder, &p.card, &has.stamps)
		out[p] = has
		return err
	}, tx.MerchantID(), holders)
	if err != nil {
		return nil, err
	}
	err = tx.Query(ctx, `SELECT CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END, s.card_id, s.id, s.grant_id
		FROM order_stamp_round s JOIN member m ON m.merchant_id = s.merchant_id AND m.id = s.member_id
		WHERE s.merchant_id = $1 AND m.merchant_id = $1 AND (m.id = ANY($2) OR m.alias_of = ANY($2)) AND s.revoked_at = $3 ORDER BY s.id`, func(r store.Row) error {
		var p pair
		var one round
		err := r.Scan(&p.holder, &p.card, &one.id, &one.grant)
		has := out[p]
		has.rounds = append(has.rounds, one)
		out[p] = has
		return err
	}, tx.MerchantID(), holders, calendar.Never)
	return out, err
}

// OfMember is how far a member has come on each card that is offered, and on those that he has stamps of.
func OfMember(ctx context.Context, tx *store.Tx, holder int64) ([]Progress, error) {
	all, err := List(ctx, tx)
	if err != nil {
		return nil, err
	}
	has, err := tally(ctx, tx, []int64{holder})
	var out []Progress
	for _, c := range all {
		own := has[pair{holder, c.ID}]
		if own.stamps > 0 || !c.over(tx.Today()) {
			out = append(out, Progress{Card: c, Stamps: own.stamps, Rounds: int64(len(own.rounds)), Members: 1})
		}
	}
	return out, err
}

// Counted is how far everybody has come on the cards, by card.
func Counted(ctx context.Context, tx *store.Tx, cards ...*Card) (map[int64]Progress, error) {
	out := map[int64]Progress{}
	err := tx.Query(ctx, `WITH alias AS (SELECT id, alias_of FROM member WHERE merchant_id = $1 AND alias_of <> 0)
		SELECT s.card_id, CAST(SUM(s.stamps) AS bigint), COUNT(DISTINCT COALESCE(a.alias_of, s.member_id)) FROM order_stamp s LEFT JOIN alias a ON a.id = s.member_id
		WHERE s.merchant_id = $1 AND s.card_id = ANY($2) AND s.stamps > 0 GROUP BY s.card_id`,
		func(r store.Row) error {
			var id int64
			var p Progress
			err := r.Scan(&id, &p.Stamps, &p.Members)
			out[id] = p
			return err
		}, tx.MerchantID(), idsOf(cards))
	if err != nil {
		return nil, err
	}
	err = tx.Query(ctx, `SELECT card_id, COUNT(*) FROM order_stamp_round WHERE merchant_id = $1 AND card_id = ANY($2) AND revoked_at = $3 GROUP BY card_id`, func(r store.Row) error {
		var id, n int64
		err := r.Scan(&id, &n)
		p := out[id]
		p.Rounds = n
		out[id] = p
		return err
	}, tx.MerchantID(), idsOf(cards), calendar.Never)
	return out, err
}

func idsOf(cards []*Card) []int64 {
	out := make([]int64, len(cards))
	for i, c := range cards {
		out[i] = c.ID
	}
	return out
}

// Line is what one order collected, as an export tells of it.
type Line struct {
	CardID  int64
	OrderID int64
	Stamps  int64
	At      calendar.Instant
}

// Export is what records collected.
func Export(ctx context.Context, tx *store.Tx, records []int64) ([]Line, error) {
	var out []Line
	err := tx.Query(ctx, `SELECT card_id, order_id, stamps, at FROM order_stamp WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY card_id, order_id`, func(r store.Row) error {
		var l Line
		err := r.Scan(&l.CardID, &l.OrderID, &l.Stamps, &l.At)
		out = append(out, l)
		return err
	}, tx.MerchantID(), records)
	return out, err
}

const (
	sqlCheckRounds = `WITH s AS (SELECT CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END AS holder, CAST(SUM(x.stamps) AS bigint) AS n
			FROM order_stamp x JOIN member m ON m.merchant_id = x.merchant_id AND m.id = x.member_id WHERE x.merchant_id = $1 AND m.merchant_id = $1 AND x.card_id = $2 GROUP BY 1),
		r AS (SELECT CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END AS holder, COUNT(*) AS n
			FROM order_stamp_round x JOIN member m ON m.merchant_id = x.merchant_id AND m.id = x.member_id
			WHERE x.merchant_id = $1 AND m.merchant_id = $1 AND x.card_id = $2 AND x.revoked_at = 9223372036854775807 GROUP BY 1)
		SELECT r.holder, r.n, COALESCE(s.n, 0) FROM r LEFT JOIN s ON s.holder = r.holder WHERE r.n * $3 > COALESCE(s.n, 0) ORDER BY r.holder LIMIT $4`
	sqlCheckStrays = `SELECT s.order_id, s.member_id FROM order_stamp s WHERE s.merchant_id = $1
		AND NOT EXISTS (SELECT 1 FROM order_head o WHERE o.merchant_id = $1 AND o.id = s.order_id AND o.member_id = s.member_id) ORDER BY s.order_id LIMIT $2`
)

// Check finds rounds that are more than stamps allow, once the outbox is drained, and stamps of orders that are not there.
func Check(ctx context.Context, tx *store.Tx, limit int, tell func(invariant int, subject, detail string)) error {
	all, err := List(ctx, tx)
	if err != nil {
		return err
	}
	for _, c := range all {
		err := tx.Query(ctx, sqlCheckRounds, func(r store.Row) error {
			var holder, rounds, stamps int64
			err := r.Scan(&holder, &rounds, &stamps)
			tell(2, store.FormatID("mem", holder), fmt.Sprintf("%d full cards of %s, %d stamps", rounds, store.FormatID("stc", c.ID), stamps))
			return err
		}, tx.MerchantID(), c.ID, c.Needs, limit)
		if err != nil {
			return err
		}
	}
	return tx.Query(ctx, sqlCheckStrays, func(r store.Row) error {
		var id, of int64
		err := r.Scan(&id, &of)
		tell(1, store.FormatID("ord", id), fmt.Sprintf("stamps of member %d, who has no such order", of))
		return err
	}, tx.MerchantID(), limit)
}
