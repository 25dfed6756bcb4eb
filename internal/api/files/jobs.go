package files

import (
	"context"
	"encoding/json"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/job"
	"regulars/internal/org"
	"regulars/internal/store"
)

// JobOut is a piece of work behind the door.
type JobOut struct {
	ID         string          `json:"id" doc:"job_…"`
	Kind       string          `json:"kind"`
	State      string          `json:"state" doc:"waiting, running, done, failed or cancelled"`
	Done       int64           `json:"done" doc:"Progress, in whatever unit total has"`
	Total      int64           `json:"total" doc:"0 while it is not known"`
	Result     json.RawMessage `json:"result,omitempty"`
	ErrorCode  string          `json:"error_code,omitempty"`
	Error      string          `json:"error,omitempty"`
	Tries      int64           `json:"tries"`
	DueAt      wire.Time       `json:"due_at"`
	CreatedAt  wire.Time       `json:"created_at"`
	StartedAt  wire.Time       `json:"started_at"`
	FinishedAt wire.Time       `json:"finished_at"`
}

// ParkedOut is an event that a consumer could not take.
type ParkedOut struct {
	EventID  string    `json:"event_id" doc:"evt_…"`
	Kind     string    `json:"kind"`
	Consumer string    `json:"consumer"`
	Tries    int64     `json:"tries"`
	Error    string    `json:"error"`
	DueAt    wire.Time `json:"due_at" doc:"null: it waits for a person"`
	ParkedAt wire.Time `json:"parked_at"`
}

// jobByID names a job in the path.
type jobByID struct {
	ID string `path:"id" maxLength:"32" doc:"job_…"`
}

// addJobs registers jobs and parked events.
func addJobs(t *shell.Table) {
	type list struct {
		shell.Page
		Kind  string `query:"kind" maxLength:"40"`
		State string `query:"state" enum:"waiting,running,done,failed,cancelled"`
	}
	shell.Read(t, shell.Op{
		ID: "job.list", Method: http.MethodGet, Path: "/v1/jobs", Group: fileGroup, En: "Work behind the door", Zh: "后台任务", Permission: string(org.ImportWrite),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *list) (shell.List[JobOut], error) {
		before, err := in.CursorID()
		if err != nil {
			return shell.List[JobOut]{}, err
		}
		jobs, err := job.List(ctx, tx, job.ListIn{Kind: in.Kind, State: job.State(in.State), Before: before, Limit: in.Limit})
		out := make([]JobOut, len(jobs))
		next := ""
		for i, j := range jobs {
			out[i] = jobOut(j)
			if i == in.Limit-1 {
				next = shell.AfterID(j.ID)
			}
		}
		return shell.Listed(out, next), err
	})
	shell.Read(t, shell.Op{
		ID: "job.get", Method: http.MethodGet, Path: "/v1/jobs/{id}", Group: fileGroup, En: "Read a job and its progress", Zh: "查看任务进度", Permission: string(org.ImportWrite),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *jobByID) (JobOut, error) {
		id, err := shell.PathID("job", "job", in.ID)
		if err != nil {
			return JobOut{}, err
		}
		return showJob(ctx, tx, c, store.Made{ID: id})
	})
	shell.Write(t, shell.Op{
		ID: "job.cancel", Method: http.MethodPost, Path: "/v1/jobs/{id}/cancel", Group: fileGroup, En: "Cancel a job", Zh: "取消任务", Permission: string(org.ImportWrite),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *jobByID) (store.Made, error) {
		id, err := shell.PathID("job", "job", in.ID)
		if err != nil {
			return store.Made{}, err
		}
		_, err = job.Cancel(ctx, tx, id)
		return store.Made{Kind: "job", ID: id}, err
	}, showJob)
	shell.Read(t, shell.Op{
		ID: "parked.list", Method: http.MethodGet, Path: "/v1/parked-events", Group: fileGroup, En: "Events that a consumer could not take", Zh: "处理失败的事件", Permission: string(org.SettingsWrite),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, _ *shell.Empty) (shell.List[ParkedOut], error) {
		parked, err := job.ListParked(ctx, tx)
		out := make([]ParkedOut, len(parked))
		for i, p := range parked {
			out[i] = ParkedOut{
				EventID: store.FormatID("evt", p.Event.ID), Kind: p.Event.Kind, Consumer: p.Consumer, Tries: p.Tries, Error: p.Error, DueAt: wire.At(p.DueAt), ParkedAt: wire.At(p.ParkedAt),
			}
		}
		return shell.Listed(out, ""), err
	})
	type retry struct {
		ID       string `path:"id" maxLength:"32" doc:"evt_…"`
		Consumer string `path:"consumer" maxLength:"40"`
	}
	shell.Write(t, shell.Op{
		ID: "parked.retry", Method: http.MethodPost, Path: "/v1/parked-events/{id}/{consumer}/retry", Group: fileGroup, En: "Try a parked event again", Zh: "重试失败的事件", Permission: string(org.SettingsWrite),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *retry) (store.Made, error) {
		id, err := shell.PathID("evt", "parked event", in.ID)
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "event", ID: id}, job.Unpark(ctx, tx, id, in.Consumer)
	}, func(context.Context, *store.Tx, *shell.Call, store.Made) (shell.Empty, error) {
		return shell.Empty{}, nil
	})
}

// showJob renders a job.
func showJob(ctx context.Context, tx *store.Tx, _ *shell.Call, made store.Made) (JobOut, error) {
	j, err := job.Get(ctx, tx, made.ID)
	return jobOut(j), err
}

// jobOut is a job outside.
func jobOut(j job.Job) JobOut {
	out := JobOut{
		ID: store.FormatID("job", j.ID), Kind: j.Kind, State: string(j.State), Done: j.Done, Total: j.Total, ErrorCode: j.ErrorCode, Error: j.Error, Tries: j.Tries,
		DueAt: wire.At(j.DueAt), CreatedAt: wire.At(j.CreatedAt), StartedAt: wire.At(j.StartedAt), FinishedAt: wire.At(j.FinishedAt),
	}
	if string(j.Result) != "null" && json.Valid(j.Result) {
		out.Result = j.Result
	}
	return out
}
