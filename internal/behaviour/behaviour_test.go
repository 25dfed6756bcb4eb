package behaviour_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"regulars/internal/behaviour"
	"regulars/internal/calendar"
	"regulars/internal/dossier"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/member/story"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/program/act"
	"regulars/internal/reward"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

var ctx = context.Background()

// promised pays twenty points for a visit of five minutes at least, forty a day and a hundred a week; growth for reviews; fifty points once
// for a profile with a birthday.
func promised(d *program.Document) {
	name := program.Text{Zh: "行为", En: "Act"}
	d.Events = []act.EventKind{
		{Code: "visit", Name: program.Text{Zh: "到店", En: "Visit"}, Fields: []act.EventField{{Code: "minutes", Name: name, Type: act.Int}, {Code: "store", Name: name, Type: act.Text}}},
		{Code: "review", Name: program.Text{Zh: "评价", En: "Review"}},
	}
	d.Earning = append(d.Earning,
		program.Rule{Code: "visit", Name: name, Asset: program.AssetPoints, Kind: program.PerEvent, Event: "visit", Points: 20, When: "event.visit.minutes >= 5",
			Caps: []program.RuleCap{{Per: program.PerDay, Amount: 40}, {Per: program.PerWeek, Amount: 100}}},
		program.Rule{Code: "review", Name: name, Asset: program.AssetGrowth, Kind: program.PerEvent, Event: "review", Points: 300},
		program.Rule{Code: "joined", Name: name, Asset: program.AssetPoints, Kind: program.PerEvent, Event: act.Joined, Points: 30},
		program.Rule{Code: "profile", Name: name, Asset: program.AssetPoints, Kind: program.PerEvent, Event: act.Profile, Points: 50, When: "gender == 'female'",
			Caps: []program.RuleCap{{Per: program.PerEver, Amount: 50}}},
	)
}

// told tells a fact and answers its id.
func told(w *worldtest.World, id int64, kind string, at calendar.Instant, minutes int) (fact int64) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		in := story.FactIn{EventID: fmt.Sprint("e", w.Next()), MemberID: id, Type: kind, At: at, Data: map[string]any{"minutes": minutes}}
		out, err := story.RecordFacts(ctx, tx, []story.FactIn{in})
		if err == nil && out[0].Err != nil {
			err = out[0].Err
		}
		fact = out[0].ID
		return err
	})
	return fact
}

func carry(w *worldtest.World) {
	w.Helper()
	w.Drain(behaviour.Consumer())
}

func withdraw(w *worldtest.World, fact int64) error {
	return w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error {
		_, err := behaviour.Withdraw(ctx, tx, fact, "never happened")
		return err
	})
}

func steps(w *worldtest.World, fact int64) (out []program.StepKind) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		list, err := behaviour.Of(ctx, tx, []string{story.Root(fact)})
		for _, o := range list {
			for _, s := range o.Trace {
				out = append(out, s.Kind)
			}
		}
		return err
	})
	return out
}

// wants checks what a member has.
func wants(w *worldtest.World, when string, id, points int64) {
	w.Helper()
	if got := w.Points(id).Net(); got != points {
		w.Errorf("%s: %d points, want %d", when, got, points)
	}
}

// Invariants 1 and 3: by the rule, within its caps of the day and of the week that the act lies in, once.
func TestActsEarnWithinCaps(t *testing.T) {
	worldtest.Each(t, promised, func(w *worldtest.World) {
		id := w.Join()
		carry(w)
		wants(w, "joined", id, 30)
		told(w, id, "visit", 0, 5)
		told(w, id, "visit", 0, 60)
		third := told(w, id, "visit", 0, 60)
		short := told(w, id, "visit", 0, 4)
		told(w, id, "look", 0, 60)
		carry(w)
		wants(w, "a day of visits", id, 70)
		if got := steps(w, third); !slices.Equal(got, []program.StepKind{program.StepRule, program.StepCapped}) {
			w.Errorf("the third: %v", got)
		}
		if got := steps(w, short); !slices.Equal(got, []program.StepKind{program.StepUnmet}) {
			w.Errorf("the short one: %v", got)
		}
		monday := w.Now().Day(w.Scope.Merchant.Zone).Monday()
		for day := range 7 { // the week has room for sixty more
			at := (monday + calendar.Day(day)).Start(w.Scope.Merchant.Zone).Add(10 * time.Hour)
			if at > w.Now() {
				w.Wait(time.Duration(at-w.Now()) * time.Microsecond)
			}
			told(w, id, "visit", at, 60)
			told(w, id, "visit", at, 60)
		}
		carry(w)
		wants(w, "a week of visits", id, 130)
		w.Days(7)
		told(w, id, "visit", 0, 60)
		carry(w)
		wants(w, "the week after", id, 150)
		told(w, id, "review", 0, 0)
		carry(w)
		if g := w.Holds(id, ledger.Growth).Net(); g != 300 {
			w.Errorf("growth %d", g)
		}
		w.Sound()
	})
}

// The same delivery twice, and two deliveries at once, give once.
func TestActsAreTakenOnce(t *testing.T) {
	worldtest.Each(t, promised, func(w *worldtest.World) {
		id := w.Join()
		w.Drain()
		fact := told(w, id, "visit", 0, 9)
		e := event.Event{ID: 7, Kind: member.EventFact, MemberID: id, Subject: fact, At: w.Now(), Data: map[string]any{"type": "visit"}}
		take := func() error {
			return w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error { return behaviour.Take(ctx, tx, []event.Event{e, e}) })
		}
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() { _ = take() }) // one of them may be told that the other was first: the relay tries again
		}
		both.Wait()
		if err := take(); err != nil {
			w.Error(err)
		}
		wants(w, "taken thrice", id, 20)
		w.Sound()
	})
}

// Invariant 1: the version that was in force when it happened.
func TestVersionOfTheAct(t *testing.T) {
	worldtest.Each(t, promised, func(w *worldtest.World) {
		id := w.Join()
		carry(w)
		w.Days(1)
		before := w.Now()
		w.Wait(time.Hour)
		w.Publish(func(d *program.Document) { d.Earning[3].Points, d.Earning[3].Caps = 33, nil })
		w.Wait(time.Hour)
		told(w, id, "visit", before, 9)
		told(w, id, "visit", 0, 9)
		carry(w)
		wants(w, "one by each version", id, 30+20+33)
		w.Sound()
	})
}

// Who fills in what is asked gets it once, whenever; who is no member gets nothing.
func TestWhatTheProductKnows(t *testing.T) {
	worldtest.Each(t, promised, func(w *worldtest.World) {
		change := func(id int64, gender string) {
			w.Tx(func(tx *store.Tx) error {
				_, err := member.Update(ctx, tx, member.UpdateIn{ID: id, Patch: member.Patch{Gender: &gender}})
				return err
			})
		}
		whole := w.Enrol(member.EnrolIn{Identities: member.Identities{Phone: worldtest.Phone(w.Next())}, Gender: "female"})
		later := w.Join()
		stranger := w.Enrol(member.EnrolIn{Identities: member.Identities{Phone: worldtest.Phone(w.Next())}, Gender: "female", Customer: true})
		carry(w)
		wants(w, "whole at once", whole, 80)
		wants(w, "not yet", later, 30)
		wants(w, "a customer", stranger, 0)
		for _, gender := range []string{"male", "female", "other", "female"} {
			change(later, gender)
			change(whole, gender)
			carry(w)
		}
		wants(w, "once", whole, 80)
		wants(w, "once, later", later, 80)
		w.Tx(func(tx *store.Tx) error {
			_, err := member.Admit(ctx, tx, []int64{stranger}, tx.Now())
			return err
		})
		carry(w)
		wants(w, "admitted", stranger, 80)
		w.Sound()
	})
}

// Invariant 6, also where the points are spent, where the tier rested on it, and where nothing was decided yet.
func TestWithdraw(t *testing.T) {
	worldtest.Each(t, func(d *program.Document) {
		promised(d)
		d.Tiers[1].When = "growth(365) >= 300"
	}, func(w *worldtest.World) {
		id := w.Join()
		first, second := told(w, id, "visit", 0, 9), told(w, id, "visit", 0, 9)
		capped := told(w, id, "visit", 0, 9)
		review := told(w, id, "review", 0, 0)
		carry(w)
		wants(w, "told", id, 70)
		if w.Tier(id) != "silver" {
			w.Errorf("tier %s", w.Tier(id))
		}
		if err := withdraw(w, first); err != nil {
			w.Fatal(err)
		}
		wants(w, "one taken back", id, 50)
		if err := withdraw(w, first); !fault.Has(err, story.ErrWithdrawn) {
			w.Errorf("twice: %v", err)
		}
		if err := withdraw(w, 5); !fault.Has(err, story.ErrFact) {
			w.Errorf("none: %v", err)
		}
		carry(w)
		told(w, id, "visit", 0, 9)
		carry(w)
		wants(w, "its room came back", id, 70)
		for _, fact := range []int64{review, second, capped} {
			if err := withdraw(w, fact); err != nil {
				w.Fatal(err)
			}
		}
		if w.Tier(id) != "base" {
			w.Errorf("tier %s", w.Tier(id))
		}
		early := told(w, id, "visit", 0, 9)
		if err := withdraw(w, early); err != nil {
			w.Fatal(err)
		}
		carry(w)
		wants(w, "withdrawn before it was decided", id, 50)
		w.Sound()
	})
}

// What was spent by then is owed; a grant taken back by hand gives its room back, too.
func TestTakenBackIsOwed(t *testing.T) {
	worldtest.Each(t, promised, func(w *worldtest.World) {
		id := w.Join()
		fact := told(w, id, "visit", 0, 9)
		carry(w)
		w.Tx(func(tx *store.Tx) error {
			_, err := reward.Adjust(ctx, tx, reward.AdjustIn{MemberID: id, Asset: ledger.Points, Amount: -50, Reason: "spent", Limit: 50})
			return err
		})
		if err := withdraw(w, fact); err != nil {
			w.Fatal(err)
		}
		if b := w.Points(id); b.Available != 0 || b.Debt != 20 {
			w.Errorf("%+v", b)
		}
		told(w, id, "visit", 0, 9)
		carry(w)
		w.Tx(func(tx *store.Tx) error {
			list, err := reward.ListGrants(ctx, tx, id, 0, 1)
			if err == nil {
				_, err = reward.Revoke(ctx, tx, list[0].ID)
			}
			return err
		})
		told(w, id, "visit", 0, 9)
		told(w, id, "visit", 0, 9)
		carry(w)
		wants(w, "forty for the day", id, -20+40)
		w.Sound()
	})
}

// Invariant 4, at the limit itself; a late act counts for its own day.
func TestLateActs(t *testing.T) {
	worldtest.Each(t, promised, func(w *worldtest.World) {
		id := w.Join()
		w.Days(60)
		carry(w)
		day := w.Now().Day(w.Scope.Merchant.Zone)
		limit := (day - 30).Start(w.Scope.Merchant.Zone)
		before := w.Points(id).Net()
		old := told(w, id, "visit", limit-1, 9)
		for range 3 {
			told(w, id, "visit", limit, 9)
		}
		told(w, id, "visit", 0, 9)
		carry(w)
		wants(w, "forty for the last day, twenty for today", id, before+60)
		if got := steps(w, old); !slices.Equal(got, []program.StepKind{program.StepLate}) {
			w.Errorf("too old: %v", got)
		}
		w.Sound()
	})
}

// What the product knows by itself is told as it happens, however late it is taken; who is enrolled as of a day long gone by is told of late.
func TestTakenAfterMidnight(t *testing.T) {
	worldtest.Each(t, promised, func(w *worldtest.World) {
		w.Tx(func(tx *store.Tx) error {
			settings, version, err := org.GetSettings(ctx, tx)
			if err == nil {
				settings.OrderMaxAgeDays = 0
				_, err = org.SaveSettings(ctx, tx, version, settings)
			}
			return err
		})
		tomorrow := (w.Now().Day(w.Scope.Merchant.Zone) + 1).Start(w.Scope.Merchant.Zone)
		w.Wait(time.Duration(tomorrow-w.Now()-1) * time.Microsecond)
		joined := w.Join()
		changed := w.Enrol(member.EnrolIn{Identities: member.Identities{Phone: worldtest.Phone(w.Next())}, JoinedAt: tomorrow.Add(-48 * time.Hour)})
		w.Tx(func(tx *store.Tx) error {
			gender := "female"
			_, err := member.Update(ctx, tx, member.UpdateIn{ID: changed, Patch: member.Patch{Gender: &gender}})
			return err
		})
		w.Wait(time.Minute)
		carry(w)
		wants(w, "joined before midnight", joined, 30)
		wants(w, "joined the day before, the profile filled in before midnight", changed, 50)
		w.Sound()
	})
}

// Invariant 6: of who was erased nothing is withdrawn, so that nothing is kept of it and nothing stands for what is gone.
func TestWithdrawOfTheErased(t *testing.T) {
	worldtest.Each(t, promised, func(w *worldtest.World) {
		id := w.Join()
		fact := told(w, id, "visit", 0, 9)
		carry(w)
		w.Tx(func(tx *store.Tx) error { return dossier.Erase(ctx, tx, id, "asked for") })
		if err := withdraw(w, fact); !fault.Has(err, member.ErrUnknown) {
			w.Error(err)
		}
		w.Sound()
	})
}

// However a withdrawal, the decision and a merge meet, nothing stands for what never happened.
func TestWithdrawalMeetsAMerge(t *testing.T) {
	worldtest.Each(t, promised, func(w *worldtest.World) {
		for range 10 {
			ada, bob := w.Join(), w.Join()
			carry(w)
			fact := told(w, bob, "visit", 0, 9)
			e := event.Event{ID: int64(w.Next()), Kind: member.EventFact, MemberID: bob, Subject: fact, At: w.Now(), Data: map[string]any{"type": "visit"}}
			var all sync.WaitGroup
			for _, do := range []func(tx *store.Tx) error{
				func(tx *store.Tx) error { _, err := dossier.Merge(ctx, tx, bob, ada); return err },
				func(tx *store.Tx) error { return behaviour.Take(ctx, tx, []event.Event{e}) },
				func(tx *store.Tx) error { _, err := behaviour.Withdraw(ctx, tx, fact, "never happened"); return err },
			} {
				all.Go(func() {
					if err := w.DB.Tx(ctx, w.Scope, do); err != nil {
						w.Error(err)
					}
				})
			}
			all.Wait()
			carry(w)
			wants(w, "together", ada, 60)
		}
		w.Sound()
	})
}

// A profile changes again and again: only what it earned is kept.
func TestProfilesThatEarnNothingAreNotKept(t *testing.T) {
	worldtest.Each(t, promised, func(w *worldtest.World) {
		id := w.Join()
		for _, gender := range []string{"male", "female", "other", "female"} {
			w.Tx(func(tx *store.Tx) error {
				_, err := member.Update(ctx, tx, member.UpdateIn{ID: id, Patch: member.Patch{Gender: &gender}})
				return err
			})
		}
		carry(w)
		w.View(func(tx *store.Tx) error {
			list, err := behaviour.Export(ctx, tx, []int64{id})
			if len(list) != 2 || list[0].Kind != act.Joined || list[1].Kind != act.Profile {
				w.Errorf("%+v", list)
			}
			return err
		})
		w.Sound()
	})
}

// Points wait for their days; those that wait for an order's way have no way to wait for.
func TestPendingActs(t *testing.T) {
	for _, pending := range []program.Pending{{Kind: program.PendingDays, Days: 7}, {Kind: program.PendingFulfilment, Status: "completed", Days: 7}} {
		worldtest.Each(t, func(d *program.Document) {
			promised(d)
			d.Points.Pending = pending
		}, func(w *worldtest.World) {
			id := w.Join()
			told(w, id, "visit", 0, 9)
			carry(w)
			if b := w.Points(id); b.Pending != 50 || b.Available != 0 {
				w.Errorf("%s: %+v", pending.Kind, b)
			}
			w.Days(8)
			told(w, id, "look", 0, 9)
			told(w, id, "review", 0, 9)
			carry(w)
			if b := w.Points(id); b.Pending != 0 || b.Available != 50 {
				w.Errorf("%s, a week later: %+v", pending.Kind, b)
			}
			w.Sound()
		})
	}
}

// Records that are merged share the room of caps, and part with what each was given.
func TestMergedActs(t *testing.T) {
	worldtest.Each(t, promised, func(w *worldtest.World) {
		ada, bob := w.Join(), w.Join()
		told(w, ada, "visit", 0, 9)
		told(w, bob, "visit", 0, 9)
		carry(w)
		var merge int64
		w.Tx(func(tx *store.Tx) (err error) {
			merge, err = dossier.Merge(ctx, tx, bob, ada)
			return err
		})
		told(w, ada, "visit", 0, 9)
		fact := told(w, bob, "visit", 0, 9)
		carry(w)
		wants(w, "together", ada, 100)
		w.Sound()
		w.Tx(func(tx *store.Tx) error { return dossier.Undo(ctx, tx, merge) })
		wants(w, "parted", bob, 50)
		if err := withdraw(w, fact); err != nil {
			w.Error(err)
		}
		w.Sound()
		w.Tx(func(tx *store.Tx) error { return dossier.Erase(ctx, tx, bob, "asked for") })
		w.Sound()
	})
}

// A budget of all members holds over a thousand acts at once, told in ten batches.
func TestManyActsAtOnce(t *testing.T) {
	worldtest.Each(t, func(d *program.Document) {
		promised(d)
		d.Earning[3].Caps = append(d.Earning[3].Caps, program.RuleCap{Per: program.PerMonth, Amount: 310, AllMembers: true})
		d.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerDay, Amount: 45}}
	}, func(w *worldtest.World) {
		var ids []int64
		for range 40 {
			ids = append(ids, w.Join())
		}
		for batch := range 10 {
			var in []story.FactIn
			for n := range 100 {
				in = append(in, story.FactIn{EventID: fmt.Sprint(batch, "/", n), MemberID: ids[n%len(ids)], Type: "visit", Data: map[string]any{"minutes": n + 5}})
			}
			w.Tx(func(tx *store.Tx) error {
				_, err := story.RecordFacts(ctx, tx, in)
				return err
			})
		}
		carry(w)
		var sum int64
		for _, id := range ids {
			has := w.Points(id).Net()
			if sum += has; has > 45 {
				w.Errorf("member %d has %d", id, has)
			}
		}
		if sum != 40*30+310 { // for joining, and the budget
			w.Errorf("%d points in all", sum)
		}
		w.Sound()
	})
}
