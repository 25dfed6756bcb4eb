package program_test

import (
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/program"
)

// windows answers for a member by window key; attributes are unknown.
type windows map[string]int64

func (w windows) Attribute(string) (any, bool) { return nil, false }

func (w windows) Window(name string, p expr.Period) (int64, bool) {
	sum, ok := w[program.WindowKey(name, p)]
	return sum, ok
}

func spent(minor int64) windows { return windows{"spend:365": minor} }

func tiers(list ...program.Tier) program.Document {
	doc := plain()
	for _, t := range list {
		t.Name = program.Text{En: t.Code}
		doc.Tiers = append(doc.Tiers, t)
	}
	return doc
}

func stepTiers(downgrade program.Downgrade, grace int) program.Document {
	keep := program.Keep{Kind: program.KeepDays, Days: 30}
	return tiers(
		program.Tier{Code: "silver", When: "spend(365) >= 1000", Keep: keep, GraceDays: grace, Downgrade: downgrade},
		program.Tier{Code: "gold", When: "spend(365) >= 5000", Keep: keep, GraceDays: grace, Downgrade: downgrade},
		program.Tier{Code: "black", When: "spend(365) >= 9000", Keep: keep, GraceDays: grace, Downgrade: downgrade},
		program.Tier{Code: "friend", Manual: true},
	)
}

func moves(changes []program.TierChange) []program.TierMove {
	var list []program.TierMove
	for _, c := range changes {
		list = append(list, c.Move)
	}
	return list
}

func wantMoves(t *testing.T, changes []program.TierChange, want ...program.TierMove) {
	t.Helper()
	got := moves(changes)
	if len(got) != len(want) {
		t.Fatalf("moves %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("moves %v, want %v", got, want)
		}
	}
}

func TestUpgradeExactlyAtTheThreshold(t *testing.T) {
	p := compile(t, stepTiers("", 0))
	at := instant("2026-03-01 15:00")
	for minor, want := range map[int64]string{
		0: "base", 999: "base", 1000: "silver", 1001: "silver", 4999: "silver", 5000: "gold", 8999: "gold", 9000: "black", 1 << 40: "black",
	} {
		s, changes := p.Assess(p.Start(at), spent(minor), at, "order")
		if s.Code != want || s.Merit != want {
			t.Errorf("spend %d: %s, want %s", minor, s.Code, want)
		}
		if (len(changes) == 1) != (want != "base") {
			t.Errorf("spend %d: changes %v", minor, moves(changes))
		}
	}
}

// A tier whose condition holds counts, though the one below does not.
func TestDirectThresholdSkips(t *testing.T) {
	p := compile(t, tiers(
		program.Tier{Code: "silver", When: "orders(365) >= 10"},
		program.Tier{Code: "gold", When: "orders(365) >= 50 || spend(365) >= 2500000"},
	))
	at := instant("2026-03-01 15:00")
	s, changes := p.Assess(p.Start(at), windows{"orders:365": 1, "spend:365": 2_500_000}, at, "order")
	wantMoves(t, changes, program.TierUpgraded)
	if s.Code != "gold" || s.Since != at || s.KeepUntil != calendar.Never || changes[0].From != "base" || changes[0].Why != "order" {
		t.Errorf("%+v %+v", s, changes)
	}
}

func TestKeepPeriodIsKept(t *testing.T) {
	p := compile(t, stepTiers("", 0))
	at := instant("2026-03-01 15:00")
	s, _ := p.Assess(p.Start(at), spent(5000), at, "")
	if want := instant("2026-04-01 00:00"); s.KeepUntil != want || s.DueAt() != want || s.Until() != want {
		t.Fatalf("keeps until %v", s.KeepUntil)
	}
	again, changes := p.Assess(s, spent(0), s.KeepUntil-1, "day") // the refund left nothing, but the tier is kept
	wantMoves(t, changes)
	if again != s {
		t.Errorf("%+v became %+v", s, again)
	}
	up, changes := p.Assess(s, spent(9000), instant("2026-03-10 12:00"), "order") // renewed by the upgrade
	wantMoves(t, changes, program.TierUpgraded)
	if up.Code != "black" || up.KeepUntil != instant("2026-04-10 00:00") {
		t.Errorf("%+v", up)
	}
}

func TestEndOfKeepPeriod(t *testing.T) {
	due := instant("2026-04-01 00:00")
	for name, c := range map[string]struct {
		policy program.Downgrade
		spent  int64
		move   program.TierMove
		want   string
		until  calendar.Instant
	}{
		"holds":           {program.DowngradeStep, 5000, program.TierRenewed, "gold", instant("2026-05-02 00:00")},
		"step":            {program.DowngradeStep, 0, program.TierDowngraded, "silver", instant("2026-05-02 00:00")},
		"step, all below": {program.DowngradeStep, 4999, program.TierDowngraded, "silver", instant("2026-05-02 00:00")},
		"reassess":        {program.DowngradeReassess, 0, program.TierDowngraded, "base", calendar.Never},
		"reassess, lower": {program.DowngradeReassess, 1000, program.TierDowngraded, "silver", instant("2026-05-02 00:00")},
		"never":           {program.DowngradeNever, 0, "", "gold", calendar.Never},
		"higher":          {program.DowngradeStep, 9000, program.TierUpgraded, "black", instant("2026-05-02 00:00")},
	} {
		t.Run(name, func(t *testing.T) {
			p := compile(t, stepTiers(c.policy, 0))
			at := instant("2026-03-01 15:00")
			s, _ := p.Assess(p.Start(at), spent(5000), at, "")
			s, changes := p.Assess(s, spent(c.spent), due, "day")
			if c.move == "" {
				wantMoves(t, changes)
			} else {
				wantMoves(t, changes, c.move)
			}
			if s.Code != c.want || s.KeepUntil != c.until {
				t.Errorf("%+v", s)
			}
			if again, more := p.Assess(s, spent(c.spent), due, "day"); again != s || len(more) != 0 {
				t.Errorf("asked twice: %+v, %v", again, moves(more))
			}
		})
	}
}

func TestStepsDownOneLevelAKeepPeriod(t *testing.T) {
	p := compile(t, stepTiers(program.DowngradeStep, 0))
	at := instant("2026-01-01 09:00")
	s, _ := p.Assess(p.Start(at), spent(9000), at, "")
	var seen []string
	for range 10 {
		if s.KeepUntil == calendar.Never {
			break
		}
		s, _ = p.Assess(s, spent(0), s.DueAt(), "day")
		seen = append(seen, s.Code)
	}
	if len(seen) != 3 || seen[0] != "gold" || seen[1] != "silver" || seen[2] != "base" {
		t.Errorf("went by %v", seen)
	}
}

func TestGrace(t *testing.T) {
	p := compile(t, stepTiers(program.DowngradeStep, 10))
	at := instant("2026-03-01 15:00")
	gold, _ := p.Assess(p.Start(at), spent(5000), at, "")
	s, changes := p.Assess(gold, spent(0), gold.KeepUntil, "day")
	wantMoves(t, changes, program.TierGrace)
	if end := instant("2026-04-11 00:00"); s.Code != "gold" || s.GraceUntil != end || s.DueAt() != end || s.Until() != end {
		t.Fatalf("%+v", s)
	}
	if still, changes := p.Assess(s, spent(4999), s.GraceUntil-1, ""); still != s || len(changes) != 0 {
		t.Errorf("%+v", still)
	}
	back, changes := p.Assess(s, spent(5000), instant("2026-04-05 10:00"), "order")
	wantMoves(t, changes, program.TierRenewed)
	if back.Code != "gold" || back.GraceUntil != calendar.Never || back.KeepUntil != instant("2026-05-06 00:00") {
		t.Errorf("earned back: %+v", back)
	}
	down, changes := p.Assess(s, spent(0), s.GraceUntil, "day")
	wantMoves(t, changes, program.TierDowngraded)
	if down.Code != "silver" || down.GraceUntil != calendar.Never {
		t.Errorf("%+v", down)
	}
	late, changes := p.Assess(gold, spent(0), instant("2026-06-01 00:00"), "day") // nobody asked for two months
	wantMoves(t, changes, program.TierGrace, program.TierDowngraded)
	if late.Code != "silver" {
		t.Errorf("%+v", late)
	}
}

func TestYearEnd(t *testing.T) {
	p := compile(t, tiers(program.Tier{Code: "gold", When: `spend("year") >= 10`, Keep: program.Keep{Kind: program.KeepYearEnd, AfterYears: 1}}))
	at := instant("2026-12-31 23:59")
	s, _ := p.Assess(p.Start(at), windows{"spend:year": 10}, at, "")
	if want := instant("2028-01-01 00:00"); s.KeepUntil != want {
		t.Errorf("keeps until %v", s.KeepUntil)
	}
}

func TestTierByHand(t *testing.T) {
	p := compile(t, stepTiers(program.DowngradeReassess, 0))
	at := instant("2026-03-01 15:00")
	end := instant("2026-06-01 00:00")
	silver, _ := p.Assess(p.Start(at), spent(1000), at, "")
	s, change, err := p.Assign(silver, "gold", end, at)
	if err != nil || s.Code != "gold" || s.Merit != "silver" || change.Move != program.TierGiven || s.Until() != end {
		t.Fatalf("%+v %+v %v", s, change, err)
	}
	s, changes := p.Assess(s, spent(0), s.DueAt(), "day") // merit ends beneath; what was given stays
	wantMoves(t, changes, program.TierDowngraded)
	if s.Code != "gold" || s.Merit != "base" || s.DueAt() != end {
		t.Fatalf("%+v", s)
	}
	higher, _ := p.Assess(s, spent(9000), instant("2026-05-20 10:00"), "order")
	if higher.Code != "black" || higher.Manual != "gold" {
		t.Fatalf("merit above what was given: %+v", higher)
	}
	fallen, _ := p.Assess(higher, spent(0), instant("2026-05-31 00:00"), "")
	if fallen.Code != "black" {
		t.Fatalf("its own keep period: %+v", fallen)
	}
	if still, _ := p.Assess(s, spent(0), end-1, ""); still.Code != "gold" {
		t.Errorf("before the end: %+v", still)
	}
	over, changes := p.Assess(s, spent(0), end, "day")
	wantMoves(t, changes, program.TierGivenEnded)
	if over.Code != "base" || over.Manual != "" || over.Since != end || over.DueAt() != calendar.Never {
		t.Errorf("after the end: %+v", over)
	}
	earned, changes := p.Assess(s, spent(5000), end, "day")
	wantMoves(t, changes, program.TierGivenEnded, program.TierUpgraded)
	if earned.Code != "gold" || earned.Merit != "gold" {
		t.Errorf("earned meanwhile: %+v", earned)
	}
	taken, changes := p.Unassign(s, at)
	wantMoves(t, changes, program.TierGivenEnded)
	if taken.Code != "base" {
		t.Errorf("%+v", taken)
	}
}

func TestAssignRefuses(t *testing.T) {
	p := compile(t, stepTiers("", 0))
	at := instant("2026-03-01 15:00")
	gold, _ := p.Assess(p.Start(at), spent(5000), at, "")
	for name, c := range map[string]struct {
		code  string
		until calendar.Instant
		want  fault.Code
	}{
		"unknown":    {"platinum", at + 1, program.ErrTierUnknown},
		"lower":      {"silver", at + 1, program.ErrTierNotHigher},
		"the same":   {"gold", at + 1, program.ErrTierNotHigher},
		"past end":   {"black", at, program.ErrTierEnd},
		"no end":     {"black", calendar.Never, program.ErrTierEnd},
		"by hand ok": {"friend", at + 1, fault.Code{}},
	} {
		s, _, err := p.Assign(gold, c.code, c.until, at)
		switch {
		case c.want.Code == "" && (err != nil || s.Code != c.code):
			t.Errorf("%s: %v", name, err)
		case c.want.Code != "" && (!fault.Has(err, c.want) || s != gold):
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTierLeavesTheProgramme(t *testing.T) {
	old, at := compile(t, stepTiers("", 0)), instant("2026-03-01 15:00")
	s, _ := old.Assess(old.Start(at), spent(9000), at, "")
	p := compile(t, tiers(program.Tier{Code: "silver", When: "spend(365) >= 1000"}))
	s, changes := p.Assess(s, spent(9000), at, "published")
	wantMoves(t, changes, program.TierReplaced)
	if s.Code != "silver" || changes[0].From != "black" {
		t.Errorf("%+v", s)
	}
}

// Recharged money that is spent never counts twice where a condition counts both.
func TestRechargeCountsOnce(t *testing.T) {
	p := compile(t, tiers(program.Tier{Code: "gold", When: "spend(365) + recharge(365) >= 1000"}))
	at := instant("2026-03-01 15:00")
	facts := windows{"spend:365": 600, "recharge:365": 600, "principal:365": 500}
	if s, _ := p.Assess(p.Start(at), facts, at, ""); s.Code != "base" {
		t.Errorf("600 recharged of which 500 spent, and 100 in money, made %s", s.Code)
	}
	facts["principal:365"] = 200
	if s, _ := p.Assess(p.Start(at), facts, at, ""); s.Code != "gold" {
		t.Errorf("made %s", s.Code)
	}
	needs := p.Needs().Tiers.Windows
	if len(needs) != 3 || p.Needs().Days != 365 {
		t.Errorf("needs %v", needs)
	}
}

func TestUpheld(t *testing.T) {
	p := compile(t, stepTiers("", 0))
	at := instant("2026-03-01 15:00")
	_, changes := p.Assess(p.Start(at), spent(5000), at, "order")
	if !p.Upheld(changes[0], spent(5000)) || p.Upheld(changes[0], spent(4999)) {
		t.Error("the upgrade is not asked at its threshold")
	}
}

func TestMissing(t *testing.T) {
	p := compile(t, stepTiers("", 0))
	at := instant("2026-03-01 15:00")
	s, _ := p.Assess(p.Start(at), spent(1200), at, "")
	next := p.Missing(s, spent(1200))
	if next.Tier != "gold" || next.Holds || len(next.Clauses) != 1 || next.Clauses[0].Holds {
		t.Fatalf("%+v", next)
	}
	if have, want := next.Clauses[0].Have, next.Clauses[0].Want; have != int64(1200) || want != int64(5000) {
		t.Errorf("have %v, want %v", have, want)
	}
	keep := p.Keeping(s, spent(1200))
	if keep.Tier != "silver" || !keep.Holds || keep.By != s.KeepUntil {
		t.Errorf("%+v", keep)
	}
	top, _ := p.Assess(s, spent(9000), at, "")
	if over := p.Missing(top, spent(9000)); over.Tier != "" || !over.Holds {
		t.Errorf("above the highest: %+v", over)
	}
}

func TestEntry(t *testing.T) {
	for kind, want := range map[program.EntryKind]bool{"": true, program.EntryApproval: false, program.EntryBought: false, program.EntryInvitation: false} {
		doc := plain()
		doc.Entry.Kind = kind
		if compile(t, doc).Admits(nil) != want {
			t.Errorf("%q", kind)
		}
	}
	doc := plain()
	doc.Entry = program.Entry{Kind: program.EntryCondition, When: "spend(365) >= 2500000"}
	p := compile(t, doc)
	if p.Admits(spent(2_499_999)) || !p.Admits(spent(2_500_000)) || p.Admits(nil) {
		t.Error("entry at the threshold")
	}
}
