package importer_test

import (
	"reflect"
	"testing"
	"time"

	"regulars/internal/importer"
	"regulars/internal/store/storetest"
)

// What the file says of itself, counted without this program: 541,909 rows; 22,061 sales, 3,836 returns in good rows.
func TestOnlineRetailDry(t *testing.T) {
	src := onlineRetail(t)
	w := newWorld(t, storetest.Open(t, "sqlite", cache()))
	w.london()
	r := w.run(importer.In{Source: src, Mapping: preset(t), DryRun: true})
	by := map[string]int{}
	for _, f := range r.Refused {
		by[f.Code]++
	}
	if r.RowsRead != 541_909 || r.RowsRefused != 1_339 || by["not_an_order"] != 3 || by["quantity_not_positive"] != 1_336 {
		t.Errorf("read %d, refused %v", r.RowsRead, by)
	}
	if r.MembersCreated != 4_372 || r.OrdersCreated != 20_725 {
		t.Errorf("%d members, %d orders", r.MembersCreated, r.OrdersCreated)
	}
	if r.RoundingMicro != -400_000 || r.RoundingDifferenceMinor != 0 {
		t.Errorf("rounding: %d millionths, %d", r.RoundingMicro, r.RoundingDifferenceMinor)
	}
	if w.number(`SELECT count(*) FROM importer_run WHERE merchant_id = $1`) != 0 {
		t.Error("a dry run has written")
	}
}

// The main job on real input: every figure that can be counted on the file itself, and the same on both engines.
func TestOnlineRetail(t *testing.T) {
	src := onlineRetail(t)
	given := map[string]map[string]int64{}
	each(t, func(t *testing.T, w *world) {
		w.london()
		began := time.Now()
		r := w.run(importer.In{Source: src, Mapping: preset(t)})
		t.Logf("%s: %d rows in %s: %+v", w.db.Engine(), r.RowsRead, time.Since(began), r.Counts)
		if r.RowsRead != 541_909 || r.RowsRefused != 1_339 || r.MembersCreated != 4_372 || r.OrdersCreated != 20_725 || r.ReturnsMatched+r.ReturnsUnmatched != 3_836 {
			by := map[string]int{}
			for _, f := range r.Refused {
				by[f.Code]++
			}
			t.Errorf("read %d, refused %v, %+v", r.RowsRead, by, r.Counts)
		}
		figures := map[string]int64{}
		for name, sql := range map[string]string{
			"sales":   `SELECT CAST(sum(payable_minor) AS bigint) FROM order_head WHERE merchant_id = $1`,
			"net":     `SELECT CAST(sum(spend_minor) AS bigint) FROM member_stat WHERE merchant_id = $1`,
			"members": `SELECT count(*) FROM member WHERE merchant_id = $1 AND status = 'member'`,
			"kept":    `SELECT CAST(sum(kept_minor) AS bigint) FROM order_head WHERE merchant_id = $1`,
			"count":   `SELECT CAST(sum(order_count) AS bigint) FROM member_stat WHERE merchant_id = $1`,
			"points":  `SELECT CAST(sum(points_earned) AS bigint) FROM order_head WHERE merchant_id = $1`,
			"highest": `SELECT max(spend_minor) FROM member_stat WHERE merchant_id = $1`,
		} {
			figures[name] = w.number(sql)
		}
		given[w.db.Engine()] = figures
		// Summed by another program from the rows themselves, each rounded half away from zero.
		for name, want := range map[string]int64{"sales": 1_065_562_248, "net": 830_006_581, "members": 4_372, "highest": 27_948_902} {
			if figures[name] != want {
				t.Errorf("%s: %d, want %d", name, figures[name], want)
			}
		}
	})
	if a, b := given["sqlite"], given["postgres"]; b != nil && !reflect.DeepEqual(a, b) {
		t.Errorf("the engines differ:\n%v\n%v", a, b)
	}
}
