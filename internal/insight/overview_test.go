package insight_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/dossier"
	"regulars/internal/insight"
	"regulars/internal/ledger"
	"regulars/internal/ledger/closing"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/reward"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// model is what happened, as somebody would write it down.
type model struct {
	*world
	r       *rand.Rand
	people  []*human
	sales   []*sale
	givings []giving
}

type human struct {
	id, store int64
	joined    calendar.Instant
	channel   string
	into      *human
}

type sale struct {
	order *order.Order
	by    *human // nil for a guest
	left  int64  // units
}

// giving is money that went back.
type giving struct {
	at            calendar.Instant
	store, amount int64
	member        bool
}

// moment is an instant of the last few days, often at the very turn of a day.
func (m *model) moment() calendar.Instant {
	at := m.Now().Add(-time.Duration(m.r.IntN(4*24*60)) * time.Minute)
	switch m.r.IntN(4) {
	case 0:
		return at.Day(m.Scope.Merchant.Zone).Start(m.Scope.Merchant.Zone)
	case 1:
		return at.Day(m.Scope.Merchant.Zone).Start(m.Scope.Merchant.Zone) - 1
	}
	return at
}

func (m *model) store() int64 { return m.stores[m.r.IntN(len(m.stores))] }

// somebody is a member, or nil for a guest.
func (m *model) somebody() *human {
	if len(m.people) == 0 || m.r.IntN(4) == 0 {
		return nil
	}
	h := m.people[m.r.IntN(len(m.people))]
	for h.into != nil {
		h = h.into
	}
	return h
}

func (m *model) step() {
	m.Wait(time.Duration(m.r.IntN(30*60)) * time.Minute)
	switch m.r.IntN(12) {
	case 0:
		h := &human{store: m.store(), joined: m.moment(), channel: []string{"", "pos", "web"}[m.r.IntN(3)]}
		h.id = m.join(member.EnrolIn{Name: "王小明", StoreID: h.store, Channel: h.channel, JoinedAt: h.joined})
		m.people = append(m.people, h)
	case 1, 2:
		m.giveBack()
	case 3:
		m.takeBack()
	case 4:
		m.claim()
	case 5:
		m.merge()
	case 6:
		if h := m.somebody(); h != nil {
			m.Tx(func(tx *store.Tx) error {
				_, err := reward.Adjust(m.Ctx, tx, reward.AdjustIn{MemberID: h.id, Asset: ledger.Points, Amount: 1 + m.r.Int64N(50), Reason: "sorry", MadeBy: "staff:1", Limit: 1000})
				return err
			})
		}
	default:
		m.sell()
	}
}

func (m *model) sell() {
	s := &sale{by: m.somebody()}
	id := int64(0)
	if s.by != nil {
		id = s.by.id
	}
	lines := []basket.Line{goods("a", 1+m.r.Int64N(3), m.r.Int64N(3)*3333), goods("b", 1, m.r.Int64N(2)*777)}
	s.left = lines[0].Quantity + 1
	s.order = m.buy(id, m.store(), m.moment(), lines...)
	m.sales = append(m.sales, s)
}

// giveBack refunds part or all of an order.
func (m *model) giveBack() {
	if len(m.sales) == 0 {
		return
	}
	s := m.sales[m.r.IntN(len(m.sales))]
	if s.left == 0 {
		return
	}
	var takes []basket.Take
	if left := m.remaining(s.order.ID); left[0] > 0 && m.r.IntN(2) == 0 {
		takes = []basket.Take{{Line: 0, Quantity: 1 + m.r.Int64N(left[0])}}
		s.left -= takes[0].Quantity
	} else {
		s.left = 0
	}
	r := m.Refund(s.order.ID, takes...)
	m.givings = append(m.givings, giving{r.RefundedAt, s.order.StoreID, r.AmountMinor, s.by != nil})
}

func (m *model) remaining(id int64) (left []int64) {
	m.View(func(tx *store.Tx) error {
		o, err := order.Get(m.Ctx, tx, id)
		if err == nil {
			left = o.Remaining
		}
		return err
	})
	return left
}

// takeBack takes goods without a receipt.
func (m *model) takeBack() {
	h := m.somebody()
	in := order.ReturnIn{Source: "till", Number: "r" + m.Now().String(), StoreID: m.store(), Lines: []basket.Line{goods("a", 1, 900+m.r.Int64N(900))}, ReturnedAt: m.Now(), MadeBy: "test"}
	if h != nil {
		in.Member.ID = h.id
	}
	var out []order.ReturnResult
	m.Tx(func(tx *store.Tx) (err error) {
		out, err = order.Return(m.Ctx, tx, []order.ReturnIn{in})
		return err
	})
	if out[0].Err != nil {
		m.Fatal(out[0].Err)
	}
	m.givings = append(m.givings, giving{in.ReturnedAt, in.StoreID, in.Lines[0].TotalMinor, h != nil})
	for _, t := range out[0].Return.Taken.Orders {
		for _, s := range m.sales {
			if s.order.ID == t.OrderID {
				s.left -= t.Back.Lines[0].Quantity
			}
		}
	}
}

// claim gives a guest's order to a member.
func (m *model) claim() {
	h := m.somebody()
	for _, s := range m.sales {
		if h == nil || s.by != nil || s.left != s.order.Lines[0].Quantity+1 {
			continue
		}
		s.by = h
		m.Tx(func(tx *store.Tx) error {
			_, err := order.Claim(m.Ctx, tx, order.ClaimIn{OrderID: s.order.ID, Member: member.Ref{ID: h.id}, Backdate: true})
			return err
		})
		return
	}
}

func (m *model) merge() {
	from, into := m.somebody(), m.somebody()
	if from == nil || into == nil || from == into || len(m.people) < 4 {
		return
	}
	m.Tx(func(tx *store.Tx) error {
		_, err := dossier.Merge(m.Ctx, tx, from.id, into.id)
		return err
	})
	from.into = into
	m.View(func(tx *store.Tx) error { // who stays takes what it lacked, and the earlier day
		list, err := member.GetMany(m.Ctx, tx, []int64{into.id})
		if err == nil {
			into.store, into.channel, into.joined = list[0].StoreID, list[0].Channel, list[0].JoinedAt
		}
		return err
	})
}

// figures sums what was written down.
func (m *model) figures(p insight.Period, stores []int64) insight.Figures {
	zone := m.Scope.Merchant.Zone
	f := insight.Figures{Period: p, Days: make([]insight.Day, p.Days()), Channels: map[string]int64{}}
	for i := range f.Days {
		f.Days[i].On = p.From + calendar.Day(i)
	}
	at := func(i calendar.Instant, storeID int64) *insight.Day {
		on := i.Day(zone)
		if !p.Holds(on) || stores != nil && !slices.Contains(stores, storeID) {
			return nil
		}
		return &f.Days[on-p.From]
	}
	bought := map[*human]int64{}
	for _, s := range m.sales {
		d := at(s.order.PlacedAt, s.order.StoreID)
		if d == nil {
			continue
		}
		paid := s.order.Outcome.PayableMinor
		d.GrossMinor += paid
		counts := paid > 0 && s.left > 0
		if counts {
			d.Orders++
		}
		if s.by == nil {
			continue
		}
		d.MemberGrossMinor += paid
		if counts {
			d.MemberOrders++
			by := s.by
			for by.into != nil {
				by = by.into
			}
			bought[by]++
		}
	}
	for _, g := range m.givings {
		if d := at(g.at, g.store); d != nil {
			d.RefundMinor += g.amount
			if g.member {
				d.MemberRefundMinor += g.amount
			}
		}
	}
	for _, h := range m.people {
		if d := at(h.joined, h.store); d != nil && h.into == nil {
			d.NewMembers++
			f.Channels[h.channel]++
		}
	}
	for d := range slices.Values(f.Days) {
		f.Sum.GrossMinor += d.GrossMinor
		f.Sum.MemberGrossMinor += d.MemberGrossMinor
		f.Sum.RefundMinor += d.RefundMinor
		f.Sum.MemberRefundMinor += d.MemberRefundMinor
		f.Sum.Orders += d.Orders
		f.Sum.MemberOrders += d.MemberOrders
		f.Sum.NewMembers += d.NewMembers
	}
	for n := range maps.Values(bought) {
		f.Buyers++
		if n > 1 {
			f.Repeat++
		}
	}
	return f
}

// Invariants 1 to 3: whatever happens, the figures are those that somebody would sum from what was written down.
func TestOverviewIsWhatHappened(t *testing.T) {
	each(t, func(w *world) {
		for seed := range uint64(3) {
			m := &model{world: withStores(worldtest.New(w.TB, w.DB, month)), r: rand.New(rand.NewPCG(seed, 7))}
			for range 120 {
				m.step()
			}
			today := m.Now().Day(m.Scope.Merchant.Zone)
			for _, p := range []insight.Period{{From: today - 29, To: today + 1}, {From: today - 7, To: today}, {From: today - 60, To: today - 59}, {From: today - 90, To: today + 1}} {
				for _, stores := range [][]int64{nil, m.stores[1:2], m.stores[1:3], {}} {
					got := m.look(p, stores)
					for _, one := range []struct{ got, want insight.Figures }{{got.Now, m.figures(p, stores)}, {got.Before, m.figures(p.Before(), stores)}} {
						if (one.got.Points == nil) != (stores != nil) {
							t.Errorf("stores %v: points %v", stores, one.got.Points)
						}
						one.got.Points = nil
						if diff := cmp.Diff(one.want, one.got); diff != "" {
							t.Fatalf("seed %d, %s to %s, stores %v:\n%s", seed, p.From, p.To, stores, diff)
						}
					}
				}
			}
			m.points(today)
			if s, err := insight.Stand(m.Ctx, m.DB, m.Scope); err != nil || s.Members != m.records() {
				t.Errorf("%d members stand in the tiers, there are %d (%v)", s.Members, m.records(), err)
			}
		}
	})
}

// records is how many people there are: who was merged is one with who stayed.
func (m *model) records() (n int64) {
	for _, p := range m.people {
		if p.into == nil {
			n++
		}
	}
	return n
}

// points holds the sums of points to the entries, and all of them to what the wallets hold.
func (m *model) points(today calendar.Day) {
	m.Helper()
	zone := m.Scope.Merchant.Zone
	m.View(func(tx *store.Tx) error {
		for _, p := range []insight.Period{{From: today - 29, To: today + 1}, {From: today - 3, To: today - 2}} {
			from, to := p.From.Start(zone), p.To.Start(zone)
			var want insight.Points
			err := tx.Query(m.Ctx, `SELECT kind, account, amount, effective_at FROM ledger_entry WHERE merchant_id = $1 AND asset = 'points'`, func(r store.Row) error {
				var kind, account string
				var amount int64
				var at calendar.Instant
				err := r.Scan(&kind, &account, &amount, &at)
				if at < from || at >= to {
					return err
				}
				switch {
				case account == "moved":
				case kind == "earn":
					want.Issued += amount
				case kind == "claw_back":
					want.ClawedBack -= amount
				case account == "spent":
					want.Used -= amount
				case account == "expired":
					want.Expired -= amount
				default:
					want.Adjusted += amount
				}
				return err
			}, tx.MerchantID())
			if err != nil {
				return err
			}
			if got, err := insight.PointsOf(m.Ctx, tx, from, to); err != nil || got != want {
				m.Errorf("points %+v, want %+v (%v)", got, want, err)
			}
		}
		all, err := insight.PointsOf(m.Ctx, tx, 0, calendar.Never)
		if err != nil {
			return err
		}
		books, err := closing.TrialBalance(m.Ctx, tx, calendar.Never)
		if total := books.Assets[ledger.Points]; all.Change() != total.Wallets() || all.Issued == 0 || all.Adjusted == 0 {
			m.Errorf("all points %+v change by %d, the wallets hold %d", all, all.Change(), total.Wallets())
		}
		return err
	})
}

// Invariant 4: a share of nothing is absent.
func TestSharesOfNothingAreAbsent(t *testing.T) {
	var f insight.Figures
	if _, ok := f.ShareBp(); ok {
		t.Error("a share without sales")
	}
	if _, ok := f.RepurchaseBp(); ok {
		t.Error("a rate without buyers")
	}
	f.Sum = insight.Day{GrossMinor: 300, MemberGrossMinor: 200}
	f.Buyers, f.Repeat = 3, 2
	if bp, ok := f.ShareBp(); !ok || bp != 6666 {
		t.Errorf("share %d, %v", bp, ok)
	}
	if bp, ok := f.RepurchaseBp(); !ok || bp != 6666 {
		t.Errorf("rate %d, %v", bp, ok)
	}
	f.Sum.MemberRefundMinor, f.Sum.RefundMinor = 250, 250
	if _, ok := f.ShareBp(); ok {
		t.Error("a share where members got back more than they bought")
	}
}

func TestPeriods(t *testing.T) {
	today := calendar.DayOf(2026, time.June, 15)
	for _, c := range []struct {
		from, to calendar.Day
		want     insight.Period
		ok       bool
	}{
		{0, 0, insight.Period{From: today - 29, To: today + 1}, true},
		{today - 6, 0, insight.Period{From: today - 6, To: today + 1}, true},
		{0, today, insight.Period{From: today - 30, To: today}, true},
		{today, today + 1, insight.Period{From: today, To: today + 1}, true},
		{today, today, insight.Period{}, false},
		{today, today - 1, insight.Period{}, false},
		{today - insight.MaxDays, today, insight.Period{From: today - insight.MaxDays, To: today}, true},
		{today - insight.MaxDays - 1, today, insight.Period{}, false},
	} {
		got, err := insight.NewPeriod(c.from, c.to, today)
		if (err == nil) != c.ok || c.ok && got != c.want {
			t.Errorf("%s to %s: %v, %v", c.from, c.to, got, err)
		}
	}
	if got := (insight.Period{From: today - 6, To: today + 1}).Before(); got != (insight.Period{From: today - 13, To: today - 6}) {
		t.Errorf("before: %v", got)
	}
}
