package insight_test

import (
	"testing"

	"regulars/internal/insight"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
	"regulars/internal/reward"
)

// What was given is told by the names that the programme has, and by codes where it has none.
func TestGivenByItsName(t *testing.T) {
	doc := &program.Document{
		Growth: program.Growth{Name: program.Text{Zh: "年轮", En: "rings"}}, Benefits: []deal.Benefit{{Code: "lounge", Name: deal.Text{Zh: "贵宾室", En: "Lounge"}}},
		Tiers: []program.Tier{{Code: "gold", Name: program.Text{Zh: "金卡", En: "Gold"}}},
	}
	line := func(kind, code string, n float64) any { return map[string]any{"kind": kind, "code": code, "amount": n} }
	for _, c := range []struct {
		item   any
		zh, en string
	}{
		{line("entitlement", "lounge", 2), "会员 获得奖励 贵宾室 2 次", "A member was given Lounge: 2 times"},
		{line("entitlement", "massage", 1), "会员 获得奖励 massage 1 次", "A member was given massage: once"},
		{line("growth", "", 1200), "会员 获得奖励 1,200 年轮", "A member was given 1,200 rings"},
		{line("tier_days", "gold", 30), "会员 获得奖励 等级“金卡”30 天", "A member was given Gold for 30 days"},
	} {
		f := &insight.Fact{Kind: reward.EventGranted, MemberID: 7, Data: map[string]any{"items": []any{c.item}}}
		for language, want := range map[string]string{"zh": c.zh, "en": c.en} {
			if got := (insight.Voice{Language: language, Program: doc}).Sentence(f); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
}
