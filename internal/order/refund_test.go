package order_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars/internal/basket"
	"regulars/internal/edition"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/worldtest"
)

func TestWholeRefundLeavesNothing(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		w.Give(id, 3_000)
		before := w.Standing(id)
		in := w.In(id, line("a", 3, 600_000), line("b", 2, 77_777))
		in.Ask.Points = 3_000
		o := w.Buy(in)
		if o.Outcome.TierAfter != "gold" {
			w.Fatalf("tier %s", o.Outcome.TierAfter)
		}
		r := w.Refund(o.ID)
		if r.AmountMinor != o.Outcome.PayableMinor || r.Back.Points.Returned != 3_000 || r.Back.Points.ClawedBack != o.Outcome.PointsEarned() {
			w.Errorf("refund %+v of %+v", r, o.Outcome)
		}
		if got := w.causes(o.ID); len(got) != 0 {
			w.Errorf("sums by cause %v", got)
		}
		if r.Back.TierAfter != "base" || r.Back.Points.Debt != 0 {
			w.Errorf("tier %s, debt %d", r.Back.TierAfter, r.Back.Points.Debt)
		}
		_, err := w.tryRefund(order.RefundIn{OrderID: o.ID})
		w.refused(err, order.ErrNothingLeft)
		_ = before
		w.Sound()
	})
}

func TestRefundIsRepeatedByNumber(t *testing.T) {
	each(t, nil, func(w *world) {
		o := w.Buy(w.In(w.Join(), line("a", 3, 30_000)))
		in := order.RefundIn{OrderID: o.ID, Number: "r1", Lines: []basket.Take{{Line: 0, Quantity: 1}}}
		first, err := w.tryRefund(in)
		if err != nil {
			w.Fatal(err)
		}
		second, err := w.tryRefund(in)
		if err != nil || second.ID != first.ID || second.Back.Points.ClawedBack != 100 {
			w.Errorf("%+v %v", second, err)
		}
		in.Lines[0].Quantity = 2
		_, err = w.tryRefund(in)
		w.refused(err, order.ErrRefundReused)
		in.Number, in.Lines[0].Quantity = "r2", 3
		_, err = w.tryRefund(in)
		w.refused(err, basket.ErrMoreThanRemain)
		_, err = w.tryRefund(order.RefundIn{OrderID: 42})
		w.refused(err, order.ErrUnknown)
	})
}

func TestDryRunTellsTheTruthAndDoesNothing(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		o := w.Buy(w.In(id, line("a", 3, 120_000)))
		before := w.Standing(id)
		var dry *order.Refunding
		in := order.RefundIn{OrderID: o.ID, Number: "r", Lines: []basket.Take{{Line: 0, Quantity: 2}}}
		w.View(func(tx *store.Tx) (err error) {
			dry, err = order.Refund(w.Ctx, tx, in)
			return err
		})
		if got := w.Standing(id); got != before {
			w.Errorf("a dry run changed %s to %s", before, got)
		}
		real, err := w.tryRefund(in)
		if err != nil || fmt.Sprintf("%+v", real.Back) != fmt.Sprintf("%+v", dry.Back) {
			w.Errorf("%v: real %+v, dry %+v", err, real.Back, dry.Back)
		}
	})
}

// A refund in November must not cost the gold of January because a window moved on.
func TestUpgradeIsAskedAtItsOwnInstant(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		small := w.Buy(w.In(id, line("a", 2, 2_000)))
		w.Days(1)
		w.Buy(w.In(id, line("a", 1, 500_000)))
		w.Days(300)
		if r := w.Refund(small.ID, basket.Take{Line: 0, Quantity: 1}); r.Back.TierAfter != "gold" {
			w.Errorf("tier %s: the upgrade still stood without the refund", r.Back.TierAfter)
		}
		big := w.Buy(w.In(w.Join(), line("a", 2, 500_000)))
		w.Days(30)
		if r := w.Refund(big.ID, basket.Take{Line: 0, Quantity: 1}); r.Back.TierAfter != "silver" {
			w.Errorf("tier %s after half of the gold was refunded", r.Back.TierAfter)
		}
	})
}

func TestSpentPointsBecomeDebtAndAreRepaid(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		o := w.Buy(w.In(id, line("a", 1, 20_000)))
		in := w.In(id, line("b", 1, 1_000))
		in.Ask.Points = 200
		w.Buy(in)
		r := w.Refund(o.ID)
		if r.Back.Points.ClawedBack != 200 || r.Back.Points.Debt != 192 {
			w.Errorf("%+v: 8 points were left of what the second order earned", r.Back.Points)
		}
		w.Buy(w.In(id, line("c", 1, 30_000)))
		if got := w.Points(id).Net(); got != 300-192 {
			w.Errorf("%d points after the debt was paid", got)
		}
		w.Sound()
	})
}

func TestCapRoomReturnsToTheOrdersOwnDay(t *testing.T) {
	capped := func(d *program.Document) {
		d.Earning[0].Caps = []program.RuleCap{{Per: program.PerDay, Amount: 100}}
	}
	each(t, capped, func(w *world) {
		id := w.Join()
		a := w.Buy(w.In(id, line("a", 1, 8_000)))
		b := w.Buy(w.In(id, line("b", 1, 8_000)))
		if a.Outcome.PointsEarned() != 80 || b.Outcome.PointsEarned() != 20 {
			w.Fatalf("%d and %d", a.Outcome.PointsEarned(), b.Outcome.PointsEarned())
		}
		w.Refund(a.ID)
		if got := w.Points(id).Net(); got != 20 {
			w.Errorf("B keeps %d", got)
		}
		if c := w.Buy(w.In(id, line("c", 1, 9_000))); c.Outcome.PointsEarned() != 80 {
			w.Errorf("C earned %d", c.Outcome.PointsEarned())
		}
	})
}

// Any cutting and order of partial refunds gives the same sums by cause as one refund, and the same member.
func TestRefundsDependOnWhatRemainsAlone(t *testing.T) {
	capped := func(d *program.Document) {
		d.Earning[0].Caps = []program.RuleCap{{Per: program.PerDay, Amount: 900}}
		d.Earning[0].Points, d.Earning[0].PerMinor = 3, 700
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			db := storetest.Open(t, engine, edition.NewCache(segment.Catalogue))
			w := &world{worldtest.New(t, db, capped)}
			rapid.Check(t, func(r *rapid.T) { cutAndCompare(w, r) })
			w.Sound()
		})
	}
}

func cutAndCompare(w *world, r *rapid.T) {
	n := rapid.IntRange(1, 4).Draw(r, "lines")
	lines := make([]basket.Line, n)
	for i := range lines {
		lines[i] = line(fmt.Sprintf("s%d", i), rapid.Int64Range(1, 5).Draw(r, "quantity"), rapid.Int64Range(0, 120_000).Draw(r, "total"))
	}
	spend := rapid.SampledFrom([]int64{0, 100, program.Max}).Draw(r, "points")
	gift := rapid.Int64Range(100, 2_000).Draw(r, "gift")
	var units []int
	for i := range lines {
		for range rapid.Int64Range(0, lines[i].Quantity).Draw(r, "back") {
			units = append(units, i)
		}
	}
	if len(units) == 0 {
		return
	}
	whole, wholeID := w.story(lines, spend, gift)
	cut, cutID := w.story(lines, spend, gift)
	if whole == nil || cut == nil {
		return
	}
	w.Refund(whole.ID, takes(units)...)
	seed := rapid.Uint64().Draw(r, "order")
	rand.New(rand.NewPCG(seed, 1)).Shuffle(len(units), func(i, j int) { units[i], units[j] = units[j], units[i] })
	for len(units) > 0 {
		part := rapid.IntRange(1, len(units)).Draw(r, "part")
		w.Refund(cut.ID, takes(units[:part])...)
		units = units[part:]
	}
	if a, b := w.causes(whole.ID), w.causes(cut.ID); !maps.Equal(a, b) {
		r.Errorf("sums by cause: at once %v, in parts %v", a, b)
	}
	if a, b := w.Standing(wholeID), w.Standing(cutID); a != b {
		r.Errorf("at once  %s\nin parts %s", a, b)
	}
}

// story is a new member with some points who buys the lines.
func (w *world) story(lines []basket.Line, spend, gift int64) (*order.Order, int64) {
	id := w.Join()
	w.Give(id, gift)
	in := w.In(id, slices.Clone(lines)...)
	in.Ask.Points = spend
	out := w.try(in)[0]
	if out.Err != nil {
		return nil, 0 // such as fewer points than the least that can be spent
	}
	return out.Order, id
}

func takes(units []int) []basket.Take {
	counts := map[int]int64{}
	for _, u := range units {
		counts[u]++
	}
	var out []basket.Take
	for _, i := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, basket.Take{Line: i, Quantity: counts[i]})
	}
	return out
}

// A till whose clock runs ahead raises the tier; the refund takes it back all the same (semantics of refunds).
func TestRefundOfAnOrderPlacedAheadAsksTheTierAgain(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		in := w.In(id, line("a", 1, 600_000))
		w.View(func(tx *store.Tx) error { in.PlacedAt = tx.Now().Add(5 * time.Minute); return nil })
		o := w.Buy(in)
		if o.Outcome.TierAfter != "gold" {
			w.Fatalf("tier %s", o.Outcome.TierAfter)
		}
		if r := w.Refund(o.ID); r.Back.TierAfter != "base" {
			w.Errorf("tier after refund %s", r.Back.TierAfter)
		}
		w.Sound()
	})
}

// A tier that somebody gave by hand is no upgrade of the order's.
func TestRefundLeavesATierGivenByHand(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		o := w.Buy(w.In(id, line("a", 1, 600_000)))
		w.Days(1)
		w.Tx(func(tx *store.Tx) error {
			_, err := reward.Assign(w.Ctx, tx, reward.AssignIn{MemberID: id, Code: "black", Until: tx.Now().Add(90 * 24 * time.Hour), Reason: "vip"})
			return err
		})
		w.Days(1)
		if r := w.Refund(o.ID); r.Back.TierAfter != "black" {
			w.Errorf("tier after refund %s", r.Back.TierAfter)
		}
		w.Days(100)
		if s := w.Standing(id); !strings.Contains(s, "tier base") {
			w.Errorf("after its end: %s", s)
		}
	})
}

// A refund takes back what its own member was given because of the order, never another's share.
func TestRefundLeavesOthersGrantsOffTheBuyer(t *testing.T) {
	each(t, nil, func(w *world) {
		id, friend := w.Join(), w.Join()
		o := w.Buy(w.In(id, line("a", 1, 10_000)))
		w.Tx(func(tx *store.Tx) error {
			_, err := reward.Grant(w.Ctx, tx, reward.GrantIn{MemberID: friend, Items: []reward.Item{{Kind: "points", Amount: 500}}, Reason: "referral", Root: fmt.Sprintf("order:%d", o.ID)})
			return err
		})
		w.Refund(o.ID)
		if a, b := w.Points(id).Net(), w.Points(friend).Net(); a != 0 {
			w.Errorf("buyer %d, friend %d", a, b)
		}
		w.Sound()
	})
}
