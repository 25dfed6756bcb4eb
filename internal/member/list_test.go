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

// all reads every page of a list, of the given size.
func (w *world) all(in member.ListIn, size int) (ids []int64) {
	w.t.Helper()
	in.Limit = size
	for range 100 {
		var page member.Page
		w.see(func(tx *store.Tx) (err error) {
			page, err = member.List(w.ctx, tx, in)
			return err
		})
		for _, m := range page.Members {
			ids = append(ids, m.ID)
		}
		if page.Next == "" {
			return ids
		}
		in.After = page.Next
	}
	w.t.Fatal("the list does not end")
	return nil
}

func TestListSortsAndFilters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		var in []member.EnrolIn
		for i := range 7 {
			in = append(in, member.EnrolIn{Identities: member.Identities{ExternalID: fmt.Sprint(i)}, Tags: []string{[]string{"odd", "even"}[(i+1)%2]},
				JoinedAt: calendar.Of(storetest.Start) - calendar.Instant((i*3%7)*1_000_000), Customer: i == 6})
		}
		ids := w.enrol(in...)
		pick := func(order ...int) (out []int64) {
			for _, i := range order {
				out = append(out, ids[i])
			}
			return out
		}
		w.do(func(tx *store.Tx) error {
			bk, err := member.Open(w.ctx, tx, ids, member.BookNeed{})
			for i, minor := range []int64{300, 100, 700, 100, 0, 200, 50} {
				if minor > 0 {
					bk.AddOrder(ids[i], member.OrderFact{At: calendar.Of(storetest.Start) - calendar.Instant(minor), PayableMinor: minor})
				}
			}
			if err == nil {
				err = bk.Save(w.ctx, tx)
			}
			return err
		})
		for size := 1; size <= 8; size += 3 {
			equal(t, "joined", w.all(member.ListIn{}, size), pick(0, 5, 3, 1, 6, 4, 2))
			equal(t, "spend", w.all(member.ListIn{Sort: member.SortSpend}, size), pick(2, 0, 5, 3, 1, 6, 4))
			equal(t, "last order", w.all(member.ListIn{Sort: member.SortLastOrder}, size), pick(6, 3, 1, 5, 0, 2, 4))
			equal(t, "points", w.all(member.ListIn{Sort: member.SortPoints}, size), pick(6, 5, 4, 3, 2, 1, 0))
			equal(t, "tag", w.all(member.ListIn{Filter: member.Filter{Tags: []string{"even"}}}, size), pick(0, 6, 4, 2))
			equal(t, "customers", w.all(member.ListIn{Filter: member.Filter{Status: member.StatusCustomer}}, size), pick(6))
			equal(t, "nobody in a tier", len(w.all(member.ListIn{Filter: member.Filter{Tier: "gold"}}, size)), 0)
			from, until := calendar.Of(storetest.Start)-3_000_000, calendar.Of(storetest.Start)-1_000_000
			equal(t, "joined between", w.all(member.ListIn{Filter: member.Filter{JoinedFrom: from, JoinedUntil: until}}, size), pick(3, 1))
		}
		w.see(func(tx *store.Tx) error {
			_, err := member.List(w.ctx, tx, member.ListIn{After: member.WriteCursor("spend", 1, 1)})
			w.refused(err, member.ErrCursor)
			_, err = member.List(w.ctx, tx, member.ListIn{After: "'; DROP TABLE member"})
			w.refused(err, member.ErrCursor)
			n, err := member.Count(w.ctx, tx, member.Filter{Tags: []string{"even"}})
			equal(t, "counted", n, 4)
			return err
		})
	})
}

func TestSearch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ids := w.enrol(
			member.EnrolIn{Identities: member.Identities{Phone: "13800138000", Card: "VIP-0001"}, Name: "王小明"},
			member.EnrolIn{Identities: member.Identities{Phone: "13900138000", Email: "li@x.cn"}, Name: "王小"},
			member.EnrolIn{Identities: member.Identities{Phone: "13900139999", ExternalID: "8000"}, Name: "Ada  Lovelace", Tags: []string{"vip"}},
			member.EnrolIn{Identities: member.Identities{ExternalID: "x"}, Name: "李"},
		)
		for q, want := range map[string][]int64{
			"13800138000": {ids[0]}, " +86 138 0013 8000 ": {ids[0]}, "8000": {ids[2], ids[1], ids[0]}, "9999": {ids[2]}, "1380": nil,
			"vip-0001": {ids[0]}, "LI@x.cn": {ids[1]}, "王": {ids[1], ids[0]}, "王小": {ids[1], ids[0]}, "王小明": {ids[0]}, "李": {ids[3]}, "李小": nil,
			"ada lovelace": {ids[2]}, "Ａ": {ids[2]}, "ad": {ids[2]}, "adx": nil, store.FormatID("mem", ids[3]): {ids[3]}, "a\x00": nil, "%": nil,
		} {
			for _, size := range []int{1, 50} {
				equal(t, q, w.all(member.ListIn{Query: q}, size), want)
			}
		}
		equal(t, "with a filter", w.all(member.ListIn{Query: "8000", Filter: member.Filter{Tags: []string{"vip"}}}, 1), []int64{ids[2]})
		w.update(ids[0], member.Patch{Name: ptr("赵")})
		equal(t, "old name", len(w.all(member.ListIn{Query: "王小明"}, 9)), 0)
		equal(t, "new name", w.all(member.ListIn{Query: "赵"}, 9), ids[:1])
	})
}

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
