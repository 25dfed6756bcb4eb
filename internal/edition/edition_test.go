package edition_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// Invariant 2: by time alone, at exactly the instant; before the first one, the first.
func TestInForceByTime(t *testing.T) {
	each(t, func(w *world) {
		d := w.save(named("二"))
		if err := w.publish(edition.PublishIn{Match: d.Version, EffectiveAt: start(time.Hour), Note: note}); err != nil {
			w.t.Fatal(err)
		}
		for _, c := range []struct {
			at   calendar.Instant
			want int64
		}{
			{start(-10_000 * time.Hour), 1},
			{start(0), 1},
			{start(time.Hour) - 1, 1},
			{start(time.Hour), 2},
			{start(time.Hour) + 1, 2},
		} {
			if got, _ := w.at(c.at); got != c.want {
				w.t.Errorf("at %s version %d is in force, want %d", c.at, got, c.want)
			}
		}
		w.do(func(ctx context.Context, tx *store.Tx) error {
			table, err := edition.Load(ctx, tx)
			if err != nil {
				return err
			}
			all := table.Versions()
			if len(all) != 2 || all[0].Note != note || table.State(all[0], tx.Now()) != edition.Scheduled || table.State(all[1], tx.Now()) != edition.InForce {
				w.t.Errorf("%+v", all)
			}
			if next, ok := table.Next(tx.Now()); !ok || next.Number != 2 {
				w.t.Errorf("next is %+v", next)
			}
			return nil
		})
		storetest.Clock(w.db).Add(time.Hour)
		w.do(func(ctx context.Context, tx *store.Tx) error {
			table, err := edition.Load(ctx, tx)
			all := table.Versions()
			if table.State(all[0], tx.Now()) != edition.InForce || table.State(all[1], tx.Now()) != edition.Past {
				w.t.Errorf("an hour later: %+v", all)
			}
			return err
		})
	})
}

func TestDraft(t *testing.T) {
	each(t, func(w *world) {
		first := w.draft()
		if first.Version != 1 || len(first.Mistakes) != 0 {
			w.t.Fatalf("%+v", first)
		}
		w.save(named("二"))
		err := w.try(func(ctx context.Context, tx *store.Tx) error {
			_, err := edition.SaveDraft(ctx, tx, 1, named("三"))
			return err
		})
		if !fault.Has(err, org.ErrStale) {
			w.t.Errorf("saved over another's change: %v", err)
		}
		// A draft may be wrong; every mistake is told, and it cannot be published.
		wrong := named("四")
		wrong.Tiers[1].When = "spend(365 >= 1"
		wrong.Tiers[2].When = "nonsense > 1"
		wrong.Earning[0].PerMinor = -1
		d := w.save(wrong)
		fields := map[string]bool{}
		for _, m := range d.Mistakes {
			fields[m.Field] = true
		}
		if !fields["tiers[1].when"] || !fields["tiers[2].when"] || !fields["earning[0].per_minor"] {
			w.t.Errorf("mistakes: %v", d.Mistakes)
		}
		err = w.publish(edition.PublishIn{Match: d.Version})
		refused := fault.As(err)
		if refused == nil || len(refused.More) < 3 { // the note is missing too
			w.t.Errorf("published a wrong draft: %v", err)
		}
		if number, _ := w.at(start(time.Hour)); number != 1 {
			w.t.Errorf("version %d is in force", number)
		}
	})
}

func TestPublishRefuses(t *testing.T) {
	each(t, func(w *world) {
		unchanged := w.publish(edition.PublishIn{Match: 1, Note: note})
		if !fault.Has(unchanged, edition.ErrUnchanged) {
			w.t.Errorf("nothing new was published: %v", unchanged)
		}
		d := w.save(named("二"))
		for name, c := range map[string]struct {
			in   edition.PublishIn
			want fault.Code
		}{
			"another draft": {edition.PublishIn{Match: d.Version - 1, Note: note}, org.ErrStale},
			"no note":       {edition.PublishIn{Match: d.Version}, fault.ErrRequired},
			"blank note":    {edition.PublishIn{Match: d.Version, Note: program.Text{En: "  "}}, fault.ErrRequired},
			"long note":     {edition.PublishIn{Match: d.Version, Note: program.Text{En: strings.Repeat("x", 501)}}, fault.ErrTooLong},
			"in the past":   {edition.PublishIn{Match: d.Version, Note: note, EffectiveAt: start(-time.Microsecond)}, edition.ErrEffectivePast},
			"never":         {edition.PublishIn{Match: d.Version, Note: note, EffectiveAt: calendar.Never}, edition.ErrEffectivePast},
		} {
			if err := w.publish(c.in); !fault.Has(err, c.want) {
				w.t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.publish(edition.PublishIn{Match: d.Version, Note: note, EffectiveAt: start(48 * time.Hour)}); err != nil {
			w.t.Fatal(err)
		}
		// Invariant 3: nothing slips in before what was announced, unless that is withdrawn.
		d = w.save(named("三"))
		sooner := edition.PublishIn{Match: d.Version, Note: note, EffectiveAt: start(24 * time.Hour)}
		if err := w.publish(sooner); !fault.Has(err, edition.ErrEffectiveOrder) {
			w.t.Errorf("before a scheduled version: %v", err)
		}
		withdraw := func(number int64) error {
			return w.try(func(ctx context.Context, tx *store.Tx) error { return edition.Withdraw(ctx, tx, number) })
		}
		if err := withdraw(1); !fault.Has(err, edition.ErrInForce) {
			w.t.Errorf("withdrew what is in force: %v", err)
		}
		if err := withdraw(9); !fault.Has(err, fault.ErrNotFound) {
			w.t.Errorf("withdrew nothing: %v", err)
		}
		if err := withdraw(2); err != nil {
			w.t.Fatal(err)
		}
		if err := withdraw(2); !fault.Has(err, edition.ErrInForce) {
			w.t.Errorf("withdrew twice: %v", err)
		}
		if err := w.publish(sooner); err != nil {
			w.t.Fatal(err)
		}
		if number, _ := w.at(start(72 * time.Hour)); number != 3 {
			w.t.Errorf("version %d is in force, want 3", number)
		}
	})
}

// Invariant 5: the cache is right after a publication that was rolled back, and after one by another process.
func TestCache(t *testing.T) {
	each(t, func(w *world) {
		before := w.loads.n
		for range 5 {
			w.at(start(0))
		}
		if w.loads.n > before+1 {
			w.t.Errorf("compiled %d times", w.loads.n-before)
		}
		d := w.save(named("丢"))
		oops := errors.New("oops")
		err := w.try(func(ctx context.Context, tx *store.Tx) error {
			if _, err := edition.Publish(ctx, tx, edition.PublishIn{Match: d.Version, Note: note}); err != nil {
				return err
			}
			if e, err := edition.At(ctx, tx, tx.Now()); err != nil || e.Document().Name.Zh != "丢" {
				w.t.Errorf("what is published is not seen in its own transaction: %v", err)
			}
			return oops
		})
		if !errors.Is(err, oops) {
			w.t.Fatal(err)
		}
		if number, _ := w.at(start(time.Hour)); number != 1 {
			w.t.Errorf("a version that was rolled back is in force")
		}
		d = w.save(named("真"))
		if err := w.publish(edition.PublishIn{Match: d.Version, Note: note}); err != nil {
			w.t.Fatal(err)
		}
		if number, name := w.at(start(time.Hour)); number != 2 || name != "真" {
			w.t.Errorf("version %d, %s, is in force", number, name)
		}
		// Another process has a cache of its own and publishes there.
		other, err := store.Open(w.t.Context(), config(w))
		if err != nil {
			w.t.Fatal(err)
		}
		defer other.Close()
		err = other.Tx(w.t.Context(), w.scope, func(tx *store.Tx) error {
			ctx := w.t.Context()
			d, err := edition.Apply(ctx, tx, []byte(yaml(w, named("别"))))
			if err != nil {
				return err
			}
			_, err = edition.Publish(ctx, tx, edition.PublishIn{Match: d.Version, Note: note})
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
		if number, name := w.at(start(time.Hour)); number != 3 || name != "别" {
			w.t.Errorf("version %d, %s, is in force; another process published 3", number, name)
		}
		if number, name := w.at(start(-time.Hour)); number != 1 || name == "别" {
			w.t.Errorf("the past changed: %d, %s", number, name)
		}
	})
}

func config(w *world) store.Config {
	c := w.db.Config()
	values := []any{newCache(w.t, &loads{})}
	for _, v := range c.Values {
		if _, ok := v.(*edition.Cache); !ok {
			values = append(values, v)
		}
	}
	c.Values = values
	return c
}

func yaml(w *world, doc program.Document) string {
	b, err := doc.YAML()
	if err != nil {
		w.t.Fatal(err)
	}
	return string(b)
}

// What is exported is read back as the same programme.
func TestExportApply(t *testing.T) {
	each(t, func(w *world) {
		var text []byte
		w.do(func(ctx context.Context, tx *store.Tx) (err error) {
			text, err = edition.Export(ctx, tx, 0)
			return err
		})
		if !bytes.Contains(text, []byte("tiers:")) {
			w.t.Fatalf("%s", text)
		}
		var d edition.Draft
		w.do(func(ctx context.Context, tx *store.Tx) (err error) {
			d, err = edition.Apply(ctx, tx, text)
			return err
		})
		if err := w.publish(edition.PublishIn{Match: d.Version, Note: note}); !fault.Has(err, edition.ErrUnchanged) {
			w.t.Errorf("export and apply changed the programme: %v", err)
		}
		for name, text := range map[string]string{"no field": "tires: []", "no yaml": "a: [", "empty": ""} {
			err := w.try(func(ctx context.Context, tx *store.Tx) error {
				_, err := edition.Apply(ctx, tx, []byte(text))
				return err
			})
			if fault.As(err) == nil {
				w.t.Errorf("%s was applied: %v", name, err)
			}
		}
		if w.draft().Version != d.Version {
			w.t.Error("a refused file changed the draft")
		}
	})
}

func TestStartEmitsAndNone(t *testing.T) {
	l := &loads{}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := &world{t, db, storetest.Merchant(t, db), l}
		for name, fn := range map[string]func(ctx context.Context, tx *store.Tx) error{
			"at":    func(ctx context.Context, tx *store.Tx) error { _, err := edition.At(ctx, tx, 0); return err },
			"draft": func(ctx context.Context, tx *store.Tx) error { _, err := edition.GetDraft(ctx, tx); return err },
			"publish": func(ctx context.Context, tx *store.Tx) error {
				_, err := edition.Publish(ctx, tx, edition.PublishIn{})
				return err
			},
		} {
			if err := w.try(fn); !fault.Has(err, edition.ErrNone) {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.do(func(ctx context.Context, tx *store.Tx) error {
			_, err := edition.Start(ctx, tx, program.Default("CNY", "zh"))
			emitted := tx.Emitted()
			if len(emitted) != 1 || emitted[0].Kind != edition.EventPublished || emitted[0].Subject != 1 {
				b, _ := json.Marshal(emitted)
				t.Errorf("%s", b)
			}
			return err
		})
		if err := w.try(func(ctx context.Context, tx *store.Tx) error {
			_, err := edition.Start(ctx, tx, named("again"))
			return err
		}); !errors.Is(err, store.ErrUnique) {
			t.Errorf("started twice: %v", err)
		}
	}, newCache(t, l))
}
