package tally_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars/internal/calendar"
	"regulars/internal/member/tally"
)

var zone = time.FixedZone("CST", 8*3600)

func at(text string) calendar.Instant {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		panic(err)
	}
	return calendar.Of(t)
}

func TestStandingDays(t *testing.T) {
	order := func(when string, minor int64) tally.OrderFact {
		return tally.OrderFact{At: at(when), PayableMinor: minor}
	}
	back := func(when string, minor int64) tally.RefundFact {
		return tally.RefundFact{At: at(when), AmountMinor: minor, Whole: true}
	}
	two := []tally.OrderFact{order("2026-01-01 10:00", 100), order("2026-01-11 10:00", 200), order("2026-01-11 12:00", 300), order("2026-01-31 09:00", 400)}
	for name, test := range map[string]struct {
		h    tally.History
		want string // orders, spend, days, first, last, interval
	}{
		"nothing":      {tally.History{}, "0 0 0 1970-01-01 1970-01-01 0 false"},
		"three days":   {tally.History{Orders: two}, "4 1000 3 2026-01-01 2026-01-31 15 true"},
		"last back":    {tally.History{Orders: two, Refunds: []tally.RefundFact{back("2026-01-31 09:00", 400)}}, "3 600 2 2026-01-01 2026-01-11 10 true"},
		"one of a day": {tally.History{Orders: two, Refunds: []tally.RefundFact{back("2026-01-11 10:00", 200)}}, "3 800 3 2026-01-01 2026-01-31 15 true"},
		"first back":   {tally.History{Orders: two, Refunds: []tally.RefundFact{back("2026-01-01 10:00", 100)}}, "3 900 2 2026-01-11 2026-01-31 20 true"},
		"all back": {tally.History{Orders: two, Refunds: []tally.RefundFact{back("2026-01-01 10:00", 100), back("2026-01-31 09:00", 400),
			back("2026-01-11 12:00", 300), back("2026-01-11 10:00", 200)}}, "0 0 0 1970-01-01 1970-01-01 0 false"},
	} {
		s, _ := tally.Recount(zone, test.h)
		interval, known := s.IntervalDays()
		got := fmt.Sprint(s.OrderCount, s.SpendMinor, s.PurchaseDays, s.FirstOrderOn, s.LastOrderOn, interval, known)
		if got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}

func TestFavourites(t *testing.T) {
	part := func(code string, minor int64, gone bool) []tally.CategoryPart {
		return []tally.CategoryPart{{Code: code, Minor: minor, Gone: gone}}
	}
	h := tally.History{Orders: []tally.OrderFact{
		{At: at("2026-01-01 10:00"), StoreID: 5, PayableMinor: 100, Categories: part("milk", 100, false)},
		{At: at("2026-01-02 10:00"), StoreID: 6, PayableMinor: 100, Categories: part("bread", 100, false)},
		{At: at("2026-01-03 10:00"), StoreID: 5, PayableMinor: 30, Categories: part("milk", 30, false)},
	}}
	s, _ := tally.Recount(zone, h)
	if s.FavouriteCategory != "milk" || s.FavouriteStore != 5 || s.AverageMinor() != 76 {
		t.Errorf("got %+v", s)
	}
	if want := `{"categories":{"bread":[1,100],"milk":[2,130]},"stores":{"5":[2,130],"6":[1,100]}}`; s.Favourites != want {
		t.Errorf("got %s", s.Favourites)
	}
	h.Refunds = []tally.RefundFact{{At: at("2026-01-01 10:00"), StoreID: 5, AmountMinor: 100, Whole: true, Categories: part("milk", 100, true)},
		{At: at("2026-01-03 10:00"), StoreID: 5, AmountMinor: 30, Whole: true, Categories: part("milk", 30, true)}}
	s, _ = tally.Recount(zone, h)
	if want := `{"categories":{"bread":[1,100]},"stores":{"6":[1,100]}}`; s.Favourites != want || s.FavouriteCategory != "bread" {
		t.Errorf("after the refunds: %s, %s", s.Favourites, s.FavouriteCategory)
	}
}

// Two accounts joined are the account of both histories.
func TestJoinEqualsRecount(t *testing.T) {
	draw := func(t *rapid.T) (h tally.History) {
		for range rapid.IntRange(0, 6).Draw(t, "orders") {
			o := tally.OrderFact{At: at("2026-01-01 00:00").Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "hours")) * time.Hour), StoreID: rapid.Int64Range(0, 2).Draw(t, "store"),
				PayableMinor: rapid.Int64Range(0, 500).Draw(t, "minor"), Categories: []tally.CategoryPart{{Code: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "code"), Minor: 7}}}
			h.Orders = append(h.Orders, o)
			if rapid.Bool().Draw(t, "back") {
				h.Refunds = append(h.Refunds, tally.RefundFact{At: o.At, StoreID: o.StoreID, AmountMinor: o.PayableMinor, Whole: true,
					Categories: []tally.CategoryPart{{Code: o.Categories[0].Code, Minor: 7, Gone: true}}})
			}
		}
		return h
	}
	open := func(h tally.History) *tally.Account {
		stat, days := tally.Recount(zone, h)
		a := tally.Open(stat, tally.AllDays)
		for _, d := range days {
			a.Load(d)
		}
		return a
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t), draw(t)
		stat, days := tally.Join(open(a), open(b))
		wantStat, wantDays := tally.Recount(zone, tally.History{Orders: append(a.Orders, b.Orders...), Refunds: append(a.Refunds, b.Refunds...)})
		if fmt.Sprint(stat, days) != fmt.Sprint(wantStat, wantDays) {
			t.Fatalf("joined\n%+v %v\nrecounted\n%+v %v", stat, days, wantStat, wantDays)
		}
	})
}
