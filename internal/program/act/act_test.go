package act_test

import (
	"slices"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/offer/form"
	"regulars/internal/program/act"
)

var name = form.Text{Zh: "名", En: "name"}

func TestActAnswersWhatItSays(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	a := act.Act{Kind: "visit", At: calendar.Of(time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)), Data: map[string]any{"minutes": 12.0, "half": 0.5, "store": "s1", "first": true}}
	for ask, want := range map[string]any{
		"event.visit.minutes": int64(12), "event.visit.half": 0.5, "event.visit.store": "s1", "event.visit.first": true,
		"event.hour": int64(7), "event.weekday": int64(1), "event.month": int64(11), "event.day": int64(23),
	} {
		if got, known := a.Attribute(ask, shanghai); !known || got != want {
			t.Errorf("%s: %v %v", ask, got, known)
		}
	}
	for _, ask := range []string{"event.visit.none", "event.review.minutes", "event.minutes", "tier"} {
		if got, known := a.Attribute(ask, shanghai); known {
			t.Errorf("%s: %v", ask, got)
		}
	}
	if _, known := (*act.Act)(nil).Attribute("event.hour", shanghai); known {
		t.Error("of no event")
	}
}

func TestCheckRefuses(t *testing.T) {
	good := act.EventKind{Code: "visit", Name: name, Fields: []act.EventField{{Code: "minutes", Name: name, Type: act.Int}}}
	for text, c := range map[string]struct {
		change func(k *act.EventKind)
		fields []string
	}{
		"nothing":     {func(*act.EventKind) {}, nil},
		"code":        {func(k *act.EventKind) { k.Code = "Visit" }, []string{"events[0].code"}},
		"own code":    {func(k *act.EventKind) { k.Code = act.Joined }, []string{"events[0].code"}},
		"word":        {func(k *act.EventKind) { k.Code = "in" }, []string{"events[0].code"}},
		"hidden":      {func(k *act.EventKind) { k.Code = "hour" }, []string{"events[0].code"}},
		"no name":     {func(k *act.EventKind) { k.Name = form.Text{} }, []string{"events[0].name"}},
		"field twice": {func(k *act.EventKind) { k.Fields = append(k.Fields, k.Fields[0]) }, []string{"events[0].fields[1].code"}},
		"type":        {func(k *act.EventKind) { k.Fields[0].Type = "date" }, []string{"events[0].fields[0].type"}},
		"field word":  {func(k *act.EventKind) { k.Fields[0].Code = "null" }, []string{"events[0].fields[0].code"}},
		"many fields": {func(k *act.EventKind) { k.Fields = make([]act.EventField, act.MaxFields+1) }, []string{"events[0].fields"}},
	} {
		kind := good
		kind.Fields = slices.Clone(good.Fields)
		c.change(&kind)
		var checker form.Checker
		act.Check(&checker, []act.EventKind{kind})
		var got []string
		for _, e := range checker.Wrong {
			got = append(got, e.Field)
		}
		if !slices.Equal(got, c.fields) {
			t.Errorf("%s: refused %v, want %v", text, got, c.fields)
		}
	}
	var checker form.Checker
	act.Check(&checker, []act.EventKind{good, good})
	if len(checker.Wrong) != 1 || !fault.Has(checker.Wrong[0], form.ErrTwice) {
		t.Errorf("twice: %v", checker.Wrong)
	}
}

// What a kind declares can be asked of it alone; what is wrong is left out, for it is refused where it stands.
func TestBeside(t *testing.T) {
	base, err := expr.NewCatalogue(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := act.Beside(base, []act.EventKind{
		{Code: "visit", Name: name, Fields: []act.EventField{{Code: "minutes", Type: act.Int}, {Code: "in", Type: act.Int}, {Code: "x", Type: "date"}, {Code: "minutes", Type: act.Text}}},
	}, []act.EventKind{{Code: "visit", Fields: []act.EventField{{Code: "minutes", Type: act.Text}}}, {Code: "review", Fields: []act.EventField{{Code: "minutes", Type: act.Text}}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Compile(`event.visit.minutes > 3 && event.review.minutes == "a"`, expr.Event); err != nil {
		t.Error(err)
	}
	if _, err := c.Compile(`event.visit.minutes > 3`, expr.Member|expr.Order); err == nil {
		t.Error("asked of an order")
	}
	if !act.Asks("visit", "event.visit.minutes") || !act.Asks("visit", "event.hour") || !act.Asks("visit", "tier") || act.Asks("visit", "event.review.minutes") || act.Asks("vis", "event.visit.minutes") {
		t.Error("asks")
	}
}
