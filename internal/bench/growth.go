package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

const sectionGrowth = "Cost of an order among few and many members, 64 callers"

const figureGrowth = "the same active members: many, of few"

// series is one of the loads that take turns.
type series struct {
	figure   string
	shop     *shop
	server   *process
	requests []request
	costs    []float64 // µs an order, one a round
}

// growth compares the cost of an order in the small shop with that in a large one. The loads take turns, so that what else
// the machine does weighs on all of them alike; the medians are compared.
func (r *run) growth(ctx context.Context, small *shop) (err error) {
	large, err := r.newShop(ctx, small.place.Engine, r.sizes.members)
	if err != nil {
		return err
	}
	defer large.remove()
	all := []*series{
		{figure: fmt.Sprintf("%s active members of %s", number(float64(len(small.members))), number(float64(len(small.members)))), shop: small},
		{figure: fmt.Sprintf("%s active members of %s", number(float64(r.sizes.active)), number(float64(len(large.members)))), shop: large},
		{figure: fmt.Sprintf("any of %s members", number(float64(len(large.members)))), shop: large},
	}
	all[0].requests = small.orderRequests(small.members)
	all[1].requests = large.orderRequests(spread(large.members, r.sizes.active))
	all[2].requests = large.orderRequests(spread(large.members, min(len(large.members), maxSpread)))
	servers := map[*shop]*process{}
	for _, s := range []*shop{small, large} {
		p, err := s.serve(ctx, "")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, p.stop()) }()
		servers[s] = p
	}
	for _, one := range all {
		one.server = servers[one.shop]
	}
	if err := r.takeTurns(ctx, all); err != nil {
		return err
	}
	few, many := median(all[0].costs), median(all[1].costs)
	for _, one := range all {
		r.report.add(Row{sectionGrowth, one.figure, small.place.Engine, median(one.costs), "µs"})
	}
	r.report.add(Row{sectionGrowth, figureGrowth, small.place.Engine, many / few, "×"})
	if r.wants("lists") {
		if err := large.lists(ctx, servers[large]); err != nil {
			return fmt.Errorf("lists: %w", err)
		}
	}
	return large.verify(ctx)
}

// maxSpread bounds how many members of the large shop get requests of their own ready.
const maxSpread = 200_000

// takeTurns runs every series once to warm up and then once a round.
func (r *run) takeTurns(ctx context.Context, all []*series) error {
	for round := range r.sizes.rounds + 1 {
		for _, one := range all {
			r.say("%s: growth, round %d of %d: %s", one.shop.place.Engine, round, r.sizes.rounds, one.figure)
			d := r.sizes.duration
			if round == 0 {
				d = r.sizes.warm
			}
			o, err := one.shop.sell(ctx, one.server, callers, d, one.requests)
			if err != nil {
				return err
			}
			if round > 0 {
				one.costs = append(one.costs, 1e6/o.rate())
			} else if err := one.shop.analyze(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// spread takes n of the members, evenly over all of them: active members are strewn among the others.
func spread(members []int64, n int) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = members[i*len(members)/n]
	}
	return out
}

func median(all []float64) float64 {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
