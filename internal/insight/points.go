package insight

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// Points are what moved of the members' points, by business instant.
type Points struct {
	Issued     int64 // given by the programme
	ClawedBack int64 // taken back because what they were given for was undone
	Used       int64 // spent, less what came back of it
	Expired    int64 // less what a claw-back brought to light again
	Adjusted   int64 // by hand, up less down, debts that were written off included
}

// Change is what the members' points changed by.
func (p Points) Change() int64 { return p.Issued - p.ClawedBack - p.Used - p.Expired + p.Adjusted }

const sqlPoints = `SELECT COALESCE(CAST(SUM(CASE WHEN kind = 'earn' THEN amount ELSE 0 END) AS bigint), 0),
	COALESCE(CAST(SUM(CASE WHEN kind = 'claw_back' THEN -amount ELSE 0 END) AS bigint), 0),
	COALESCE(CAST(SUM(CASE WHEN account = 'spent' AND kind <> 'earn' AND kind <> 'claw_back' THEN -amount ELSE 0 END) AS bigint), 0),
	COALESCE(CAST(SUM(CASE WHEN account = 'expired' AND kind <> 'earn' AND kind <> 'claw_back' THEN -amount ELSE 0 END) AS bigint), 0),
	COALESCE(CAST(SUM(amount) AS bigint), 0)
FROM ledger_entry WHERE merchant_id = $1 AND asset = 'points' AND effective_at >= $2 AND effective_at < $3 AND account <> 'moved'`

// PointsOf sums what moved from an instant on and before another.
func PointsOf(ctx context.Context, tx *store.Tx, from, to calendar.Instant) (p Points, err error) {
	var change int64
	_, err = store.One(ctx, tx, sqlPoints, func(r store.Row) error {
		return r.Scan(&p.Issued, &p.ClawedBack, &p.Used, &p.Expired, &change)
	}, tx.MerchantID(), from, to)
	p.Adjusted = change - p.Change() // whatever is none of the above
	return p, err
}
