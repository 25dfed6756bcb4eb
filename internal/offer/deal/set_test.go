package deal_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
)

func checker(t *testing.T) *form.Checker {
	t.Helper()
	c, err := expr.NewCatalogue([]expr.Attribute{
		{Name: "gender", Type: expr.Text, Scope: expr.Member, En: "gender", Zh: "性别"},
		{Name: "order.hour", Type: expr.Int, Scope: expr.Order, En: "hour", Zh: "小时"},
		{Name: "line.sku", Type: expr.Text, Scope: expr.Line, En: "sku", Zh: "编码"},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &form.Checker{Catalogue: c, Zone: time.UTC}
}

func fields(wrong []*fault.Error) (list []string) {
	for _, e := range wrong {
		list = append(list, e.Field)
	}
	return list
}

// Each change of good benefits is refused at its own field.
func TestCompileRefuses(t *testing.T) {
	good := func() []deal.Benefit {
		name := deal.Text{En: "x"}
		return []deal.Benefit{
			{Code: "a", Name: name, Kind: deal.Discount, OffBp: 1_000},
			{Code: "b", Name: name, Kind: deal.MemberPrice, PriceList: "members"},
			{Code: "c", Name: name, Kind: deal.FreeDelivery},
			{Code: "d", Name: name, Kind: deal.Multiplier, Bp: 20_000},
			{Code: "e", Name: name, Kind: deal.Quota, Quota: deal.Allowance{Quantity: 1, Per: deal.PerMonth}, Gives: deal.UnitFree},
			{Code: "f", Name: name, Kind: deal.Service, Service: deal.Hotline, Contact: "400"},
		}
	}
	for name, c := range map[string]struct {
		change func([]deal.Benefit)
		want   []string
	}{
		"nothing":        {func([]deal.Benefit) {}, nil},
		"code":           {func(b []deal.Benefit) { b[0].Code = "A B" }, []string{"benefits[0].code"}},
		"code twice":     {func(b []deal.Benefit) { b[1].Code = "a" }, []string{"benefits[1].code"}},
		"no name":        {func(b []deal.Benefit) { b[1].Name = deal.Text{} }, []string{"benefits[1].name"}},
		"kind":           {func(b []deal.Benefit) { b[2].Kind = "gratis" }, []string{"benefits[2].kind"}},
		"no rate":        {func(b []deal.Benefit) { b[0].OffBp = 0 }, []string{"benefits[0].off_bp"}},
		"more than all":  {func(b []deal.Benefit) { b[0].OffBp = 10_001 }, []string{"benefits[0].off_bp"}},
		"rate of prices": {func(b []deal.Benefit) { b[1].OffBp = 1 }, []string{"benefits[1].off_bp"}},
		"cap of prices":  {func(b []deal.Benefit) { b[1].CapMinor = 1 }, []string{"benefits[1].cap_minor"}},
		"negative cap":   {func(b []deal.Benefit) { b[0].CapMinor = -1 }, []string{"benefits[0].cap_minor"}},
		"full price":     {func(b []deal.Benefit) { b[2].FullPriceOnly = true }, []string{"benefits[2].full_price_only"}},
		"no list":        {func(b []deal.Benefit) { b[1].PriceList = "" }, []string{"benefits[1].price_list"}},
		"a list":         {func(b []deal.Benefit) { b[0].PriceList = "x" }, []string{"benefits[0].price_list"}},
		"less than once": {func(b []deal.Benefit) { b[3].Bp = 5_000 }, []string{"benefits[3].bp"}},
		"no factor":      {func(b []deal.Benefit) { b[3].Bp = 0 }, []string{"benefits[3].bp"}},
		"no quota":       {func(b []deal.Benefit) { b[4].Quota = deal.Allowance{} }, []string{"benefits[4].quota.quantity", "benefits[4].quota.per"}},
		"period":         {func(b []deal.Benefit) { b[4].Quota.Per = "hour" }, []string{"benefits[4].quota.per"}},
		"gives nothing":  {func(b []deal.Benefit) { b[4].Gives = "" }, []string{"benefits[4].gives"}},
		"service":        {func(b []deal.Benefit) { b[5].Service = "valet" }, []string{"benefits[5].service"}},
		"contact":        {func(b []deal.Benefit) { b[0].Contact = "400" }, []string{"benefits[0].contact"}},
		"cost":           {func(b []deal.Benefit) { b[0].CostMinor = 5 }, []string{"benefits[0].cost_minor"}},
		"tier":           {func(b []deal.Benefit) { b[0].Tiers = []string{"gold", "lead"} }, []string{"benefits[0].tiers[1]"}},
		"exact of none":  {func(b []deal.Benefit) { b[0].Exact = true }, []string{"benefits[0].exact"}},
		"plan":           {func(b []deal.Benefit) { b[0].Plans = []string{"plus", "plus"} }, []string{"benefits[0].plans[1]"}},
		"condition":      {func(b []deal.Benefit) { b[0].When = "line.sku = 1" }, []string{"benefits[0].when"}},
		"days":           {func(b []deal.Benefit) { b[0].From, b[0].Until = "2026-02-02", "2026-02-01" }, []string{"benefits[0].until"}},
		"long summary":   {func(b []deal.Benefit) { b[0].Summary.Zh = strings.Repeat("常", 501) }, []string{"benefits[0].summary"}},
	} {
		t.Run(name, func(t *testing.T) {
			list, k := good(), checker(t)
			c.change(list)
			deal.Compile(k, list, []string{"base", "gold"})
			if got := fields(k.Wrong); !slices.Equal(got, c.want) {
				t.Errorf("refused %v, want %v: %v", got, c.want, fault.Join(k.Wrong...))
			}
		})
	}
}

// A plan's benefits are for who has it: no tiers, no plans, nothing about the member.
func TestCompilePlanRefuses(t *testing.T) {
	k := checker(t)
	b := deal.Benefit{Code: "a", Name: deal.Text{En: "x"}, Kind: deal.Discount, OffBp: 1_000, Tiers: []string{"gold"}, Plans: []string{"plus"}, When: `gender == "f"`}
	deal.CompilePlan(k, []deal.Benefit{b})
	if got := fields(k.Wrong); !slices.Equal(got, []string{"benefits[0].tiers", "benefits[0].plans", "benefits[0].when"}) {
		t.Errorf("refused %v", got)
	}
	if k = checker(t); deal.CompilePlan(k, make([]deal.Benefit, 101)) != nil || len(k.Wrong) == 0 {
		t.Error("101 benefits")
	}
}

func TestCompileScopeRefuses(t *testing.T) {
	k := checker(t)
	deal.CompileScope(k, "scope", deal.ScopeTerms{SKUs: []string{""}, Condition: "line.colour == 1"})
	deal.CompileScope(k, "scope", deal.ScopeTerms{Stores: make([]string, 501)})
	if got := fields(k.Wrong); !slices.Equal(got, []string{"scope.skus[0]", "scope.condition", "scope.stores"}) {
		t.Errorf("refused %v", got)
	}
	s := deal.CompileScope(checker(t), "scope", deal.ScopeTerms{Condition: `gender == "f" && line.sku == "a"`})
	if need := s.Need(); !slices.Contains(need.Attributes, "gender") {
		t.Errorf("%+v", need)
	}
}
