package mass_test

import (
	"fmt"
	"testing"

	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/offer"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/reward/mass"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// giver is a person who gives alone, up to 1,000 points and ¥100 to a member on a day.
type giver struct {
	*worldtest.World
	allowed mass.Allowance
}

func persons(t *testing.T, story func(g *giver)) {
	t.Helper()
	worldtest.Each(t, nil, func(w *worldtest.World) {
		story(&giver{w, mass.Allowance{Points: 1_000, CostMinor: 10_000, Members: 10, AssumedMinor: 5_000, DayTimes: 3, By: "staff:7"}})
		w.Sound()
	})
}

// give gives to one member, to each of several, or to everybody.
func (g *giver) give(allowed mass.Allowance, it item.Item, members ...int64) error {
	in := reward.GrantIn{Items: []item.Item{it}, Reason: "sorry", MadeBy: "staff:7"}
	return g.DB.Tx(g.Ctx, g.Scope, func(tx *store.Tx) (err error) {
		switch len(members) {
		case 0:
			_, err = mass.Order(g.Ctx, tx, in, segment.Audience{}, allowed)
		case 1:
			in.MemberID = members[0]
			_, err = mass.Within(g.Ctx, tx, in, allowed)
		default:
			_, err = mass.Grant(g.Ctx, tx, in, members, allowed)
		}
		return err
	})
}

func (g *giver) refuses(when string, want fault.Code, it item.Item, members ...int64) {
	g.Helper()
	if err := g.give(g.allowed, it, members...); !fault.Has(err, want) {
		g.Errorf("%s: %v, want %s", when, err, want.Code)
	}
}

func (g *giver) gives(when string, it item.Item, members ...int64) {
	g.Helper()
	if err := g.give(g.allowed, it, members...); err != nil {
		g.Errorf("%s: %v", when, err)
	}
}

func points(n int64) item.Item { return item.Item{Kind: item.Points, Amount: n} }

// Of what a member is given on a day counts what a person gave alone: neither what somebody bought or claimed at that person's counter, nor what a
// second person has agreed to.
func TestTheDayCountsWhatWasGivenAlone(t *testing.T) {
	persons(t, func(g *giver) {
		mei := crowd(g.World, 1)[0]
		g.Tx(func(tx *store.Tx) error {
			_, err := reward.Grant(g.Ctx, tx, reward.GrantIn{
				MemberID: mei, Items: []item.Item{points(900)}, Reason: "bought", Rule: "mall", Root: "redemption:1", MadeBy: "staff:7",
			})
			return err
		})
		approved := g.allowed
		approved.Approved = true
		if err := g.give(approved, points(5_000), mei); err != nil {
			g.Error(err)
		}
		g.gives("all of a day", points(1_000), mei)
		g.refuses("one more", mass.ErrDay, points(1), mei)
	})
}

// A piece that nobody has said the cost of counts at its assumed worth in the day of a member, too.
func TestTheDayCountsWhatNobodyHasPriced(t *testing.T) {
	persons(t, func(g *giver) {
		ids := crowd(g.World, 2)
		half := item.Item{Kind: item.Coupon}
		g.Tx(func(tx *store.Tx) error {
			made, err := coupon.Save(g.Ctx, tx, coupon.TemplateIn{Stock: 100, Terms: coupon.Terms{
				Name: "half", Kind: offer.PercentOff, OffBp: 5_000, Stacking: coupon.Stacking{Mode: offer.Always},
			}})
			if err == nil {
				half.TemplateID = made.ID
			}
			return err
		})
		g.gives("the first", half, ids[0])
		g.gives("the second", half, ids[0])
		g.refuses("the third", mass.ErrDay, half, ids[0])
		g.gives("another member", half, ids[1])
	})
}

// What is given to an audience may have reached any member: it counts in the day of each.
func TestTheDayCountsAudiences(t *testing.T) {
	persons(t, func(g *giver) {
		ids := crowd(g.World, 2)
		g.gives("everybody", points(600))
		g.refuses("everybody again", mass.ErrDay, points(401))
		g.refuses("one of them", mass.ErrDay, points(401), ids[0])
		work(g.World)
		g.refuses("one who has had it", mass.ErrDay, points(401), ids[0])
		for i, id := range ids {
			g.gives(fmt.Sprint("what is left ", i), points(400), id)
		}
		g.refuses("both", mass.ErrDay, points(1), ids...)
	})
}

// Whichever comes first: what one member has had by name counts where everybody is given something.
func TestTheDayCountsByNameFirstThenEverybody(t *testing.T) {
	persons(t, func(g *giver) {
		ids := crowd(g.World, 2)
		g.gives("by name", points(700), ids[0])
		g.gives("less by name", points(100), ids[1])
		g.refuses("everybody", mass.ErrDay, points(301))
		g.gives("just as much as one may have", points(300))
		g.refuses("one more", mass.ErrDay, points(1), ids[0])
		g.gives("what is left of the other", points(600), ids[1])
		g.Days(1)
		g.gives("the day after", points(1_000))
	})
}

// A gift of which nobody had anything counts in nobody's day.
func TestWhatNobodyHadIsNoAudience(t *testing.T) {
	persons(t, func(g *giver) {
		mei := crowd(g.World, 1)[0]
		g.gives("strangers", points(900), 41, 42)
		g.gives("all of a day", points(1_000), mei)
	})
}
