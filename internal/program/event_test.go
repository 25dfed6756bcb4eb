package program_test

import (
	"fmt"
	"slices"
	"testing"

	"regulars/internal/fault"
	"regulars/internal/program"
	"regulars/internal/program/act"
)

// visits is a programme that gives for visits, in both assets, and for purchases.
func visits(change func(d *program.Document)) program.Document {
	doc := plain(
		program.Rule{Code: "spend", Kind: program.PerAmount, Points: 1, PerMinor: 100},
		program.Rule{Code: "visit", Kind: program.PerEvent, Event: "visit", Points: 20, When: `event.visit.minutes >= 5 && gender != "male"`},
		program.Rule{Code: "grow", Kind: program.PerEvent, Event: "visit", Points: 7, Asset: program.AssetGrowth},
		program.Rule{Code: "double", Kind: program.Multiply, Bp: 20_000},
	)
	doc.Events = []act.EventKind{
		{Code: "visit", Name: program.Text{En: "Visit"}, Fields: []act.EventField{{Code: "minutes", Name: program.Text{En: "Minutes"}, Type: act.Int}}},
		{Code: "review", Name: program.Text{En: "Review"}, Fields: []act.EventField{{Code: "stars", Name: program.Text{En: "Stars"}, Type: act.Int}}},
	}
	if change != nil {
		change(&doc)
	}
	return doc
}

func visit(minutes float64) *act.Act {
	return &act.Act{Kind: "visit", At: member().At, Data: map[string]any{"minutes": minutes}}
}

// Rule 11: what a rule gives is fixed; no multiplier, no rule for orders has a part in it.
func TestHappened(t *testing.T) {
	p := compile(t, visits(nil))
	st := member()
	for minutes, want := range map[float64]string{5: "[{visit points 20} {grow growth 7}]", 4: "[{grow growth 7}]", 5.5: "[{grow growth 7}]"} {
		if out := program.Happened(p, st, visit(minutes)); fmt.Sprint(out.Earned) != want {
			t.Errorf("%v minutes: %v", minutes, out.Earned)
		}
	}
	if out := program.Happened(p, st, &act.Act{Kind: "review", At: st.At}); out.Earned != nil || out.Trace != nil {
		t.Errorf("no rule: %+v", out)
	}
	if out := program.Happened(p, &program.Standing{At: st.At}, visit(9)); out.Earned != nil || out.Trace[0].Kind != program.StepGuest {
		t.Errorf("a guest: %+v", out)
	}
	if out := evaluate(t, p, st, lines(line(1, 1_000)), program.Ask{}); out.PointsEarned() != 20 || out.GrowthEarned() != 0 {
		t.Errorf("an order earns by the rules of visits: %+v", out.Earned)
	}
}

// Caps of the rule and those over all rules bound it; what of both was used is told for each rule.
func TestHappenedWithinCaps(t *testing.T) {
	p := compile(t, visits(func(d *program.Document) {
		d.Earning[1].Caps = []program.RuleCap{{Per: program.PerWeek, Amount: 50}}
		d.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerDay, Amount: 30}}
	}))
	st := member()
	st.Room = map[string]int64{"visit/week": 10, "asset:points/day": 15}
	out := program.Happened(p, st, visit(9))
	if out.PointsEarned() != 10 || fmt.Sprint(out.UsesOf(out.Earned[0])) != "[{visit week 10 false} {asset:points day 10 false}]" || len(out.UsesOf(out.Earned[1])) != 0 {
		t.Errorf("%+v %+v", out.Earned, out.Uses)
	}
	once := compile(t, visits(func(d *program.Document) {
		d.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerOrderCap, Amount: 5}}
	}))
	if out := program.Happened(once, member(), visit(9)); out.PointsEarned() != 20 {
		t.Errorf("a visit is no order: %+v", out)
	}
	if out := evaluate(t, once, member(), lines(line(1, 1_000)), program.Ask{}); out.PointsEarned() != 5 {
		t.Errorf("an order is one: %+v", out.Earned)
	}
	if n := p.Needs(); len(n.Caps) != 1 || slices.Contains(n.Earn.Attributes, "gender") {
		t.Errorf("orders need %+v", n)
	}
	if n := p.ActNeeds(); len(n.Caps) != 2 || !slices.Equal(n.Earn.Attributes, []string{"gender"}) {
		t.Errorf("events need %+v", n)
	}
}

func TestHappenedInItsDates(t *testing.T) {
	p := compile(t, visits(func(d *program.Document) { d.Earning[1].From, d.Earning[1].Until = "2026-03-15", "2026-03-15" }))
	st := member()
	for text, want := range map[string]int64{"2026-03-14 23:59": 0, "2026-03-15 00:00": 20, "2026-03-15 23:59": 20, "2026-03-16 00:00": 0} {
		st.At = instant(text)
		if out := program.Happened(p, st, visit(9)); out.PointsEarned() != want {
			t.Errorf("%s: %d", text, out.PointsEarned())
		}
	}
}

func TestCompileRefusesRulesOfEvents(t *testing.T) {
	for name, c := range map[string]struct {
		change func(r *program.Rule)
		fields []string
	}{
		"no event":      {func(r *program.Rule) { r.Event = "" }, []string{"earning[1].event"}},
		"unknown event": {func(r *program.Rule) { r.Event = "share" }, []string{"earning[1].event"}},
		"of an order":   {func(r *program.Rule) { r.Kind = program.PerOrder; r.When = "" }, []string{"earning[1].event"}},
		"per order":     {func(r *program.Rule) { r.Caps = []program.RuleCap{{Per: program.PerOrderCap, Amount: 5}} }, []string{"earning[1].caps[0].per"}},
		"no points":     {func(r *program.Rule) { r.Points = 0 }, []string{"earning[1].points"}},
		"rate":          {func(r *program.Rule) { r.PerMinor = 100 }, []string{"earning[1].per_minor"}},
		"order asked":   {func(r *program.Rule) { r.When = "order.total_minor > 5" }, []string{"earning[1].when"}},
		"other event":   {func(r *program.Rule) { r.When = "event.review.stars > 4" }, []string{"earning[1].when"}},
		"no field":      {func(r *program.Rule) { r.When = "event.visit.stars > 4" }, []string{"earning[1].when"}},
		"again and again": {func(r *program.Rule) {
			r.Event, r.When, r.Caps = act.Profile, "", []program.RuleCap{{Per: program.PerYear, Amount: 5}, {Per: program.PerEver, Amount: 5, AllMembers: true}}
		}, []string{"earning[1].caps"}},
		"once": {func(r *program.Rule) {
			r.Event, r.When, r.Caps = act.Profile, "", []program.RuleCap{{Per: program.PerEver, Amount: 5}}
		}, nil},
		"joined": {func(r *program.Rule) { r.Event, r.When = act.Joined, "" }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := program.Compile(visits(func(d *program.Document) { c.change(&d.Earning[1]) }), catalogue(t), shanghai)
			if e := fault.As(err); err != nil && e == nil {
				t.Fatal(err)
			}
			if got := fields(err); !slices.Equal(got, c.fields) {
				t.Errorf("refused %v, want %v: %v", got, c.fields, err)
			}
		})
	}
	if _, err := program.Compile(plain(program.Rule{Code: "a", Kind: program.PerAmount, Points: 1, PerMinor: 1, When: "event.visit.minutes > 5"}), catalogue(t), shanghai); err == nil {
		t.Error("an order asks for events")
	}
}
