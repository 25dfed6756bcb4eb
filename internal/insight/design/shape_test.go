package design

import "testing"

func TestShape(t *testing.T) {
	for _, c := range []struct {
		members []int64
		want    Shape
	}{
		{[]int64{10, 60, 40, 5}, Diamond},
		{[]int64{30, 30, 15, 5}, Diamond},
		{[]int64{30, 29, 15, 5}, Pyramid}, // however much the middle has together
		{[]int64{90, 20, 5, 1}, Pyramid},
		{[]int64{5, 10, 10, 80}, Inverted},
		{[]int64{50, 4, 30}, Waisted},
		{[]int64{50, 50}, TooFew},
		{[]int64{5, 9, 5}, TooFew},
		{nil, TooFew},
	} {
		tiers := make([]Tier, len(c.members))
		for i, n := range c.members {
			tiers[i].Members = n
		}
		if got := shapeOf(tiers); got != c.want {
			t.Errorf("%v is a %s, want %s", c.members, got, c.want)
		}
	}
}
