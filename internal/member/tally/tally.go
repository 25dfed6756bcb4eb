package tally

import (
	"math"
	"slices"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/expr"
)

// AllDays is before every day: an account from it on holds all its days.
const AllDays calendar.Day = -719162 // 0001-01-01

// NoDays is after every day: an account from it on holds none of its days.
const NoDays calendar.Day = math.MaxInt32

// Stat is what a member has bought so far. Amounts are in minor units of the merchant's currency.
type Stat struct {
	OrderCount     int64 // wholly refunded orders left out
	SpendMinor     int64 // payable, net of refunds
	RefundMinor    int64
	PrincipalMinor int64 // of the spend: paid with principal of the balance
	Points         int64 // earned, net of what was taken back
	Growth         int64
	RechargeMinor  int64
	Referrals      int64

	FirstOrderAt, LastOrderAt calendar.Instant // 0 where no order stands
	FirstOrderOn, LastOrderOn calendar.Day     // meaningful where PurchaseDays > 0
	PurchaseDays              int64            // days on which an order stands

	FavouriteCategory string // the category of the largest net spend, "" where none is known
	FavouriteStore    int64  // the store of the largest net spend
	Favourites        string // JSON {"categories":{code:[orders,net_minor]},"stores":{id:[orders,net_minor]}}
}

// SpanDays is the sum of the gaps between days of purchase.
func (s *Stat) SpanDays() int64 {
	if s.PurchaseDays == 0 {
		return 0
	}
	return int64(s.LastOrderOn - s.FirstOrderOn)
}

// IntervalDays is the average gap between two days of purchase, rounded down; known from the second day on.
func (s *Stat) IntervalDays() (days int64, known bool) {
	if s.PurchaseDays < 2 {
		return 0, false
	}
	return s.SpanDays() / (s.PurchaseDays - 1), true
}

// AverageMinor is the net spend per order, rounded down; 0 without orders.
func (s *Stat) AverageMinor() int64 {
	if s.OrderCount <= 0 || s.SpendMinor < 0 {
		return 0
	}
	return s.SpendMinor / s.OrderCount
}

// What a day counts, in the order of the columns.
const (
	orders = iota
	spend
	refund
	principal
	points
	growth
	recharge
	referrals
	kinds
)

// counts is one number of each.
type counts [kinds]int64

func (c *counts) add(d *counts) {
	for i := range c {
		c[i] += d[i]
	}
}

// Windows are the names of the windows of conditions, in the order of Columns.
var Windows = [kinds]string{"orders", "spend", "refund", "principal", "points", "growth", "recharge", "referrals"}

// Columns are the columns of member_day that the windows sum up.
var Columns = [kinds]string{"orders", "spend_minor", "refund_minor", "principal_minor", "points", "growth", "recharge_minor", "referrals"}

// totals points at the sums of a Stat in the order of counts.
func (s *Stat) totals() [kinds]*int64 {
	return [kinds]*int64{&s.OrderCount, &s.SpendMinor, &s.RefundMinor, &s.PrincipalMinor, &s.Points, &s.Growth, &s.RechargeMinor, &s.Referrals}
}

// DayDelta is what one business day gains or, with negative numbers, loses.
type DayDelta struct {
	On        calendar.Day
	Orders    int64
	Spend     int64 // minor units, net
	Refund    int64 // minor units
	Principal int64 // minor units of the spend that were paid with principal
	Points    int64
	Growth    int64
	Recharge  int64 // minor units
	Referrals int64
}

// Counts are the numbers of the day in the order of Columns.
func (d *DayDelta) Counts() [kinds]int64 { return d.counts() }

func (d *DayDelta) counts() counts {
	return counts{d.Orders, d.Spend, d.Refund, d.Principal, d.Points, d.Growth, d.Recharge, d.Referrals}
}

// Day is one business day of a member as it stands.
type Day struct {
	DayDelta
	FirstAt calendar.Instant // the first order that was ever placed on it; Never without one
	LastAt  calendar.Instant // the last one; 0 without one
}

// CategoryPart is what an order, or what was taken back of it, holds of one category.
type CategoryPart struct {
	Code  string
	Minor int64 // payable in minor units
	Gone  bool  // of a refund: nothing of the category remains in the order
}

// OrderFact is an order as statistics see it.
type OrderFact struct {
	At             calendar.Instant // placed_at
	StoreID        int64
	PayableMinor   int64
	PrincipalMinor int64 // of it, paid with principal
	Categories     []CategoryPart
}

// RefundFact is one refund as statistics see it. An unlinked return without an order has its own instant and is never Whole.
type RefundFact struct {
	At             calendar.Instant // placed_at of the order
	StoreID        int64            // of the order
	AmountMinor    int64            // payable that was given back
	PrincipalMinor int64
	Categories     []CategoryPart
	Whole          bool // nothing of the order remains now
}

// dayRow is a day while it changes.
type dayRow struct {
	on              calendar.Day
	now             counts // as it stands, where the day was opened; else only what was added
	delta           counts // not yet saved
	firstAt, lastAt calendar.Instant
	changed         bool
}

// Account is the statistics of one member while they change.
type Account struct {
	Stat      Stat // Favourites is as it was read until [Account.Close]
	Unsettled bool // first and last order are not known from the opened days: they have to be asked of the table

	days  []dayRow     // sorted
	from  calendar.Day // every day from this one on is among days
	likes *likes       // read from Stat.Favourites when it is first needed
	dirty bool
}

// Open is the account of a member of whom every day from the given one on will be loaded.
func Open(stat Stat, from calendar.Day) *Account { return &Account{Stat: stat, from: from} }

// Load adds a day as it is stored; days come in order.
func (a *Account) Load(d Day) {
	a.days = append(a.days, dayRow{on: d.On, now: d.counts(), firstAt: d.FirstAt, lastAt: d.LastAt})
}

// Days are the opened days and those that were booked since.
func (a *Account) Days() []Day {
	out := make([]Day, 0, len(a.days))
	for i := range a.days {
		d := &a.days[i]
		out = append(out, dayOf(d.on, &d.now, d.firstAt, d.lastAt))
	}
	return out
}

// Changes are what the days gained since they were last asked for.
func (a *Account) Changes() []Day {
	var out []Day
	for i := range a.days {
		if d := &a.days[i]; d.changed {
			out = append(out, dayOf(d.on, &d.delta, d.firstAt, d.lastAt))
			d.delta, d.changed = counts{}, false
		}
	}
	return out
}

// Settle sets first and last order to what the table says; without a standing day all are zero.
func (a *Account) Settle(days int64, first, last Standing) {
	a.Unsettled, a.dirty = false, true
	s := &a.Stat
	s.PurchaseDays, s.FirstOrderOn, s.LastOrderOn, s.FirstOrderAt, s.LastOrderAt = days, first.On, last.On, first.At, last.At
}

// Standing is a day on which an order stands, and the instant of its first or last order.
type Standing struct {
	On calendar.Day
	At calendar.Instant
}

// Close writes the favourites down and answers whether the statistics changed since it was last called.
func (a *Account) Close() (stat Stat, changed bool) {
	if a.likes != nil {
		a.Stat.Favourites = a.likes.text()
	}
	changed, a.dirty = a.dirty, false
	return a.Stat, changed
}

func dayOf(on calendar.Day, n *counts, firstAt, lastAt calendar.Instant) Day {
	return Day{DayDelta{on, n[orders], n[spend], n[refund], n[principal], n[points], n[growth], n[recharge], n[referrals]}, firstAt, lastAt}
}

// day finds or makes the row of a day; the pointer holds until the next call.
func (a *Account) day(on calendar.Day) *dayRow {
	i, found := slices.BinarySearchFunc(a.days, on, func(r dayRow, on calendar.Day) int { return int(r.on) - int(on) })
	if !found {
		a.days = slices.Insert(a.days, i, dayRow{on: on, firstAt: calendar.Never})
	}
	return &a.days[i]
}

// book adds to a day and to the totals.
func (a *Account) book(on calendar.Day, c counts) *dayRow {
	if c == (counts{}) {
		return a.day(on)
	}
	row := a.day(on)
	row.now.add(&c)
	row.delta.add(&c)
	row.changed, a.dirty = true, true
	for i, total := range a.Stat.totals() {
		*total += c[i]
	}
	return row
}

// Place counts an order.
func (a *Account) Place(o *OrderFact, zone *time.Location) {
	on := o.At.Day(zone)
	row := a.book(on, counts{orders: 1, spend: o.PayableMinor, principal: o.PrincipalMinor})
	row.firstAt, row.lastAt = min(row.firstAt, o.At), max(row.lastAt, o.At)
	s := &a.Stat
	fresh := row.now[orders] == 1
	if on < a.from {
		a.Unsettled = true // whether the day had orders is not known here
		fresh = s.PurchaseDays == 0 || on > s.LastOrderOn || on < s.FirstOrderOn
	}
	none := s.PurchaseDays == 0
	if fresh {
		s.PurchaseDays++
	}
	if none || on <= s.FirstOrderOn {
		s.FirstOrderOn, s.FirstOrderAt = on, row.firstAt
	}
	if none || on >= s.LastOrderOn {
		s.LastOrderOn, s.LastOrderAt = on, row.lastAt
	}
	a.like(o.StoreID, o.PayableMinor, 1, o.Categories)
}

// TakeBack counts a refund.
func (a *Account) TakeBack(r *RefundFact, zone *time.Location) {
	on := r.At.Day(zone)
	c := counts{spend: -r.AmountMinor, refund: r.AmountMinor, principal: -r.PrincipalMinor}
	gone := int64(0)
	if r.Whole {
		gone = 1
	}
	c[orders] = -gone
	row := a.book(on, c)
	a.unlike(r, gone)
	if !r.Whole {
		return
	}
	if on < a.from {
		a.Unsettled = true
		return
	}
	if row.now[orders] == 0 {
		a.leave(on)
	}
}

// leave forgets a day on which no order stands any longer.
func (a *Account) leave(on calendar.Day) {
	s := &a.Stat
	s.PurchaseDays--
	if s.PurchaseDays == 0 {
		s.FirstOrderOn, s.LastOrderOn, s.FirstOrderAt, s.LastOrderAt = 0, 0, 0, 0
		return
	}
	if on == s.FirstOrderOn { // every later day is open
		for i := range a.days {
			if d := &a.days[i]; d.on > on && d.now[orders] > 0 {
				s.FirstOrderOn, s.FirstOrderAt = d.on, d.firstAt
				break
			}
		}
	}
	if on == s.LastOrderOn {
		a.Unsettled = !a.lastBefore(on) || a.Unsettled
	}
}

// lastBefore sets the last order to that of the last opened day before on that stands, and reports whether there is one.
func (a *Account) lastBefore(on calendar.Day) bool {
	for i := len(a.days) - 1; i >= 0 && a.days[i].on >= a.from; i-- {
		if d := &a.days[i]; d.on < on && d.now[orders] > 0 {
			a.Stat.LastOrderOn, a.Stat.LastOrderAt = d.on, d.lastAt
			return true
		}
	}
	return false
}

// Book adds to a day and to the totals what is no order and no refund.
func (a *Account) Book(d DayDelta) { a.book(d.On, d.counts()) }

// Sum is a window over a period that ends with a day; ok is false where there is no such window, or its days were not opened.
func (a *Account) Sum(window string, p expr.Period, asOf calendar.Day) (total int64, ok bool) {
	i := slices.Index(Windows[:], window)
	if i < 0 {
		return 0, false
	}
	if p.Kind == expr.PeriodEver {
		total = *a.Stat.totals()[i]
		for k := len(a.days) - 1; k >= 0 && a.days[k].on > asOf; k-- {
			total -= a.days[k].now[i]
		}
		return total, a.from <= asOf+1
	}
	from := p.From(asOf)
	for k := len(a.days) - 1; k >= 0 && a.days[k].on >= from; k-- {
		if a.days[k].on <= asOf {
			total += a.days[k].now[i]
		}
	}
	return total, a.from <= from
}

// History is everything that a member's statistics are made of. Orders carry what was paid when they were recorded; what was given back
// stands in Refunds.
type History struct {
	Orders  []OrderFact
	Refunds []RefundFact
	Others  []DayDelta // points, growth, recharges, referrals
}

// Recount makes the statistics and days from a history, in any order of its facts.
func Recount(zone *time.Location, h History) (Stat, []Day) {
	a := Open(Stat{}, AllDays)
	for i := range h.Orders {
		a.Place(&h.Orders[i], zone)
	}
	for i := range h.Refunds {
		a.TakeBack(&h.Refunds[i], zone)
	}
	for i := range h.Others {
		a.Book(h.Others[i])
	}
	stat, _ := a.Close()
	return stat, a.Days()
}

// Join makes one account of two that hold all their days: what a Recount of both histories would make.
func Join(a, b *Account) (Stat, []Day) {
	out := Open(Stat{}, AllDays)
	likes := out.open()
	for _, of := range []*Account{a, b} {
		for i := range of.days {
			d := &of.days[i]
			row := out.book(d.on, d.now)
			row.firstAt, row.lastAt = min(row.firstAt, d.firstAt), max(row.lastAt, d.lastAt)
		}
		likes.join(of.open())
	}
	out.liked()
	s := &out.Stat
	for i := range out.days {
		d := &out.days[i]
		if d.now[orders] == 0 {
			continue
		}
		if s.PurchaseDays == 0 {
			s.FirstOrderOn, s.FirstOrderAt = d.on, d.firstAt
		}
		s.PurchaseDays++
		s.LastOrderOn, s.LastOrderAt = d.on, d.lastAt
	}
	stat, _ := out.Close()
	return stat, out.Days()
}
