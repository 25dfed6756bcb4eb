package subscription_test

import (
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/dossier"
	"regulars/internal/plan"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// unused is how many days the member's spans have left, and what cancelling them would pay back.
func (s *shop) unused(ids ...int64) (days, worth int64) {
	s.Helper()
	for _, id := range ids {
		for _, m := range s.open(id) {
			n, _ := m.Unused(s.Now(), shanghai)
			days, worth = days+n, worth+m.Worth(s.Now(), shanghai)
		}
	}
	return days, worth
}

func (s *shop) undo(merge int64) {
	s.Helper()
	s.Tx(func(tx *store.Tx) error { return dossier.Undo(s.Ctx, tx, merge) })
}

// Of two yearly plans of one person one is used up after the other: no day and no cent is lost, whatever comes of the merge.
func TestTwoYearsOfOnePersonAreUsedOneAfterTheOther(t *testing.T) {
	each(t, nil, func(s *shop) {
		a, b, p := s.Join(), s.Join(), s.add("silver", silver())
		first := s.sell(a, p)
		s.Days(100)
		second := s.sell(b, p)
		s.sell(b, p)
		s.Days(50)
		days, worth := s.unused(a, b)
		merge := s.merged(b, a)
		same := func(wantDays, wantWorth int64, of ...int64) {
			t.Helper()
			if d, w := s.unused(of...); d != wantDays || w != wantWorth {
				t.Errorf("%d days and %d are left, want %d and %d", d, w, wantDays, wantWorth)
			}
		}
		same(days, worth, a)
		list := s.open(a)
		last := list[0] // newest first: the renewal
		if until := last.EndsAt.Day(shanghai); until != s.Now().Day(shanghai)+1+calendar.Day(days) {
			t.Errorf("until %v, %d days left", until, days)
		}

		for range 3 { // undone and made again: the days that went belong to who holds the span that was used
			s.undo(merge)
			same(days, worth, a, b)
			merge = s.merged(b, a)
			same(days, worth, a)
		}
		s.Days(int(first.EndsAt.Day(shanghai)-s.Now().Day(shanghai)) + 10) // the second one goes on where it rested
		s.has(a, "silver")
		if n, of := s.span(a, second.ID).Unused(s.Now(), shanghai); of != 366 || n != 366-51-11 {
			t.Errorf("%d of %d days", n, of)
		}
		days, worth = s.unused(a)
		s.undo(merge)
		same(days, worth, a, b)
		if s.has(a); len(s.open(b)) != 2 {
			t.Error("the spans of the other record")
		}
	})
}

func (s *shop) span(id, membership int64) *plan.Membership {
	s.Helper()
	for _, m := range s.open(id) {
		if m.ID == membership {
			return m
		}
	}
	s.Fatal("no such span")
	return nil
}

// Where the span that is used up goes, the one that rested goes on the day after; given days rest as bought ones do.
func TestWhatRestsGoesOnWhenTheOtherEnds(t *testing.T) {
	each(t, nil, func(s *shop) {
		a, b, p := s.Join(), s.Join(), s.add("silver", silver())
		g := s.given(a, p, 100)
		s.Wait(time.Hour)
		bought := s.sell(b, p)
		s.merged(b, a)
		if m := s.span(a, bought.ID); !m.Resting(s.Now().Add(48*time.Hour)) || day(m.Rest.Until) != day(s.open(a)[1].EndsAt) {
			t.Errorf("%+v", m)
		}
		s.Days(10)
		s.Tx(func(tx *store.Tx) error {
			_, err := reward.Revoke(s.Ctx, tx, g.ID)
			return err
		})
		m := s.span(a, bought.ID)
		if n, of := m.Unused(s.Now(), shanghai); n != of-1 || m.Resting(s.Now().Add(24*time.Hour)) {
			t.Errorf("%d of %d: %+v", n, of, m.Rest)
		}
		if c, err := s.cancel(a, p); err != nil || c.RefundMinor != 365_00*365/366 {
			t.Errorf("%+v %v", c, err)
		}
	})
}
