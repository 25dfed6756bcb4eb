package basket_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"regulars/internal/basket"
	"regulars/internal/fault"
	"regulars/internal/money"
)

func TestPrice(t *testing.T) {
	for _, c := range []struct {
		unit, quantity, want int64
		ok                   bool
	}{
		{1999, 3, 5997, true},
		{0, 1, 0, true},
		{money.Limit, 1, money.Limit, true},
		{money.Limit, 2, 2 * money.Limit, false},
		{money.Limit, basket.MaxQuantity, money.Limit * basket.MaxQuantity, false},
		{1, basket.MaxQuantity + 1, 0, false},
		{-1, 1, 0, false},
		{1, 0, 0, false},
		{1 << 62, 4, 0, false}, // would wrap around to 0
	} {
		got, ok := basket.Price(c.unit, c.quantity)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("Price(%d, %d) = %d, %v; want %d, %v", c.unit, c.quantity, got, ok, c.want, c.ok)
		}
	}
}

func TestValidate(t *testing.T) {
	good := basket.Line{SKU: "a", Quantity: 1, TotalMinor: 100}
	with := func(change func(*basket.Line)) basket.Basket {
		l := good
		change(&l)
		return basket.Basket{Lines: []basket.Line{good, l}}
	}
	off := func(amounts ...int64) func(*basket.Line) {
		return func(l *basket.Line) {
			for _, a := range amounts {
				l.Adjustments = append(l.Adjustments, basket.Adjustment{Source: basket.FromStated, AmountMinor: a})
			}
		}
	}
	for name, c := range map[string]struct {
		in    basket.Basket
		field string
	}{
		"good":              {with(func(*basket.Line) {}), ""},
		"discount = total":  {with(off(60, 40)), ""},
		"free":              {with(func(l *basket.Line) { l.TotalMinor = 0 }), ""},
		"at the limits":     {with(func(l *basket.Line) { l.Quantity, l.TotalMinor = basket.MaxQuantity, money.Limit-100 }), ""},
		"no lines":          {basket.Basket{}, "lines"},
		"too many lines":    {basket.Basket{Lines: make([]basket.Line, basket.MaxLines+1)}, "lines"},
		"quantity 0":        {with(func(l *basket.Line) { l.Quantity = 0 }), "lines[1].quantity"},
		"quantity negative": {with(func(l *basket.Line) { l.Quantity = -1 }), "lines[1].quantity"},
		"quantity too big":  {with(func(l *basket.Line) { l.Quantity = basket.MaxQuantity + 1 }), "lines[1].quantity"},
		"amount negative":   {with(func(l *basket.Line) { l.TotalMinor = -1 }), "lines[1].amount_minor"},
		"amount too big":    {with(func(l *basket.Line) { l.TotalMinor = money.Limit + 1 }), "lines[1].amount_minor"},
		"sum too big":       {with(func(l *basket.Line) { l.TotalMinor = money.Limit }), "lines"},
		"type":              {with(func(l *basket.Line) { l.Type = "gift" }), "lines[1].type"},
		"discount > total":  {with(off(60, 41)), "lines[1].discount_minor"},
		"discount < 0":      {with(off(-1)), "lines[1].discount_minor"},
		"discounts wrap":    {with(off(1<<62, 1<<62, 1<<62, 1<<62)), "lines[1].discount_minor"},
	} {
		err := c.in.Validate()
		if c.field == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if e := fault.As(err); e == nil || e.Field != c.field {
			t.Errorf("%s: got %v, want a refusal of %s", name, err, c.field)
		}
	}
}

func TestValidateNamesEveryField(t *testing.T) {
	b := basket.Basket{Lines: []basket.Line{{Quantity: 0}, {Quantity: 1, TotalMinor: -1}, {Quantity: -1}}}
	if e := fault.As(b.Validate()); e == nil || len(e.More) != 2 {
		t.Fatalf("want three refused fields, got %v", e)
	}
}

// Invariant 3, over 100,000 random orders.
func TestAllocateIsExactAndFair(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var shares []basket.Share
	for range 100_000 {
		lines, tenders := randomOrder(r)
		var err error
		shares, err = basket.Allocate(shares[:0], lines, tenders)
		if err != nil {
			t.Fatal(err)
		}
		checkAllocation(t, lines, tenders, shares)
	}
}

func randomOrder(r *rand.Rand) ([]basket.Line, basket.Tenders) {
	lines := make([]basket.Line, 1+r.IntN(6))
	var payable int64
	for i := range lines {
		lines[i] = basket.Line{Index: i, Quantity: 1 + r.Int64N(5), TotalMinor: r.Int64N(1 << r.IntN(18))}
		if off := r.Int64N(lines[i].TotalMinor + 1); r.IntN(3) == 0 {
			lines[i].Adjustments = []basket.Adjustment{{Source: basket.FromStated, AmountMinor: off}}
		}
		payable += lines[i].TotalMinor - lines[i].DiscountMinor()
	}
	var tenders basket.Tenders
	some := func() int64 {
		n := []int64{0, payable, r.Int64N(payable + 1)}[r.IntN(3)]
		payable -= n
		return n
	}
	tenders.PointsMinor, tenders.BonusMinor, tenders.PrincipalMinor = some(), some(), some()
	tenders.Points = tenders.PointsMinor * (1 + r.Int64N(100))
	return lines, tenders
}

func checkAllocation(t *testing.T, lines []basket.Line, tenders basket.Tenders, shares []basket.Share) {
	t.Helper()
	sum := basket.Sum(shares)
	if sum.Points != tenders.Points || sum.PointsMinor != tenders.PointsMinor ||
		sum.BonusMinor != tenders.BonusMinor || sum.PrincipalMinor != tenders.PrincipalMinor {
		t.Fatalf("sums %+v differ from tenders %+v", sum, tenders)
	}
	left := sum.PayableMinor + sum.PointsMinor
	for i, s := range shares {
		had := lines[i].TotalMinor - lines[i].DiscountMinor()
		if s.TotalMinor-s.DiscountMinor != s.PayableMinor || s.CashMinor != s.PayableMinor-s.BonusMinor-s.PrincipalMinor {
			t.Fatalf("invariants 1 and 2: %+v", s)
		}
		if min(s.Points, s.PointsMinor, s.BonusMinor, s.PrincipalMinor, s.CashMinor, s.DiscountMinor) < 0 {
			t.Fatalf("negative part: %+v", s)
		}
		fair(t, s.PointsMinor, tenders.PointsMinor, had, left)
		fair(t, s.BonusMinor, tenders.BonusMinor, had-s.PointsMinor, left-tenders.PointsMinor)
		fair(t, s.PrincipalMinor, tenders.PrincipalMinor, had-s.PointsMinor-s.BonusMinor, left-tenders.PointsMinor-tenders.BonusMinor)
	}
}

// fair fails where part is a unit or more away from amount·weight/total.
func fair(t *testing.T, part, amount, weight, total int64) {
	t.Helper()
	if total == 0 {
		return
	}
	if d := part*total - amount*weight; d >= total || d <= -total {
		t.Fatalf("%d is a unit away from %d·%d/%d", part, amount, weight, total)
	}
}

func TestAllocateRefusesTooMuch(t *testing.T) {
	lines := []basket.Line{{Quantity: 1, TotalMinor: 100}}
	for _, tenders := range []basket.Tenders{
		{BonusMinor: 101}, {PointsMinor: 50, PrincipalMinor: 51}, {BonusMinor: -1}, {PointsMinor: -1}, {PrincipalMinor: -1},
	} {
		if _, err := basket.Allocate(nil, lines, tenders); !fault.Has(err, basket.ErrTendersAbovePayable) {
			t.Errorf("%+v: %v", tenders, err)
		}
	}
}

func TestKeepThirds(t *testing.T) {
	s := basket.Share{TotalMinor: 1000, PayableMinor: 1000, CashMinor: 1000}
	var back []int64
	for j := int64(3); j > 0; j-- {
		back = append(back, basket.Keep(s, j, 3).CashMinor-basket.Keep(s, j-1, 3).CashMinor)
	}
	if !slices.Equal(back, []int64{334, 333, 333}) {
		t.Errorf("units give back %v", back)
	}
}

// A line paid wholly with balance never gives money back nor keeps any (invariant 5).
func TestKeepWithoutCash(t *testing.T) {
	s := basket.Share{TotalMinor: 2, PayableMinor: 2, BonusMinor: 1, PrincipalMinor: 1}
	if kept := basket.Keep(s, 1, 2); kept.CashMinor != 0 || kept.BonusMinor+kept.PrincipalMinor != 1 {
		t.Errorf("kept %+v", kept)
	}
}

// Invariants 4 and 5, over random lines and every j.
func TestKeepIsMonotoneAndExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := func(label string) int64 { return rapid.Int64Range(0, 400).Draw(t, label) }
		s := basket.Share{BonusMinor: n("bonus"), PrincipalMinor: n("principal"), CashMinor: n("cash"), PointsMinor: n("value")}
		s.Points = s.PointsMinor * 3
		s.PayableMinor = s.BonusMinor + s.PrincipalMinor + s.CashMinor
		s.DiscountMinor = s.PointsMinor + n("discount")
		s.TotalMinor = s.PayableMinor + s.DiscountMinor
		q := rapid.Int64Range(1, 30).Draw(t, "q")
		before := basket.Keep(s, 0, q)
		if before != (basket.Share{}) {
			t.Fatalf("nothing remains, kept %+v", before)
		}
		for j := int64(1); j <= q; j++ {
			kept := basket.Keep(s, j, q)
			if kept.TotalMinor != s.TotalMinor*j/q || kept.PayableMinor != s.PayableMinor*j/q || kept.Points != s.Points*j/q {
				t.Fatalf("not floor(A·j/q): %+v", kept)
			}
			if kept.TotalMinor != kept.PayableMinor+kept.DiscountMinor || kept.PayableMinor != kept.BonusMinor+kept.PrincipalMinor+kept.CashMinor {
				t.Fatalf("does not add up: %+v", kept)
			}
			d, rest := kept.Minus(before), s.Minus(kept)
			if min(d.TotalMinor, d.PayableMinor, d.Points, d.PointsMinor, d.BonusMinor, d.PrincipalMinor, d.CashMinor) < 0 {
				t.Fatalf("keeps less of %d than of %d: %+v", j, j-1, d)
			}
			if min(rest.DiscountMinor, rest.Points, rest.PointsMinor, rest.BonusMinor, rest.PrincipalMinor, rest.CashMinor) < 0 || kept.PointsMinor > kept.DiscountMinor {
				t.Fatalf("keeps more than there was: %+v of %+v", kept, s)
			}
			before = kept
		}
		if before != s {
			t.Fatalf("all remains, kept %+v of %+v", before, s)
		}
	})
}

func TestLess(t *testing.T) {
	r := basket.Remaining{2, 0, 5}
	for name, c := range map[string]struct {
		takes []basket.Take
		want  basket.Remaining
		code  fault.Code
	}{
		"all":          {nil, basket.Remaining{0, 0, 0}, fault.Code{}},
		"some":         {[]basket.Take{{2, 3}, {0, 2}}, basket.Remaining{0, 0, 2}, fault.Code{}},
		"more":         {[]basket.Take{{0, 3}}, nil, basket.ErrMoreThanRemain},
		"gone":         {[]basket.Take{{1, 1}}, nil, basket.ErrMoreThanRemain},
		"twice":        {[]basket.Take{{2, 1}, {2, 1}}, nil, basket.ErrLineTwice},
		"unknown":      {[]basket.Take{{3, 1}}, nil, basket.ErrLineUnknown},
		"negative":     {[]basket.Take{{-1, 1}}, nil, basket.ErrLineUnknown},
		"zero":         {[]basket.Take{{0, 0}}, nil, fault.ErrRange},
		"negative qty": {[]basket.Take{{0, -1}}, nil, fault.ErrRange},
	} {
		got, err := r.Less(c.takes)
		if c.want == nil {
			if !fault.Has(err, c.code) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if !slices.Equal(r, basket.Remaining{2, 0, 5}) {
		t.Error("Less changed its receiver")
	}
}
