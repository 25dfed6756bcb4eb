package member_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// A search among a million must go by an index on both engines: no plan may walk a table.
func TestSearchesGoByIndex(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		var in []member.EnrolIn
		for i := range 1000 {
			in = append(in, member.EnrolIn{Identities: member.Identities{Phone: fmt.Sprintf("1380013%04d", i), ExternalID: fmt.Sprint(i)}, Name: fmt.Sprintf("%c%d", '一'+rune(i%200), i),
				JoinedAt: calendar.Of(storetest.Start).Add(-time.Duration(i) * time.Hour)})
		}
		ids := w.enrol(in...)
		if db.Engine() == "postgres" {
			w.do(func(tx *store.Tx) error {
				_, err := tx.Exec(w.ctx, "ANALYZE")
				return err
			})
		}
		for name, plan := range member.Plans(w.scope.Merchant.ID, ids[:20]) {
			var lines []string
			w.see(func(tx *store.Tx) error {
				explain := "EXPLAIN QUERY PLAN "
				if db.Engine() == "postgres" {
					// a small table is read whole because that is quicker; with that way barred, what is left is what there is for a large one
					if _, err := tx.Exec(w.ctx, "SET LOCAL enable_seqscan = off"); err != nil {
						return err
					}
					explain = "EXPLAIN "
				}
				return tx.Query(w.ctx, explain+plan.SQL, func(r store.Row) error {
					var line string
					var skip int64
					if db.Engine() == "postgres" {
						lines = append(lines, line)
						return r.Scan(&lines[len(lines)-1])
					}
					err := r.Scan(&skip, &skip, &skip, &line)
					lines = append(lines, line)
					return err
				}, plan.Args...)
			})
			text := strings.Join(lines, "\n")
			if strings.Contains(text, "Seq Scan") || strings.Contains(text, "SCAN m") || strings.Contains(text, "SCAN i") || strings.Contains(text, "SCAN member") || len(lines) == 0 {
				t.Errorf("%s walks a table:\n%s", name, text)
			}
			for _, line := range lines { // the merchant alone selects a million
				if strings.HasSuffix(line, "(merchant_id=?)") {
					t.Errorf("%s walks a merchant:\n%s", name, text)
				}
			}
			if !strings.Contains(text, plan.Index) {
				t.Errorf("%s does not go by %s:\n%s", name, plan.Index, text)
			}
		}
	})
}
