package files

import (
	"context"
	"encoding/json"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/fault"
	"regulars/internal/job"
	"regulars/internal/org"
	"regulars/internal/staff"
	"regulars/internal/store"
)

// JobOut is a piece of work behind the door.
type JobOut struct {
	ID         string          `json:"id" doc:"job_…"`
	Kind       string          `json:"kind"`
	KindText   string          `json:"kind_text" doc:"In the caller's language"`
	State      string          `json:"state" doc:"waiting, running, done, failed or cancelled"`
	StateText  string          `json:"state_text" doc:"In the caller's language"`
	Own        bool            `json:"own" doc:"The caller made it"`
	Unseen     bool            `json:"unseen" doc:"It has ended, the caller made it and has not taken note of it: POST /v1/jobs/seen"`
	MadeBy     string          `json:"made_by,omitempty" doc:"stf_… or key_…; absent for the program itself"`
	MadeName   string          `json:"made_name,omitempty"`
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

// jobList selects jobs.
type jobList struct {
	shell.Page
	Kind   string `query:"kind" maxLength:"40"`
	State  string `query:"state" enum:"waiting,running,done,failed,cancelled"`
	Mine   bool   `query:"mine" doc:"Those alone that the caller made"`
	Unseen bool   `query:"unseen" doc:"Those alone that have ended and that the caller has not taken note of; implies mine"`
}

// JobList is a page of jobs.
type JobList struct {
	shell.List[JobOut]
	Unseen int64 `json:"unseen" doc:"How many jobs of the caller have ended that the caller has not taken note of"`
}

// addJobs registers jobs and parked events.
func addJobs(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "job.list", Method: http.MethodGet, Path: "/v1/jobs", Group: fileGroup, En: "Work behind the door", Zh: "后台任务",
		Detail: "One's own, and with import:write all of the merchant.",
	}, listJobs)
	type seen struct {
		Body struct {
			IDs []string `json:"ids,omitempty" maxItems:"200" maxLength:"32" doc:"job_…; all of one's own where absent"`
		}
	}
	shell.Write(t, shell.Op{
		ID: "job.seen", Method: http.MethodPost, Path: "/v1/jobs/seen", Group: fileGroup, En: "Take note of the end of one's own jobs", Zh: "标记任务结果为已读", Optional: true,
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *seen) (store.Made, error) {
		ids := make([]int64, len(in.Body.IDs))
		for i, text := range in.Body.IDs {
			id, err := shell.ID("job", "ids", text)
			if err != nil {
				return store.Made{}, err
			}
			ids[i] = id
		}
		_, err := job.See(ctx, tx, ids)
		return store.Made{Kind: "job"}, err
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, _ store.Made) (out struct {
		Unseen int64 `json:"unseen"`
	}, err error) {
		out.Unseen, err = job.Unseen(ctx, tx, tx.Actor())
		return out, err
	})
	shell.Get(t, shell.Op{
		ID: "job.get", Method: http.MethodGet, Path: "/v1/jobs/{id}", Group: fileGroup, En: "Read a job and its progress", Zh: "查看任务进度",
	}, func(in jobByID) (int64, error) { return shell.PathID("job", "job", in.ID) }, showJob)
	shell.Write(t, shell.Op{
		ID: "job.cancel", Method: http.MethodPost, Path: "/v1/jobs/{id}/cancel", Group: fileGroup, En: "Cancel a job", Zh: "取消任务",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *jobByID) (store.Made, error) {
		id, err := shell.PathID("job", "job", in.ID)
		if err != nil {
			return store.Made{}, err
		}
		if _, err := jobOf(ctx, tx, c, id); err != nil {
			return store.Made{}, err
		}
		_, err = job.Cancel(ctx, tx, id)
		return store.Made{Kind: "job", ID: id}, err
	}, showJob)
	addParked(t)
}

// addParked registers events that a consumer could not take.
func addParked(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "parked.list", Method: http.MethodGet, Path: "/v1/parked-events", Group: fileGroup, En: "Events that a consumer could not take", Zh: "处理失败的事件", Permission: string(org.SettingsWrite),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Part) (shell.List[ParkedOut], error) {
		parked, err := job.ListParked(ctx, tx)
		if err != nil {
			return shell.List[ParkedOut]{}, err
		}
		out := make([]ParkedOut, len(parked))
		for i, p := range parked {
			out[i] = ParkedOut{
				EventID: store.FormatID("evt", p.Event.ID), Kind: p.Event.Kind, Consumer: p.Consumer, Tries: p.Tries, Error: p.Error, DueAt: wire.At(p.DueAt), ParkedAt: wire.At(p.ParkedAt),
			}
		}
		return shell.Whole(out, *in, func(p *ParkedOut) string { return p.EventID + " " + p.Consumer })
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

// listJobs lists jobs, newest first.
func listJobs(ctx context.Context, tx *store.Tx, c *shell.Call, in *jobList) (JobList, error) {
	out := JobList{List: shell.Listed[JobOut](nil, "")}
	before, err := in.CursorID()
	if err != nil {
		return out, err
	}
	ask := job.ListIn{Kind: in.Kind, State: job.State(in.State), Before: before, Limit: in.Limit, Unseen: in.Unseen}
	actor := tx.Actor()
	if in.Mine || in.Unseen || !c.Who().May(org.ImportWrite) {
		ask.MadeBy = &actor
	}
	jobs, err := job.List(ctx, tx, ask)
	if err != nil {
		return out, err
	}
	if out.Data, err = jobsOut(ctx, tx, c, jobs); err != nil {
		return out, err
	}
	if len(jobs) == in.Limit {
		out.List = shell.Listed(out.Data, shell.AfterID(jobs[len(jobs)-1].ID))
	}
	out.Unseen, err = job.Unseen(ctx, tx, actor)
	return out, err
}

// jobOf is a job that the caller may see: one's own, and with import:write every one.
func jobOf(ctx context.Context, tx *store.Tx, c *shell.Call, id int64) (job.Job, error) {
	j, err := job.Get(ctx, tx, id)
	if err == nil && !c.Who().May(org.ImportWrite) && !own(c, &j) {
		err = fault.ErrNotFound.New(fault.P{"what": "job"})
	}
	return j, err
}

// own reports whether the caller made the job.
func own(c *shell.Call, j *job.Job) bool {
	actor := c.Scope().Actor
	return j.MadeBy.Kind == actor.Kind && j.MadeBy.ID == actor.ID
}

// showJob renders a job.
func showJob(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (JobOut, error) {
	j, err := jobOf(ctx, tx, c, made.ID)
	if err != nil {
		return JobOut{}, err
	}
	list, err := jobsOut(ctx, tx, c, []job.Job{j})
	if err != nil {
		return JobOut{}, err
	}
	return list[0], nil
}

// jobsOut are jobs outside.
func jobsOut(ctx context.Context, tx *store.Tx, c *shell.Call, jobs []job.Job) ([]JobOut, error) {
	var ids []int64
	for i := range jobs {
		if jobs[i].MadeBy.Kind == "staff" {
			ids = append(ids, jobs[i].MadeBy.ID)
		}
	}
	named, err := staff.Names(ctx, tx, ids)
	out := make([]JobOut, len(jobs))
	for i := range jobs {
		j := &jobs[i]
		out[i] = jobOut(c, j)
		switch j.MadeBy.Kind {
		case "staff":
			out[i].MadeBy, out[i].MadeName = store.FormatID("stf", j.MadeBy.ID), named[j.MadeBy.ID]
		case "key":
			out[i].MadeBy, out[i].MadeName = store.FormatID("key", j.MadeBy.ID), j.MadeBy.Name
		}
	}
	return out, err
}

// Words for kinds and states of jobs.
var (
	jobKinds = map[string][2]string{
		"import": {"Import", "导入"}, "export": {"Export", "导出"}, "check": {"Check of the books", "账目核对"}, "simulate": {"Simulation", "沙盘推演"}, "reward": {"Rewards to many", "批量发放"},
		"day.turn": {"Turn of the day", "每日结转"}, "day.post": {"What falls due", "到期处理"},
	}
	jobStates = map[string][2]string{
		"waiting": {"waiting", "等待中"}, "running": {"running", "进行中"}, "done": {"done", "已完成"}, "failed": {"failed", "失败"}, "cancelled": {"cancelled", "已取消"},
	}
)

// word is a code in a language; one without words stays.
func word(words map[string][2]string, code, language string) string {
	pair, ok := words[code]
	switch {
	case !ok:
		return code
	case language == "zh":
		return pair[1]
	}
	return pair[0]
}

// jobOut is a job outside, without the name of who made it.
func jobOut(c *shell.Call, j *job.Job) JobOut {
	out := JobOut{
		ID: store.FormatID("job", j.ID), Kind: j.Kind, State: string(j.State), Done: j.Done, Total: j.Total, ErrorCode: j.ErrorCode, Error: j.Error, Tries: j.Tries,
		DueAt: wire.At(j.DueAt), CreatedAt: wire.At(j.CreatedAt), StartedAt: wire.At(j.StartedAt), FinishedAt: wire.At(j.FinishedAt),
	}
	out.KindText, out.StateText = word(jobKinds, j.Kind, c.Language()), word(jobStates, out.State, c.Language())
	out.Own = own(c, j)
	out.Unseen = out.Own && j.FinishedAt != 0 && j.SeenAt == 0
	if string(j.Result) != "null" && json.Valid(j.Result) {
		out.Result = j.Result
	}
	return out
}
