package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
)

// sale is one order of the story.
type sale struct {
	id             int64 // once it is recorded
	family         int   // number, or −1 for a guest
	shop           int
	channel        string
	source, number string
	at             calendar.Instant
	lines          []basket.Line
	points         bool // asks to spend points
	coupons        bool // asks for the best coupons
	value          bool // asks to pay with stored value
	payment        string
	payable        int64 // before points
}

// online reports whether the order is sent by parcel.
func (o *sale) online() bool { return o.channel != "pos" }

func pow(x, y float64) float64 { return math.Pow(x, y) }

// visits draws when a family shops, and calls with the day and whether it is the first time.
func (s *story) visits(r *rand.Rand, f *household, visit func(day calendar.Day, first bool)) {
	day := f.enrolled.Day(s.in.zone)
	if f.early {
		day += calendar.Day(1 + r.IntN(40))
	} else if r.Float64() < 0.3 {
		day += calendar.Day(1 + r.IntN(18))
	}
	for first := true; day <= s.last; first = false {
		age := f.months(day)
		if age > 75 {
			return
		}
		visit(day, first)
		if r.Float64() > f.loyal {
			return
		}
		gap := f.rhythm * rhythmAt(age) * (0.45 + 0.55*r.ExpFloat64())
		next := max(busy(r, day+calendar.Day(max(gap, 5))), day+1)
		day = waitFor(r, day, next)
	}
}

// waitFor moves a purchase to a great sale that lies near: many stock up then, some days early or late.
func waitFor(r *rand.Rand, from, next calendar.Day) calendar.Day {
	for day := from + 2; day <= next+12; day++ {
		if awaited := season(day).awaited; awaited > 0 && r.Float64() < awaited {
			return day
		}
	}
	return next
}

// rhythmAt stretches the days between two purchases with the age of the baby in months.
func rhythmAt(age float64) float64 {
	switch {
	case age < -2:
		return 1.5
	case age < 12:
		return 1
	case age < 24:
		return 1.2
	case age < 36:
		return 1.7
	default:
		return 2.6
	}
}

// shop draws one purchase of a family.
func (s *story) shop(r *rand.Rand, f *household, day calendar.Day) *sale {
	promo := season(day)
	online := f.online
	if promo.haste > 3 {
		online = min(0.95, online+0.25)
	}
	o := &sale{family: f.number, shop: f.home, channel: "pos"}
	if r.Float64() < 0.06 {
		o.shop = pick(r, len(s.data.shops), func(i int) float64 { return float64(s.data.shops[i].weight) })
	}
	if r.Float64() < online {
		o.channel = "miniapp"
		if r.Float64() < 0.35 {
			o.channel = "web"
		}
		o.shop = s.kind[o.channel]
	}
	o.at = moment(r, day, o.online(), s.in.zone)
	o.lines = s.fill(r, f, o, promo)
	o.points = r.Float64() < f.thrift
	o.payment = []string{"wechat", "alipay", "card", "cash"}[pick(r, 4, func(i int) float64 { return []float64{58, 26, 10, 6}[i] })]
	if o.online() && o.payment == "cash" {
		o.payment = "wechat"
	}
	s.deliver(o)
	return o
}

// fill puts into the basket what a baby of that age needs.
func (s *story) fill(r *rand.Rand, f *household, o *sale, promo promotion) []basket.Line {
	age := f.months(o.at.Day(s.in.zone))
	count := 1
	for count < 7 && r.Float64() < 0.5 {
		count++
	}
	var lines []basket.Line
	taken := map[string]bool{}
	for range count {
		n := s.want(r, f, wish{age, len(lines) == 0 && r.Float64() < 0.72, o.online(), taken})
		if n == nil {
			continue
		}
		taken[n.category] = true
		p := s.choose(r, f, n, age)
		if p == nil {
			continue
		}
		lines = append(lines, line(r, p, n, promo))
	}
	if len(lines) == 0 {
		wipes := s.data.byCategory["care-wipe"]
		lines = append(lines, line(r, &s.data.products[wipes[r.IntN(len(wipes))]], &need{many: 2}, promo))
	}
	return lines
}

// wish is for what a category is drawn.
type wish struct {
	age    float64
	staple bool
	online bool
	taken  map[string]bool
}

// want draws a category.
func (s *story) want(r *rand.Rand, f *household, w wish) *need {
	weight := func(i int) float64 {
		n := &s.data.needs[i]
		if w.age < n.from || w.age > n.to || w.taken[n.category] || w.staple && !n.staple || w.online && n.online == 0 {
			return 0
		}
		x := n.weight
		switch {
		case n.category == "milk-1" || n.category == "milk-2":
			x *= map[string]float64{"breast": 0.04, "mixed": 0.8, "formula": 1.5}[f.feeding]
		case n.category == "feed-breast" && f.feeding == "formula":
			x *= 0.15
		}
		return x
	}
	var sum float64
	for i := range s.data.needs {
		sum += weight(i)
	}
	if sum == 0 {
		return nil
	}
	return &s.data.needs[pick(r, len(s.data.needs), weight)]
}

// choose draws a product of the category for that age: families keep to a brand, and to their purse.
func (s *story) choose(r *rand.Rand, f *household, n *need, age float64) *product {
	list := s.data.byCategory[n.category]
	var mean, fits float64
	for _, i := range list {
		if p := &s.data.products[i]; age >= p.from && age <= p.to {
			mean += float64(p.price)
			fits++
		}
	}
	if fits == 0 {
		return nil
	}
	mean /= fits
	kind := n.category[:min(4, len(n.category))]
	at := pick(r, len(list), func(i int) float64 {
		p := &s.data.products[list[i]]
		if age < p.from || age > p.to {
			return 0
		}
		x := p.weight * pow(float64(p.price)/mean, f.purse)
		if f.brands[kind] == p.brand {
			x *= 9
		}
		return x
	})
	p := &s.data.products[list[at]]
	f.brands[kind] = p.brand
	return p
}

// line is a line of the basket, with what the day's promotion takes off. First-stage formula is never reduced: the rules for
// breast-milk substitutes forbid to advertise it.
func line(r *rand.Rand, p *product, n *need, promo promotion) basket.Line {
	units := int64(1)
	if n.many > 1 {
		units += r.Int64N(int64(n.many))
	}
	if n.staple && promo.haste > 1.4 && p.price < 50_000 {
		units += r.Int64N(3)
	}
	l := basket.Line{SKU: p.sku, Name: p.name, Category: p.category, Type: basket.Type(p.kind), Quantity: units, TotalMinor: p.price * units}
	if p.category == "milk-1" || p.category[:3] == "svc" || r.Float64() >= promo.share {
		return l
	}
	off := p.price * promo.percent / 1000 * 10 * units // whole fen × 10 a unit
	l.Adjustments = []basket.Adjustment{{Source: basket.FromStated, Ref: promo.code, AmountMinor: off}}
	return l
}

// deliver adds the freight of small parcels and sums up.
func (s *story) deliver(o *sale) {
	for i := range o.lines {
		o.payable += o.lines[i].TotalMinor - o.lines[i].DiscountMinor()
	}
	if o.online() && o.payable < 9900 {
		f := &s.data.freight
		o.lines = append(o.lines, basket.Line{SKU: f.sku, Name: f.name, Type: basket.Delivery, Quantity: 1, TotalMinor: f.price})
		o.payable += f.price
	}
}

// numbered gives the orders their numbers, as tills and the web shop count them.
func (s *story) numbered() {
	seen := map[string]int{}
	for _, o := range s.sales {
		code := s.data.shops[o.shop].code
		day := o.at.In(s.in.zone).Format("20060102")
		seen[code+day]++
		o.source, o.number = "till-"+code, fmt.Sprintf("%s-%s-%04d", code, day[2:], seen[code+day])
		if o.online() {
			o.source, o.number = "shop-"+o.channel, fmt.Sprintf("%s%s%06d", code[:1], day, 1000+seen[code+day]*7)
		}
	}
}

// before is an instant drawn between midnight and the end of the story, for what would fall behind it today.
func (s *story) before(r *rand.Rand, at calendar.Instant) calendar.Instant {
	if at < s.in.end {
		return at
	}
	start := s.last.Start(s.in.zone)
	room := time.Duration(s.in.end-start) * time.Microsecond
	if room < time.Second {
		return s.in.end
	}
	return start.Add(time.Duration(r.Int64N(int64(room.Seconds()))) * time.Second)
}
