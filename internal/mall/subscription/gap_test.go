package subscription_test

import (
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/dossier"
	"regulars/internal/fault"
	"regulars/internal/plan"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// given gives a member days of a plan.
func (s *shop) given(id, planID, days int64) (g *reward.Granted) {
	s.Helper()
	s.Tx(func(tx *store.Tx) (err error) {
		g, err = reward.Grant(s.Ctx, tx, reward.GrantIn{
			MemberID: id, Items: []item.Item{{Kind: item.PlanDays, PlanID: planID, Days: days}}, Reason: "sorry", MadeBy: "test",
		})
		return err
	})
	return g
}

// open are the spans of the member that are not over.
func (s *shop) open(id int64) (out []*plan.Membership) {
	s.Helper()
	s.View(func(tx *store.Tx) error {
		list, err := plan.OfMember(s.Ctx, tx, id)
		for _, m := range list {
			if m.Lasts(tx.Now()) {
				out = append(out, m)
			}
		}
		return err
	})
	return out
}

func (s *shop) merged(from, into int64) (merge int64) {
	s.Helper()
	s.Tx(func(tx *store.Tx) (err error) {
		merge, err = dossier.Merge(s.Ctx, tx, from, into)
		return err
	})
	return merge
}

// A span that moves up stops where the last one before it ends, also where a merge has brought a shorter one.
func TestSpansThatMoveUpDoNotOverlap(t *testing.T) {
	each(t, nil, func(s *shop) {
		a, b, p := s.Join(), s.Join(), s.add("silver", silver())
		first := s.sell(a, p)
		s.sell(a, p) // renewed: it begins where the first one ends
		s.given(b, p, 30)
		g := s.given(b, p, 10)
		s.merged(b, a)
		s.Tx(func(tx *store.Tx) error {
			_, err := reward.Revoke(s.Ctx, tx, g.ID)
			return err
		})
		var renewed *plan.Membership
		for _, m := range s.open(a) {
			if m.Act == plan.Renewed {
				renewed = m
			}
		}
		if want := (first.EndsAt.Day(shanghai) + 30).Start(shanghai); renewed == nil || renewed.StartsAt != want {
			t.Errorf("%+v", renewed)
		}
	})
}

// What was renewed on top of another record's span begins at once where that record is parted again.
func TestRenewalMovesUpWhenAMergeIsUndone(t *testing.T) {
	each(t, nil, func(s *shop) {
		a, b, p := s.Join(), s.Join(), s.add("silver", silver())
		first := s.sell(b, p)
		merge := s.merged(b, a)
		m := s.sell(a, p)
		if m.Act != plan.Renewed || m.StartsAt != first.EndsAt {
			t.Fatalf("%+v", m)
		}
		s.Days(3)
		s.Tx(func(tx *store.Tx) error { return dossier.Undo(s.Ctx, tx, merge) })
		s.has(a, "silver")
		s.has(b, "silver")
		if got := s.open(a); len(got) != 1 || got[0].StartsAt != s.Now() {
			t.Errorf("%+v", got)
		}
	})
}

// A refund is told on the day of the cancellation, also of what would have begun a year later.
func TestCancellationIsReportedOnItsDay(t *testing.T) {
	each(t, nil, func(s *shop) {
		id, p := s.Join(), s.add("silver", silver())
		s.sell(id, p)
		s.sell(id, p)
		s.Days(10)
		from := s.Now()
		c, err := s.cancel(id, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range c.Memberships {
			if m.ClosedAt != from {
				t.Errorf("closed at %v", m.ClosedAt)
			}
		}
		s.View(func(tx *store.Tx) error {
			r, err := plan.Reports(s.Ctx, tx, from, from+calendar.Instant(1))
			if err == nil && (r[p].Cancelled != 2 || r[p].RefundMinor != c.RefundMinor) {
				t.Errorf("%+v, refunded %d", r[p], c.RefundMinor)
			}
			return err
		})
	})
}

// A plan for life says over how many days its price is used up: else nothing of it ever came back.
func TestLifetimeNeedsDays(t *testing.T) {
	each(t, nil, func(s *shop) {
		terms := silver()
		terms.Period = plan.Lifetime
		err := s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) error {
			_, err := plan.Add(s.Ctx, tx, plan.SaveIn{Code: "life", OnSale: true, Terms: terms, MadeBy: "test"})
			return err
		})
		if e := fault.As(err); e == nil || e.Field != "lifetime_days" {
			t.Error(err)
		}
	})
}
