package recharge

import (
	"context"
	"encoding/json"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/ledger/closing"
	"regulars/internal/offer/deal"
	"regulars/internal/store"
)

// Value is stored value in its two parts, which never mix.
type Value struct {
	PrincipalMinor int64
	BonusMinor     int64
}

func (v *Value) add(asset ledger.Asset, amount int64) {
	if asset == ledger.Principal {
		v.PrincipalMinor += amount
	} else {
		v.BonusMinor += amount
	}
}

// Statement is what became of a member's stored value in a period.
type Statement struct {
	Opening Value
	Lines   []Line // oldest first
	Closing Value
	Cut     bool // there were more lines than a statement holds: it ends early, and Closing is that of its last line
}

// Line is what one document did to the value.
type Line struct {
	At    calendar.Instant
	Kind  ledger.Kind
	Cause ledger.Cause
	By    ledger.Cause
	Value Value
	After Value
}

const sqlOpening = `SELECT asset, CAST(SUM(amount) AS bigint) FROM ledger_entry
	WHERE merchant_id = $1 AND member_id = $2 AND asset IN ('principal', 'bonus') AND effective_at < $3 GROUP BY asset`

const sqlLines = `SELECT effective_at, kind, cause_kind, cause_id, by_kind, by_id, asset, amount FROM ledger_entry
	WHERE merchant_id = $1 AND member_id = $2 AND asset IN ('principal', 'bonus') AND account <> 'moved' AND effective_at >= $3 AND effective_at < $4
	ORDER BY effective_at, id LIMIT $5`

// StatementOf is what became of a member's stored value from the first instant until before the second. Entries of one document at one instant are one line.
func StatementOf(ctx context.Context, tx *store.Tx, member int64, from, until calendar.Instant) (*Statement, error) {
	s := &Statement{}
	err := tx.Query(ctx, sqlOpening, func(r store.Row) error {
		var asset string
		var sum int64
		err := r.Scan(&asset, &sum)
		s.Opening.add(ledger.Asset(asset), sum)
		return err
	}, tx.MerchantID(), member, from)
	if err != nil {
		return nil, err
	}
	n := 0
	err = tx.Query(ctx, sqlLines, func(r store.Row) error {
		var l Line
		var kind, asset string
		var amount int64
		if err := r.Scan(&l.At, &kind, &l.Cause.Kind, &l.Cause.ID, &l.By.Kind, &l.By.ID, &asset, &amount); err != nil {
			return err
		}
		if n++; n > MaxStatement {
			s.Cut = true
			return nil
		}
		l.Kind = ledger.Kind(kind)
		s.line(l, ledger.Asset(asset), amount)
		return nil
	}, tx.MerchantID(), member, from, until, MaxStatement+1)
	s.Closing = s.Opening
	for i := range s.Lines {
		s.Closing.PrincipalMinor += s.Lines[i].Value.PrincipalMinor
		s.Closing.BonusMinor += s.Lines[i].Value.BonusMinor
		s.Lines[i].After = s.Closing
	}
	return s, err
}

// line adds an entry, to the last line where it is of the same document.
func (s *Statement) line(l Line, asset ledger.Asset, amount int64) {
	if n := len(s.Lines); n > 0 {
		if last := &s.Lines[n-1]; last.At == l.At && last.Kind == l.Kind && last.Cause == l.Cause && last.By == l.By {
			last.Value.add(asset, amount)
			return
		}
	}
	l.Value.add(asset, amount)
	s.Lines = append(s.Lines, l)
}

// Report is what stored value did over a merchant in a period.
type Report struct {
	Recharges      int64
	Members        int64 // who recharged
	AmountMinor    int64
	BonusMinor     int64
	Withdrawals    int64
	WithdrawnMinor int64
	Offers         []OfferReport

	Spent       Value // by orders and whatever else, less what was given back
	Expired     Value
	Outstanding Value // at the end of the period, or now
}

// OfferReport is what one offer sold in the period.
type OfferReport struct {
	OfferID     int64 // 0: without an offer
	Name        deal.Text
	Recharges   int64
	AmountMinor int64
	BonusMinor  int64
}

const sqlSold = `SELECT offer_id, MAX(offer), COUNT(*), CAST(SUM(amount_minor) AS bigint), CAST(SUM(bonus_minor) AS bigint) FROM mall_recharge
	WHERE merchant_id = $1 AND made_at >= $2 AND made_at < $3 GROUP BY offer_id ORDER BY 4 DESC, offer_id`

const sqlRechargers = `SELECT COUNT(DISTINCT member_id) FROM mall_recharge WHERE merchant_id = $1 AND made_at >= $2 AND made_at < $3`

const sqlWithdrawn = `SELECT COUNT(*), CAST(COALESCE(SUM(amount_minor), 0) AS bigint) FROM mall_withdrawal WHERE merchant_id = $1 AND made_at >= $2 AND made_at < $3`

// ReportOf is what stored value did from the first instant until before the second. What was spent comes from the ledger's closings: beyond the journal it is
// that of whole days.
func ReportOf(ctx context.Context, tx *store.Tx, from, until calendar.Instant) (*Report, error) {
	out := &Report{}
	err := tx.Query(ctx, sqlSold, func(r store.Row) error {
		var o OfferReport
		var name string
		err := r.Scan(&o.OfferID, &name, &o.Recharges, &o.AmountMinor, &o.BonusMinor)
		if err == nil {
			err = json.Unmarshal([]byte(name), &o.Name)
		}
		out.Offers = append(out.Offers, o)
		out.Recharges += o.Recharges
		out.AmountMinor += o.AmountMinor
		out.BonusMinor += o.BonusMinor
		return err
	}, tx.MerchantID(), from, until)
	if err != nil {
		return nil, err
	}
	if _, err := store.One(ctx, tx, sqlRechargers, func(r store.Row) error { return r.Scan(&out.Members) }, tx.MerchantID(), from, until); err != nil {
		return nil, err
	}
	_, err = store.One(ctx, tx, sqlWithdrawn, func(r store.Row) error { return r.Scan(&out.Withdrawals, &out.WithdrawnMinor) }, tx.MerchantID(), from, until)
	if err != nil {
		return nil, err
	}
	return out, out.flows(ctx, tx, from, until)
}

// flows fills what the ledger knows.
func (r *Report) flows(ctx context.Context, tx *store.Tx, from, until calendar.Instant) error {
	before, err := closing.TrialBalance(ctx, tx, from)
	if err != nil {
		return err
	}
	after, err := closing.TrialBalance(ctx, tx, until)
	if err != nil {
		return err
	}
	for _, a := range []ledger.Asset{ledger.Principal, ledger.Bonus} {
		was, is := before.Assets[a], after.Assets[a]
		r.Spent.add(a, is.Spent-was.Spent) // contra accounts grow by what wallets give
		r.Expired.add(a, is.Expired-was.Expired)
		r.Outstanding.add(a, is.Outstanding())
	}
	return nil
}
