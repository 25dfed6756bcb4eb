package closing

import (
	"context"
	"fmt"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/store"
)

// Finding is a breach of an invariant.
type Finding struct {
	Invariant int // its number in the documentation of ledger
	MemberID  int64
	Detail    string
}

// String is the finding in one line.
func (f Finding) String() string {
	return fmt.Sprintf("ledger invariant %d, member %d: %s", f.Invariant, f.MemberID, f.Detail)
}

// checker runs the statements that find breaches.
type checker struct {
	ctx    context.Context
	tx     *store.Tx
	report func(Finding)
}

// Check proves the invariants for the merchant's whole ledger and reports each breach; it reads everything and writes nothing.
func Check(ctx context.Context, tx *store.Tx, report func(Finding)) error {
	c := &checker{ctx, tx, report}
	for _, check := range []func() error{c.wallets, c.lots, c.holds, c.due, c.idle, c.totals} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// breaches reports each row of a statement whose columns are the member, a place and four numbers.
func (c *checker) breaches(invariant int, detail, sql string) error {
	return c.tx.Query(c.ctx, sql, func(r store.Row) error {
		var member int64
		var where string
		var n [4]int64
		if err := r.Scan(&member, &where, &n[0], &n[1], &n[2], &n[3]); err != nil {
			return err
		}
		c.report(Finding{invariant, member, fmt.Sprintf("%s: "+detail, where, n[0], n[1], n[2], n[3])})
		return nil
	}, c.tx.MerchantID())
}

const heldSums = `WITH wallet AS (
		SELECT member_id, 'points' AS asset, points_available AS available, points_pending AS pending, points_held AS held, points_debt AS debt FROM ledger_wallet WHERE merchant_id = $1
		UNION ALL SELECT member_id, 'growth', growth_available, growth_pending, growth_held, growth_debt FROM ledger_wallet WHERE merchant_id = $1
		UNION ALL SELECT member_id, 'principal', principal_available, principal_pending, principal_held, principal_debt FROM ledger_wallet WHERE merchant_id = $1
		UNION ALL SELECT member_id, 'bonus', bonus_available, bonus_pending, bonus_held, bonus_debt FROM ledger_wallet WHERE merchant_id = $1
		UNION ALL SELECT member_id, 'commission', commission_available, commission_pending, commission_held, commission_debt FROM ledger_wallet WHERE merchant_id = $1),
	entry AS (
		SELECT member_id, asset, CAST(SUM(amount) AS bigint) AS net,
			CAST(SUM(remaining) AS bigint) AS remaining, CAST(SUM(held) AS bigint) AS held,
			CAST(SUM(CASE WHEN pending THEN remaining ELSE 0 END) AS bigint) AS pending,
			CAST(SUM(CASE WHEN lot_id = 0 THEN amount ELSE 0 END) AS bigint) AS owed,
			CAST(SUM(CASE WHEN account = 'moved' THEN amount ELSE 0 END) AS bigint) AS moved
		FROM ledger_entry WHERE merchant_id = $1 GROUP BY member_id, asset)
	SELECT w.member_id, w.asset, `

func (c *checker) wallets() error {
	err := c.breaches(2, "wallet %d, entries %d; available and pending and held %d, lots %d", heldSums+`
		w.available + w.pending + w.held - w.debt, COALESCE(e.net, 0), w.available + w.pending + w.held, COALESCE(e.remaining, 0)
		FROM wallet w LEFT JOIN entry e ON e.member_id = w.member_id AND e.asset = w.asset
		WHERE w.available + w.pending + w.held - w.debt <> COALESCE(e.net, 0) OR w.available + w.pending + w.held <> COALESCE(e.remaining, 0)`)
	if err != nil {
		return err
	}
	err = c.breaches(5, "debt %d, entries %d; moved %d, available %d", heldSums+`
		w.debt, -COALESCE(e.owed, 0), COALESCE(e.moved, 0), w.available
		FROM wallet w LEFT JOIN entry e ON e.member_id = w.member_id AND e.asset = w.asset
		WHERE w.debt <> -COALESCE(e.owed, 0) OR COALESCE(e.moved, 0) <> 0 OR (w.debt > 0 AND w.available > 0)`)
	if err != nil {
		return err
	}
	err = c.breaches(3, "pending %d, lots %d; held %d, lots %d", heldSums+`
		w.pending, COALESCE(e.pending, 0), w.held, COALESCE(e.held, 0)
		FROM wallet w LEFT JOIN entry e ON e.member_id = w.member_id AND e.asset = w.asset
		WHERE w.pending <> COALESCE(e.pending, 0) OR w.held <> COALESCE(e.held, 0)
			OR w.available < 0 OR w.pending < 0 OR w.held < 0 OR w.debt < 0`)
	if err != nil {
		return err
	}
	return c.breaches(2, "%d entries without a wallet (%d, %d, %d)", `SELECT e.member_id, e.asset, COUNT(*), MIN(e.id), MAX(e.id), 0
		FROM ledger_entry e WHERE e.merchant_id = $1 AND NOT EXISTS
			(SELECT 1 FROM ledger_wallet w WHERE w.merchant_id = $1 AND w.member_id = e.member_id)
		GROUP BY e.member_id, e.asset`)
}

func (c *checker) lots() error {
	err := c.breaches(4, "lot %d remaining %d, entries %d, expired %d", `WITH drawn AS (
			SELECT member_id, lot_id, asset, CAST(SUM(amount) AS bigint) AS remaining,
				CAST(SUM(CASE WHEN account = 'expired' THEN -amount ELSE 0 END) AS bigint) AS expired
			FROM ledger_entry WHERE merchant_id = $1 AND lot_id <> 0 GROUP BY member_id, lot_id, asset)
		SELECT d.member_id, d.asset, d.lot_id, COALESCE(l.remaining, 0), d.remaining, COALESCE(l.expired, 0)
		FROM drawn d LEFT JOIN ledger_entry l ON l.merchant_id = $1 AND l.member_id = d.member_id AND l.id = d.lot_id
		WHERE l.id IS NULL OR l.lot_id <> l.id OR l.asset <> d.asset OR l.remaining <> d.remaining OR l.expired <> d.expired`)
	if err != nil {
		return err
	}
	return c.breaches(3, "lot %d remaining %d, held %d, issued %d", `SELECT member_id, asset, id, remaining, held, amount
		FROM ledger_entry WHERE merchant_id = $1 AND (held < 0 OR held > remaining OR remaining < 0 OR expired < 0
			OR (lot_id = id AND remaining > amount) OR (pending AND held > 0))`)
}

func (c *checker) holds() error {
	return c.breaches(7, "lot %d held %d, parts of open holds %d, remaining %d", `WITH reserved AS (
			SELECT p.member_id, p.lot_id, CAST(SUM(p.amount) AS bigint) AS amount
			FROM ledger_hold h JOIN ledger_hold_part p ON p.merchant_id = h.merchant_id AND p.member_id = h.member_id AND p.hold_id = h.id
			WHERE h.merchant_id = $1 AND p.merchant_id = $1 AND h.state = 'open' GROUP BY p.member_id, p.lot_id)
		SELECT l.member_id, l.asset, l.id, l.held, COALESCE(r.amount, 0), l.remaining
		FROM ledger_entry l LEFT JOIN reserved r ON r.member_id = l.member_id AND r.lot_id = l.id
		WHERE l.merchant_id = $1 AND l.held <> COALESCE(r.amount, 0)`)
}

func (c *checker) due() error {
	err := c.breaches(10, "due at %d, lot %d at %d, next due %d", `SELECT w.member_id, l.asset, w.due_at, l.id,
			CASE WHEN l.pending THEN l.available_at ELSE l.expires_at END, w.next_due_at
		FROM ledger_wallet w JOIN ledger_entry l ON l.merchant_id = w.merchant_id AND l.member_id = w.member_id
		WHERE w.merchant_id = $1 AND l.merchant_id = $1 AND l.remaining > 0 AND ((l.pending AND l.available_at < w.due_at)
			OR (NOT l.pending AND l.remaining > l.held AND l.expires_at < w.due_at))`)
	if err != nil {
		return err
	}
	err = c.breaches(10, "due at %d, hold %d until %d, next due %d", `SELECT w.member_id, h.asset, w.due_at, h.id, h.until_at, w.next_due_at
		FROM ledger_wallet w JOIN ledger_hold h ON h.merchant_id = w.merchant_id AND h.member_id = w.member_id
		WHERE w.merchant_id = $1 AND h.merchant_id = $1 AND h.state = 'open' AND h.until_at < w.due_at`)
	if err != nil {
		return err
	}
	return c.breaches(10, "due at %d, of other rooms %d, next due %d, active %d", `SELECT member_id, '', due_at, other_due_at, next_due_at, active_at
		FROM ledger_wallet WHERE merchant_id = $1
			AND next_due_at <> CASE WHEN due_at < other_due_at THEN due_at ELSE other_due_at END`)
}

// idle checks the due instants of lots that expire by inactivity, which only Go can count: months clamp. No month is shorter
// than 28 days, so that few rows are read.
func (c *checker) idle() error {
	return c.tx.Query(c.ctx, `WITH lot AS (
			SELECT w.member_id, w.due_at, l.id, l.idle_months,
				CASE WHEN w.active_at > l.available_at THEN w.active_at ELSE l.available_at END AS base
			FROM ledger_wallet w JOIN ledger_entry l ON l.merchant_id = w.merchant_id AND l.member_id = w.member_id
			WHERE w.merchant_id = $1 AND l.merchant_id = $1 AND l.remaining > l.held AND NOT l.pending AND l.idle_months > 0)
		SELECT member_id, due_at, id, idle_months, base FROM lot WHERE due_at > base + idle_months * 2419200000000`,
		func(r store.Row) error {
			var member, id int64
			var due, base calendar.Instant
			var months int
			if err := r.Scan(&member, &due, &id, &months, &base); err != nil {
				return err
			}
			if at := ledger.IdleExpiry(base, months, c.tx.Zone()); at < due {
				c.report(Finding{10, member, fmt.Sprintf("due at %s, lot %d expires by inactivity at %s", due, id, at)})
			}
			return nil
		}, c.tx.MerchantID())
}

// totals compares closing and journal with what the entries and wallets themselves sum to.
func (c *checker) totals() error {
	balances, err := TrialBalance(c.ctx, c.tx, calendar.Never)
	if err != nil {
		return err
	}
	truth := map[ledger.Asset]*Totals{}
	for _, a := range ledger.Assets() {
		truth[a] = &Totals{}
	}
	err = c.tx.Query(c.ctx, `SELECT asset, account, COUNT(*), CAST(SUM(amount) AS bigint) FROM ledger_entry WHERE merchant_id = $1 GROUP BY asset, account`,
		func(r store.Row) error {
			var a ledger.Asset
			var account ledger.Account
			var n, sum int64
			err := r.Scan((*string)(&a), (*string)(&account), &n, &sum)
			if t := truth[a]; t != nil {
				t.Entries += n
				*t.account(account) -= sum
			}
			return err
		}, c.tx.MerchantID())
	if err != nil {
		return err
	}
	if err := c.walletSums(truth); err != nil {
		return err
	}
	for _, a := range ledger.Assets() {
		if got := balances.Assets[a]; got != *truth[a] {
			c.report(Finding{11, 0, fmt.Sprintf("%s: closing and journal %+v, entries and wallets %+v", a, got, *truth[a])})
		}
		if sum := truth[a].Sum(); sum != 0 {
			c.report(Finding{1, 0, fmt.Sprintf("%s: wallets and accounts sum to %d", a, sum)})
		}
	}
	return nil
}

func (c *checker) walletSums(truth map[ledger.Asset]*Totals) error {
	return c.tx.Query(c.ctx, `SELECT
			CAST(COALESCE(SUM(points_available), 0) AS bigint), CAST(COALESCE(SUM(points_pending), 0) AS bigint), CAST(COALESCE(SUM(points_held), 0) AS bigint), CAST(COALESCE(SUM(points_debt), 0) AS bigint),
			CAST(COALESCE(SUM(growth_available), 0) AS bigint), CAST(COALESCE(SUM(growth_pending), 0) AS bigint), CAST(COALESCE(SUM(growth_held), 0) AS bigint), CAST(COALESCE(SUM(growth_debt), 0) AS bigint),
			CAST(COALESCE(SUM(principal_available), 0) AS bigint), CAST(COALESCE(SUM(principal_pending), 0) AS bigint), CAST(COALESCE(SUM(principal_held), 0) AS bigint), CAST(COALESCE(SUM(principal_debt), 0) AS bigint),
			CAST(COALESCE(SUM(bonus_available), 0) AS bigint), CAST(COALESCE(SUM(bonus_pending), 0) AS bigint), CAST(COALESCE(SUM(bonus_held), 0) AS bigint), CAST(COALESCE(SUM(bonus_debt), 0) AS bigint),
			CAST(COALESCE(SUM(commission_available), 0) AS bigint), CAST(COALESCE(SUM(commission_pending), 0) AS bigint), CAST(COALESCE(SUM(commission_held), 0) AS bigint), CAST(COALESCE(SUM(commission_debt), 0) AS bigint)
		FROM ledger_wallet WHERE merchant_id = $1`,
		func(r store.Row) error {
			var dest []any
			for _, a := range ledger.Assets() {
				t := truth[a]
				dest = append(dest, &t.Available, &t.Pending, &t.Held, &t.Debt)
			}
			return r.Scan(dest...)
		}, c.tx.MerchantID())
}
