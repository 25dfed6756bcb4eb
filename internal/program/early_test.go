package program_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
	"regulars/internal/program/wording"
)

// priority is early access, of a kind that the programme or a plan promises.
func priority(code string, hours int64, change func(*deal.Benefit)) deal.Benefit {
	return benefit(code, deal.Service, func(b *deal.Benefit) {
		b.Service, b.EarlyHours = deal.Priority, hours
		change(b)
	})
}

func members(*deal.Benefit) {}

// A price list opens for who has early access so many hours before others, to the microsecond.
func TestPricesOpenEarlier(t *testing.T) {
	p := compile(t, tiered(
		priority("first", 24, func(b *deal.Benefit) { b.Tiers = []string{"gold"} }),
		priority("ladies", 2, func(b *deal.Benefit) { b.When = `gender == "female"` }),
		benefit("list", deal.MemberPrice, func(b *deal.Benefit) { b.PriceList = "new" }),
	))
	opens := instant("2026-03-20 10:00")
	hour := func(n int) calendar.Instant { return opens.Add(time.Duration(n) * time.Hour) }
	vip := plan(t, "vip", priority("before", 48, members))
	for _, c := range []struct {
		name  string
		at    calendar.Instant
		tier  string
		sex   string
		plans []deal.PlanBenefits
		by    string           // the benefit by which it is open before others
		pays  int64            // of 10,000
		wait  calendar.Instant // 0: nothing is waited for
	}{
		{"a base member before", opens - 1, "base", "male", nil, "", 10_000, opens},
		{"a base member then", opens, "base", "male", nil, "", 8_000, 0},
		{"gold, too early", hour(-24) - 1, "gold", "male", nil, "", 10_000, hour(-24)},
		{"gold, a day before", hour(-24), "gold", "male", nil, "benefit:first", 8_000, 0},
		{"gold, when it is open", opens, "gold", "male", nil, "", 8_000, 0},
		{"by a condition, too early", hour(-2) - 1, "base", "female", nil, "", 10_000, hour(-2)},
		{"by a condition", hour(-2), "base", "female", nil, "benefit:ladies", 8_000, 0},
		{"gold and by a condition: the longer one", hour(-20), "gold", "female", nil, "benefit:first", 8_000, 0},
		{"by a plan, too early", hour(-48) - 1, "gold", "male", []deal.PlanBenefits{vip}, "", 10_000, hour(-48)},
		{"by a plan", hour(-48), "gold", "male", []deal.PlanBenefits{vip}, "plan:vip/before", 8_000, 0},
	} {
		st := member()
		st.At, st.Tier, st.Attributes = c.at, c.tier, map[string]any{"gender": c.sex}
		from := opens
		if c.at >= opens {
			from = 0
		}
		hand := &deal.Hand{Plans: c.plans, Prices: deal.Prices{"new": {"tea": {UnitMinor: 4_000, From: from}}}}
		out := evaluate(t, p, st, lines(sold("tea", "", 2, 10_000)), program.Ask{Hand: hand})
		by, wait := "", calendar.Instant(0)
		if out.Deal != nil {
			for i := range out.Deal.Benefits {
				if b := &out.Deal.Benefits[i]; b.Kind == deal.Service {
					by = b.Rule()
				}
			}
			for _, w := range out.Deal.Waits {
				wait = w.At
			}
		}
		if out.PayableMinor != c.pays || by != c.by || wait != c.wait {
			t.Errorf("%s: pays %d by %q, waits until %d; want %d, %q, %d", c.name, out.PayableMinor, by, wait, c.pays, c.by, c.wait)
		}
		if c.by == "" {
			continue
		}
		kept := out.Deal.Keep([]basket.Line{sold("tea", "", 2, 10_000)}, basket.Remaining{1})
		if len(kept.Benefits) != 2 || kept.Prices[0].Quantity != 1 || kept.Prices[0].From != opens {
			t.Errorf("%s: of one remaining unit %+v", c.name, kept)
		}
	}
}

// What is waited for is told only where it would cost less than what is paid, once a list.
func TestWaitingForAPrice(t *testing.T) {
	p := compile(t, tiered(
		benefit("now", deal.MemberPrice, func(b *deal.Benefit) { b.PriceList = "now" }),
		benefit("soon", deal.MemberPrice, func(b *deal.Benefit) { b.PriceList = "soon" }),
	))
	st := member()
	at := st.At.Add(time.Hour)
	prices := func(soon int64) *deal.Hand {
		soonest := deal.Price{UnitMinor: soon, From: at}
		return &deal.Hand{Prices: deal.Prices{"now": {"tea": {UnitMinor: 4_000}}, "soon": {"tea": soonest, "cup": soonest}}}
	}
	out := evaluate(t, p, st, lines(sold("tea", "", 1, 5_000)), program.Ask{Hand: prices(4_000)})
	if out.PayableMinor != 4_000 || len(out.Deal.Waits) != 0 {
		t.Errorf("no cheaper: %d, %+v", out.PayableMinor, out.Deal.Waits)
	}
	out = evaluate(t, p, st, lines(sold("tea", "", 1, 5_000), sold("cup", "", 1, 5_000)), program.Ask{Hand: prices(3_999)})
	if out.PayableMinor != 9_000 || len(out.Deal.Waits) != 1 || out.Deal.Waits[0].List != "soon" {
		t.Errorf("cheaper: %d, %+v", out.PayableMinor, out.Deal.Waits)
	}
	i := slices.IndexFunc(out.Trace, func(s program.Step) bool { return s.Kind == program.StepWait })
	if i < 0 {
		t.Fatalf("%+v", out.Trace)
	}
	if said := wording.Step(p, out.Trace[i], "en", "CNY"); said != "soon opens for this member on 2026-03-15 13:00 and will cost less." {
		t.Error(said)
	}
	as := evaluate(t, p, st, lines(sold("tea", "", 1, 5_000)), program.Ask{Hand: prices(1), Pricing: program.PriceAsPaid})
	if as.Deal != nil && len(as.Deal.Waits) != 0 {
		t.Errorf("prices that are facts wait for nothing: %+v", as.Deal.Waits)
	}
}

// Early access says how early, and asks for nothing that only an order knows.
func TestEarlyAccessIsChecked(t *testing.T) {
	for name, c := range map[string]struct {
		benefit deal.Benefit
		field   string
	}{
		"no hours":         {priority("x", 0, members), "benefits[0].early_hours"},
		"too many hours":   {priority("x", 721, members), "benefits[0].early_hours"},
		"fewer than none":  {priority("x", -1, members), "benefits[0].early_hours"},
		"hours of a queue": {priority("x", 1, func(b *deal.Benefit) { b.Service = deal.Queue }), "benefits[0].early_hours"},
		"a line":           {priority("x", 1, func(b *deal.Benefit) { b.When = `line.sku == "tea"` }), "benefits[0].when"},
		"an order":         {priority("x", 1, func(b *deal.Benefit) { b.When = `order.channel == "web"` }), "benefits[0].when"},
	} {
		_, err := program.Compile(tiered(c.benefit), catalogue(t), shanghai)
		if e := fault.As(err); e == nil || !strings.HasPrefix(e.Field, c.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
	compile(t, tiered(priority("x", 720, func(b *deal.Benefit) { b.When = `"vip" in tags` })))
}
