package use

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/program"
	"regulars/internal/store"
)

// Set replaces what is counted against the caps of a member by what its orders and grants keep. The caller holds the member's lock.
func Set(ctx context.Context, tx *store.Tx, memberID int64, uses map[Key]int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM reward_use WHERE merchant_id = $1 AND member_id = $2`, tx.MerchantID(), memberID); err != nil {
		return err
	}
	rows := make([][]any, 0, len(uses))
	for k, used := range uses {
		if used > 0 {
			rows = append(rows, []any{tx.MerchantID(), memberID, k.Rule, k.Period, used})
		}
	}
	slices.SortFunc(rows, func(a, b []any) int {
		return cmp.Or(cmp.Compare(a[2].(string), b[2].(string)), cmp.Compare(a[3].(string), b[3].(string)))
	})
	_, err := store.InsertMany(ctx, tx, insert, rows)
	return err
}

// Granted is what a grant that stands keeps of caps.
type Granted struct {
	MemberID int64 // the record that it was given to
	At       calendar.Instant
	Uses     []program.Use
}

// OfGrants is what the grants of records keep of caps.
func OfGrants(ctx context.Context, tx *store.Tx, records []int64) ([]Granted, error) {
	var out []Granted
	err := tx.Query(ctx, `SELECT member_id, at, uses FROM reward_grant WHERE merchant_id = $1 AND member_id = ANY($2) AND state = 'given' AND uses <> ''`, func(r store.Row) error {
		var g Granted
		var text string
		err := r.Scan(&g.MemberID, &g.At, &text)
		if err == nil {
			g.Uses, err = Read(text)
		}
		out = append(out, g)
		return err
	}, tx.MerchantID(), records)
	return out, err
}

// Read reads the uses of a grant as they are stored; mostly there are none.
func Read(text string) (uses []program.Use, err error) {
	if text == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(text), &uses); err != nil {
		return nil, fmt.Errorf("stored uses: %w", err)
	}
	return uses, nil
}

// Text is uses as a grant stores them.
func Text(uses []program.Use) (string, error) {
	if len(uses) == 0 {
		return "", nil
	}
	text, err := json.Marshal(uses)
	return string(text), err
}
