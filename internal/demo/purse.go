package demo

import (
	"context"
	"math/rand/v2"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/demo/purse"
	"regulars/internal/store"
)

// purseDays is for how many days before the end the shop has sold stored value and paid plans.
const purseDays = 110

// drawPurse has the shop offer both; members buy every day, some renew, few give back.
func (s *story) drawPurse(at func(calendar.Day, int, int) calendar.Instant) {
	s.stage(at(s.last-purseDays, 9, 5), act{marketerMail, func(ctx context.Context, p *player, tx *store.Tx) error {
		if err := purse.Offers(ctx, tx); err != nil {
			return err
		}
		return purse.Plans(ctx, tx, p.by(marketerMail))
	}})
	for day := s.last - purseDays + 1; day <= s.last; day++ {
		s.stage(at(day, 12, 15), act{supportMail, s.purses(day)})
	}
}

// purses are who recharges, buys a plan, renews one or gives one back on a day.
func (s *story) purses(day calendar.Day) func(context.Context, *player, *store.Tx) error {
	return func(ctx context.Context, p *player, tx *store.Tx) error {
		r := rand.New(rand.NewPCG(s.in.seed, 1<<50+uint64(day)))
		return purse.Live(ctx, tx, r, purse.Day{On: day, Members: s.in.members, By: p.by(supportMail), Pick: func() (int64, int64) {
			f := s.families[r.IntN(s.in.members)]
			if f.id == 0 || f.joined > tx.Now().Add(-24*time.Hour) {
				return 0, 0
			}
			return f.id, p.shops[f.home]
		}})
	}
}

// usesValue says whether a family asks to pay with stored value: who has some mostly does.
func (s *story) usesValue(o *sale, n int) bool {
	if o.family < 0 || o.at < (s.last-purseDays).Start(s.in.zone).Add(24*time.Hour) {
		return false
	}
	return rand.New(rand.NewPCG(s.in.seed, 1<<51+uint64(n))).Float64() < 0.6
}
