package closing

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/store"
)

// Limits of the closings.
const (
	recloseDays  = 2  // days summed anew by each closing, for what was committed late
	closableDays = 30 // days before the newest closing that can be closed anew; the journal goes back further
)

const dayLength = calendar.Instant(86_400_000_000)

// ErrOpenDay refuses to close a day that is not over.
var ErrOpenDay = fault.Declare(fault.Refused, "ledger_day_open", "The day {day} is not over.", "{day} 尚未结束。")

// Close writes the closing of a day that is over, and of the day before it once more, for what was committed late;
// it is safe to repeat. A day that lies far before the newest closing stays as it was closed. It drops the journal of more than ledger.JournalDays ago, which the closings hold.
func Close(ctx context.Context, tx *store.Tx, day calendar.Day) error {
	if day.End(tx.Zone()) > tx.Now() {
		return ErrOpenDay.New(fault.P{"day": day.String()})
	}
	// Closings of a merchant take turns: one drops the journal that another may just be summing.
	err := tx.Query(ctx, `SELECT id FROM org_merchant WHERE id = $1 FOR UPDATE`, func(store.Row) error { return nil }, tx.MerchantID())
	if err != nil {
		return err
	}
	newest, err := lastClosing(ctx, tx, calendar.Never)
	if err != nil || newest.At > day.End(tx.Zone())+closableDays*dayLength {
		return err
	}
	base, err := lastClosing(ctx, tx, (day - recloseDays).End(tx.Zone()))
	if err != nil {
		return err
	}
	if newest.At != 0 && base.At < newest.At-ledger.JournalDays*dayLength {
		return nil // the journal between may be gone: the day stays as it was closed
	}
	first := day - recloseDays + 1
	if base.At < (first - 1).End(tx.Zone()) {
		first-- // what this closing goes by stands itself, so that it can be repeated when the journal is gone
	}
	for d := first; d <= day; d++ {
		if base, err = addJournal(ctx, tx, base, d.End(tx.Zone())); err != nil {
			return err
		}
		if err := writeClosing(ctx, tx, d, base); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `DELETE FROM ledger_journal WHERE merchant_id = $1 AND posted_at < $2`,
		tx.MerchantID(), min(base.At, tx.Now())-ledger.JournalDays*dayLength)
	return err
}

func writeClosing(ctx context.Context, tx *store.Tx, day calendar.Day, b Balances) error {
	rows := make([][]any, 0, 4)
	for _, a := range ledger.Assets() {
		t := b.Assets[a]
		rows = append(rows, append([]any{tx.MerchantID(), day, string(a), b.At}, t.cells()...))
	}
	_, err := store.InsertMany(ctx, tx, store.Insert{Table: "ledger_closing",
		Columns: append([]string{"merchant_id", "closed_on", "asset", "closed_at"}, totalColumns...),
		Conflict: `ON CONFLICT (merchant_id, closed_on, asset) DO UPDATE SET closed_at = excluded.closed_at, entries = excluded.entries,
			issued = excluded.issued, spent = excluded.spent, expired = excluded.expired, adjusted = excluded.adjusted,
			recharged = excluded.recharged, moved = excluded.moved, available = excluded.available, pending = excluded.pending,
			held = excluded.held, debt = excluded.debt`}, rows)
	return err
}

// Closing is the totals of one asset at the end of a day.
type Closing struct {
	On    calendar.Day
	Asset ledger.Asset
	Totals
}

// Closings are the closings of the days from … to, both included, in order.
func Closings(ctx context.Context, tx *store.Tx, from, to calendar.Day) ([]Closing, error) {
	var out []Closing
	err := tx.Query(ctx, `SELECT closed_on, asset, entries, issued, spent, expired, adjusted, recharged, moved, available, pending, held, debt
		FROM ledger_closing WHERE merchant_id = $1 AND closed_on >= $2 AND closed_on <= $3 ORDER BY closed_on, asset`,
		func(r store.Row) error {
			var c Closing
			err := r.Scan(append([]any{&c.On, (*string)(&c.Asset)}, c.dest()...)...)
			out = append(out, c)
			return err
		}, tx.MerchantID(), from, to)
	return out, err
}

// PurgeHolds forgets holds that ended before the instant: what they captured stands in the entries. It reads every hold.
func PurgeHolds(ctx context.Context, tx *store.Tx, before calendar.Instant) (int64, error) {
	_, err := tx.Exec(ctx, `DELETE FROM ledger_hold_part WHERE merchant_id = $1 AND hold_id IN
		(SELECT id FROM ledger_hold WHERE merchant_id = $1 AND state <> 'open' AND closed_at < $2)`, tx.MerchantID(), before)
	if err != nil {
		return 0, err
	}
	return tx.Exec(ctx, `DELETE FROM ledger_hold WHERE merchant_id = $1 AND state <> 'open' AND closed_at < $2`, tx.MerchantID(), before)
}
