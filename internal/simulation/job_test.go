package simulation_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"regulars/internal/dossier"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/job"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/simulation"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/worldtest"
)

func runner(w *worldtest.World) *job.Runner {
	return &job.Runner{
		DB: w.DB, Kinds: map[string]job.Handler{simulation.JobKind: simulation.Handler},
		Scope: func(context.Context, int64) (store.Scope, error) { return w.Scope, nil },
	}
}

// start orders a simulation of the document over everything up to now.
func start(w *worldtest.World, doc program.Document) (id int64, err error) {
	w.Wait(time.Second) // a window is half open: what happens now is not in it
	err = w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) (err error) {
		id, err = simulation.Start(w.Ctx, tx, simulation.StartIn{Which: simulation.Draft, Document: doc, From: 1})
		return err
	})
	return id, err
}

func get(w *worldtest.World, id int64) (s *simulation.Simulation) {
	w.Helper()
	w.View(func(tx *store.Tx) (err error) {
		s, err = simulation.Get(w.Ctx, tx, id)
		return err
	})
	return s
}

// generous gives twice the points.
func generous(w *worldtest.World) program.Document {
	doc := inForce(w)
	doc.Earning[0].Points = 2
	return doc
}

func digest(w *worldtest.World, doc program.Document) string {
	w.Helper()
	text, err := edition.Digest(doc)
	if err != nil {
		w.Fatal(err)
	}
	return text
}

// Invariants 2 to 5: a run leaves its report and nothing else; what it says of persons goes with them.
func TestRun(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		a, b := w.Join(), w.Join()
		w.Buy(w.In(a, worldtest.Line("s", 2, 40_000)))
		w.Buy(w.In(b, worldtest.Line("s", 1, 10_000)))
		doc := generous(w)
		check := func() error {
			return w.DB.View(w.Ctx, w.Scope, func(tx *store.Tx) error { return simulation.Check(w.Ctx, tx, digest(w, doc)) })
		}
		if err := check(); !fault.Has(err, simulation.ErrNeeded) {
			w.Errorf("never simulated: %v", err)
		}
		before := w.Standing(a) + w.Standing(b)
		id, err := start(w, doc)
		if err != nil {
			w.Fatal(err)
		}
		if _, err := start(w, doc); !fault.Has(err, simulation.ErrRunning) {
			w.Errorf("two at a time: %v", err)
		}
		if s := get(w, id); s.State != job.Waiting || s.Report != nil {
			w.Errorf("%+v", s)
		}
		if worked, err := runner(w).Step(w.Ctx); !worked || err != nil {
			w.Fatal(worked, err)
		}
		s := get(w, id)
		if s.State != job.Done || s.Report == nil || s.Done != 2 || s.Total != 2 || s.FinishedAt == 0 {
			w.Fatalf("%+v", s)
		}
		r := s.Report
		if r.Was.PointsGiven != 500 || r.Would.PointsGiven != 1000 || r.Gaining != 2 || r.GainMinor != 500 || r.Was.CostMinor != 500 || r.Would.CostMinor != 1000 {
			w.Errorf("%+v", r)
		}
		if r.Would.PointsOwed != 1000 || r.Would.OwedMinor != 1000 || r.Was.PointsOwed != 500 {
			w.Errorf("owed: %+v %+v", r.Was, r.Would)
		}
		var winners, losers []simulation.Mover
		w.View(func(tx *store.Tx) (err error) {
			winners, losers, err = simulation.Movers(w.Ctx, tx, id)
			return err
		})
		if len(winners) != 2 || len(losers) != 0 || winners[0].MemberID != a || winners[0].DeltaMinor != 400 || winners[0].SpendMinor != 40_000 {
			w.Errorf("%+v %+v", winners, losers)
		}
		if after := w.Standing(a) + w.Standing(b); after != before {
			w.Errorf("a simulation changed members:\n%s\n%s", before, after)
		}
		if err := check(); err != nil {
			w.Errorf("simulated: %v", err)
		}
		doc.Earning[0].Points = 3
		if err := check(); !fault.Has(err, simulation.ErrNeeded) {
			w.Errorf("changed since: %v", err)
		}
		doc.Earning[0].Points = 2
		w.Days(simulation.FreshDays)
		if err := check(); !fault.Has(err, simulation.ErrNeeded) {
			w.Errorf("long ago: %v", err)
		}
		w.Tx(func(tx *store.Tx) error { return dossier.Erase(w.Ctx, tx, a, "asked") })
		w.View(func(tx *store.Tx) (err error) {
			winners, _, err = simulation.Movers(w.Ctx, tx, id)
			return err
		})
		if len(winners) != 1 || winners[0].MemberID != b {
			w.Errorf("after an erasure: %+v", winners)
		}
		w.Sound()
	})
}

func TestRefusals(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		doc := inForce(w)
		for name, in := range map[string]simulation.StartIn{
			"no window":     {Document: doc, From: w.Now()},
			"in the future": {Document: doc, From: 1, Until: w.Now() + 1},
			"turned round":  {Document: doc, From: 20, Until: 10},
		} {
			err := w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error {
				in.Which = simulation.Draft
				_, err := simulation.Start(w.Ctx, tx, in)
				return err
			})
			if !fault.Has(err, simulation.ErrWindow) {
				w.Errorf("%s: %v", name, err)
			}
		}
		wrong := inForce(w)
		wrong.Tiers[1].When = "nonsense > 1"
		if _, err := start(w, wrong); fault.As(err) == nil {
			w.Errorf("a wrong document: %v", err)
		}
		// A merchant without members or orders has a report all the same.
		id, err := start(w, doc)
		if err != nil {
			w.Fatal(err)
		}
		if _, err := runner(w).Step(w.Ctx); err != nil {
			w.Fatal(err)
		}
		if s := get(w, id); s.State != job.Done || s.Report.Orders != 0 || s.Report.Members != 0 {
			w.Errorf("%+v", s)
		}
		err = w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error { return simulation.Cancel(w.Ctx, tx, id) })
		if !fault.Has(err, job.ErrFinished) {
			w.Errorf("cancelled at the end: %v", err)
		}
		// Another merchant sees nothing of it.
		other := worldtest.New(w, w.DB, nil)
		err = other.DB.View(w.Ctx, other.Scope, func(tx *store.Tx) error {
			_, err := simulation.Get(w.Ctx, tx, id)
			return err
		})
		if !fault.Has(err, simulation.ErrUnknown) {
			w.Errorf("another merchant's: %v", err)
		}
		waiting, err := start(w, doc)
		if err != nil {
			w.Fatal(err)
		}
		w.Tx(func(tx *store.Tx) error { return simulation.Cancel(w.Ctx, tx, waiting) })
		if s := get(w, waiting); s.State != job.Cancelled {
			w.Errorf("%+v", s)
		}
		if _, err := start(w, doc); err != nil {
			w.Errorf("after a cancellation: %v", err)
		}
	})
}

// A replay that is told to stop stops, and leaves no report.
func TestCancelled(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		a := w.Join()
		w.Buy(w.In(a, worldtest.Line("s", 1, 10_000)))
		w.Wait(time.Second)
		_, err := simulation.Play(w.Ctx, w.DB, w.Scope, simulation.Ask{Document: inForce(w), Tell: func(int64, int64) error { return job.ErrCancelled }})
		if !errors.Is(err, job.ErrCancelled) {
			w.Errorf("%v", err)
		}
	})
}

// Only the newest runs are kept.
func TestRetention(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := worldtest.New(t, db, nil)
		doc := inForce(w)
		for range simulation.KeptRuns + 3 {
			id, err := start(w, doc)
			if err != nil {
				t.Fatal(err)
			}
			w.Tx(func(tx *store.Tx) error { return simulation.Cancel(w.Ctx, tx, id) })
			w.Wait(1e9)
		}
		w.View(func(tx *store.Tx) error {
			list, err := simulation.List(w.Ctx, tx, 0, 200)
			if len(list) != simulation.KeptRuns {
				t.Errorf("%d runs are kept", len(list))
			}
			return err
		})
	}, cache())
}

// Orders that stated their own prices get the draft's discounts only where that is asked for.
func TestReprice(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		a := w.Join()
		in := w.In(a, worldtest.Line("s", 1, 10_000))
		in.Ask.Pricing = program.PriceAsPaid
		w.Buy(in)
		doc := inForce(w)
		programmes["discounts"](&doc)
		doc.Benefits[0].Tiers = nil // 5 % for everybody
		plain := play(w, doc).Report
		again := play(w, doc, func(a *simulation.Ask) { a.Reprice = true }).Report
		if plain.Would.DiscountMinor != 0 || plain.Would.SalesMinor != 10_000 {
			w.Errorf("as paid: %+v", plain.Would)
		}
		if again.Would.DiscountMinor != 500 || again.Would.SalesMinor != 9_500 || again.Would.CostMinor != 500+95 {
			w.Errorf("priced again: %+v", again.Would)
		}
		if len(again.Rules) == 0 || again.Rules[0].Kind != "points" {
			w.Errorf("%+v", again.Rules)
		}
		if _, known := play(w, doc).State(a + 1); known {
			w.Error("an unknown member is known")
		}
	})
}

// The draft is published as the settings ask for it, whoever asks: simulated as it stands, and agreed to.
func TestPublish(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		doc := generous(w)
		publish := func(agreed bool) error {
			return w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error {
				draft, err := edition.GetDraft(w.Ctx, tx)
				if err != nil {
					return err
				}
				if draft, err = edition.SaveDraft(w.Ctx, tx, draft.Version, doc); err != nil {
					return err
				}
				_, err = simulation.Publish(w.Ctx, tx, edition.PublishIn{Match: draft.Version, Note: program.Text{En: "More."}}, agreed)
				return err
			})
		}
		ask := func(simulated, second bool) {
			w.Tx(func(tx *store.Tx) error {
				s, version, err := org.GetSettings(w.Ctx, tx)
				if err != nil {
					return err
				}
				s.ProgramNeedsSimulation, s.ProgramNeedsSecond = simulated, second
				_, err = org.SaveSettings(w.Ctx, tx, version, s)
				return err
			})
		}
		ask(true, true)
		if err := publish(true); !fault.Has(err, simulation.ErrNeeded) {
			w.Errorf("never simulated: %v", err)
		}
		if _, err := start(w, doc); err != nil {
			w.Fatal(err)
		}
		if _, err := runner(w).Step(w.Ctx); err != nil {
			w.Fatal(err)
		}
		if err := publish(false); !fault.Has(err, simulation.ErrSecond) {
			w.Errorf("nobody agreed: %v", err)
		}
		if err := publish(true); err != nil {
			w.Errorf("agreed: %v", err)
		}
		ask(false, false)
		doc.Earning[0].Points = 3
		if err := publish(false); err != nil {
			w.Errorf("nothing is asked for: %v", err)
		}
	})
}
