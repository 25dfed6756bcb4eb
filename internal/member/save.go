package member

import (
	"context"

	"regulars/internal/member/tally"
	"regulars/internal/store"
)

// days are added to, so that what was not opened need not be read.
var insertDays = store.Insert{
	Table: "member_day",
	Columns: []string{"merchant_id", "member_id", "day_on", "orders", "spend_minor", "refund_minor", "principal_minor", "points", "growth",
		"recharge_minor", "referrals", "first_at", "last_at"},
	Conflict: `ON CONFLICT (merchant_id, member_id, day_on) DO UPDATE SET orders = member_day.orders + excluded.orders,
 spend_minor = member_day.spend_minor + excluded.spend_minor, refund_minor = member_day.refund_minor + excluded.refund_minor,
 principal_minor = member_day.principal_minor + excluded.principal_minor, points = member_day.points + excluded.points,
 growth = member_day.growth + excluded.growth, recharge_minor = member_day.recharge_minor + excluded.recharge_minor,
 referrals = member_day.referrals + excluded.referrals,
 first_at = CASE WHEN excluded.first_at < member_day.first_at THEN excluded.first_at ELSE member_day.first_at END,
 last_at = CASE WHEN excluded.last_at > member_day.last_at THEN excluded.last_at ELSE member_day.last_at END`,
}

var statColumns = []string{"order_count", "spend_minor", "refund_minor", "principal_minor", "points", "growth", "recharge_minor", "referrals",
	"first_order_at", "last_order_at", "first_order_on", "last_order_on", "purchase_days", "span_days",
	"favourite_category", "favourite_store", "favourites"}

var updateStats = store.Update{Table: "member_stat", Key: []string{"member_id"}, Set: statColumns}

// Save writes what changed: one statement for the days, one for the statistics, and one in between where first or last
// orders have to be asked of the table. The books can go on after it.
func (bk *Books) Save(ctx context.Context, tx *store.Tx) error {
	var days [][]any
	for _, id := range bk.ids {
		for _, d := range bk.members[id].Changes() {
			days = append(days, dayCells(tx.MerchantID(), id, d))
		}
	}
	store.InsertLater(tx, insertDays, days, nil)
	if err := bk.settle(ctx, tx); err != nil {
		return err
	}
	if err := bk.saveAdmitted(ctx, tx); err != nil {
		return err
	}
	var stats [][]any
	for _, id := range bk.ids {
		if stat, changed := bk.members[id].Close(); changed {
			stats = append(stats, append([]any{id}, statCells(&stat)...))
		}
	}
	store.UpdateLater(tx, updateStats, stats, nil)
	return nil
}

func dayCells(merchantID, id int64, d Day) []any {
	return []any{merchantID, id, d.On, d.Orders, d.Spend, d.Refund, d.Principal, d.Points, d.Growth, d.Recharge, d.Referrals, d.FirstAt, d.LastAt}
}

func statCells(s *Stat) []any {
	firstOn, lastOn := "", ""
	if s.PurchaseDays > 0 {
		firstOn, lastOn = s.FirstOrderOn.String(), s.LastOrderOn.String()
	}
	return []any{s.OrderCount, s.SpendMinor, s.RefundMinor, s.PrincipalMinor, s.Points, s.Growth, s.RechargeMinor, s.Referrals,
		s.FirstOrderAt, s.LastOrderAt, firstOn, lastOn, s.PurchaseDays, s.SpanDays(),
		s.FavouriteCategory, s.FavouriteStore, s.Favourites}
}

const sqlSettle = `SELECT member_id, COUNT(*), MIN(day_on), MAX(day_on), MIN(first_at), MAX(last_at) FROM member_day
WHERE merchant_id = $1 AND member_id = ANY($2) AND orders > 0 GROUP BY member_id`

// settle asks the table for the first and last order of those members where the opened days could not tell. The days have been
// written before.
func (bk *Books) settle(ctx context.Context, tx *store.Tx) error {
	var open []int64
	for _, id := range bk.ids {
		if a := bk.members[id]; a.Unsettled {
			open = append(open, id)
			a.Settle(0, tally.Standing{}, tally.Standing{})
		}
	}
	if len(open) == 0 {
		return nil
	}
	return tx.Query(ctx, sqlSettle, func(r store.Row) error {
		var id, days int64
		var first, last tally.Standing
		err := r.Scan(&id, &days, &first.On, &last.On, &first.At, &last.At)
		bk.members[id].Settle(days, first, last)
		return err
	}, tx.MerchantID(), open)
}
