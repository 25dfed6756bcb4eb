package importer_test

import (
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

// The main job on real input: the same on both engines, and again changes nothing.
func TestOnlineRetail(t *testing.T) {
	src := onlineRetail(t)
	each(t, func(t *testing.T, w *world) {
		w.london()
		began := time.Now()
		r := w.run(importer.In{Source: src, Mapping: preset(t)})
		t.Logf("%s: %d rows in %s", w.db.Engine(), r.RowsRead, time.Since(began))
		by := map[string]int{}
		for _, f := range r.Refused {
			by[f.Code]++
		}
		t.Logf("%v %+v", by, r.Counts)
		if r.RowsRead != 541_909 || r.RowsRefused != 1_339 || r.MembersCreated != 4_372 || r.OrdersCreated != 20_725 || r.ReturnsMatched+r.ReturnsUnmatched != 3_836 {
			t.Errorf("read %d, refused %v, %+v", r.RowsRead, by, r.Counts)
		}
	})
}
