package roll_test

import (
	"fmt"
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/member/roll"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// all reads every page of a list, of the given size.
func (w *world) all(in roll.In, size int) (ids []int64) {
	w.t.Helper()
	in.Limit = size
	for range 100 {
		var page roll.Page
		w.see(func(tx *store.Tx) (err error) {
			page, err = roll.List(w.ctx, tx, in)
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
		for _, size := range []int{1, 4, 7} {
			equal(t, "joined", w.all(roll.In{}, size), pick(0, 5, 3, 1, 6, 4, 2))
			equal(t, "spend", w.all(roll.In{Sort: roll.Spend}, size), pick(2, 0, 5, 3, 1, 6, 4))
			equal(t, "last order", w.all(roll.In{Sort: roll.LastOrder}, size), pick(6, 3, 1, 5, 0, 2, 4))
			equal(t, "points", w.all(roll.In{Sort: roll.Points}, size), pick(6, 5, 4, 3, 2, 1, 0))
			equal(t, "tag", w.all(roll.In{Filter: member.Filter{Tags: []string{"even"}}}, size), pick(0, 6, 4, 2))
			equal(t, "customers", w.all(roll.In{Filter: member.Filter{Status: member.StatusCustomer}}, size), pick(6))
			equal(t, "nobody in a tier", len(w.all(roll.In{Filter: member.Filter{Tier: "gold"}}, size)), 0)
			from, until := calendar.Of(storetest.Start)-3_000_000, calendar.Of(storetest.Start)-1_000_000
			equal(t, "joined between", w.all(roll.In{Filter: member.Filter{JoinedFrom: from, JoinedUntil: until}}, size), pick(3, 1))
		}
		w.see(func(tx *store.Tx) error {
			_, err := roll.List(w.ctx, tx, roll.In{After: member.WriteCursor("spend", 1, 1)})
			w.refused(err, member.ErrCursor)
			_, err = roll.List(w.ctx, tx, roll.In{After: "'; DROP TABLE member"})
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
				equal(t, q, w.all(roll.In{Query: q}, size), want)
			}
		}
		equal(t, "with a filter", w.all(roll.In{Query: "8000", Filter: member.Filter{Tags: []string{"vip"}}}, 1), []int64{ids[2]})
		w.do(func(tx *store.Tx) error {
			_, err := member.Update(w.ctx, tx, member.UpdateIn{ID: ids[0], Patch: member.Patch{Name: ptr("赵")}})
			return err
		})
		equal(t, "old name", len(w.all(roll.In{Query: "王小明"}, 9)), 0)
		equal(t, "new name", w.all(roll.In{Query: "赵"}, 9), ids[:1])
	})
}
