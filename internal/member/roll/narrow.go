package roll

import (
	"context"
	"math"

	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/store"
)

// narrow asks the indexes of what is filtered by whether few are left, and answers the fewest; is is false where all leave many.
func narrow(ctx context.Context, tx *store.Tx, f *member.Filter, most int) (ids []int64, is bool, err error) {
	for _, q := range narrowBy(tx, f, most) {
		var found []int64
		err := tx.Query(ctx, q.sql, func(r store.Row) error {
			var id int64
			err := r.Scan(&id)
			found = append(found, id)
			return err
		}, q.args...)
		if err != nil {
			return nil, false, err
		}
		if len(found) <= most && (!is || len(found) < len(ids)) {
			ids, is = found, true
		}
		if is && len(ids) < most/10 {
			break
		}
	}
	return ids, is, nil
}

// question is one statement of narrow.
type question struct {
	sql  string
	args []any
}

// narrowBy are the questions that a filter allows.
func narrowBy(tx *store.Tx, f *member.Filter, most int) (out []question) {
	ask := func(sql string, value any, more ...any) {
		out = append(out, question{sql, append([]any{tx.MerchantID(), value, most + 1}, more...)})
	}
	until := func(at calendar.Instant) calendar.Instant {
		if at == 0 {
			return calendar.Never
		}
		return at
	}
	for _, tag := range f.Tags {
		ask(narrowTag, tag)
	}
	if f.Tier != "" {
		ask(narrowTier, f.Tier)
	}
	switch {
	case f.StoreID != 0:
		ask(narrowStore, f.StoreID, f.JoinedFrom, until(f.JoinedUntil))
	case f.JoinedFrom != 0 || f.JoinedUntil != 0:
		ask(narrowJoined, f.JoinedFrom, until(f.JoinedUntil))
	}
	if f.LastFrom != 0 || f.LastUntil != 0 {
		ask(narrowLast, f.LastFrom, until(f.LastUntil))
	}
	if f.SpendFrom != nil || f.SpendUntil != nil {
		low, high := int64(math.MinInt64), int64(math.MaxInt64)
		if f.SpendFrom != nil {
			low = *f.SpendFrom
		}
		if f.SpendUntil != nil {
			high = *f.SpendUntil
		}
		ask(narrowSpend, low, high)
	}
	return out
}

// Total is how many members a filter selects: exactly Count, or more than it.
type Total struct {
	Count int64
	More  bool
}

// Count counts the members that the filter selects, up to maxTotal and as far as maxCount members along the way.
func Count(ctx context.Context, tx *store.Tx, f member.Filter) (Total, error) {
	few, is, err := narrow(ctx, tx, &f, maxFew)
	if err != nil {
		return Total{}, err
	}
	if is {
		rows, err := member.Rows(ctx, tx, f, fewJoined, tx.MerchantID(), few)
		return Total{Count: int64(len(rows))}, err
	}
	f.Walking = true
	stop, more := int64(0), false
	if !f.Empty() {
		more, err = store.One(ctx, tx, totalEnd, func(r store.Row) error { return r.Scan(&stop) }, tx.MerchantID(), maxCount)
		if err != nil {
			return Total{}, err
		}
	}
	rows, err := member.Rows(ctx, tx, f, sqlTotal, tx.MerchantID(), maxTotal+1, stop)
	if err != nil {
		return Total{}, err
	}
	t := Total{Count: rows[0].ID, More: more}
	if t.Count > maxTotal {
		t = Total{Count: maxTotal, More: true}
	}
	return t, nil
}
