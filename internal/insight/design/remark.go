package design

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Limits of remarks.
const (
	MaxReason  = 500 // characters
	MaxRemarks = 500 // of a quarter
	maxCode    = 60
)

// ErrQuarter refuses what is no quarter.
var ErrQuarter = fault.Declare(fault.Invalid, "quarter_form", "A quarter is written as 2026-3.", "季度须写作 2026-3 的形式。")

var quarterForm = regexp.MustCompile(`^20\d\d-[1-4]$`)

// Remark is what people found out about a benefit in a quarter.
type Remark struct {
	Quarter string // such as 2026-3
	Kind    string
	Benefit string // code
	Rating  int64  // 1 to 5 as members rate it; 0 where nobody asked
	Reason  string // why it is not used, or not liked
	ByName  string
	At      calendar.Instant
}

// Note keeps a remark in place of the one that there was; an empty one takes it away. It is audited. Returns ErrQuarter, fault.ErrRequired,
// fault.ErrTooLong, fault.ErrRange.
func Note(ctx context.Context, tx *store.Tx, r Remark) error {
	r.Reason = strings.TrimSpace(r.Reason)
	var wrong []*fault.Error
	if !quarterForm.MatchString(r.Quarter) {
		wrong = append(wrong, ErrQuarter.At("quarter", nil))
	}
	for field, text := range map[string]string{"kind": r.Kind, "benefit": r.Benefit} {
		switch n := utf8.RuneCountInString(text); {
		case n == 0:
			wrong = append(wrong, fault.ErrRequired.At(field, nil))
		case n > maxCode:
			wrong = append(wrong, fault.ErrTooLong.At(field, fault.P{"limit": maxCode}))
		}
	}
	if r.Rating < 0 || r.Rating > 5 {
		wrong = append(wrong, fault.ErrRange.At("rating", fault.P{"min": 0, "max": 5}))
	}
	if utf8.RuneCountInString(r.Reason) > MaxReason {
		wrong = append(wrong, fault.ErrTooLong.At("reason", fault.P{"limit": MaxReason}))
	}
	if err := fault.Join(wrong...); err != nil {
		return err
	}
	if err := write(ctx, tx, r); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "benefit.remarked", Subject: "benefit:" + r.Benefit, After: map[string]any{
		"quarter": r.Quarter, "kind": r.Kind, "rating": r.Rating, "reason": r.Reason,
	}})
}

func write(ctx context.Context, tx *store.Tx, r Remark) error {
	if r.Rating == 0 && r.Reason == "" {
		_, err := tx.Exec(ctx, `DELETE FROM insight_remark WHERE merchant_id = $1 AND quarter = $2 AND kind = $3 AND benefit = $4`,
			tx.MerchantID(), r.Quarter, r.Kind, r.Benefit)
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO insight_remark (merchant_id, quarter, kind, benefit, rating, reason, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (merchant_id, quarter, kind, benefit) DO UPDATE SET rating = excluded.rating, reason = excluded.reason, by_name = excluded.by_name, at = excluded.at`,
		tx.MerchantID(), r.Quarter, r.Kind, r.Benefit, r.Rating, r.Reason, tx.Actor().Name, tx.Now())
	return err
}

// Remarks are those of a quarter, by kind and code.
func Remarks(ctx context.Context, tx *store.Tx, quarter string) ([]Remark, error) {
	if !quarterForm.MatchString(quarter) {
		return nil, ErrQuarter.At("quarter", nil)
	}
	var out []Remark
	err := tx.Query(ctx, `SELECT quarter, kind, benefit, rating, reason, by_name, at FROM insight_remark
		WHERE merchant_id = $1 AND quarter = $2 ORDER BY kind, benefit LIMIT $3`, func(r store.Row) error {
		var m Remark
		err := r.Scan(&m.Quarter, &m.Kind, &m.Benefit, &m.Rating, &m.Reason, &m.ByName, &m.At)
		out = append(out, m)
		return err
	}, tx.MerchantID(), quarter, MaxRemarks)
	return out, err
}
