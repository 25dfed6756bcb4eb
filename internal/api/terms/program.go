package terms

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/simulation"
	"regulars/internal/store"
)

// programGroup is the heading of the programme.
const programGroup = "Programme"

// Add registers the operations.
func Add(t *shell.Table) {
	addProgram(t)
	addDraft(t)
	addWords(t)
	addConditions(t)
	addProgress(t)
	addBenefits(t)
	addBalance(t)
	addSimulations(t)
	addReady(t)
	addDesign(t)
}

// DocumentBody is a programme as it is written: read strictly by package program, which knows its fields.
type DocumentBody struct{ program.Document }

// BindJSON reads the document, with its defaults.
func (b *DocumentBody) BindJSON(n *wire.Node) error {
	if n.Kind != wire.Object {
		return wire.ErrNotObject.New(nil)
	}
	doc, err := program.Parse(wire.JSON(nil, n))
	b.Document = doc
	return err
}

// Schema is that of the document.
func (b DocumentBody) Schema(r huma.Registry) *huma.Schema { return documentSchema(r) }

// VersionOut is a published version.
type VersionOut struct {
	Number      int64     `json:"number"`
	State       string    `json:"state" doc:"scheduled, in_force, past or withdrawn"`
	EffectiveAt wire.Time `json:"effective_at"`
	PublishedAt wire.Time `json:"published_at"`
	WithdrawnAt wire.Time `json:"withdrawn_at"`
	Note        NoteBody  `json:"note" doc:"What changes, for members"`
	Digest      string    `json:"digest" doc:"SHA-256 of the document"`
	ByKind      string    `json:"by_kind"`
	ByName      string    `json:"by_name,omitempty"`
}

// ProgramOut is a published programme.
type ProgramOut struct {
	VersionOut
	Document DocumentBody `json:"document"`
	Next     *VersionOut  `json:"next,omitempty" doc:"The version that takes effect next"`
}

// DraftOut is the draft.
type DraftOut struct {
	Document  DocumentBody         `json:"document"`
	Version   int64                `json:"version" doc:"The ETag"`
	ChangedAt wire.Time            `json:"changed_at"`
	Mistakes  []shell.FieldProblem `json:"mistakes" doc:"What keeps it from being published"`
	Changes   []ProgramChange      `json:"changes" doc:"What it changes of the version in force"`
}

// NoteBody is a text in both languages.
type NoteBody struct {
	Zh string `json:"zh,omitempty" maxLength:"2000"`
	En string `json:"en,omitempty" maxLength:"2000"`
}

// versionByNumber names a version in the path.
type versionByNumber struct {
	Number int64 `path:"number" minimum:"1" maximum:"1000000"`
}

// addProgram registers what is published.
func addProgram(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "program.get", Method: http.MethodGet, Path: "/v1/program", Group: programGroup, En: "The programme in force", Zh: "当前生效的会员体系", Permission: string(org.ProgramRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, _ *shell.Empty) (ProgramOut, error) {
		table, err := edition.Load(ctx, tx)
		if err != nil {
			return ProgramOut{}, err
		}
		e, err := table.At(ctx, tx, tx.Now())
		if err != nil {
			return ProgramOut{}, err
		}
		out := programOut(table, tx, e)
		if next, ok := table.Next(tx.Now()); ok {
			v := versionOut(table, tx, next)
			out.Next = &v
		}
		return out, nil
	})
	shell.Read(t, shell.Op{
		ID: "program.versions", Method: http.MethodGet, Path: "/v1/program/versions", Group: programGroup, En: "Every version, newest first", Zh: "全部版本", Permission: string(org.ProgramRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Part) (shell.List[VersionOut], error) {
		table, err := edition.Load(ctx, tx)
		if err != nil {
			return shell.List[VersionOut]{}, err
		}
		var out []VersionOut
		for _, v := range table.Versions() {
			out = append(out, versionOut(table, tx, v))
		}
		return shell.Whole(out, *in, func(v *VersionOut) string { return strconv.FormatInt(v.Number, 10) })
	})
	shell.Read(t, shell.Op{
		ID: "program.version", Method: http.MethodGet, Path: "/v1/program/versions/{number}", Group: programGroup, En: "Read a version", Zh: "查看版本", Permission: string(org.ProgramRead),
	}, showVersion)
	shell.Write(t, shell.Op{
		ID: "program.withdraw", Method: http.MethodDelete, Path: "/v1/program/versions/{number}", Group: programGroup, En: "Withdraw a version that is not in force yet", Zh: "撤回尚未生效的版本",
		Permission: string(org.ProgramPublish),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *versionByNumber) (store.Made, error) {
		return store.Made{Kind: "program", ID: in.Number}, edition.Withdraw(ctx, tx, in.Number)
	}, func(context.Context, *store.Tx, *shell.Call, store.Made) (shell.Empty, error) {
		return shell.Empty{}, nil
	})
}

// showVersion renders a version.
func showVersion(ctx context.Context, tx *store.Tx, _ *shell.Call, in *versionByNumber) (ProgramOut, error) {
	table, err := edition.Load(ctx, tx)
	if err != nil {
		return ProgramOut{}, err
	}
	e, err := table.ByNumber(ctx, tx, in.Number)
	if err != nil {
		return ProgramOut{}, err
	}
	return programOut(table, tx, e), nil
}

// programOut is a compiled edition outside.
func programOut(table *edition.Timetable, tx *store.Tx, e *edition.Edition) ProgramOut {
	return ProgramOut{VersionOut: versionOut(table, tx, e.Version), Document: DocumentBody{*e.Document()}}
}

// versionOut is a version outside.
func versionOut(table *edition.Timetable, tx *store.Tx, v edition.Version) VersionOut {
	return VersionOut{
		Number: v.Number, State: string(table.State(v, tx.Now())), EffectiveAt: wire.At(v.EffectiveAt), PublishedAt: wire.At(v.PublishedAt), WithdrawnAt: wire.At(v.WithdrawnAt),
		Note: NoteBody{Zh: v.Note.Zh, En: v.Note.En}, Digest: v.Digest, ByKind: v.By.Kind, ByName: v.By.Name,
	}
}

// publishIn publishes the draft.
type publishIn struct {
	Body struct {
		EffectiveAt wire.Time `json:"effective_at,omitempty" doc:"At once where absent; never in the past"`
		Note        NoteBody  `json:"note" doc:"What changes, for members; in one language at least"`
	}
}

// addDraft registers the draft.
func addDraft(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "program.draft", Method: http.MethodGet, Path: "/v1/program/draft", Group: programGroup, En: "Read the draft", Zh: "查看草稿", Permission: string(org.ProgramRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, _ *shell.Empty) (DraftOut, error) {
		return showDraft(ctx, tx, c, store.Made{})
	})
	type save struct{ Body DocumentBody }
	shell.Write(t, shell.Op{
		ID: "program.save_draft", Method: http.MethodPut, Path: "/v1/program/draft", Group: programGroup, En: "Replace the draft", Zh: "保存草稿", Permission: string(org.ProgramWrite), IfMatch: true,
		Detail: "Mistakes do not keep a draft from being saved; they are answered.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *save) (store.Made, error) {
		_, err := edition.SaveDraft(ctx, tx, c.Version(), in.Body.Document)
		return store.Made{Kind: "draft", ID: 1}, err
	}, showDraft)
	type revert struct {
		Body struct {
			Number int64 `json:"number" minimum:"1" maximum:"1000000" doc:"The version whose text the draft takes"`
		}
	}
	shell.Write(t, shell.Op{
		ID: "program.revert_draft", Method: http.MethodPost, Path: "/v1/program/draft/revert", Group: programGroup, En: "Make the draft say what a version says", Zh: "用某个版本覆盖草稿",
		Permission: string(org.ProgramWrite), IfMatch: true,
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *revert) (store.Made, error) {
		_, err := edition.Revert(ctx, tx, c.Version(), in.Body.Number)
		return store.Made{Kind: "draft", ID: 1}, err
	}, showDraft)
	shell.Do(t, shell.Op{
		ID: "program.validate", Method: http.MethodPost, Path: "/v1/program/validate", Group: programGroup, En: "Find the mistakes of a document", Zh: "校验会员体系文档", Permission: string(org.ProgramRead),
	}, validate)
	shell.Write(t, shell.Op{
		ID: "program.publish", Method: http.MethodPost, Path: "/v1/program/draft/publish", Group: programGroup, En: "Publish the draft", Zh: "发布草稿",
		Permission: string(org.ProgramPublish), IfMatch: true, Status: http.StatusCreated, SecondOn: []fault.Code{simulation.ErrSecond}, Detail: "Where the settings say so it waits for a second person: 202 with approval_id, and the draft must have been simulated as it stands.",
	}, publish, func(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (ProgramOut, error) {
		return showVersion(ctx, tx, c, &versionByNumber{Number: made.ID})
	})
}

// publish publishes the draft, or asks for a second person. An approval stands for the draft as it was when it was asked for.
func publish(ctx context.Context, tx *store.Tx, c *shell.Call, in *publishIn) (store.Made, error) {
	e, err := simulation.Publish(ctx, tx, edition.PublishIn{
		Match: c.Version(), EffectiveAt: in.Body.EffectiveAt.Instant(), Note: program.Text(in.Body.Note),
	}, c.Approved())
	if err != nil {
		return store.Made{}, err
	}
	return store.Made{Kind: "program", ID: e.Number}, nil
}

// validate lists the mistakes of a document.
func validate(ctx context.Context, c *shell.Call, in *struct{ Body DocumentBody }) (out struct {
	Mistakes []shell.FieldProblem `json:"mistakes"`
}, err error) {
	err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) error {
		mistakes, err := edition.Validate(ctx, tx, in.Body.Document)
		out.Mistakes = problems(c, mistakes)
		return err
	})
	return out, err
}

// problems words mistakes.
func problems(c *shell.Call, mistakes []*fault.Error) []shell.FieldProblem {
	out := []shell.FieldProblem{}
	for _, m := range mistakes {
		for _, one := range append([]*fault.Error{m}, m.More...) {
			out = append(out, shell.FieldOf(one, c.Language()))
		}
	}
	return out
}

// showDraft renders the draft and sets its ETag.
func showDraft(ctx context.Context, tx *store.Tx, c *shell.Call, _ store.Made) (DraftOut, error) {
	d, err := edition.GetDraft(ctx, tx)
	if err != nil {
		return DraftOut{}, err
	}
	e, err := edition.At(ctx, tx, tx.Now())
	if err != nil {
		return DraftOut{}, err
	}
	v, _, err := voice(ctx, tx, &d.Document, e.Document())
	if err != nil {
		return DraftOut{}, err
	}
	c.SetETag(d.Version)
	return DraftOut{
		Document: DocumentBody{d.Document}, Version: d.Version, ChangedAt: wire.At(d.ChangedAt), Mistakes: problems(c, d.Mistakes),
		Changes: changesOut(v.Diff(*e.Document(), d.Document), c.Language()),
	}, nil
}
