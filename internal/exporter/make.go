package exporter

import (
	"context"
	"fmt"

	"regulars/internal/fault"
	"regulars/internal/job"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Handler makes the file of an export: its progress is in rows, its result says how many there are.
func Handler(ctx context.Context, run *job.Run) error {
	var p params
	if err := run.Decode(&p); err != nil {
		return err
	}
	var r Run
	err := run.Tx(ctx, func(tx *store.Tx) error {
		list, err := readRuns(ctx, tx, sqlGet, tx.MerchantID(), p.RunID)
		if err == nil && (len(list) == 0 || list[0].ExpiresAt <= tx.Now()) {
			err = ErrExpired.New(nil)
		}
		if err != nil {
			return err
		}
		if r = list[0]; r.Made() {
			return nil // cut off between the file and the end of the job: the file stays
		}
		_, err = tx.Exec(ctx, sqlPartsDrop, tx.MerchantID(), r.ID) // of a try that was cut off
		return err
	})
	if err != nil {
		return err
	}
	if r.Made() {
		run.Result = resultOf(&r)
		return nil
	}
	m := &maker{run: run, order: &r}
	if err := m.make(ctx); err != nil {
		return err
	}
	run.Result = resultOf(&r)
	return nil
}

// result is what the job leaves.
type result struct {
	Export string `json:"export"` // exp_…
	Kind   Kind   `json:"kind"`
	Rows   int64  `json:"rows"`
	Size   int64  `json:"size"`
}

func resultOf(r *Run) result {
	return result{Export: store.FormatID("exp", r.ID), Kind: r.Kind, Rows: r.Lines, Size: r.Size}
}

// maker makes one file.
type maker struct {
	run   *job.Run
	order *Run
	total int64
	told  int64
}

// make reads page by page and writes row by row.
func (m *maker) make(ctx context.Context) error {
	out := &partWriter{ctx: ctx, run: m.run, id: m.order.ID}
	var src source
	err := m.view(ctx, func(tx *store.Tx) (err error) {
		src, err = open(ctx, tx, m.order)
		if err == nil {
			m.total, err = src.total(ctx, tx)
		}
		return err
	})
	if err != nil {
		return err
	}
	table, err := newTable(out, m.order.Format, src.heading())
	if err != nil {
		return err
	}
	defer table.close()
	for more := true; more; {
		var rows [][]cell
		err := m.view(ctx, func(tx *store.Tx) (err error) {
			rows, more, err = src.next(ctx, tx)
			return err
		})
		if err == nil {
			err = m.write(ctx, table, rows)
		}
		if err != nil {
			return err
		}
	}
	if err := table.end(); err != nil {
		return err
	}
	if err := out.flush(); err != nil {
		return err
	}
	return m.finish(ctx, out)
}

// view opens a snapshot for whoever ordered the export.
func (m *maker) view(ctx context.Context, fn func(tx *store.Tx) error) error {
	return m.run.DB.View(ctx, m.run.Scope, fn)
}

// write adds rows and tells how far it is, about every hundredth.
func (m *maker) write(ctx context.Context, table *table, rows [][]cell) error {
	for _, row := range rows {
		if err := table.row(row); err != nil {
			return err
		}
	}
	m.order.Lines += int64(len(rows))
	if m.order.Lines > MaxRows {
		return ErrTooLong.New(fault.P{"limit": MaxRows})
	}
	if m.order.Lines-m.told < max(m.total/100, page) {
		return nil
	}
	m.told = m.order.Lines
	return m.run.Progress(ctx, m.order.Lines, max(m.total, m.order.Lines))
}

// finish says that the file is there, and notes it in the audit trail, in one commit. A file that was forgotten meanwhile is not left behind.
func (m *maker) finish(ctx context.Context, out *partWriter) error {
	r := m.order
	r.Size = out.size
	return m.run.Tx(ctx, func(tx *store.Tx) error {
		list, err := readRuns(ctx, tx, sqlGet, tx.MerchantID(), r.ID)
		if err != nil {
			return err
		}
		if len(list) == 0 || list[0].ExpiresAt <= tx.Now() {
			return ErrExpired.New(nil)
		}
		r.FinishedAt, r.ExpiresAt = tx.Now(), tx.Now().Add(Kept)
		if _, err := tx.Exec(ctx, sqlFinish, tx.MerchantID(), r.ID, r.Lines, r.Size, out.parts, r.FinishedAt, r.ExpiresAt); err != nil {
			return err
		}
		if err := m.run.ProgressIn(ctx, tx, r.Lines, r.Lines); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "export.made", Subject: org.Subject("export", r.ID), After: map[string]any{
			"kind": r.Kind, "rows": r.Lines, "columns": r.Columns, "filter": r.Filter, "format": r.Format, "in_full": r.Revealed,
		}})
	})
}

// source gives the rows of an export, page by page.
type source interface {
	heading() []string
	total(ctx context.Context, tx *store.Tx) (int64, error) // about how many rows; 0 where that is not known
	next(ctx context.Context, tx *store.Tx) (rows [][]cell, more bool, err error)
}

// open is the source of an export.
func open(ctx context.Context, tx *store.Tx, r *Run) (source, error) {
	w, err := newWriting(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	switch r.Kind {
	case Members:
		return openMembers(ctx, tx, w)
	case Orders:
		return openOrders(ctx, tx, w)
	case Entries:
		return openEntries(ctx, tx, w)
	}
	return nil, fmt.Errorf("export of %q", r.Kind)
}
