package demo

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"regulars/internal/calendar"
)

// doing is a kind of happening, in the order in which those of one instant follow each other.
type doing int

const (
	doJoin doing = iota
	doSale
	doReturn
	doStep
	doRefund
	doAct
)

// happening is something at an instant: the number of a family, a sale, a return, a step, a refund or an act.
type happening struct {
	at   calendar.Instant
	do   doing
	what int
}

// tick is what happens until a moment, played in one transaction at that moment. A tick with an act has nothing else.
type tick struct {
	at   calendar.Instant
	list []happening
}

type storyIn struct {
	seed    uint64
	members int
	end     calendar.Instant
	zone    *time.Location
}

// story is everything that will happen.
type story struct {
	in          storyIn
	data        *data
	first, last calendar.Day
	kind        map[string]int // shop of an online channel

	families []*household
	sales    []*sale
	refunds  []refund
	steps    []step
	returns  []unlinked
	acts     []act
	list     []happening
}

// draw draws the story.
func draw(d *data, in storyIn) *story {
	last := in.end.Day(in.zone)
	s := &story{in: in, data: d, first: firstDay(last), last: last, kind: map[string]int{}}
	for i, shop := range d.shops {
		if shop.kind != "pos" {
			s.kind[shop.kind] = i
		}
	}
	for n := range in.members {
		s.families = append(s.families, s.drawFamily(n))
	}
	s.drawTwins()
	for _, f := range s.families {
		s.live(f)
	}
	s.addGuests()
	slices.SortStableFunc(s.sales, func(a, b *sale) int { return cmp.Compare(a.at, b.at) })
	s.numbered()
	for n := range s.sales {
		s.sales[n].coupons, s.sales[n].value = s.usesCoupons(s.sales[n], n), s.usesValue(s.sales[n], n)
		s.happens(s.sales[n].at, doSale, n)
		s.afterwards(rand.New(rand.NewPCG(s.in.seed, 1<<41+uint64(n))), n)
	}
	s.drawReturns()
	s.drawActs()
	slices.SortStableFunc(s.list, func(a, b happening) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.do, b.do))
	})
	return s
}

// happens notes a happening, unless it would lie behind the end.
func (s *story) happens(at calendar.Instant, do doing, what int) bool {
	if at > s.in.end {
		return false
	}
	s.list = append(s.list, happening{at, do, what})
	return true
}

// live draws the purchases of a family.
func (s *story) live(f *household) {
	r := rand.New(rand.NewPCG(s.in.seed, 1<<40+uint64(f.number)))
	f.enrolled = s.before(r, f.enrolled)
	f.joined = min(f.joined, f.enrolled)
	s.happens(f.enrolled, doJoin, f.number)
	s.visits(r, f, func(day calendar.Day, first bool) {
		o := s.shop(r, f, day)
		if first && day == f.enrolled.Day(s.in.zone) {
			o.at = f.enrolled.Add(time.Duration(2+r.IntN(25)) * time.Minute)
		}
		if o.at > s.in.end && r.Float64() < 0.75 {
			return // it is not evening yet
		}
		if o.at = s.before(r, o.at); o.at > f.enrolled {
			s.sales = append(s.sales, o)
		}
	})
}

// addGuests has people shop who are not members: one for some seven orders at the till.
func (s *story) addGuests() {
	for n, o := range s.sales[:len(s.sales):len(s.sales)] {
		r := rand.New(rand.NewPCG(s.in.seed, 1<<43+uint64(n)))
		if o.online() && r.Float64() < 0.9 || r.Float64() >= 0.14 {
			continue
		}
		day := o.at.Day(s.in.zone)
		someone := &household{home: o.shop, baby: day - calendar.Day(month*(50*r.Float64()-4)), feeding: "mixed", purse: r.Float64() - 0.6, brands: map[string]string{}}
		g := s.shop(r, someone, day)
		g.family, g.points, g.at = -1, false, s.before(r, g.at)
		if g.at >= s.first.Start(s.in.zone) {
			s.sales = append(s.sales, g)
		}
	}
}

// drawTwins has some families stand there two times: the other parent signed up with another phone.
func (s *story) drawTwins() {
	r := rand.New(rand.NewPCG(s.in.seed, 1<<44))
	for range 6 {
		of := s.families[r.IntN(s.in.members)]
		for of.enrolled > s.in.end.Add(-120*24*time.Hour) || of.twin >= 0 { // with time enough to be found; members of the first day always have
			of = s.families[r.IntN(s.in.members)]
		}
		of.twin = of.number // taken
		n := len(s.families)
		t := s.drawFamily(n)
		t.name, t.twin, t.birthday, t.baby, t.babyName, t.second, t.home = of.name, of.number, of.birthday, of.baby, of.babyName, 0, of.home
		t.early, t.referrer, t.loyal, t.rhythm, t.openID = false, -1, 0.75, 40, ""
		t.joined = of.enrolled.Add(time.Duration(30+r.IntN(60)) * 24 * time.Hour)
		t.enrolled, t.channel, t.campaign, t.brands = t.joined, "pos", "门店自然进店", map[string]string{}
		s.families = append(s.families, t)
	}
}

// slots are the times of the day at which a tick may end; a refund is booked when its tick ends.
var slots = []time.Duration{13*time.Hour + 7*time.Minute, 18*time.Hour + 11*time.Minute, 23*time.Hour + 48*time.Minute}

// ticks cuts the story into transactions: at a slot once there is enough, and around each act.
func (s *story) ticks() []tick {
	var out []tick
	var open []happening
	next := s.slotAfter(s.first.Start(s.in.zone))
	cut := func(at calendar.Instant) {
		if len(open) > 0 {
			out = append(out, tick{at, open})
			open = nil
		}
	}
	for _, h := range s.list {
		if h.at > next {
			if len(open) >= minTick {
				cut(next)
			}
			next = s.slotAfter(h.at)
		}
		if h.do == doAct {
			cut(h.at)
			out = append(out, tick{h.at, []happening{h}})
			continue
		}
		if open = append(open, h); len(open) == maxTick {
			cut(h.at)
		}
	}
	cut(s.in.end)
	return out
}

// slotAfter is the first slot that is not before an instant, at most the end.
func (s *story) slotAfter(at calendar.Instant) calendar.Instant {
	for day := at.Day(s.in.zone); ; day++ {
		for _, slot := range slots {
			if t := day.Start(s.in.zone).Add(slot); t >= at {
				return min(t, s.in.end)
			}
		}
	}
}
