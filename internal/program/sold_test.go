package program_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/basket"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
)

// Of a multiplier that a plan was bought with and the one of now each line takes the better one, once, whichever way multipliers join; and
// a refund keeps what each line had.
func TestMultipliersThatPlansWereBoughtWith(t *testing.T) {
	times := func(bp int64, when string) deal.Benefit {
		return benefit("more", deal.Multiplier, func(b *deal.Benefit) { b.Bp, b.Plans, b.When = bp, []string{"plus"}, when })
	}
	tea, ware := `line.category == "tea"`, `line.category == "ware"`
	for _, c := range []struct {
		name      string
		then, now []deal.Benefit
		want      int64 // on ¥20 of tea and ¥80 of ware
		kept      int64 // of the ware alone
	}{
		{"gone", []deal.Benefit{times(20_000, "")}, nil, 100, 80},
		{"less", []deal.Benefit{times(30_000, "")}, []deal.Benefit{times(20_000, "")}, 200, 160},
		{"more", []deal.Benefit{times(20_000, "")}, []deal.Benefit{times(30_000, "")}, 200, 160},
		{"narrower", []deal.Benefit{times(20_000, "")}, []deal.Benefit{times(30_000, tea)}, 120, 80},
		{"elsewhere", []deal.Benefit{times(20_000, tea)}, []deal.Benefit{times(30_000, ware)}, 180, 160},
		{"new", nil, []deal.Benefit{times(20_000, "")}, 100, 80},
	} {
		for _, joining := range []program.Joining{program.JoinBest, program.JoinAdd} {
			t.Run(c.name+" "+string(joining), func(t *testing.T) {
				doc := tiered(c.now...)
				doc.Multipliers = joining
				p, old := compile(t, doc), compile(t, tiered(c.then...))
				hand := &deal.Hand{Plans: []deal.PlanBenefits{{Code: "plus", Sold: old.Benefits().Naming("plus")}}}
				b := lines(sold("a", "tea", 1, 2_000), sold("b", "ware", 2, 8_000))
				out := evaluate(t, p, member(), b, program.Ask{Hand: hand})
				wantEarned(t, out, points("spend", 100), points("benefit:more", c.want))
				kept := program.Remain(p, member(), b, &out, basket.Remaining{0, 2})
				if d := cmp.Diff(earned(points("spend", 80), points("benefit:more", c.kept)), kept.Earned); d != "" {
					t.Error(d)
				}
			})
		}
	}
}

// A cap is for both versions of a discount together: neither is passed, and each line takes what is more.
func TestCapOfTwoVersions(t *testing.T) {
	off := func(bp, most int64, when string) deal.Benefit {
		return benefit("off", deal.Discount, func(b *deal.Benefit) { b.OffBp, b.CapMinor, b.Plans, b.When = bp, most, []string{"plus"}, when })
	}
	p, old := compile(t, tiered(off(5_000, 1_000, `line.category == "tea"`))), compile(t, tiered(off(1_000, 1_500, "")))
	hand := &deal.Hand{Plans: []deal.PlanBenefits{{Code: "plus", Sold: old.Benefits().Naming("plus")}}}
	b := lines(sold("a", "tea", 1, 2_000), sold("b", "ware", 2, 8_000))
	out := evaluate(t, p, member(), b, program.Ask{Hand: hand})
	if d := cmp.Diff([]string{"0 plan off 1000", "1 plan off 500"}, sources(out)); d != "" {
		t.Error(d)
	}
	freed := program.Freed(b, &out, basket.Remaining{1, 0})
	if len(freed.Benefits) != 1 || !freed.Benefits[0].Sold || freed.Benefits[0].AmountMinor != 500 {
		t.Errorf("%+v", freed.Benefits)
	}
}
