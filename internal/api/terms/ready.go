package terms

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/program/ready"
	"regulars/internal/program/wording"
	"regulars/internal/store"
)

// ReadyOut is a programme to start from.
type ReadyOut struct {
	Code    string     `json:"code" enum:"retail,catering,hotel,beauty,baby,phone" doc:"The trade"`
	Name    NoteBody   `json:"name"`
	Summary NoteBody   `json:"summary" doc:"For whom it is, and what it goes by"`
	Advice  []NoteBody `json:"advice" doc:"What to look at first"`
}

// ReadyProgram is one of them with all that it says.
type ReadyProgram struct {
	ReadyOut
	Document    DocumentBody        `json:"document"`
	Description wording.Description `json:"description" doc:"What it promises, in words"`
	Changes     []ProgramChange     `json:"changes" doc:"What it would change of the programme in force"`
}

// readyByCode names a trade in the path.
type readyByCode struct {
	Code string `path:"code" maxLength:"20" example:"retail"`
}

// addReady registers programmes to start from.
func addReady(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "ready.list", Method: http.MethodGet, Path: "/v1/program/ready", Group: programGroup, En: "Programmes to start from, by trade", Zh: "行业方案列表", Permission: string(org.ProgramRead),
	}, func(context.Context, *store.Tx, *shell.Call, *shell.Empty) (shell.List[ReadyOut], error) {
		all, err := ready.All()
		out := make([]ReadyOut, len(all))
		for i := range all {
			out[i] = readyOut(&all[i])
		}
		return shell.Listed(out, ""), err
	})
	shell.Read(t, shell.Op{
		ID: "ready.get", Method: http.MethodGet, Path: "/v1/program/ready/{code}", Group: programGroup, En: "Read a programme to start from", Zh: "查看行业方案", Permission: string(org.ProgramRead),
		Detail: "Amounts are in minor units and were set for shops in China: look at them first.",
	}, showReady)
	type start struct {
		Body struct {
			Code string `json:"code" enum:"retail,catering,hotel,beauty,baby,phone" doc:"The trade"`
		}
	}
	shell.Write(t, shell.Op{
		ID: "program.start_draft", Method: http.MethodPost, Path: "/v1/program/draft/start", Group: programGroup, En: "Make the draft a ready programme", Zh: "用行业方案覆盖草稿",
		Permission: string(org.ProgramWrite), IfMatch: true, Detail: "Nothing is published by it.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *start) (store.Made, error) {
		p, err := findReady(in.Body.Code)
		if err != nil {
			return store.Made{}, err
		}
		_, err = edition.SaveDraft(ctx, tx, c.Version(), p.Document)
		return store.Made{Kind: "draft", ID: 1}, err
	}, showDraft)
}

func readyOut(p *ready.Programme) ReadyOut {
	out := ReadyOut{Code: p.Code, Name: NoteBody(p.Trade), Summary: NoteBody(p.Summary), Advice: make([]NoteBody, len(p.Advice))}
	for i, a := range p.Advice {
		out.Advice[i] = NoteBody(a)
	}
	return out
}

func findReady(code string) (*ready.Programme, error) {
	p, ok, err := ready.Find(code)
	if err == nil && !ok {
		err = fault.ErrNotFound.New(fault.P{"what": "ready programme"})
	}
	return &p, err
}

func showReady(ctx context.Context, tx *store.Tx, c *shell.Call, in *readyByCode) (ReadyProgram, error) {
	p, err := findReady(in.Code)
	if err != nil {
		return ReadyProgram{}, err
	}
	now, err := edition.At(ctx, tx, tx.Now())
	if err != nil {
		return ReadyProgram{}, err
	}
	v, _, err := voice(ctx, tx, &p.Document, now.Document())
	if err != nil {
		return ReadyProgram{}, err
	}
	return ReadyProgram{
		ReadyOut: readyOut(p), Document: DocumentBody{p.Document}, Description: v.Describe(p.Document),
		Changes: changesOut(v.Diff(*now.Document(), p.Document), c.Language()),
	}, nil
}
