package simulation

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/job"
	"regulars/internal/ledger"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/store"
)

// JobKind is the kind of the job that replays.
const JobKind = "simulate"

// params is what such a job is told.
type params struct {
	ID int64 `json:"simulation_id,string"`
}

// Which says which programme is replayed.
type Which string

// The programmes that can be.
const (
	Draft    Which = "draft"
	InForce  Which = "in_force"
	Version  Which = "version"
	Document Which = "document" // one that is not saved anywhere
)

// StartIn is what is to be simulated.
type StartIn struct {
	Which    Which
	Number   int64 // of a published version; 0 of others
	Document program.Document
	From     calendar.Instant
	Until    calendar.Instant // 0: now
	Reprice  bool
}

// Start orders a simulation; one of a merchant at a time. Returns ErrWindow, ErrRunning, and every mistake of the document.
func Start(ctx context.Context, tx *store.Tx, in StartIn) (id int64, err error) {
	if in.Until == 0 {
		in.Until = tx.Now()
	}
	if in.From >= in.Until || in.Until > tx.Now() {
		return 0, ErrWindow.At("from", nil)
	}
	mistakes, err := edition.Validate(ctx, tx, in.Document)
	if err != nil {
		return 0, err
	}
	if err := fault.Join(mistakes...); err != nil {
		return 0, err
	}
	digest, err := edition.Digest(in.Document)
	if err != nil {
		return 0, err
	}
	document, err := json.Marshal(in.Document)
	if err != nil {
		return 0, err
	}
	id = tx.NewID()
	jobID, fresh, err := job.EnqueueOrder(ctx, tx, job.Order{Kind: JobKind, Params: params{id}, Key: JobKind})
	if err != nil {
		return 0, err
	}
	if !fresh {
		return 0, ErrRunning.New(fault.P{"job": store.FormatID("job", jobID)})
	}
	by := tx.Actor()
	_, err = tx.Exec(ctx, `INSERT INTO simulation (merchant_id, id, job_id, program, number, digest, document, from_at, until_at, reprice,
			made_by_kind, made_by_id, made_by_name, created_at, finished_at, report)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, '')`,
		tx.MerchantID(), id, jobID, string(in.Which), in.Number, digest, string(document), in.From, in.Until, in.Reprice, by.Kind, by.ID, by.Name, tx.Now())
	if err != nil {
		return 0, err
	}
	if err := drop(ctx, tx); err != nil {
		return 0, err
	}
	return id, org.Audit(ctx, tx, org.Change{Verb: "simulation.started", Subject: org.Subject("simulation", id), After: map[string]any{
		"program": in.Which, "number": in.Number, "digest": digest, "from_at": in.From, "until_at": in.Until, "reprice": in.Reprice,
	}})
}

// drop forgets the simulations beyond the newest.
func drop(ctx context.Context, tx *store.Tx) error {
	var last int64
	found, err := store.One(ctx, tx, `SELECT id FROM simulation WHERE merchant_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2`,
		func(r store.Row) error { return r.Scan(&last) }, tx.MerchantID(), KeptRuns)
	if err != nil || !found {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM simulation_member WHERE merchant_id = $1 AND simulation_id <= $2`, tx.MerchantID(), last); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM simulation WHERE merchant_id = $1 AND id <= $2`, tx.MerchantID(), last)
	return err
}

// Cancel stops a simulation that has not ended. Returns ErrUnknown and job.ErrFinished.
func Cancel(ctx context.Context, tx *store.Tx, id int64) error {
	s, err := Get(ctx, tx, id)
	if err != nil {
		return err
	}
	_, err = job.Cancel(ctx, tx, s.JobID)
	return err
}

// Handler runs the job: its progress is orders played of all, its result the figures of both sides.
func Handler(ctx context.Context, run *job.Run) error {
	var p params
	if err := run.Decode(&p); err != nil {
		return err
	}
	var s *Simulation
	err := run.DB.View(ctx, run.Scope, func(tx *store.Tx) (err error) {
		s, err = Get(ctx, tx, p.ID)
		return err
	})
	if err != nil {
		return err
	}
	var doc program.Document
	if err := json.Unmarshal([]byte(s.document), &doc); err != nil {
		return fmt.Errorf("stored document: %w", err)
	}
	told := int64(-1)
	found, err := Play(ctx, run.DB, run.Scope, Ask{
		Document: doc, From: s.From, Until: s.Until, Reprice: s.Reprice,
		Tell: func(done, total int64) error {
			part := done * 50 / max(total, 1)
			if part == told { // at most fifty commits for it
				return ctx.Err()
			}
			told = part
			return run.Progress(ctx, done, total)
		},
	})
	if err != nil {
		return err
	}
	run.Result = map[string]any{"simulation_id": store.FormatID("sim", p.ID), "was": found.Report.Was, "would": found.Report.Would}
	return run.Tx(ctx, func(tx *store.Tx) error { return keep(ctx, tx, p.ID, found) })
}

var insertMember = store.Insert{Table: "simulation_member", Columns: []string{
	"merchant_id", "simulation_id", "place", "member_id", "delta_minor", "delta_points", "was_minor", "would_minor", "was_points", "would_points",
	"was_discount", "would_discount", "was_tier", "would_tier", "spend_minor",
}}

// keep writes the report of a simulation, once. Who was erased while it ran is left out.
func keep(ctx context.Context, tx *store.Tx, id int64, found *Found) error {
	report, err := json.Marshal(found.Report)
	if err != nil {
		return err
	}
	erased, err := erased(ctx, tx, slices.Concat(found.Winners, found.Losers))
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE simulation SET report = $3, finished_at = $4 WHERE merchant_id = $1 AND id = $2 AND finished_at = 0`,
		tx.MerchantID(), id, string(report), tx.Now())
	if err != nil || n == 0 {
		return err
	}
	var rows [][]any
	for sign, list := range map[int64][]Mover{1: found.Winners, -1: found.Losers} {
		for i, m := range list {
			if slices.Contains(erased, m.MemberID) {
				continue
			}
			rows = append(rows, []any{
				tx.MerchantID(), id, sign * int64(i+1), m.MemberID, m.DeltaMinor, m.DeltaPoints, m.WasMinor, m.WouldMinor, m.WasPoints, m.WouldPoints,
				m.WasDiscount, m.WouldDiscount, m.WasTier, m.WouldTier, m.SpendMinor,
			})
		}
	}
	_, err = store.InsertMany(ctx, tx, insertMember, rows)
	return err
}

// erased locks members, so that none can be erased until the commit, and answers those who have been.
func erased(ctx context.Context, tx *store.Tx, list []Mover) (out []int64, err error) {
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].MemberID
	}
	slices.Sort(ids)
	if _, err := ledger.Open(ctx, tx, ids, ledger.Need{}); err != nil {
		return nil, err
	}
	err = tx.Query(ctx, `SELECT id FROM member WHERE merchant_id = $1 AND id = ANY($2) AND status = 'erased'`, func(r store.Row) error {
		var id int64
		err := r.Scan(&id)
		out = append(out, id)
		return err
	}, tx.MerchantID(), ids)
	return out, err
}
