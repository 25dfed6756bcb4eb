package simulation_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/importer"
	"regulars/internal/ledger"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/segment"
	"regulars/internal/simulation"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/worldtest"
)

// play replays everything up to now through a document.
func play(w *worldtest.World, doc program.Document, change ...func(*simulation.Ask)) *simulation.Found {
	w.Helper()
	w.Wait(time.Second) // a window is half open: what happens now is not in it
	ask := simulation.Ask{Document: doc}
	for _, fn := range change {
		fn(&ask)
	}
	found, err := simulation.Play(w.Ctx, w.DB, w.Scope, ask)
	if err != nil {
		w.Fatal(err)
	}
	return found
}

// inForce is the document in force now.
func inForce(w *worldtest.World) (doc program.Document) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		ed, err := edition.At(w.Ctx, tx, tx.Now())
		if err == nil {
			doc = *ed.Document()
		}
		return err
	})
	text, err := doc.YAML() // a copy of its own: the one in force is shared
	if err == nil {
		doc, err = program.Parse(text)
	}
	if err != nil {
		w.Fatal(err)
	}
	return doc
}

// same holds the end of a replay against what everybody really holds, member by member.
func same(w *worldtest.World, found *simulation.Found) (members int) {
	w.Helper()
	var ids []int64
	w.View(func(tx *store.Tx) error {
		return tx.Query(w.Ctx, `SELECT id FROM member WHERE merchant_id = $1 AND alias_of = 0 AND status <> 'erased' ORDER BY id`, func(r store.Row) error {
			var id int64
			err := r.Scan(&id)
			ids = append(ids, id)
			return err
		}, tx.MerchantID())
	})
	wrong := 0
	for from := 0; from < len(ids); from += 500 {
		part := ids[from:min(from+500, len(ids))]
		w.View(func(tx *store.Tx) error {
			until := found.Report.Until - 1
			bk, err := reward.Open(w.Ctx, tx, reward.Need{Members: part, From: calendar.Instant(0), Until: until, AllDays: true})
			if err != nil {
				return err
			}
			for _, id := range part {
				bk.CatchUp(id, until)
				points := bk.Ledger.Balance(id, ledger.Points)
				growth := bk.Ledger.Balance(id, ledger.Growth)
				s, _ := found.State(id)
				if s.Points != points.Net() || s.Waiting != points.Pending || s.Debt != points.Debt || s.Growth != growth.Net() || s.Tier != bk.TierOf(id) {
					if wrong++; wrong <= 5 {
						w.Errorf("member %d: replayed %+v, holds %+v, growth %+v, tier %s", id, s, points, growth, bk.TierOf(id))
					}
				}
			}
			return nil
		})
	}
	if wrong > 5 {
		w.Errorf("%d members differ in all", wrong)
	}
	return len(ids)
}

// equal holds both sides of a report against each other.
func equal(w *worldtest.World, r *simulation.Report) {
	w.Helper()
	was, would := r.Was, r.Would
	if was != would {
		w.Errorf("was   %+v\nwould %+v", was, would)
	}
	for _, x := range r.Rules {
		if x.Was != x.Would {
			w.Errorf("rule %+v", x)
		}
	}
	for _, x := range r.Months {
		if x.Was != x.Would || x.WasMinor != x.WouldMinor {
			w.Errorf("month %+v", x)
		}
	}
	for _, x := range r.Categories {
		if x.Was != x.Would {
			w.Errorf("category %+v", x)
		}
	}
	for _, x := range r.Moves {
		if x.From != x.To {
			w.Errorf("move %+v", x)
		}
	}
	if r.Gaining+r.Losing != 0 || r.Skipped != 0 {
		w.Errorf("%d gain, %d lose, %d skipped", r.Gaining, r.Losing, r.Skipped)
	}
}

// The main job on real input: the published programme, unchanged, gives exactly what the import gave, member by member.
func TestOnlineRetailUnchanged(t *testing.T) {
	folder := os.Getenv("REGULARS_TEST_DATA")
	path := filepath.Join(folder, "online_retail", "online_retail.csv.gz")
	if _, err := os.Stat(path); folder == "" || err != nil {
		t.Skip("REGULARS_TEST_DATA names no folder with online_retail/online_retail.csv.gz: the real file is not tried")
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := worldtest.New(t, db, nil)
		zone, err := time.LoadLocation("Europe/London")
		if err != nil {
			t.Fatal(err)
		}
		w.Scope.Merchant.Currency, w.Scope.Merchant.Zone = "GBP", zone
		source, err := importer.File(path)
		if err != nil {
			t.Fatal(err)
		}
		mapping, err := importer.Preset("online-retail")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := importer.Import(w.Ctx, db, w.Scope, importer.In{Source: source, Mapping: mapping}); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		until := func(a *simulation.Ask) { a.Until = calendar.Of(time.Date(2011, 12, 10, 0, 0, 0, 0, zone)) } // what fell due since is not yet posted
		found := play(w, inForce(w), until)
		t.Logf("%d orders of %d members played in %s: %+v", found.Report.Played, found.Report.Members, time.Since(began), found.Report.Was)
		if n := same(w, found); n != 4_372 || found.Report.Played < 18_000 {
			t.Errorf("%d members, %d orders", n, found.Report.Played)
		}
		equal(w, &found.Report)
		half := play(w, inForce(w), until, func(a *simulation.Ask) { a.From = calendar.Of(time.Date(2011, 6, 1, 0, 0, 0, 0, zone)) })
		equal(w, &half.Report)
		if half.Report.Orders == 0 || half.Report.Orders >= found.Report.Orders || half.Report.Played != found.Report.Played {
			t.Errorf("half of it: %d of %d orders", half.Report.Orders, found.Report.Orders)
		}
	}, edition.NewCache(segment.Catalogue))
}

// cache compiles programmes for tests that open their database themselves.
func cache() *edition.Cache { return edition.NewCache(segment.Catalogue) }
