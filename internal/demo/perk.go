package demo

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/demo/perks"
	"regulars/internal/store"
)

// drawPerks has the counters sell and use cards day by day.
func (s *story) drawPerks(at func(calendar.Day, int, int) calendar.Instant) {
	s.stage(at(s.last-perks.Days, 9, 40), act{marketerMail, func(ctx context.Context, _ *player, tx *store.Tx) error { return perks.Open(ctx, tx) }})
	for day := s.last - perks.Days + 1; day <= s.last; day++ {
		s.stage(at(day, 16, 35), act{supportMail, func(ctx context.Context, p *player, tx *store.Tx) error {
			on := perks.Stage{Seed: s.in.seed, Day: day, By: p.by(supportMail), Members: make([]int64, s.in.members)}
			for n := range on.Members {
				if f := s.families[n]; f.joined <= tx.Now() {
					on.Members[n] = f.id
				}
			}
			for i, shop := range s.data.shops {
				if shop.kind == "pos" {
					on.Shops = append(on.Shops, p.shops[i])
				}
			}
			return perks.Play(ctx, tx, on)
		}})
	}
}
