package program_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"regulars/internal/basket"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
	"regulars/internal/program/notation"
)

const small = `name: {zh: 俱乐部, en: Club}
tiers:
  - code: base
    name: {en: Base}
  # a comment
  - code: gold
    name: {en: Gold}
    when: spend(365) >= 100
earning:
  - code: r
    name: {en: R}
    kind: per_amount
    points: 1
    per_minor: 100
`

func TestParse(t *testing.T) {
	doc, err := program.Parse([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	if doc.Name.Zh != "俱乐部" || doc.Tiers[1].When != "spend(365) >= 100" || doc.Tiers[1].EarnBp != 10_000 ||
		doc.Earning[0].Asset != program.AssetPoints || doc.Points.OnBasis != program.OnMoney {
		t.Errorf("%+v", doc)
	}
	compile(t, doc)
}

// A tier that says nothing of its multiplier has that of the tier below.
func TestTierKeepsWhatTheOneBelowGives(t *testing.T) {
	doc := program.Default("CNY", "zh")
	doc.Tiers[1].EarnBp, doc.Tiers[2].EarnBp = 15_000, 0
	st := &program.Standing{Member: true, Tier: "gold"}
	out, err := program.Evaluate(compile(t, doc), st, &basket.Basket{Lines: []basket.Line{{Quantity: 1, TotalMinor: 10_000}}}, program.Ask{})
	if err != nil || out.PointsEarned() != 150 {
		t.Errorf("%d points, %v", out.PointsEarned(), err)
	}
}

// The default programme and a programme with everything in it survive both notations.
func TestRoundTrip(t *testing.T) {
	full := program.Default("CNY", "zh")
	full.Name.Zh = "常客: \"VIP\" #1\n第二行"
	full.Entry = program.Entry{Kind: program.EntryCondition, When: `spend(365) >= 5 && gender == "f"`}
	full.Tiers = append(full.Tiers, program.Tier{Code: "yes", Name: program.Text{Zh: "true"}, Manual: true, Keep: program.Keep{Kind: program.KeepForever}, Downgrade: "never", EarnBp: 10_000})
	full.Earning[0].Caps = []program.RuleCap{{Per: program.PerDay, Amount: 5}}
	full.Earning[0].From, full.Earning[0].Until = "2026-01-01", "2026-12-31"
	full.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerEver, Amount: 9}}
	full.Points.Expiry = program.Expiry{Kind: program.ExpiryFixedDate, MonthDay: "12-31", AfterYears: 1}
	for name, doc := range map[string]program.Document{"default": program.Default("JPY", "en"), "full": full} {
		asYAML, err := doc.YAML()
		if err != nil {
			t.Fatal(err)
		}
		asJSON, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range [][]byte{asYAML, asJSON} {
			back, err := program.Parse(text)
			if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, text)
			}
			if d := cmp.Diff(doc, back); d != "" {
				t.Errorf("%s:\n%s\n%s", name, d, text)
			}
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		code  fault.Code
		field string
		line  int
	}{
		"unknown field":   {strings.Replace(small, "per_minor", "per_amount", 1), notation.ErrUnknownField, "earning[0].per_amount", 14},
		"at the top":      {small + "bonus: 1\n", notation.ErrUnknownField, "bonus", 15},
		"wrong case":      {strings.Replace(small, "tiers:", "Tiers:", 1), notation.ErrUnknownField, "Tiers", 2},
		"text for number": {strings.Replace(small, "points: 1", `points: "1"`, 1), notation.ErrNumber, "earning[0].points", 13},
		"fraction":        {strings.Replace(small, "points: 1", "points: 1.5", 1), notation.ErrNumber, "earning[0].points", 13},
		"number for text": {strings.Replace(small, "code: r", "code: 7", 1), notation.ErrText, "earning[0].code", 10},
		"list for text":   {strings.Replace(small, "code: r", "code: [r]", 1), notation.ErrText, "earning[0].code", 10},
		"text for list":   {"tiers: gold", notation.ErrList, "tiers", 1},
		"huge number":     {strings.Replace(small, "points: 1", "points: 99999999999999999999", 1), notation.ErrNumber, "earning[0].points", 13},
		"twice":           {small + "tiers: []\n", notation.ErrDocument, "", 15},
		"not YAML":        {"name: [", notation.ErrDocument, "", 0},
		"empty":           {"", notation.ErrOne, "", 0},
		"two documents":   {small + "---\n" + small, notation.ErrOne, "", 0},
		"a list":          {"- 1", notation.ErrMapping, "", 1},
		"anchors":         {"name: &a {en: x}\ngrowth: {name: *a}", notation.ErrAnchor, "name", 0},
		"merge":           {"name:\n  <<: {en: x}", notation.ErrAnchor, "name", 0},
		"deep":            {strings.Repeat("[", 100_000), notation.ErrDeep, "", 0},
		"long":            {"# " + strings.Repeat("x", notation.MaxText), fault.ErrTooLong, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := program.Parse([]byte(c.text))
			e := fault.As(err)
			if e == nil || !fault.Has(err, c.code) || e.Field != c.field {
				t.Fatalf("got %v", err)
			}
			if c.line > 0 && e.Params["line"] != c.line {
				t.Errorf("line %v, want %d: %v", e.Params["line"], c.line, err)
			}
		})
	}
	_, err := program.Parse([]byte("tires: []\nname: {fr: club}\n"))
	if e := fault.As(err); e == nil || len(e.More) != 1 || !strings.Contains(e.Text("en"), "tiers") {
		t.Errorf("not all unknown fields, or not what is known: %v", err)
	}
}

// Benefits are written and read back as they were, in YAML and in JSON.
func TestBenefitsInNotation(t *testing.T) {
	doc := tiered(
		benefit("off", deal.Discount, func(b *deal.Benefit) {
			b.OffBp, b.CapMinor, b.FullPriceOnly, b.Tiers = 1_200, 5_000, true, []string{"gold"}
		}),
		benefit("coffee", deal.Quota, func(b *deal.Benefit) {
			b.Quota, b.Gives, b.Plans, b.When = deal.Allowance{Quantity: 2, Per: deal.PerMonth}, deal.UnitFree, []string{"plus"}, `line.category == "coffee"`
		}),
	).Filled()
	yaml, err := doc.YAML()
	if err != nil {
		t.Fatal(err)
	}
	plain, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range [][]byte{yaml, plain} {
		got, err := program.Parse(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if d := cmp.Diff(doc, got, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s\n%s", d, text)
		}
	}
	if strings.Contains(string(yaml), "cost_minor") {
		t.Errorf("what is not said is written:\n%s", yaml)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`{"name":{"en":"x"},"tiers":[{"code":"a"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, err := program.Parse(text)
		if err != nil {
			if fault.As(err) == nil {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		if _, err := program.Compile(doc, catalogue(t), shanghai); err != nil && fault.As(err) == nil {
			t.Fatalf("not a refusal: %v", err)
		}
	})
}

// Each change of a good document is refused at its own field.
func TestCompileRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*program.Document)
		fields []string
	}{
		"nothing wrong":     {func(*program.Document) {}, nil},
		"no name":           {func(d *program.Document) { d.Name = program.Text{} }, []string{"name"}},
		"long name":         {func(d *program.Document) { d.Name.Zh = strings.Repeat("常", 61) }, []string{"name"}},
		"no tiers":          {func(d *program.Document) { d.Tiers = nil }, []string{"tiers"}},
		"too many tiers":    {func(d *program.Document) { d.Tiers = make([]program.Tier, 21) }, []string{"tiers"}},
		"too many rules":    {func(d *program.Document) { d.Earning = make([]program.Rule, 101) }, []string{"earning"}},
		"entry":             {func(d *program.Document) { d.Entry.Kind = "closed" }, []string{"entry.kind"}},
		"entry unused":      {func(d *program.Document) { d.Entry.When = "spend(365) > 1" }, []string{"entry.when"}},
		"entry missing":     {func(d *program.Document) { d.Entry.Kind = program.EntryCondition }, []string{"entry.when"}},
		"base condition":    {func(d *program.Document) { d.Tiers[0].When = "spend(365) > 1" }, []string{"tiers[0]"}},
		"condition missing": {func(d *program.Document) { d.Tiers[2].When = "" }, []string{"tiers[2].when"}},
		"condition wrong":   {func(d *program.Document) { d.Tiers[2].When = "spend(365" }, []string{"tiers[2].when"}},
		"unknown name":      {func(d *program.Document) { d.Tiers[2].When = "spent > 1" }, []string{"tiers[2].when"}},
		"line in a tier":    {func(d *program.Document) { d.Tiers[2].When = `line.sku == "a"` }, []string{"tiers[2].when"}},
		"line in spending":  {func(d *program.Document) { d.Spending.When = `line.sku == "a"` }, []string{"spending.when"}},
		"manual with when":  {func(d *program.Document) { d.Tiers[2].Manual = true }, []string{"tiers[2].when"}},
		"same code":         {func(d *program.Document) { d.Tiers[2].Code = "silver" }, []string{"tiers[2].code"}},
		"bad code":          {func(d *program.Document) { d.Tiers[2].Code = "Gold:1" }, []string{"tiers[2].code"}},
		"colour":            {func(d *program.Document) { d.Tiers[2].Color = "red" }, []string{"tiers[2].color"}},
		"keep days":         {func(d *program.Document) { d.Tiers[2].Keep.Days = 0 }, []string{"tiers[2].keep.days", "tiers[2].keep.days"}},
		"keep kind":         {func(d *program.Document) { d.Tiers[2].Keep.Kind = "month" }, []string{"tiers[2].keep.kind", "tiers[2].keep.days"}},
		"less than one":     {func(d *program.Document) { d.Tiers[2].EarnBp = 5_000 }, []string{"tiers[2].earn_bp"}},
		"negative grace":    {func(d *program.Document) { d.Tiers[2].GraceDays = -1 }, []string{"tiers[2].grace_days"}},
		"downgrade":         {func(d *program.Document) { d.Tiers[2].Downgrade = "fall" }, []string{"tiers[2].downgrade"}},
		"pending":           {func(d *program.Document) { d.Points.Pending.Kind = program.PendingFulfilment }, []string{"points.pending.status"}},
		"pending status":    {func(d *program.Document) { d.Points.Pending = program.Pending{Kind: "fulfilment", Status: "shipped"} }, []string{"points.pending.status"}},
		"expiry months":     {func(d *program.Document) { d.Points.Expiry.Months = 0 }, []string{"points.expiry.months"}},
		"expiry date":       {func(d *program.Document) { d.Points.Expiry = program.Expiry{Kind: "fixed_date", MonthDay: "02-30"} }, []string{"points.expiry.month_day"}},
		"rounding":          {func(d *program.Document) { d.Points.Rounding = "up" }, []string{"points.rounding"}},
		"rule code twice":   {func(d *program.Document) { d.Earning[1].Code = "spend" }, []string{"earning[1].code"}},
		"rule kind":         {func(d *program.Document) { d.Earning[0].Kind = "per_day" }, []string{"earning[0].kind", "earning[0].per_minor"}},
		"rule rate":         {func(d *program.Document) { d.Earning[0].PerMinor = 0 }, []string{"earning[0].per_minor"}},
		"negative points":   {func(d *program.Document) { d.Earning[0].Points = -1 }, []string{"earning[0].points"}},
		"negative per":      {func(d *program.Document) { d.Earning[0].PerMinor = -100 }, []string{"earning[0].per_minor"}},
		"too much":          {func(d *program.Document) { d.Earning[0].Points, d.Earning[0].PerMinor = 1_000_000, 1 }, []string{"earning[0].points"}},
		"bp unused":         {func(d *program.Document) { d.Earning[0].Bp = 20_000 }, []string{"earning[0].bp"}},
		"bp missing":        {func(d *program.Document) { d.Earning[1].Bp = 0 }, []string{"earning[1].bp"}},
		"dates":             {func(d *program.Document) { d.Earning[0].From, d.Earning[0].Until = "2026-02-02", "2026-02-01" }, []string{"earning[0].until"}},
		"no date":           {func(d *program.Document) { d.Earning[0].From = "soon" }, []string{"earning[0].from"}},
		"rates apart": {func(d *program.Document) {
			d.Earning[0].PerMinor = 999_983
			other := d.Earning[0]
			other.Code, other.PerMinor = "other", 999_979
			d.Earning = append(d.Earning, other)
		}, []string{"earning"}},
		"cap amount": {func(d *program.Document) { d.Earning[0].Caps = []program.RuleCap{{Per: "day"}} }, []string{"earning[0].caps[0].amount"}},
		"cap twice": {func(d *program.Document) {
			d.Earning[0].Caps = []program.RuleCap{{Per: "day", Amount: 1}, {Per: "day", Amount: 2}}
		}, []string{"earning[0].caps[1].per"}},
		"shared by an order": {func(d *program.Document) {
			d.Earning[0].Caps = []program.RuleCap{{Per: "order", Amount: 1, AllMembers: true}}
		}, []string{"earning[0].caps[0].all_members"}},
		"cap per":   {func(d *program.Document) { d.Caps = []program.Cap{{Asset: "points", Per: "fortnight", Amount: 1}} }, []string{"caps[0].per"}},
		"asset cap": {func(d *program.Document) { d.Caps = []program.Cap{{Asset: "gold", Per: "day", Amount: 1}} }, []string{"caps[0].asset"}},
		"joining":   {func(d *program.Document) { d.Multipliers = "product" }, []string{"multipliers"}},
		"ratio":     {func(d *program.Document) { d.Spending.Points = 0 }, []string{"spending.points"}},
		"step":      {func(d *program.Document) { d.Spending.Points, d.Spending.Step = 300, 4 }, []string{"spending.step"}},
		"share":     {func(d *program.Document) { d.Spending.MaxShareBp = 10_001 }, []string{"spending.max_share_bp"}},
		"reminders": {func(d *program.Document) { d.Points.RemindDaysBefore = []int{7, 0} }, []string{"points.remind_days_before[1]"}},
		"many at once": {func(d *program.Document) {
			d.Tiers[2].When, d.Earning[1].When, d.Entry.Kind = "nope", "nope", "nope"
		}, []string{"entry.kind", "tiers[2].when", "earning[1].when"}},
	} {
		t.Run(name, func(t *testing.T) {
			doc := program.Default("CNY", "zh")
			c.change(&doc)
			_, err := program.Compile(doc, catalogue(t), shanghai)
			if e := fault.As(err); err != nil && e == nil {
				t.Fatal(err)
			}
			if got := fields(err); !slices.Equal(got, c.fields) {
				t.Errorf("refused %v, want %v: %v", got, c.fields, err)
			}
		})
	}
}

func fields(err error) []string {
	e := fault.As(err)
	if e == nil {
		return nil
	}
	list := []string{e.Field}
	for _, m := range e.More {
		list = append(list, m.Field)
	}
	return list
}

func TestCompileLeavesTheDocument(t *testing.T) {
	doc := plain(program.Rule{Code: "r", Kind: program.PerOrder, Points: 1})
	before, _ := json.Marshal(doc)
	compile(t, doc)
	if after, _ := json.Marshal(doc); string(before) != string(after) {
		t.Errorf("%s became %s", before, after)
	}
}

func TestNeeds(t *testing.T) {
	n := compile(t, program.Default("CNY", "zh")).Needs()
	if !slices.Equal(n.Earn.Attributes, []string{"birthday_this_month"}) || n.ByOrder || n.Days != 365 || n.Ever || len(n.Tiers.Windows) != 1 {
		t.Errorf("%+v", n)
	}
	doc := plain(program.Rule{Code: "r", Kind: program.PerOrder, Points: 1, When: `tier == "base" && orders("ever") == 0 && spend("year") < 5`})
	n = compile(t, doc).Needs()
	if len(n.Earn.Attributes) != 0 || !n.Ever || n.Days != 366 || n.ByOrder || len(n.Earn.Windows) != 2 {
		t.Errorf("%+v", n)
	}
}
