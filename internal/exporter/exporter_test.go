package exporter_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"regulars/internal/edition"
	"regulars/internal/exporter"
	"regulars/internal/fault"
	"regulars/internal/job"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// world is a merchant with members, and an owner who exports.
type world struct {
	*testing.T
	ctx   context.Context
	db    *store.DB
	scope store.Scope
	by    org.Principal
}

func each(t *testing.T, story func(w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := &world{T: t, ctx: context.Background(), db: db, scope: storetest.Merchant(t, db)}
		w.by = org.Principal{Scope: w.scope, StaffID: 7, Role: org.Owner, Permissions: org.Owner.Permissions()}
		w.by.Scope.Actor = store.Actor{Kind: "staff", ID: 7, Name: "Ada"}
		w.do(func(tx *store.Tx) error {
			_, err := edition.Start(w.ctx, tx, program.Default("CNY", "zh"))
			return err
		})
		story(w)
	}, edition.NewCache(segment.Catalogue))
}

func (w *world) do(fn func(tx *store.Tx) error) {
	w.Helper()
	if err := w.db.Tx(w.ctx, w.by.Scope, fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) enrol(n int) {
	w.Helper()
	in := make([]member.EnrolIn, n)
	for i := range in {
		in[i] = member.EnrolIn{Identities: member.Identities{ExternalID: strings.Repeat("x", i+1)}, Name: "Ada Lovelace"}
	}
	w.do(func(tx *store.Tx) error {
		_, err := reward.Enrol(w.ctx, tx, in, false)
		return err
	})
}

func (w *world) ask(in exporter.OrderIn) (r exporter.Run) {
	w.Helper()
	w.do(func(tx *store.Tx) (err error) {
		r, err = exporter.Ask(w.ctx, tx, w.by, in)
		return err
	})
	return r
}

// run runs a job and answers how it stands then.
func (w *world) run(id int64) (j job.Job) {
	w.Helper()
	runner := &job.Runner{DB: w.db, Kinds: map[string]job.Handler{exporter.JobKind: exporter.Handler},
		Scope: func(context.Context, int64) (store.Scope, error) { return w.scope, nil }}
	if _, err := runner.Step(w.ctx); err != nil {
		w.Fatal(err)
	}
	w.do(func(tx *store.Tx) (err error) {
		j, err = job.Get(w.ctx, tx, id)
		return err
	})
	return j
}

func (w *world) file(id int64) (string, error) {
	_, send, err := exporter.Fetch(w.ctx, w.db, w.by, id)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = send(&out)
	return out.String(), err
}

var usual = exporter.OrderIn{Kind: exporter.Members, Format: "csv", Columns: []string{"external_id"}, Language: "en", Revealed: true}

// A run that was cut off begins anew: what it left is not in the file (invariant 6). Pages and parts are crossed on the way.
func TestATryThatWasCutOffLeavesNothing(t *testing.T) {
	each(t, func(w *world) {
		w.enrol(60)
		r := w.ask(usual)
		w.do(func(tx *store.Tx) error {
			for part := range 3 {
				if _, err := tx.Exec(w.ctx, `INSERT INTO exporter_part (merchant_id, run_id, part, body) VALUES ($1, $2, $3, $4)`, tx.MerchantID(), r.ID, part, []byte("left")); err != nil {
					return err
				}
			}
			return nil
		})
		if j := w.run(r.JobID); j.State != job.Done || j.Done != 60 {
			t.Fatalf("%+v", j)
		}
		var out bytes.Buffer
		_, send, err := exporter.Fetch(w.ctx, w.db, w.by, r.ID)
		if err == nil {
			err = send(&out)
		}
		if lines := strings.Count(out.String(), "\r\n"); err != nil || lines != 61 {
			t.Errorf("%v: %d lines", err, lines)
		}
	})
}

// A run that was cut off after the file was made, and before the job said so, leaves the file as it is.
func TestAMadeFileStays(t *testing.T) {
	each(t, func(w *world) {
		w.enrol(2)
		r := w.ask(usual)
		w.run(r.JobID)
		w.do(func(tx *store.Tx) error {
			_, err := tx.Exec(w.ctx, `UPDATE job SET state = 'waiting', due_at = 1, finished_at = 0 WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), r.JobID)
			return err
		})
		if j := w.run(r.JobID); j.State != job.Done {
			t.Fatalf("%+v", j)
		}
		if _, err := w.file(r.ID); err != nil {
			t.Errorf("the file is gone: %v", err)
		}
	})
}

// Who may not see any more what an export holds does not get its file.
func TestFetchAsksAgain(t *testing.T) {
	each(t, func(w *world) {
		in := usual
		in.Kind, in.Columns, in.Revealed = exporter.Entries, nil, false
		r := w.ask(in)
		w.run(r.JobID)
		if _, err := w.file(r.ID); err != nil {
			t.Fatal(err)
		}
		w.by.Role, w.by.Permissions = org.Marketer, org.Permissions{org.ExportWrite: true, org.MembersRead: true}
		if _, err := w.file(r.ID); !fault.Has(err, org.ErrForbidden) {
			t.Errorf("%v", err)
		}
	})
}

// After a person is erased no file made before is left, nor one that was being made (invariant 5).
func TestForgottenFilesAreGone(t *testing.T) {
	each(t, func(w *world) {
		w.enrol(2)
		made, waiting := w.ask(usual), w.ask(usual)
		w.run(made.JobID)
		if _, err := w.file(made.ID); err != nil {
			t.Fatal(err)
		}
		w.do(func(tx *store.Tx) error { return exporter.Forget(w.ctx, tx) })
		if _, err := w.file(made.ID); !fault.Has(err, exporter.ErrExpired) {
			t.Errorf("%v", err)
		}
		if j := w.run(waiting.JobID); j.State != job.Failed || j.ErrorCode != "export_expired" {
			t.Errorf("%+v", j)
		}
		w.do(func(tx *store.Tx) error {
			n, err := exporter.Clean(w.ctx, tx)
			if n != 2 {
				t.Errorf("%d were cleaned", n)
			}
			return err
		})
	})
}

// So many at once and no more; who may not see names exports none in full.
func TestRefusals(t *testing.T) {
	each(t, func(w *world) {
		for range 5 {
			w.ask(usual)
		}
		err := w.db.Tx(w.ctx, w.by.Scope, func(tx *store.Tx) error {
			_, err := exporter.Ask(w.ctx, tx, w.by, usual)
			return err
		})
		if !fault.Has(err, exporter.ErrBusy) {
			t.Errorf("%v", err)
		}
		blind := w.by
		blind.Role, blind.Permissions = org.Analyst, org.Analyst.Permissions()
		err = w.db.Tx(w.ctx, w.by.Scope, func(tx *store.Tx) error {
			_, err := exporter.Ask(w.ctx, tx, blind, usual)
			return err
		})
		if !fault.Has(err, org.ErrForbidden) {
			t.Errorf("%v", err)
		}
	})
}

// What a search finds can be exported, under the other filters too; nothing of what was searched for is kept.
func TestASearchIsExported(t *testing.T) {
	each(t, func(w *world) {
		in := []member.EnrolIn{
			{Identities: member.Identities{ExternalID: "grace"}, Name: "Grace Hopper"}, {Identities: member.Identities{ExternalID: "old"}, Name: "Grace Hopper", Customer: true},
		}
		for i := range 205 { // more than a page
			in = append(in, member.EnrolIn{Identities: member.Identities{ExternalID: fmt.Sprint("a", i)}, Name: "Ada Lovelace"})
		}
		w.do(func(tx *store.Tx) error {
			_, err := reward.Enrol(w.ctx, tx, in, true)
			return err
		})
		for search, want := range map[string]int64{"": 206, "Grace Hopper": 1, "Ada Lovelace": 205, "A": 205, "nobody": 0, "grace": 1} {
			in := usual
			in.Search, in.Filter.Status = search, "member"
			r := w.ask(in)
			if j := w.run(r.JobID); j.State != job.Done {
				w.Fatalf("%q: %s", search, j.Error)
			}
			w.do(func(tx *store.Tx) error {
				r, err := exporter.Get(w.ctx, tx, w.by, r.ID)
				if r.Lines != want || r.Search != "" {
					w.Errorf("%q: %d rows, want %d", search, r.Lines, want)
				}
				return err
			})
		}
	})
}

// Points and growth are called as the merchant calls them, and what an entry was made for is named as it is outside.
func TestTheMerchantsWords(t *testing.T) {
	each(t, func(w *world) {
		var mei int64
		w.do(func(tx *store.Tx) error {
			draft, err := edition.GetDraft(w.ctx, tx)
			if err != nil {
				return err
			}
			draft.Document.Points.Name = program.Text{Zh: "种子", En: "seeds"}
			if draft, err = edition.SaveDraft(w.ctx, tx, draft.Version, draft.Document); err != nil {
				return err
			}
			if _, err := edition.Publish(w.ctx, tx, edition.PublishIn{Match: draft.Version, Note: program.Text{En: "x"}}); err != nil {
				return err
			}
			out, err := reward.Enrol(w.ctx, tx, []member.EnrolIn{{Name: "Ada", Identities: member.Identities{ExternalID: "a"}}}, false)
			if err != nil {
				return err
			}
			mei = out[0].MemberID
			_, err = reward.Adjust(w.ctx, tx, reward.AdjustIn{MemberID: mei, Asset: "points", Amount: 5, Reason: "x", Approved: true})
			return err
		})
		for language, want := range map[string][2]string{"en": {"Seeds available,Seeds pending,Growth", "seeds,grant:grt_"}, "zh": {"可用种子,待生效种子,成长值", "种子,grant:grt_"}} {
			members := exporter.OrderIn{Kind: exporter.Members, Format: "csv", Columns: []string{"points", "points_pending", "growth"}, Language: language}
			entries := exporter.OrderIn{Kind: exporter.Entries, Format: "csv", Columns: []string{"asset", "cause"}, Language: language}
			for i, in := range []exporter.OrderIn{members, entries} {
				r := w.ask(in)
				w.run(r.JobID)
				text, err := w.file(r.ID)
				if err != nil || !strings.Contains(text, want[i]) {
					w.Errorf("%s: %v: %s, want %s", language, err, text, want[i])
				}
			}
		}
	})
}
