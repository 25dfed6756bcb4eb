package insight

import (
	"context"
	"encoding/json"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/check"
	"regulars/internal/fault"
	"regulars/internal/job"
	"regulars/internal/org"
	"regulars/internal/store"
)

// CheckOut is one proof of the books.
type CheckOut struct {
	ID         string       `json:"id" doc:"job_…"`
	State      string       `json:"state" enum:"waiting,running,done,failed,cancelled"`
	Sound      *bool        `json:"sound" doc:"Whether no invariant was found broken; null until it is done"`
	Breaches   int          `json:"breaches" doc:"How many were found, those that are not listed too"`
	Notes      int          `json:"notes" doc:"What is worth knowing and is no breach"`
	Findings   []FindingOut `json:"findings" doc:"The first of each kind"`
	Error      string       `json:"error,omitempty" doc:"Why it failed"`
	MadeBy     string       `json:"made_by,omitempty" doc:"Who had it run; absent where the clock did"`
	CreatedAt  wire.Time    `json:"created_at"`
	StartedAt  wire.Time    `json:"started_at"`
	FinishedAt wire.Time    `json:"finished_at"`
	TookMS     *int64       `json:"took_ms" doc:"How long it took, in milliseconds; null until it ended"`
}

// FindingOut is one thing that a proof found.
type FindingOut struct {
	Room      string `json:"room" doc:"The part of the program whose invariant it is"`
	Invariant int    `json:"invariant" doc:"Its number in the documentation of the room; 0 where it has none"`
	Subject   string `json:"subject,omitempty" doc:"What it was found at, such as ord_…"`
	Detail    string `json:"detail" doc:"In English: it is for whoever mends it"`
	Note      bool   `json:"note" doc:"No breach: worth knowing"`
}

// addChecks registers the proofs.
func addChecks(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "check.list", Method: http.MethodGet, Path: "/v1/checks", Group: group, En: "Proofs of the books", Zh: "账目核对结果", Permission: string(org.LedgerRead),
		Detail: "Newest first. Every night the program proves that all books agree with each other; POST has it do so now.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Page) (shell.List[CheckOut], error) {
		before, err := in.CursorID()
		if err != nil {
			return shell.List[CheckOut]{}, err
		}
		jobs, err := job.List(ctx, tx, job.ListIn{Kind: check.Kind, Before: before, Limit: in.Limit})
		out := make([]CheckOut, len(jobs))
		next := ""
		for i, j := range jobs {
			out[i] = checkOut(j)
			if i == in.Limit-1 {
				next = shell.AfterID(j.ID)
			}
		}
		return shell.Listed(out, next), err
	})
	shell.Write(t, shell.Op{
		ID: "check.run", Method: http.MethodPost, Path: "/v1/checks", Group: group, En: "Prove the books now", Zh: "立即核对账目", Permission: string(org.ChecksRun),
		Status: http.StatusAccepted, Detail: "It runs as a job: read GET /v1/checks, or follow GET /v1/live. Where one waits or runs already, that one is answered.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, _ *shell.Empty) (store.Made, error) {
		id, err := check.Order(ctx, tx)
		return store.Made{Kind: "job", ID: id}, err
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, made store.Made) (CheckOut, error) {
		j, err := job.Get(ctx, tx, made.ID)
		if err == nil && j.Kind != check.Kind {
			err = fault.ErrNotFound.New(fault.P{"what": "check"})
		}
		return checkOut(j), err
	})
}

// checkOut is a proof outside.
func checkOut(j job.Job) CheckOut {
	out := CheckOut{
		ID: store.FormatID("job", j.ID), State: string(j.State), Error: j.Error, Findings: []FindingOut{},
		CreatedAt: wire.At(j.CreatedAt), StartedAt: wire.At(j.StartedAt), FinishedAt: wire.At(j.FinishedAt),
	}
	if j.MadeBy.Kind != store.System.Kind {
		out.MadeBy = j.MadeBy.Name
	}
	if j.FinishedAt != 0 && j.StartedAt != 0 {
		took := int64(j.FinishedAt-j.StartedAt) / 1000
		out.TookMS = &took
	}
	var found check.Outcome
	if j.State != job.Done || json.Unmarshal(j.Result, &found) != nil {
		return out
	}
	sound := found.Breaches == 0
	out.Sound, out.Breaches, out.Notes = &sound, found.Breaches, found.Notes
	for _, f := range found.Findings {
		out.Findings = append(out.Findings, FindingOut{Room: f.Room, Invariant: f.Invariant, Subject: f.Subject, Detail: f.Detail, Note: f.Note})
	}
	return out
}
