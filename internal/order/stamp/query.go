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

// OfMember is how far a member has come on each card that is offered, and on those that he has stamps of.
func OfMember(ctx context.Context, tx *store.Tx, holder int64) ([]Progress, error) {
	all, err := List(ctx, tx)
	if err != nil {
		return nil, err
	}
	var out []Progress
	for _, c := range all {
		p := Progress{Card: c, Members: 1}
		key := pair{holder, c.ID}
		if p.Stamps, err = total(ctx, tx, key); err != nil {
			return nil, err
		}
		rounds, err := roundsOf(ctx, tx, key)
		if err != nil {
			return nil, err
		}
		p.Rounds = int64(len(rounds))
		if c.Active || p.Stamps > 0 {
			out = append(out, p)
		}
	}
	return out, nil
}

// Counted is how far everybody has come, by card.
func Counted(ctx context.Context, tx *store.Tx) (map[int64]Progress, error) {
	out := map[int64]Progress{}
	err := tx.Query(ctx, `SELECT card_id, CAST(SUM(stamps) AS bigint), COUNT(DISTINCT member_id) FROM order_stamp WHERE merchant_id = $1 AND stamps > 0 GROUP BY card_id`,
		func(r store.Row) error {
			var id int64
			var p Progress
			err := r.Scan(&id, &p.Stamps, &p.Members)
			out[id] = p
			return err
		}, tx.MerchantID())
	if err != nil {
		return nil, err
	}
	err = tx.Query(ctx, `SELECT card_id, COUNT(*) FROM order_stamp_round WHERE merchant_id = $1 AND revoked_at = $2 GROUP BY card_id`, func(r store.Row) error {
		var id, n int64
		err := r.Scan(&id, &n)
		p := out[id]
		p.Rounds = n
		out[id] = p
		return err
	}, tx.MerchantID(), calendar.Never)
	return out, err
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

// Check finds rounds that are more than stamps allow, once the outbox is drained, and stamps of orders that are not there.
func Check(ctx context.Context, tx *store.Tx, limit int, tell func(invariant int, subject, detail string)) error {
	err := tx.Query(ctx, `WITH s AS (SELECT CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END AS holder, x.card_id, CAST(SUM(x.stamps) AS bigint) AS n
			FROM order_stamp x JOIN member m ON m.merchant_id = x.merchant_id AND m.id = x.member_id WHERE x.merchant_id = $1 AND m.merchant_id = $1 GROUP BY 1, 2),
		r AS (SELECT CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END AS holder, x.card_id, COUNT(*) AS n
			FROM order_stamp_round x JOIN member m ON m.merchant_id = x.merchant_id AND m.id = x.member_id
			WHERE x.merchant_id = $1 AND m.merchant_id = $1 AND x.revoked_at = 9223372036854775807 GROUP BY 1, 2)
		SELECT r.holder, r.card_id, r.n, COALESCE(s.n, 0) FROM r LEFT JOIN s ON s.holder = r.holder AND s.card_id = r.card_id ORDER BY r.holder, r.card_id LIMIT 100000`,
		func(r store.Row) error {
			var holder, card, rounds, stamps int64
			if err := r.Scan(&holder, &card, &rounds, &stamps); err != nil {
				return err
			}
			c, err := Get(ctx, tx, card)
			if err == nil && rounds*c.Needs > stamps {
				tell(2, store.FormatID("mem", holder), fmt.Sprintf("%d full cards of %s, %d stamps", rounds, store.FormatID("stc", card), stamps))
			}
			return err
		}, tx.MerchantID())
	if err != nil {
		return err
	}
	return tx.Query(ctx, `SELECT s.order_id, s.member_id FROM order_stamp s WHERE s.merchant_id = $1
		AND NOT EXISTS (SELECT 1 FROM order_head o WHERE o.merchant_id = $1 AND o.id = s.order_id AND o.member_id = s.member_id) ORDER BY s.order_id LIMIT $2`, func(r store.Row) error {
		var id, of int64
		err := r.Scan(&id, &of)
		tell(1, store.FormatID("ord", id), fmt.Sprintf("stamps of member %d, who has no such order", of))
		return err
	}, tx.MerchantID(), limit)
}
