package closing

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/money"
	"regulars/internal/store"
)

// Totals are the sums of one asset over a merchant: the contra accounts (minus what wallets got from them), and the wallets by
// part. All but Debt count towards a sum of zero; Debt counts against it.
type Totals struct {
	Entries   int64 // how many entries
	Issued    int64
	Spent     int64
	Expired   int64
	Adjusted  int64
	Recharged int64
	Moved     int64 // always 0
	Available int64
	Pending   int64
	Held      int64
	Debt      int64
}

var totalColumns = []string{"entries", "issued", "spent", "expired", "adjusted", "recharged", "moved", "available", "pending", "held", "debt"}

func (t *Totals) cells() []any {
	return []any{t.Entries, t.Issued, t.Spent, t.Expired, t.Adjusted, t.Recharged, t.Moved, t.Available, t.Pending, t.Held, t.Debt}
}

func (t *Totals) dest() []any {
	return []any{&t.Entries, &t.Issued, &t.Spent, &t.Expired, &t.Adjusted, &t.Recharged, &t.Moved, &t.Available, &t.Pending, &t.Held, &t.Debt}
}

// account is the sum of the account.
func (t *Totals) account(a ledger.Account) *int64 {
	switch a {
	case ledger.Issued:
		return &t.Issued
	case ledger.Spent:
		return &t.Spent
	case ledger.Expired:
		return &t.Expired
	case ledger.Adjusted:
		return &t.Adjusted
	case ledger.Recharged:
		return &t.Recharged
	case ledger.Moved:
	}
	return &t.Moved
}

// Wallets is what the wallets hold together, less what is owed.
func (t Totals) Wallets() int64 { return t.Available + t.Pending + t.Held - t.Debt }

// Outstanding is what members hold and may use one day: the liability counts it.
func (t Totals) Outstanding() int64 { return t.Available + t.Pending + t.Held }

// Sum is zero: wallets and accounts together.
func (t Totals) Sum() int64 {
	return t.Wallets() + t.Issued + t.Spent + t.Expired + t.Adjusted + t.Recharged + t.Moved
}

// Liability is what is outstanding at a value of so many minor units for so many points, rounded up.
func (t Totals) Liability(minor, points int64) int64 {
	if t.Outstanding() <= 0 || minor <= 0 || points <= 0 {
		return 0
	}
	return money.MulDiv(t.Outstanding(), minor, points, money.Ceil)
}

// Balances is a trial balance: the totals of each asset.
type Balances struct {
	At     calendar.Instant // what was posted before this instant
	Assets map[ledger.Asset]Totals
}

// TrialBalance are the totals of everything posted before the instant; Never means everything. The journal goes back ledger.JournalDays; for an instant
// before that, the answer is that of the last day closed before it, and its At says so.
func TrialBalance(ctx context.Context, tx *store.Tx, at calendar.Instant) (Balances, error) {
	base, err := lastClosing(ctx, tx, at)
	if err != nil {
		return base, err
	}
	if at < tx.Now()-ledger.JournalDays*dayLength && base.At != 0 {
		return base, nil
	}
	return addJournal(ctx, tx, base, at)
}

// lastClosing is the newest closing at or before the instant; empty with At 0 where there is none.
func lastClosing(ctx context.Context, tx *store.Tx, at calendar.Instant) (Balances, error) {
	b := Balances{Assets: map[ledger.Asset]Totals{}}
	for _, a := range ledger.Assets() {
		b.Assets[a] = Totals{}
	}
	err := tx.Query(ctx, `SELECT closed_at, asset, entries, issued, spent, expired, adjusted, recharged, moved, available, pending, held, debt
		FROM ledger_closing WHERE merchant_id = $1 AND closed_on =
			(SELECT MAX(closed_on) FROM ledger_closing WHERE merchant_id = $1 AND closed_at <= $2)`,
		func(r store.Row) error {
			var t Totals
			var asset ledger.Asset
			err := r.Scan(append([]any{&b.At, (*string)(&asset)}, t.dest()...)...)
			b.Assets[asset] = t
			return err
		}, tx.MerchantID(), at)
	return b, err
}

// addJournal adds what was posted from base.At on and before the instant.
func addJournal(ctx context.Context, tx *store.Tx, base Balances, at calendar.Instant) (Balances, error) {
	out := Balances{At: at, Assets: map[ledger.Asset]Totals{}}
	for a, t := range base.Assets {
		out.Assets[a] = t
	}
	err := tx.Query(ctx, `SELECT asset, CAST(SUM(entries) AS bigint), CAST(SUM(issued) AS bigint), CAST(SUM(spent) AS bigint),
			CAST(SUM(expired) AS bigint), CAST(SUM(adjusted) AS bigint), CAST(SUM(recharged) AS bigint), CAST(SUM(moved) AS bigint),
			CAST(SUM(available) AS bigint), CAST(SUM(pending) AS bigint), CAST(SUM(held) AS bigint), CAST(SUM(debt) AS bigint)
		FROM ledger_journal WHERE merchant_id = $1 AND posted_at >= $2 AND posted_at < $3 GROUP BY asset`,
		func(r store.Row) error {
			var t Totals
			var asset ledger.Asset
			err := r.Scan(append([]any{(*string)(&asset)}, t.dest()...)...)
			sum := out.Assets[asset]
			sum.join(&t)
			out.Assets[asset] = sum
			return err
		}, tx.MerchantID(), base.At, at)
	return out, err
}

// Breakage is the share, in basis points, that expired of all that was spent or expired so far; false before anything was. Given back and taken
// back cancel out in the accounts. It is an estimate of how much of what is outstanding will never be used.
func (t Totals) Breakage() (bp int64, known bool) {
	ended := t.Spent + t.Expired
	if t.Spent < 0 || t.Expired < 0 || ended <= 0 {
		return 0, false
	}
	return money.MulDiv(t.Expired, 10_000, ended, money.Floor), true
}

func (t *Totals) join(o *Totals) {
	from := o.dest()
	for i, d := range t.dest() {
		*d.(*int64) += *from[i].(*int64)
	}
}
