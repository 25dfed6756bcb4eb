package program_test

import (
	"testing"

	"regulars/internal/basket"
	"regulars/internal/fault"
	"regulars/internal/program"
)

func TestSpending(t *testing.T) {
	half := program.Spending{Enabled: true, Points: 100, Minor: 100, MaxShareBp: 5_000}
	steps := program.Spending{Enabled: true, Points: 100, Minor: 150, MinPoints: 500, Step: 200}
	for name, c := range map[string]struct {
		terms     program.Spending
		available int64
		asked     int64
		spent     int64
		minor     int64
		refused   fault.Code
	}{
		"some":                 {half, 9_999, 1_234, 1_234, 1_234, fault.Code{}},
		"none":                 {half, 9_999, 0, 0, 0, fault.Code{}},
		"all of the share":     {half, 9_999, 5_000, 5_000, 5_000, fault.Code{}},
		"above the share":      {half, 9_999, 5_001, 0, 0, program.ErrPointsMax},
		"max by share":         {half, 9_999, program.Max, 5_000, 5_000, fault.Code{}},
		"max by points":        {half, 70, program.Max, 70, 70, fault.Code{}},
		"all there are":        {half, 70, 70, 70, 70, fault.Code{}},
		"more than there are":  {half, 70, 71, 0, 0, program.ErrPointsShort},
		"nobody has any":       {half, 0, 1, 0, 0, program.ErrPointsShort},
		"max in debt":          {half, -30, program.Max, 0, 0, fault.Code{}},
		"negative":             {half, 9_999, -2, 0, 0, fault.ErrRange},
		"huge":                 {half, 9_999, 1 << 62, 0, 0, fault.ErrRange},
		"in steps":             {steps, 9_999, 600, 600, 900, fault.Code{}},
		"off step":             {steps, 9_999, 500, 0, 0, program.ErrPointsStep},
		"below the least":      {steps, 9_999, 400, 0, 0, program.ErrPointsMin},
		"max in steps":         {steps, 1_199, program.Max, 1_000, 1_500, fault.Code{}},
		"max below the least":  {steps, 599, program.Max, 0, 0, fault.Code{}},
		"off":                  {program.Spending{}, 9_999, 100, 0, 0, program.ErrNoSpending},
		"max while off":        {program.Spending{}, 9_999, program.Max, 0, 0, fault.Code{}},
		"condition fails":      {program.Spending{Enabled: true, Points: 1, Minor: 1, When: `order.channel == "web"`}, 9, 1, 0, 0, program.ErrNoSpending},
		"condition holds":      {program.Spending{Enabled: true, Points: 1, Minor: 1, When: `order.payable_minor >= 10000`}, 9, 1, 1, 1, fault.Code{}},
		"a third of a yen":     {program.Spending{Enabled: true, Points: 300, Minor: 100}, 9_999, 4, 0, 0, program.ErrPointsStep},
		"thirds in whole yens": {program.Spending{Enabled: true, Points: 300, Minor: 100}, 9_999, 6, 6, 2, fault.Code{}},
	} {
		t.Run(name, func(t *testing.T) {
			doc := plain(program.Rule{Code: "r", Kind: program.PerAmount, Points: 1, PerMinor: 1})
			doc.Spending = c.terms
			st := member()
			st.PointsAvailable = c.available
			out, err := program.Evaluate(compile(t, doc), st, lines(line(1, 10_000)), program.Ask{Points: c.asked})
			if c.refused.Code != "" {
				if !fault.Has(err, c.refused) {
					t.Fatalf("got %+v, %v", out.Share, err)
				}
				return
			}
			want := basket.Share{
				TotalMinor: 10_000, DiscountMinor: c.minor, PayableMinor: 10_000 - c.minor,
				Points: c.spent, PointsMinor: c.minor, CashMinor: 10_000 - c.minor,
			}
			if err != nil || out.Share != want {
				t.Fatalf("got %+v, %v", out.Share, err)
			}
			if out.PointsEarned() != out.CashMinor {
				t.Errorf("points were earned on points: %d of %d", out.PointsEarned(), out.CashMinor)
			}
		})
	}
}

func TestBalance(t *testing.T) {
	for name, c := range map[string]struct {
		order            program.BalanceOrder
		asked            int64
		bonus, principal int64
		refused          fault.Code
	}{
		"bonus first":     {"", 400, 300, 100, fault.Code{}},
		"bonus alone":     {program.BonusFirst, 200, 200, 0, fault.Code{}},
		"principal first": {program.PrincipalFirst, 1_000, 100, 900, fault.Code{}},
		"principal alone": {program.PrincipalFirst, 900, 0, 900, fault.Code{}},
		"in proportion":   {program.ProRata, 401, 100, 301, fault.Code{}},
		"all":             {program.ProRata, 1_200, 300, 900, fault.Code{}},
		"max":             {"", program.Max, 300, 900, fault.Code{}},
		"more than there": {"", 1_201, 0, 0, program.ErrBalanceShort},
		"negative":        {"", -5, 0, 0, fault.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			doc := plain()
			doc.Spending.BalanceOrder = c.order
			st := member()
			st.BonusMinor, st.PrincipalMinor = 300, 900
			out, err := program.Evaluate(compile(t, doc), st, lines(line(1, 1_500)), program.Ask{Balance: c.asked})
			if c.refused.Code != "" {
				if !fault.Has(err, c.refused) {
					t.Fatalf("got %+v, %v", out.Share, err)
				}
				return
			}
			if err != nil || out.BonusMinor != c.bonus || out.PrincipalMinor != c.principal || out.CashMinor != 1_500-c.bonus-c.principal {
				t.Fatalf("got %+v, %v", out.Share, err)
			}
		})
	}
	st := member()
	st.PrincipalMinor = 5_000
	if _, err := program.Evaluate(compile(t, plain()), st, lines(line(1, 1_500)), program.Ask{Balance: 1_501}); !fault.Has(err, program.ErrBalanceMax) {
		t.Errorf("more balance than to pay: %v", err)
	}
	if out := evaluate(t, compile(t, plain()), st, lines(line(1, 1_500)), program.Ask{Balance: program.Max}); out.CashMinor != 0 || out.PrincipalMinor != 1_500 {
		t.Errorf("max: %+v", out.Share)
	}
}
