package reward_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/ledger/closing"
	"regulars/internal/member"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/tier"
)

// shop is a merchant with one member.
type shop struct {
	t      *testing.T
	db     *store.DB
	scope  store.Scope
	member int64
}

var ctx = context.Background()

func each(t *testing.T, edit func(*program.Document), story func(s *shop)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := &shop{t: t, db: db, scope: storetest.Merchant(t, db)}
		doc := program.Default("CNY", "zh")
		if edit != nil {
			edit(&doc)
		}
		s.tx(func(tx *store.Tx) error {
			_, err := edition.Start(ctx, tx, doc)
			return err
		})
		s.member = s.enrol(false)
		story(s)
		s.view(func(tx *store.Tx) error {
			return closing.Check(ctx, tx, func(f closing.Finding) { t.Error(f) })
		})
	}, edition.NewCache(segment.Catalogue))
}

func (s *shop) tx(fn func(tx *store.Tx) error) {
	s.t.Helper()
	if err := s.db.Tx(ctx, s.scope, fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) view(fn func(tx *store.Tx) error) {
	s.t.Helper()
	if err := s.db.View(ctx, s.scope, fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) enrol(invited bool) (id int64) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) error {
		out, err := reward.Enrol(ctx, tx, []member.EnrolIn{{Identities: member.Identities{ExternalID: fmt.Sprint(tx.NewID())}}}, invited)
		if err == nil {
			id = out[0].MemberID
		}
		return err
	})
	return id
}

func (s *shop) books(fn func(bk *reward.Books)) {
	s.t.Helper()
	s.view(func(tx *store.Tx) error {
		bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{s.member}, From: tx.Now(), Until: tx.Now(), AllDays: true})
		if err == nil {
			bk.CatchUp(s.member, tx.Now())
			fn(bk)
		}
		return err
	})
}

func (s *shop) points() (p ledger.Balance) {
	s.books(func(bk *reward.Books) { p = bk.Ledger.Balance(s.member, ledger.Points) })
	return p
}

func (s *shop) adjust(in reward.AdjustIn) (g *reward.Granted, err error) {
	in.MemberID = s.member
	err = s.db.Tx(ctx, s.scope, func(tx *store.Tx) (err error) {
		g, err = reward.Adjust(ctx, tx, in)
		return err
	})
	return g, err
}

func TestAdjust(t *testing.T) {
	each(t, nil, func(s *shop) {
		good := reward.AdjustIn{Asset: ledger.Points, Amount: 500, Reason: "sorry", Limit: 1_000}
		if _, err := s.adjust(good); err != nil {
			s.t.Fatal(err)
		}
		for name, c := range map[string]struct {
			edit func(*reward.AdjustIn)
			code fault.Code
		}{
			"above the limit":                 {func(in *reward.AdjustIn) { in.Amount = 1_001 }, reward.ErrLimit},
			"below minus it":                  {func(in *reward.AdjustIn) { in.Amount = -1_001 }, reward.ErrLimit},
			"too much taken":                  {func(in *reward.AdjustIn) { in.Amount = -501 }, ledger.ErrNotEnoughPoints},
			"nothing":                         {func(in *reward.AdjustIn) { in.Amount = 0 }, reward.ErrZero},
			"no reason":                       {func(in *reward.AdjustIn) { in.Reason = "" }, fault.ErrRequired},
			"money":                           {func(in *reward.AdjustIn) { in.Asset = ledger.Bonus }, reward.ErrAsset},
			"expired":                         {func(in *reward.AdjustIn) { in.ExpiresAt = calendar.Of(storetest.Start) }, reward.ErrExpiry},
			"without reason, above the limit": {func(in *reward.AdjustIn) { in.Amount, in.Reason = 5_000, "" }, fault.ErrRequired},
		} {
			in := good
			c.edit(&in)
			if _, err := s.adjust(in); !fault.Has(err, c.code) {
				s.t.Errorf("%s: %v", name, err)
			}
		}
		good.Amount, good.Approved = 5_000, true
		if _, err := s.adjust(good); err != nil {
			s.t.Error(err)
		}
		good.Amount = -5_400
		if _, err := s.adjust(good); err != nil || s.points().Available != 100 {
			s.t.Errorf("%v, %+v", err, s.points())
		}
	})
}

func TestRevokeTakesBackOnceAndOwesWhatIsSpent(t *testing.T) {
	each(t, nil, func(s *shop) {
		var g *reward.Granted
		s.tx(func(tx *store.Tx) (err error) {
			g, err = reward.Grant(ctx, tx, reward.GrantIn{MemberID: s.member, Items: []reward.Item{{Kind: "points", Amount: 300}}, Reason: "gift", Root: "order:7"})
			return err
		})
		if _, err := s.adjust(reward.AdjustIn{Asset: ledger.Points, Amount: -200, Reason: "used", Approved: true}); err != nil {
			s.t.Fatal(err)
		}
		revoke := func() error {
			return s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
				_, err := reward.Revoke(ctx, tx, g.ID)
				return err
			})
		}
		if err := revoke(); err != nil {
			s.t.Fatal(err)
		}
		if p := s.points(); p.Available != 0 || p.Debt != 200 {
			s.t.Errorf("%+v", p)
		}
		if err := revoke(); !fault.Has(err, reward.ErrRevoked) {
			s.t.Errorf("again: %v", err)
		}
	})
}

func TestGrowthByHandMovesTheTierAndItsRevocationMovesItBack(t *testing.T) {
	byGrowth := func(d *program.Document) { d.Tiers[1].When = `growth("ever") >= 100` }
	each(t, byGrowth, func(s *shop) {
		var g *reward.Granted
		s.tx(func(tx *store.Tx) (err error) {
			g, err = reward.Grant(ctx, tx, reward.GrantIn{MemberID: s.member, Items: []reward.Item{{Kind: "growth", Amount: 100}}, Reason: "mission"})
			return err
		})
		s.books(func(bk *reward.Books) {
			if bk.TierOf(s.member) != "silver" {
				s.t.Errorf("tier %s", bk.TierOf(s.member))
			}
		})
		s.tx(func(tx *store.Tx) error {
			_, err := reward.Revoke(ctx, tx, g.ID)
			return err
		})
		s.view(func(tx *store.Tx) error {
			history, err := tier.History(ctx, tx, s.member)
			if n := len(history); err != nil || n != 3 || !history[1].Undone || history[2].To != "base" {
				s.t.Errorf("%v %+v", err, history)
			}
			return err
		})
	})
}

func TestTierFallsByTimeAlone(t *testing.T) {
	short := func(d *program.Document) {
		d.Tiers[1].When = `growth(10) >= 100`
		d.Tiers[1].Keep, d.Tiers[1].GraceDays = program.Keep{Kind: program.KeepDays, Days: 20}, 5
	}
	each(t, short, func(s *shop) {
		s.tx(func(tx *store.Tx) error {
			_, err := reward.Grant(ctx, tx, reward.GrantIn{MemberID: s.member, Items: []reward.Item{{Kind: "growth", Amount: 100}}, Reason: "mission"})
			return err
		})
		for _, day := range []struct {
			after int
			tier  string
		}{{20, "silver"}, {25, "silver"}, {26, "base"}} {
			storetest.Clock(s.db).Set(storetest.Start.Add(time.Duration(day.after) * 24 * time.Hour))
			s.books(func(bk *reward.Books) {
				if got := bk.TierOf(s.member); got != day.tier {
					s.t.Errorf("after %d days: %s", day.after, got)
				}
			})
		}
	})
}

func TestEntryByConditionAdmitsAtOnce(t *testing.T) {
	closed := func(d *program.Document) {
		d.Entry = program.Entry{Kind: program.EntryCondition, When: `spend("ever") >= 10000`}
	}
	each(t, closed, func(s *shop) {
		s.books(func(bk *reward.Books) {
			if bk.IsMember(s.member) {
				s.t.Error("joined before the threshold")
			}
		})
		s.tx(func(tx *store.Tx) error {
			_, err := reward.Grant(ctx, tx, reward.GrantIn{MemberID: s.member, Items: []reward.Item{{Kind: "points", Amount: 1}}, Reason: "gift"})
			if !fault.Has(err, reward.ErrNoMember) {
				s.t.Errorf("a customer was given points: %v", err)
			}
			return nil
		})
		s.tx(func(tx *store.Tx) error {
			bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{s.member}, From: tx.Now(), Until: tx.Now()})
			if err != nil {
				return err
			}
			bk.Member.AddOrder(s.member, member.OrderFact{At: tx.Now(), PayableMinor: 10_000})
			bk.Assess(s.member, tx.Now(), "order:1")
			return bk.Save(ctx)
		})
		s.books(func(bk *reward.Books) {
			if !bk.IsMember(s.member) || bk.TierOf(s.member) != "base" {
				s.t.Errorf("member %v, tier %q", bk.IsMember(s.member), bk.TierOf(s.member))
			}
		})
		invited := s.enrol(true)
		s.view(func(tx *store.Tx) error {
			p, err := member.Get(ctx, tx, invited)
			if err != nil || p.Status != member.StatusMember {
				s.t.Errorf("%v %v", p.Status, err)
			}
			return err
		})
	})
}

func TestTierByHandEndsByItself(t *testing.T) {
	each(t, nil, func(s *shop) {
		assign := func(code string, days int) error {
			return s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
				_, err := reward.Assign(ctx, tx, reward.AssignIn{MemberID: s.member, Code: code, Reason: "an old friend",
					Until: calendar.Of(storetest.Start.AddDate(0, 0, days))})
				return err
			})
		}
		for name, c := range map[string]struct {
			code string
			days int
			want fault.Code
		}{"unknown": {"tin", 5, program.ErrTierUnknown}, "past": {"gold", -1, program.ErrTierEnd}, "base": {"base", 5, program.ErrTierNotHigher}} {
			if err := assign(c.code, c.days); !fault.Has(err, c.want) {
				s.t.Errorf("%s: %v", name, err)
			}
		}
		tierNow := func() (code string) {
			s.books(func(bk *reward.Books) { code = bk.TierOf(s.member) })
			return code
		}
		if err := assign("gold", 10); err != nil || tierNow() != "gold" {
			s.t.Errorf("%v, tier %s", err, tierNow())
		}
		if err := assign("", 0); err != nil || tierNow() != "base" {
			s.t.Errorf("ended: %v, tier %s", err, tierNow())
		}
		if err := assign("black", 10); err != nil {
			s.t.Error(err)
		}
		storetest.Clock(s.db).Add(10 * 24 * time.Hour)
		if tierNow() != "base" {
			s.t.Errorf("tier %s after its end", tierNow())
		}
	})
}

// A tier that is kept to the end of a year is asked for the spend of that year, not of the one that begins at that instant.
func TestTierOfACalendarYear(t *testing.T) {
	each(t, func(d *program.Document) {
		d.Tiers = []program.Tier{
			{Code: "base", Name: program.Text{En: "base"}},
			{Code: "silver", Name: program.Text{En: "silver"}, When: `spend("year") >= 100000`, Keep: program.Keep{Kind: program.KeepYearEnd}, Downgrade: program.DowngradeStep},
		}
	}, func(s *shop) {
		s.tx(func(tx *store.Tx) error {
			bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{s.member}, From: tx.Now(), Until: tx.Now()})
			if err != nil {
				return err
			}
			bk.CatchUp(s.member, tx.Now())
			bk.Member.AddOrder(s.member, member.OrderFact{At: tx.Now(), PayableMinor: 100_000})
			bk.Assess(s.member, tx.Now(), "test")
			return bk.Save(ctx)
		})
		for _, year := range []struct {
			days int
			want string
		}{{0, "silver"}, {250, "silver"}, {365, "base"}} { // June 2026, February 2027, February 2028
			storetest.Clock(s.db).Add(time.Duration(year.days) * 24 * time.Hour)
			s.view(func(tx *store.Tx) error {
				bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{s.member}, From: tx.Now(), Until: tx.Now()})
				if err != nil {
					return err
				}
				bk.CatchUp(s.member, tx.Now())
				if got := bk.TierOf(s.member); got != year.want {
					s.t.Errorf("after %d days: %s, want %s", year.days, got, year.want)
				}
				return bk.Err()
			})
		}
	})
}
