package ledger

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// EntriesIn asks for a page of a member's entries, newest first.
type EntriesIn struct {
	MemberID int64
	Assets   []Asset
	Before   int64 // the id at which the last page ended; 0 for the first page
	Limit    int   // at most MaxPage, which 0 stands for
}

// Entries are a page of the entries of a member, newest first.
func Entries(ctx context.Context, tx *store.Tx, in EntriesIn) ([]Entry, error) {
	if in.Limit <= 0 || in.Limit > MaxPage {
		in.Limit = MaxPage
	}
	if in.Before == 0 {
		in.Before = int64(calendar.Never)
	}
	return entries(ctx, tx, entrySelect+` WHERE merchant_id = $1 AND member_id = $2 AND asset = ANY($3) AND id < $4
		ORDER BY id DESC LIMIT $5`, tx.MerchantID(), in.MemberID, names(in.Assets), in.Before, in.Limit)
}

// ByCause are all entries of a member that were made for the cause, oldest first.
func ByCause(ctx context.Context, tx *store.Tx, member int64, cause Cause) ([]Entry, error) {
	return entries(ctx, tx, entrySelect+` WHERE merchant_id = $1 AND member_id = $2 AND cause_id = $3 AND cause_kind = $4
		ORDER BY id`, tx.MerchantID(), member, cause.ID, cause.Kind)
}

func entries(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Entry, error) {
	var out []Entry
	err := tx.Query(ctx, sql, func(r store.Row) error {
		e, err := scanEntry(r)
		out = append(out, e)
		return err
	}, args...)
	return out, err
}

func names(assets []Asset) []string {
	out := make([]string, len(assets))
	for i, a := range assets {
		out[i] = string(a)
	}
	return out
}

// Due is a member with something due.
type Due struct {
	MemberID int64
	At       calendar.Instant
}

// DueMembers are members with something due until the instant, soonest first, after the given one (the zero Due to begin);
// at most MaxDuePage. The day-turn posts them and asks again.
func DueMembers(ctx context.Context, tx *store.Tx, until calendar.Instant, after Due) ([]Due, error) {
	var out []Due
	err := tx.Query(ctx, `SELECT member_id, next_due_at FROM ledger_wallet
		WHERE merchant_id = $1 AND next_due_at <= $2 AND (next_due_at, member_id) > ($3, $4)
		ORDER BY next_due_at, member_id LIMIT $5`,
		func(r store.Row) error {
			var d Due
			err := r.Scan(&d.MemberID, &d.At)
			out = append(out, d)
			return err
		}, tx.MerchantID(), min(until, calendar.Never-1), after.At, after.MemberID, MaxDuePage)
	return out, err
}
