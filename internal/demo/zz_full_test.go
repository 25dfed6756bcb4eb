package demo_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"regulars/internal/demo"
	"regulars/internal/store"
)

func TestZZFull(t *testing.T) {
	if os.Getenv("FULL") == "" {
		t.Skip()
	}
	each(t, func(t *testing.T, w *world) {
		start := time.Now()
		r := w.fill(demo.Options{})
		t.Logf("%+v in %s", r.Counts, time.Since(start))
		w.db.View(w.ctx, w.scope(r), func(tx *store.Tx) error {
			q := func(sql string, n int) {
				var b strings.Builder
				err := tx.Query(w.ctx, sql, func(row store.Row) error {
					c := make([]string, n)
					d := make([]any, n)
					for i := range c {
						d[i] = &c[i]
					}
					if err := row.Scan(d...); err != nil {
						return err
					}
					fmt.Fprintln(&b, strings.Join(c, " | "))
					return nil
				}, tx.MerchantID())
				t.Log(sql, err, "\n"+b.String())
			}
			q(`SELECT code || '', CAST(COUNT(*) AS text) FROM (SELECT tier AS code FROM tier_member WHERE merchant_id=$1) x GROUP BY code`, 2)
			q(`SELECT substr(placed_on,1,7), CAST(COUNT(*) AS text), CAST(SUM(kept_minor)/100 AS text), CAST(SUM(CASE WHEN channel='pos' THEN 0 ELSE 1 END) AS text), CAST(SUM(CASE WHEN member_id=0 THEN 1 ELSE 0 END) AS text) FROM order_head WHERE merchant_id=$1 GROUP BY 1 ORDER BY 1`, 5)
			q(`SELECT placed_on, CAST(COUNT(*) AS text) FROM order_head WHERE merchant_id=$1 GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 12`, 2)
			q(`SELECT placed_on, CAST(COUNT(*) AS text) FROM order_head WHERE merchant_id=$1 AND placed_on > '2026-06-05' GROUP BY 1 ORDER BY 1`, 2)
			q(`SELECT placed_on, CAST(COUNT(*) AS text) FROM order_head WHERE merchant_id=$1 AND placed_on > '2026-02-10' and placed_on < '2026-03-01' GROUP BY 1 ORDER BY 1`, 2)
			q(`SELECT CAST(CASE WHEN order_count>20 THEN 21 WHEN order_count > 10 THEN 11 WHEN order_count>5 THEN 6 ELSE order_count END AS text), CAST(COUNT(*) AS text), CAST(AVG(spend_minor)/100 AS text) FROM member_stat WHERE merchant_id=$1 GROUP BY 1 ORDER BY 2`, 3)
			q(`SELECT asset||' '||account||' '||kind, CAST(COUNT(*) AS text), CAST(SUM(amount) AS text) FROM ledger_entry WHERE merchant_id=$1 GROUP BY 1 ORDER BY 1`, 3)
			q(`SELECT CAST(SUM(points_available) AS text), CAST(SUM(points_pending) AS text), CAST(SUM(points_debt) AS text), CAST(SUM(CASE WHEN points_debt>0 THEN 1 ELSE 0 END) AS text) FROM ledger_wallet WHERE merchant_id=$1`, 4)
			q(`SELECT move, CAST(COUNT(*) AS text) FROM tier_change WHERE merchant_id=$1 GROUP BY 1`, 2)
			q(`SELECT status || ' ' || fulfilment, CAST(COUNT(*) AS text) FROM order_head WHERE merchant_id=$1 GROUP BY 1`, 2)
			q(`SELECT category, CAST(SUM(quantity) AS text), CAST(SUM(payable_minor)/100 AS text) FROM order_line WHERE merchant_id=$1 GROUP BY 1 ORDER BY SUM(payable_minor) DESC`, 3)
			q(`SELECT state, CAST(COUNT(*) AS text) FROM org_approval WHERE merchant_id=$1 GROUP BY 1`, 2)
			q(`SELECT tag || source, CAST(COUNT(*) AS text) FROM member_tag WHERE merchant_id=$1 GROUP BY 1`, 2)
			q(`SELECT CAST(AVG(n) AS text), CAST(MAX(n) AS text) FROM (SELECT COUNT(*) AS n FROM order_line WHERE merchant_id=$1 GROUP BY order_id) x`, 2)
			q(`SELECT rule, CAST(COUNT(*) AS text), CAST(SUM(amount) AS text) FROM ledger_entry WHERE merchant_id=$1 AND account='issued' GROUP BY 1 ORDER BY 1`, 3)
			q(`SELECT kind, CAST(COUNT(*) AS text) FROM store_outbox WHERE merchant_id=$1 GROUP BY 1`, 2)
			q(`SELECT campaign, channel, CAST(COUNT(*) AS text) FROM member WHERE merchant_id=$1 GROUP BY 1,2`, 3)
			q(`SELECT CAST(COUNT(*) AS text), CAST(SUM(remaining) AS text) FROM ledger_entry WHERE merchant_id=$1 AND asset='points' AND remaining>0 AND expires_at < 1784000000000000`, 2)
			return nil
		})
		if os.Getenv("CHECK") != "" {
			w.sound(r)
		}
	})
}
