package reward_test

import (
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// yearly is a programme whose tiers go by the year.
func yearly(d *program.Document) {
	keep := program.Keep{Kind: program.KeepYearEnd}
	d.Tiers = []program.Tier{
		{Code: "base", Name: program.Text{En: "base"}},
		{Code: "silver", Name: program.Text{En: "silver"}, When: `spend("year") >= 100000`, Keep: keep, Downgrade: program.DowngradeStep},
		{Code: "gold", Name: program.Text{En: "gold"}, When: `spend("year") >= 300000`, Keep: keep, Downgrade: program.DowngradeStep},
	}
}

// opened opens the member's books since an instant, caught up to now, and saves what was done with them.
func (s *shop) opened(from calendar.Instant, do func(bk *reward.Books, now calendar.Instant) error) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) error {
		bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{s.member}, From: min(from, tx.Now()), Until: tx.Now(), AllDays: true})
		if err != nil {
			return err
		}
		bk.CatchUp(s.member, tx.Now())
		if err := do(bk, tx.Now()); err != nil {
			return err
		}
		return bk.Save(ctx)
	})
}

// buy books an order; the tier is asked where asked is true.
func (s *shop) buy(amount int64, asked bool) (at calendar.Instant) {
	s.t.Helper()
	s.opened(calendar.Never, func(bk *reward.Books, now calendar.Instant) error {
		at = now
		bk.Member.AddOrder(s.member, member.OrderFact{At: now, PayableMinor: amount})
		if asked {
			bk.Assess(s.member, now, "test")
		}
		return nil
	})
	return at
}

// A refund in the next year takes the tier of its order; the tier below it was kept into that year by what is left of the year before.
func TestRefundAfterTheYear(t *testing.T) {
	each(t, yearly, func(s *shop) {
		s.buy(150_000, true)
		at := s.buy(200_000, true)
		storetest.Clock(s.db).Add(250 * 24 * time.Hour) // June 2026, February 2027
		s.opened(at, func(bk *reward.Books, now calendar.Instant) error {
			if got := bk.TierOf(s.member); got != "gold" {
				t.Errorf("before: %s", got)
			}
			bk.Member.TakeBack(s.member, member.RefundFact{At: at, AmountMinor: 200_000, Whole: true})
			if err := bk.Reassess(ctx, s.member, reward.ReassessIn{Since: at, At: now, Why: "refund"}); err != nil {
				return err
			}
			if got := bk.TierOf(s.member); got != "silver" {
				t.Errorf("after: %s, want silver", got)
			}
			return nil
		})
	})
}

// An upgrade that the end of a year made stands as long as that year upholds it.
func TestUpgradeOfTheTurnOfTheYear(t *testing.T) {
	each(t, yearly, func(s *shop) {
		s.buy(100_000, true)
		at := s.buy(250_000, false) // nobody asked, as after a change of the programme
		storetest.Clock(s.db).Add(250 * 24 * time.Hour)
		s.opened(at, func(bk *reward.Books, now calendar.Instant) error {
			if got := bk.TierOf(s.member); got != "gold" {
				t.Errorf("before: %s", got)
			}
			bk.Member.TakeBack(s.member, member.RefundFact{At: at, AmountMinor: 10_000})
			if err := bk.Reassess(ctx, s.member, reward.ReassessIn{Since: at, At: now, Why: "refund"}); err != nil {
				return err
			}
			if got := bk.TierOf(s.member); got != "gold" {
				t.Errorf("after a small refund: %s, want gold", got)
			}
			return nil
		})
	})
}
