package demo

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/demo/treats"
	"regulars/internal/store"
)

// drawTreats has the office give packs, from budgets, and take some of it back.
func (s *story) drawTreats(at func(calendar.Day, int, int) calendar.Instant) {
	for i, a := range treats.Acts() {
		who := marketerMail
		if a.Support {
			who = supportMail
		}
		s.stage(at(s.last-calendar.Day(a.Ago), 11, i%60), act{who, func(ctx context.Context, p *player, tx *store.Tx) error {
			on := treats.Stage{Seed: s.in.seed, Last: s.last, By: p.by(who), Asker: p.actors[who].ID, Members: make([]int64, s.in.members)}
			for n := range on.Members {
				on.Members[n] = s.families[n].id
			}
			return a.Do(ctx, tx, on)
		}})
	}
}
