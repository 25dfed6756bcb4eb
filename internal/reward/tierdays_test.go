package reward_test

import (
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/tier"
)

// tierUntil is the tier in force, and on which day of the test it ends; 0 for never.
func (s *shop) tierUntil() (code string, day int) {
	s.books(func(bk *reward.Books) {
		st, _ := bk.Tier.State(s.member)
		code = st.Code
		if until := st.Until(); until != calendar.Never {
			day = int(until.Day(s.scope.Merchant.Zone) - calendar.Of(storetest.Start).Day(s.scope.Merchant.Zone))
		}
	})
	return code, day
}

func (s *shop) hasTier(when, code string, day int) {
	s.t.Helper()
	if gotCode, gotDay := s.tierUntil(); gotCode != code || gotDay != day {
		s.t.Errorf("%s: %s until day %d, want %s until day %d", when, gotCode, gotDay, code, day)
	}
}

func tierDays(code string, days int64) []reward.Item {
	return []reward.Item{{Kind: item.TierDays, Tier: code, Days: days}}
}

func (s *shop) day(n int) {
	storetest.Clock(s.db).Set(storetest.Start.Add(time.Duration(n) * 24 * time.Hour))
}

// A tier for a time follows what was given of it already, and goes with its grant: what comes after it moves up.
func TestTierForATime(t *testing.T) {
	each(t, nil, func(s *shop) {
		first, err := s.grant(reward.GrantIn{Items: tierDays("gold", 30)})
		if err != nil {
			s.t.Fatal(err)
		}
		s.hasTier("given", "gold", 31) // the rest of today, and thirty days
		second, err := s.grant(reward.GrantIn{Items: tierDays("gold", 30)})
		if err != nil {
			s.t.Fatal(err)
		}
		s.hasTier("given again", "gold", 61)
		s.day(10)
		back, err := s.revoke(first.ID)
		if err != nil || back.Parts[0].TakenBack != 20 || back.Parts[0].Tier != "gold" || back.Parts[0].Days != 30 {
			s.t.Errorf("%+v, %v", back, err)
		}
		s.hasTier("the first is gone", "gold", 41)
		if _, err := s.revoke(first.ID); !fault.Has(err, reward.ErrRevoked) {
			s.t.Errorf("twice: %v", err)
		}
		s.day(15)
		if back, err = s.revoke(second.ID); err != nil || back.Parts[0].TakenBack != 25 {
			s.t.Errorf("%+v, %v", back, err)
		}
		s.hasTier("all gone", "base", 0)
		if _, err := s.grant(reward.GrantIn{Items: tierDays("gold", 1)}); err != nil {
			s.t.Error(err)
		}
		s.hasTier("again", "gold", 17)
		s.day(18)
		s.hasTier("over", "base", 0)
	})
}

// Gifts of several tiers run beside each other: the highest counts, and when it ends or is taken back the next one is there as it was.
func TestGiftsOfTiersBesideEachOther(t *testing.T) {
	each(t, nil, func(s *shop) {
		s.tx(func(tx *store.Tx) error {
			_, err := reward.Assign(ctx, tx, reward.AssignIn{MemberID: s.member, Code: "gold", Until: calendar.Of(storetest.Start.AddDate(0, 0, 90)), Reason: "a friend"})
			return err
		})
		s.hasTier("by hand", "gold", 90)
		black, err := s.grant(reward.GrantIn{Items: tierDays("black", 30)})
		if err != nil {
			s.t.Fatal(err)
		}
		s.hasTier("bought", "black", 31)
		if _, err := s.grant(reward.GrantIn{Items: tierDays("gold", 10)}); err != nil { // after what a person gave
			s.t.Error(err)
		}
		s.day(40)
		s.hasTier("the higher is over", "gold", 101)
		s.day(0)
		if back, err := s.revoke(black.ID); err != nil || back.Parts[0].TakenBack != 30 {
			s.t.Errorf("%+v, %v", back, err)
		}
		s.hasTier("taken back", "gold", 101)
		s.tx(func(tx *store.Tx) error {
			_, err := reward.Assign(ctx, tx, reward.AssignIn{MemberID: s.member, Code: "black", Until: calendar.Of(storetest.Start.AddDate(0, 0, 5)), Reason: "a friend"})
			return err
		})
		s.hasTier("a person's word in the place of the one before", "black", 5)
		s.day(6)
		s.hasTier("the reward moved up meanwhile", "gold", 11)
		s.tx(func(tx *store.Tx) error {
			_, err := reward.Assign(ctx, tx, reward.AssignIn{MemberID: s.member, Reason: "by mistake"})
			return err
		})
		s.hasTier("all ended by hand", "base", 0)
	})
}

// What would give nothing is refused: nobody pays for it.
func TestTierThatGivesNothing(t *testing.T) {
	each(t, nil, func(s *shop) {
		for name, c := range map[string]struct {
			items []reward.Item
			want  fault.Code
		}{
			"unknown": {tierDays("tin", 5), program.ErrTierUnknown}, "base": {tierDays("base", 5), program.ErrTierNotHigher},
		} {
			if _, err := s.grant(reward.GrantIn{Items: c.items}); !fault.Has(err, c.want) {
				s.t.Errorf("%s: %v", name, err)
			}
			s.view(func(tx *store.Tx) error {
				if err := reward.Check(ctx, tx, c.items, "rewards"); !fault.Has(err, reward.ErrNamed) {
					s.t.Errorf("%s, kept: %v", name, err)
				}
				return reward.Check(ctx, tx, tierDays("gold", 5), "rewards")
			})
		}
		if _, err := s.grant(reward.GrantIn{Items: tierDays("black", 60)}); err != nil {
			s.t.Fatal(err)
		}
		if _, err := s.grant(reward.GrantIn{Items: tierDays("gold", 60)}); !fault.Has(err, program.ErrTierNotHigher) {
			s.t.Errorf("below a higher one all the time: %v", err)
		}
		if _, err := s.grant(reward.GrantIn{Items: tierDays("gold", 90)}); err != nil {
			s.t.Errorf("longer than the higher one: %v", err)
		}
		s.day(70)
		s.hasTier("then", "gold", 91)
		s.tx(func(tx *store.Tx) error {
			bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{s.member}, From: tx.Now(), Until: tx.Now(), AllDays: true})
			if err != nil {
				return err
			}
			bk.CatchUp(s.member, tx.Now())
			bk.Member.AddOrder(s.member, member.OrderFact{At: tx.Now(), PayableMinor: 90_000_000})
			bk.Assess(s.member, tx.Now(), "order:1")
			return bk.Save(ctx)
		})
		merit := ""
		s.books(func(bk *reward.Books) { st, _ := bk.Tier.State(s.member); merit = st.Merit })
		if _, err := s.grant(reward.GrantIn{Items: tierDays(merit, 5)}); !fault.Has(err, program.ErrTierNotHigher) {
			s.t.Errorf("deserved %s already: %v", merit, err)
		}
		other := s.enrol(false)
		if _, err := s.grant(reward.GrantIn{MemberID: other, Items: tierDays("black", 36_500)}); err != nil {
			s.t.Error(err)
		}
		if _, err := s.grant(reward.GrantIn{MemberID: other, Items: tierDays("black", 36_500)}); !fault.Has(err, tier.ErrAhead) {
			s.t.Errorf("too far ahead: %v", err)
		}
	})
}
