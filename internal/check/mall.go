package check

import (
	"context"

	"regulars/internal/store"
)

const sqlRedemptions = `SELECT id, member_id, points, principal_minor, bonus_minor, state FROM mall_redemption
	WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY id`

// redemptions holds what was spent in the mall against the ledger.
func (p *page) redemptions() error {
	return p.tx.Query(p.ctx, sqlRedemptions, func(r store.Row) error {
		var id, of, points, principal, bonus int64
		var state string
		err := r.Scan(&id, &of, &points, &principal, &bonus, &state)
		want := sums{spentPoints: -points, spentPrincipal: -principal, spentBonus: -bonus}
		if state == "cancelled" {
			want = sums{}
		}
		p.compare(cause{p.holder(of), "redemption", id}, want, store.FormatID("mrd", id))
		return err
	}, p.tx.MerchantID(), p.records)
}

const (
	sqlPlanValue = `SELECT id, record_id, principal_minor - principal_back_minor, bonus_minor - bonus_back_minor FROM plan_membership
		WHERE merchant_id = $1 AND record_id = ANY($2) AND principal_minor + bonus_minor > 0 ORDER BY id`
	sqlCardValue = `SELECT id, member_id, principal_minor - principal_back_minor, bonus_minor - bonus_back_minor FROM benefit_sale
		WHERE merchant_id = $1 AND member_id = ANY($2) AND principal_minor + bonus_minor > 0 ORDER BY id`
)

// value holds the stored value that paid for plans and for times cards against the ledger.
func (p *page) value() error {
	for _, paid := range []struct{ sql, kind, prefix string }{{sqlPlanValue, "plan", "mbs"}, {sqlCardValue, "card_sale", "tcs"}} {
		err := p.tx.Query(p.ctx, paid.sql, func(r store.Row) error {
			var id, of, principal, bonus int64
			err := r.Scan(&id, &of, &principal, &bonus)
			p.compare(cause{p.holder(of), paid.kind, id}, sums{spentPrincipal: -principal, spentBonus: -bonus}, store.FormatID(paid.prefix, id))
			return err
		}, p.tx.MerchantID(), p.records)
		if err != nil {
			return err
		}
	}
	return nil
}

const (
	sqlItemsTaken = `SELECT i.id, i.taken, COALESCE(x.units, 0) FROM mall_item i LEFT JOIN (
			SELECT r.item_id AS item_id, CAST(SUM(r.quantity) AS bigint) AS units FROM mall_redemption r
			WHERE r.merchant_id = $1 AND r.state <> 'cancelled' GROUP BY r.item_id
		) x ON x.item_id = i.id
		WHERE i.merchant_id = $1 AND i.taken <> COALESCE(x.units, 0) ORDER BY i.id`
	sqlUnrevoked = `SELECT r.id, g.id FROM mall_redemption r JOIN reward_grant g ON g.merchant_id = $1 AND g.root = 'redemption:' || CAST(r.id AS text)
		WHERE r.merchant_id = $1 AND r.state = 'cancelled' AND g.state = 'given' ORDER BY r.id, g.id`
	sqlPictureless = `SELECT i.id, i.picture FROM mall_item i
		WHERE i.merchant_id = $1 AND i.picture <> '' AND NOT EXISTS (SELECT 1 FROM media_picture m WHERE m.merchant_id = $1 AND m.digest = i.picture AND m.shown) ORDER BY i.id`
	sqlItemless = `SELECT r.id, r.item_id FROM mall_redemption r
		WHERE r.merchant_id = $1 AND NOT EXISTS (SELECT 1 FROM mall_item i WHERE i.merchant_id = $1 AND i.id = r.item_id) ORDER BY r.id`
)

// mall compares the stock of items with what was redeemed of them, and finds what a cancelled redemption still gives.
func (c *checker) mall(ctx context.Context) error {
	return c.view(ctx, func(tx *store.Tx) error {
		err := tx.Query(ctx, sqlItemsTaken, func(r store.Row) error {
			var id, taken, units int64
			err := r.Scan(&id, &taken, &units)
			c.find("mall", 1, store.FormatID("mit", id), "%d units are counted as taken, redemptions hold %d", taken, units)
			return err
		}, tx.MerchantID())
		if err != nil {
			return err
		}
		err = tx.Query(ctx, sqlUnrevoked, func(r store.Row) error {
			var id, grant int64
			err := r.Scan(&id, &grant)
			c.find("mall", 3, store.FormatID("mrd", id), "cancelled, but %s that it gave stands", store.FormatID("grt", grant))
			return err
		}, tx.MerchantID())
		if err != nil {
			return err
		}
		err = tx.Query(ctx, sqlPictureless, func(r store.Row) error {
			var id int64
			var picture string
			err := r.Scan(&id, &picture)
			c.find("media", 3, store.FormatID("mit", id), "shows the picture %s that is not kept", picture)
			return err
		}, tx.MerchantID())
		if err != nil {
			return err
		}
		return tx.Query(ctx, sqlItemless, func(r store.Row) error {
			var id, item int64
			err := r.Scan(&id, &item)
			c.find("mall", 1, store.FormatID("mrd", id), "of an item %d that is not there", item)
			return err
		}, tx.MerchantID())
	})
}
