package wording_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/basket"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
	"regulars/internal/program/wording"
)

// club is a programme with a benefit of each kind.
func club() program.Document {
	doc := program.Default("CNY", "zh")
	doc.Benefits = []deal.Benefit{
		{Code: "off", Name: program.Text{Zh: "金卡折扣", En: "Gold discount"}, Kind: deal.Discount, OffBp: 1_200, CapMinor: 5_000, Tiers: []string{"gold"}},
		{Code: "list", Name: program.Text{Zh: "会员价", En: "Member prices"}, Kind: deal.MemberPrice, PriceList: "members", Plans: []string{"plus"}},
		{Code: "parcel", Name: program.Text{Zh: "包邮", En: "Free parcels"}, Kind: deal.FreeDelivery, When: "order.month == 6", Until: "2026-12-31"},
		{Code: "double", Name: program.Text{Zh: "双倍积分", En: "Double points"}, Kind: deal.Multiplier, Bp: 20_000, Tiers: []string{"silver", "black"}, Exact: true},
		{Code: "coffee", Name: program.Text{Zh: "免费咖啡", En: "Free coffee"}, Kind: deal.Quota, Quota: deal.Allowance{Quantity: 2, Per: deal.PerMonth}, Gives: deal.UnitFree, Tiers: []string{"black"}, Plans: []string{"plus"}},
		{Code: "wash", Name: program.Text{Zh: "洗车", En: "Car wash"}, Kind: deal.Quota, Quota: deal.Allowance{Quantity: 1, Per: deal.PerYear}, Gives: deal.ByService},
		{Code: "line", Name: program.Text{Zh: "专线", En: "Hotline"}, Kind: deal.Service, Service: deal.Hotline, Contact: "400-800"},
	}
	return doc
}

func TestBenefitsInWords(t *testing.T) {
	v := voice
	v.Plan = func(code string) wording.Words { return wording.Words{Zh: "畅享卡", En: "Plus"} }
	doc := club()
	var zh, en []string
	for _, b := range v.Describe(doc).Benefits {
		zh, en = append(zh, b.Sentence.Zh), append(en, b.Sentence.En)
	}
	if d := cmp.Diff([]string{
		"8.8 折，每单最多优惠 ¥50，金卡及以上等级",
		"会员价，“畅享卡”付费会员",
		"免运费，全体会员，条件：order.month == 6，至 2026 年 12 月 31 日止",
		"2 倍积分，银卡、黑金会员",
		"每月 2 件免费，黑金及以上等级或“畅享卡”付费会员",
		"每年 1 次，全体会员",
		"专属热线，400-800，全体会员",
	}, zh); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{
		"12 % off, at most ¥50 an order, Gold and above",
		"Member prices, Plus subscribers",
		"Free delivery, all members, when order.month == 6, until 31 December 2026",
		"2 times the points, Silver and Black members",
		"2 free a month, Black and above or Plus subscribers",
		"Once a year, all members",
		"A hotline of their own, 400-800, all members",
	}, en); d != "" {
		t.Error(d)
	}
	for tier, want := range map[int][]string{
		0: {"包邮：免运费，条件：order.month == 6，至 2026 年 12 月 31 日止", "洗车：每年 1 次", "专线：专属热线，400-800"},
		2: {"1.5 倍积分", "金卡折扣：8.8 折，每单最多优惠 ¥50"},
	} {
		var got []string
		for _, w := range v.Describe(doc).Tiers[tier].Benefits {
			got = append(got, w.Zh)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	}
}

func TestDiffOfBenefits(t *testing.T) {
	from, to := club(), club()
	to.Benefits = to.Benefits[1:]
	to.Benefits[1].Tiers, to.Benefits[1].CapMinor = []string{"gold"}, 1_000
	to.Benefits[4].CostMinor = 3_000
	to.Benefits = append(to.Benefits, deal.Benefit{Code: "new", Name: program.Text{Zh: "沙龙", En: "Salon"}, Kind: deal.Service, Service: deal.Activity})
	list := voice.Diff(from, to)
	var zh []string
	for i := range list {
		zh = append(zh, list[i].Path+" "+list[i].Text().Zh)
	}
	if d := cmp.Diff([]string{
		"benefits.parcel 包邮：内容 免运费 → 免运费，每单最多优惠 ¥10",
		"benefits.parcel.tiers 包邮：适用会员 全体会员 → 金卡及以上等级",
		"benefits.wash.cost_minor 洗车：每次成本 ¥0 → ¥30",
		"benefits.new 新增 沙龙：专属活动，全体会员",
		"benefits.off 取消 金卡折扣",
	}, zh); d != "" {
		t.Error(d)
	}
	var told []string
	for _, w := range wording.Told(list) {
		told = append(told, w.Zh, w.En)
	}
	if d := cmp.Diff([]string{
		"包邮：免运费，每单最多优惠 ¥10（原为免运费）。", "Free parcels: free delivery, at most ¥10 an order (before: free delivery).",
		"包邮的适用会员改为金卡及以上等级（原为全体会员）。", "Free parcels: members is now Gold and above (before: all members).",
		"新增权益“沙龙”：专属活动，全体会员。", "A new benefit, Salon: gatherings of their own, all members.",
		"取消权益“金卡折扣”。", "The benefit Gold discount is no more.",
	}, told); d != "" {
		t.Error(d)
	}
}

// One order with all of it reads like sentences.
func TestWordsOfDeals(t *testing.T) {
	doc := club()
	doc.Earning = doc.Earning[:1]
	p := compile(t, doc)
	st := program.Standing{Member: true, Tier: "gold"}
	hand := &deal.Hand{
		Plans: []deal.PlanBenefits{{Code: "plus"}}, Prices: deal.Prices{"members": {"a": {UnitMinor: 9_000}}}, Pick: deal.PickNamed,
		Entitlements: []deal.Entitlement{
			{ID: 1, Code: "coffee", Name: program.Text{Zh: "免费咖啡", En: "Free coffee"}, Gives: deal.UnitFree, Left: 1, Quantity: 1, Line: deal.AnyLine},
			{ID: 2, Code: "wash", Name: program.Text{Zh: "洗车", En: "Car wash"}, Gives: deal.ByService, Left: 3, Quantity: 2},
		},
		Coupons: []deal.Coupon{
			{ID: 3, Template: 3, Name: program.Text{Zh: "满减券", En: "Ten off"}, Terms: offer.Terms{Kind: offer.AmountOff, AmountMinor: 1_000, Stacking: offer.Stacking{Mode: offer.Always}}},
			{ID: 4, Template: 4, Name: program.Text{Zh: "三倍积分券", En: "Triple points"}, Bp: 30_000, Terms: offer.Terms{Kind: offer.PointsMultiplier, Stacking: offer.Stacking{Mode: offer.Always}}},
		},
	}
	out := evaluate(t, p, st, basket.Line{SKU: "a", Type: basket.Product, Quantity: 2, TotalMinor: 20_000}, program.Ask{Hand: hand})
	if d := cmp.Diff([]string{
		"会员价：原价 ¥200，优惠 ¥20。",
		"金卡折扣：¥180 享 8.8 折，优惠 ¥21.60。",
		"使用权益“洗车” 2 次。",
		"使用权益“免费咖啡” 1 次，优惠 ¥79.20。",
		"使用优惠券“满减券”，优惠 ¥10。",
		"消费积分：每 ¥1 得 1 积分，¥69.20 得 69 积分。",
		"三倍积分券：3 倍积分，在 69 积分之上多得 138 积分。",
	}, words(p, out, "zh", "CNY")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{
		"Member prices: ¥20 off ¥200.",
		"Gold discount: 12 % off on ¥180, ¥21.60 less.",
		"Car wash, used 2 times.",
		"Free coffee, used once: ¥79.20 off.",
		"The coupon Ten off: ¥10 off.",
		"Points for purchases: 1 point for every ¥1; ¥69.20 gives 69 points.",
		"Triple points: 3 times the points, 138 points on top of 69 points.",
	}, words(p, out, "en", "CNY")); d != "" {
		t.Error(d)
	}
}

func TestUnused(t *testing.T) {
	for _, r := range []offer.Reason{"not_in_scope", "below_minimum", "not_combinable", "gives_nothing", "not_best", "expired", "anything"} {
		w := wording.Unused(deal.CouponUnused{Reason: r, MissingMinor: 500, WithName: program.Text{Zh: "满减券"}}, "CNY")
		if w.Zh == "" || w.En == "" || !strings.HasSuffix(w.En, ".") {
			t.Errorf("%s: %+v", r, w)
		}
		if r == "below_minimum" && w.Zh != "还差 ¥5 可用。" || r == "not_combinable" && !strings.Contains(w.Zh, "满减券") {
			t.Errorf("%s: %+v", r, w)
		}
	}
}
