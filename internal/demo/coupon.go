package demo

import (
	"context"
	"math/rand/v2"
	"sort"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/demo/vouchers"
	"regulars/internal/store"
)

// drawCoupons has the office make coupons and give them, and members claim codes.
func (s *story) drawCoupons(at func(calendar.Day, int, int) calendar.Instant) {
	for _, a := range vouchers.Acts() {
		who := marketerMail
		if a.Support {
			who = supportMail
		}
		when := at(s.last-calendar.Day(a.Ago), a.Hour, a.Minute)
		s.stage(when, act{who, func(ctx context.Context, p *player, tx *store.Tx) error {
			on := vouchers.Stage{Last: s.last, Zone: s.in.zone, By: p.by(who), Members: make([]int64, s.in.members), Soon: s.soon(when)}
			for n := range on.Members {
				on.Members[n] = s.families[n].id
			}
			return a.Do(ctx, tx, on)
		}})
	}
}

// soon are some members who pay with their coupons at a counter next, soonest first.
func (s *story) soon(after calendar.Instant) (ids []int64) {
	next := sort.Search(len(s.sales), func(i int) bool { return s.sales[i].at > after })
	for _, o := range s.sales[next:] {
		if len(ids) < 20 && o.coupons && !o.online() && s.families[o.family].id != 0 {
			ids = append(ids, s.families[o.family].id)
		}
	}
	return ids
}

// usesCoupons says whether a family asks for its coupons with an order: most do, as soon as the shop gives them.
func (s *story) usesCoupons(o *sale, n int) bool {
	if o.family < 0 || o.at < (s.last-vouchers.Days).Start(s.in.zone).Add(10*time.Hour) {
		return false
	}
	return rand.New(rand.NewPCG(s.in.seed, 1<<47+uint64(n))).Float64() < 0.7
}
