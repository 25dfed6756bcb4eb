package importer

import (
	"context"

	"regulars/internal/importer/upload"
	"regulars/internal/job"
	"regulars/internal/store"
)

// JobKind is the kind of the job that imports an uploaded file.
const JobKind = "import"

// Params is what such a job is told.
type Params struct {
	UploadID int64   `json:"upload_id,string"`
	Mapping  Mapping `json:"mapping"`
	DryRun   bool    `json:"dry_run,omitempty"`
	Language string  `json:"language,omitempty"` // of whoever ordered it, for the reasons; the merchant's where empty
}

// Enqueue orders the import of an uploaded file; one at a time for each upload. A mapping that means nothing is refused
// at once.
func Enqueue(ctx context.Context, tx *store.Tx, p Params) (jobID int64, err error) {
	if err := p.Mapping.Check(); err != nil {
		return 0, err
	}
	id, _, err := job.EnqueueOrder(ctx, tx, job.Order{Kind: JobKind, Params: p, Key: "import:" + store.FormatID("imp", p.UploadID)})
	return id, err
}

// Handler runs the job: its progress is in bytes while the file is read and in items while it is written, both as
// parts of a thousand, and its result is the report with the first refused rows.
func Handler(ctx context.Context, run *job.Run) error {
	var p Params
	if err := run.Decode(&p); err != nil {
		return err
	}
	src, err := upload.Open(ctx, run.DB, run.Scope, p.UploadID)
	if err != nil {
		return err
	}
	run.Scope.Historic = true
	told := int64(-1)
	report, err := Import(ctx, run.DB, run.Scope, In{
		Source: src, Mapping: p.Mapping, DryRun: p.DryRun, Language: p.Language, Commit: run.Tx,
		Tell: func(at Progress) {
			if n := at.Thousandths(); n/10 != told/10 { // at most a hundred commits for it
				told = n
				// A progress that could not be written is no reason to stop: a lost lease shows at the next commit.
				_ = run.Progress(ctx, n, 1000)
			}
		},
	})
	if err != nil {
		return err
	}
	if len(report.Refused) > shownRefusals {
		report.Refused = report.Refused[:shownRefusals]
	}
	run.Result = report
	return nil
}

// Thousandths is how far the whole import is: reading is the first tenth of it.
func (p Progress) Thousandths() int64 {
	if p.Phase == Reading {
		return share(p.Bytes, p.TotalBytes, 100)
	}
	return 100 + share(p.Items, p.TotalItems, 900)
}

func share(n, of, parts int64) int64 {
	if of <= 0 {
		return 0
	}
	return min(n*parts/of, parts)
}
