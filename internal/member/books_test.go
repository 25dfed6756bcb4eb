package member_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/member"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// fact is one step of a random life: an order, or a refund of the order with that number.
type fact struct {
	order  *member.OrderFact
	refund *member.RefundFact
	other  *member.DayDelta
}

// life draws orders on few days, in any order, refunds of them in parts, and other bookings.
func life(t *rapid.T) []fact {
	var out []fact
	type left struct {
		order  member.OrderFact
		minor  int64
		stands bool
	}
	var placed []*left
	start := calendar.Of(storetest.Start)
	for range rapid.IntRange(1, 14).Draw(t, "steps") {
		at := start - calendar.Instant(rapid.Int64Range(0, 9*24).Draw(t, "hours")*int64(time.Hour/time.Microsecond))
		switch kind := rapid.IntRange(0, 5).Draw(t, "kind"); {
		case kind == 5:
			out = append(out, fact{other: &member.DayDelta{On: at.Day(shanghai), Points: rapid.Int64Range(-5, 50).Draw(t, "points"), Referrals: 1}})
		case kind < 3 || len(placed) == 0:
			minor := rapid.Int64Range(0, 3).Draw(t, "minor") * 100
			o := member.OrderFact{At: at, StoreID: rapid.Int64Range(0, 2).Draw(t, "store"), PayableMinor: minor,
				Categories: []member.CategoryPart{{Code: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "category"), Minor: minor}}}
			placed = append(placed, &left{o, minor, true})
			out = append(out, fact{order: &o})
		default:
			l := placed[rapid.IntRange(0, len(placed)-1).Draw(t, "which")]
			if !l.stands {
				continue
			}
			amount := rapid.Int64Range(0, l.minor).Draw(t, "amount")
			whole := rapid.Bool().Draw(t, "whole")
			if whole {
				amount = l.minor
			}
			l.minor, l.stands = l.minor-amount, !whole
			out = append(out, fact{refund: &member.RefundFact{At: l.order.At, StoreID: l.order.StoreID, AmountMinor: amount, Whole: whole,
				Categories: []member.CategoryPart{{Code: l.order.Categories[0].Code, Minor: amount, Gone: whole}}}})
		}
	}
	return out
}

var shanghai = must(time.LoadLocation("Asia/Shanghai"))

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func history(facts []fact) (h member.History) {
	for _, f := range facts {
		switch {
		case f.order != nil:
			h.Orders = append(h.Orders, *f.order)
		case f.refund != nil:
			h.Refunds = append(h.Refunds, *f.refund)
		default:
			h.Others = append(h.Others, *f.other)
		}
	}
	return h
}

// Statistics kept step by step, with any days opened and saved at any time, equal those counted anew from all orders (invariant 4).
func TestStatisticsEqualTheirOrders(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			id := w.enrol(member.EnrolIn{Identities: member.Identities{ExternalID: fmt.Sprint(n)}})[0]
			facts := life(rt)
			today := calendar.Of(storetest.Start).Day(shanghai)
			for i := 0; i < len(facts); {
				step := rapid.IntRange(1, 4).Draw(rt, "batch")
				need := member.BookNeed{Days: rapid.SampledFrom([]calendar.Day{0, today, today - 4, member.AllDays}).Draw(rt, "days")}
				w.do(func(tx *store.Tx) error {
					bk, err := member.Open(w.ctx, tx, []int64{id}, need)
					if err != nil {
						return err
					}
					for _, f := range facts[i:min(i+step, len(facts))] {
						switch {
						case f.order != nil:
							bk.AddOrder(id, *f.order)
						case f.refund != nil:
							bk.TakeBack(id, *f.refund)
						default:
							bk.Book(id, *f.other)
						}
					}
					if err := bk.Save(w.ctx, tx); err != nil {
						return err
					}
					return bk.Save(w.ctx, tx) // a second time writes nothing more
				})
				i += step
			}
			check := func() {
				w.see(func(tx *store.Tx) error {
					bk, err := member.Open(w.ctx, tx, []int64{id}, member.BookNeed{Days: member.AllDays})
					if err != nil {
						return err
					}
					if found := bk.Differences(id, history(facts)); len(found) > 0 {
						rt.Fatalf("%v", found)
					}
					if s := bk.Stat(id); s.OrderCount == 0 && (s.LastOrderAt != 0 || s.PurchaseDays != 0) {
						rt.Fatalf("no order stands, but the last one was at %s", s.LastOrderAt)
					}
					return nil
				})
			}
			check()
			w.do(func(tx *store.Tx) error { return member.Rebuild(w.ctx, tx, id, history(facts)) })
			check()
		})
	})
}

func TestDifferencesFindsWhatIsWrong(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		id := w.enrol(phone("13800138000"))[0]
		h := member.History{Orders: []member.OrderFact{{At: calendar.Of(storetest.Start), PayableMinor: 500}}}
		w.do(func(tx *store.Tx) error { return member.Rebuild(w.ctx, tx, id, h) })
		w.do(func(tx *store.Tx) error {
			_, err := tx.Exec(w.ctx, `UPDATE member_stat SET spend_minor = 501 WHERE merchant_id = $1`, tx.MerchantID())
			return err
		})
		w.do(func(tx *store.Tx) error {
			_, err := tx.Exec(w.ctx, `UPDATE member_day SET orders = 2 WHERE merchant_id = $1`, tx.MerchantID())
			return err
		})
		w.see(func(tx *store.Tx) error {
			bk, err := member.Open(w.ctx, tx, []int64{id}, member.BookNeed{Days: member.AllDays})
			equal(t, "found", bk.Differences(id, h), "[member_day.orders of 2026-06-15 is 2, its orders say 1 member_stat.spend_minor is 501, its orders say 500]")
			return err
		})
	})
}

func TestWindows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		id := w.enrol(phone("13800138000"))[0]
		day := func(y int, m time.Month, d int) calendar.Day { return calendar.DayOf(y, m, d) }
		w.do(func(tx *store.Tx) error {
			bk, err := member.Open(w.ctx, tx, []int64{id}, member.BookNeed{})
			bk.Book(id, member.DayDelta{On: day(2025, 12, 31), Points: 1})
			bk.Book(id, member.DayDelta{On: day(2026, 1, 1), Points: 10})
			bk.Book(id, member.DayDelta{On: day(2026, 6, 9), Points: 100})
			bk.Book(id, member.DayDelta{On: day(2026, 6, 15), Points: 1000})
			bk.Book(id, member.DayDelta{On: day(2026, 6, 16), Points: 10000})
			if err == nil {
				err = bk.Save(w.ctx, tx)
			}
			return err
		})
		today := day(2026, 6, 15)
		days := func(n int) expr.Period { return expr.Period{Kind: expr.PeriodDays, Days: n} }
		for _, test := range []struct {
			period expr.Period
			asOf   calendar.Day
			want   int64
		}{
			{days(1), today, 1000}, {days(6), today, 1000}, {days(7), today, 1100}, // today and the six days before
			{expr.Period{Kind: expr.PeriodYear}, today, 1110}, {expr.Period{Kind: expr.PeriodEver}, today, 1111},
			{expr.Period{Kind: expr.PeriodEver}, today + 1, 11111}, {expr.Period{Kind: expr.PeriodYear}, day(2026, 1, 1), 10},
			{expr.Period{Kind: expr.PeriodEver}, day(2025, 12, 31), 1},
		} {
			need := member.NeedFor(expr.Need{Windows: []expr.WindowUse{{Name: "points", Period: test.period}}}, test.asOf)
			w.see(func(tx *store.Tx) error {
				bk, err := member.Open(w.ctx, tx, []int64{id}, need)
				if err == nil {
					equal(t, fmt.Sprintf("points(%s) as of %s", test.period, test.asOf), bk.Sum(id, "points", test.period, test.asOf), test.want)
				}
				return err
			})
		}
		w.see(func(tx *store.Tx) error {
			bk, err := member.Open(w.ctx, tx, []int64{id}, member.BookNeed{Days: today})
			defer func() {
				if recover() == nil {
					t.Error("a window whose days were not opened was answered")
				}
			}()
			bk.Sum(id, "points", days(2), today)
			return err
		})
	})
}
