package files

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/importer"
	"regulars/internal/importer/upload"
	"regulars/internal/org"
	"regulars/internal/store"
)

// fileGroup is the heading of imports and jobs.
const fileGroup = "Files and jobs"

// Limits of uploads.
const (
	maxUpload     = 64 << 20
	uploadTimeout = 5 * time.Minute
)

// MappingBody says which column is which field; read strictly by the importer.
type MappingBody struct{ importer.Mapping }

// BindJSON reads the mapping.
func (b *MappingBody) BindJSON(n *wire.Node) error {
	decoder := json.NewDecoder(bytes.NewReader(wire.JSON(nil, n)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&b.Mapping); err != nil {
		return fault.ErrInvalid.Wrap(err, fault.P{"reason": err.Error()})
	}
	return nil
}

// Schema is that of a mapping.
func (b MappingBody) Schema(huma.Registry) *huma.Schema {
	text := func(doc string, enum ...any) *huma.Schema {
		return &huma.Schema{Type: "string", Description: doc, Enum: enum}
	}
	texts := &huma.Schema{Type: "array", Items: text("")}
	each := func(doc string, of *huma.Schema) *huma.Schema {
		return &huma.Schema{Type: "object", AdditionalProperties: of, Description: doc}
	}
	marks := func(doc string) *huma.Schema {
		return &huma.Schema{Type: "object", AdditionalProperties: false, Description: doc, Properties: map[string]*huma.Schema{
			"number_prefix": text("With what their order number begins"), "column": text(""), "values": texts, "positive": {Type: "boolean"},
		}}
	}
	return &huma.Schema{
		Type: "object", AdditionalProperties: false, Description: "Which column is which field. POST /v1/uploads/{id}/inspect proposes one; GET /v1/import-kinds lists the fields.",
		Properties: map[string]*huma.Schema{
			"kind": text("", "members", "products", "orders"), "fields": each("Field → columns; of several the first with a value counts", texts),
			"attributes": each("Members: code of an attribute of the merchant's own → column", text("")), "defaults": each("Field → value where no column gives one", text("")),
			"source":   text("Orders: the system that numbered them"),
			"encoding": text("Found out where absent"), "delimiter": text("Found out where absent"), "sheet": text("The first where absent"),
			"header_row": {Type: "integer", Description: "1 where absent"}, "dates": text("Of dates such as 3/4/2011", "mdy", "dmy", ""), "decimal": text(`"," where 1.234,50 is meant`),
			"returns": marks("Orders: which rows are returns without a receipt"), "skip": marks("Orders: which rows are no orders at all"),
			"unknown": text("Orders: what becomes of a member whom nobody knows", "enrol", "refuse", ""), "existing": text("Members: what becomes of one who is there already", "keep", "refuse", ""),
		},
	}
}

// UploadOut is a file that was sent.
type UploadOut struct {
	ID string `json:"id" doc:"upl_…"`
}

// InspectBody asks what a file looks like.
type InspectBody struct {
	Kind    string       `json:"kind" enum:"members,products,orders"`
	Preset  string       `json:"preset,omitempty" maxLength:"40" doc:"Such as online-retail"`
	Mapping *MappingBody `json:"mapping,omitempty" doc:"Guessed from the header where absent"`
}

// InspectOut is what a file looks like.
type InspectOut struct {
	Encoding  string              `json:"encoding"`
	Delimiter string              `json:"delimiter,omitempty"`
	Sheet     string              `json:"sheet,omitempty"`
	Header    []string            `json:"header"`
	Sample    [][]string          `json:"sample" doc:"The first rows"`
	Mapping   MappingBody         `json:"mapping"`
	Mistake   *shell.FieldProblem `json:"mistake,omitempty" doc:"What keeps the mapping from fitting"`
}

// ImportBody orders an import.
type ImportBody struct {
	UploadID string       `json:"upload_id" minLength:"1" maxLength:"32"`
	Kind     string       `json:"kind" enum:"members,products,orders"`
	Preset   string       `json:"preset,omitempty" maxLength:"40"`
	Mapping  *MappingBody `json:"mapping,omitempty"`
	DryRun   bool         `json:"dry_run,omitempty" doc:"Look and say what would be taken; write nothing"`
}

// RunOut is one import.
type RunOut struct {
	ID         string          `json:"id" doc:"imp_…"`
	Kind       string          `json:"kind"`
	File       string          `json:"file"`
	State      string          `json:"state" doc:"running or done"`
	Done       int64           `json:"done"`
	Total      int64           `json:"total"`
	Report     json.RawMessage `json:"report,omitempty" doc:"Once it is done"`
	StartedAt  wire.Time       `json:"started_at"`
	FinishedAt wire.Time       `json:"finished_at"`
}

// RefusalOut is one row that was refused.
type RefusalOut struct {
	Row     int64  `json:"row"`
	Field   string `json:"field,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// uploadByID names an upload in the path.
type uploadByID struct {
	ID string `path:"id" maxLength:"32" doc:"upl_…"`
}

// Add registers the operations.
func Add(t *shell.Table) {
	addImports(t)
	addRuns(t)
	addKinds(t)
	addRefused(t)
	addExports(t)
	addJobs(t)
}

// addImports registers uploading, looking and importing.
func addImports(t *shell.Table) {
	type send struct {
		Name string `query:"name" maxLength:"200" required:"true" doc:"Of the file, with its ending"`
	}
	shell.Do(t, shell.Op{
		ID: "upload.send", Method: http.MethodPost, Path: "/v1/uploads", Group: fileGroup, En: "Send a file (CSV or XLSX)", Zh: "上传文件（CSV 或 XLSX）", Permission: string(org.ImportWrite),
		Upload: "text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/octet-stream", BodyLimit: maxUpload, ReadTimeout: uploadTimeout, Status: http.StatusCreated,
		Detail: "Kept sealed for seven days.",
	}, func(ctx context.Context, c *shell.Call, in *send) (*UploadOut, error) {
		body, err := c.Upload()
		if err != nil {
			return nil, err
		}
		id, err := upload.Keep(ctx, c.DB(), c.Scope(), in.Name, body)
		if err != nil {
			return nil, err
		}
		return &UploadOut{ID: store.FormatID("upl", id)}, nil
	})
	type inspect struct {
		uploadByID
		Body InspectBody
	}
	shell.Do(t, shell.Op{
		ID: "upload.inspect", Method: http.MethodPost, Path: "/v1/uploads/{id}/inspect", Group: fileGroup, En: "Look at a file and propose a mapping", Zh: "查看文件并建议字段映射", Permission: string(org.ImportWrite),
	}, func(ctx context.Context, c *shell.Call, in *inspect) (*InspectOut, error) {
		return inspectUpload(ctx, c, in.ID, &in.Body)
	})
	type order struct{ Body ImportBody }
	shell.Write(t, shell.Op{
		ID: "import.order", Method: http.MethodPost, Path: "/v1/imports", Group: fileGroup, En: "Import a file that was sent", Zh: "导入已上传的文件", Permission: string(org.ImportWrite),
		Status: http.StatusCreated, Detail: "Answers a job: its progress is in thousandths, its result the report with the first refused rows.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *order) (store.Made, error) {
		id, err := shell.ID("upl", "upload_id", in.Body.UploadID)
		if err != nil {
			return store.Made{}, err
		}
		m, err := mapping(in.Body.Kind, in.Body.Preset, in.Body.Mapping)
		if err != nil {
			return store.Made{}, err
		}
		job, err := importer.Enqueue(ctx, tx, importer.Params{UploadID: id, Mapping: m, DryRun: in.Body.DryRun, Language: c.Language()})
		return store.Made{Kind: "job", ID: job}, err
	}, showJob)
}

// mapping is the mapping that was asked for.
func mapping(kind, preset string, given *MappingBody) (importer.Mapping, error) {
	m := importer.Mapping{}
	if preset != "" {
		var err error
		if m, err = importer.Preset(preset); err != nil {
			return m, err
		}
	}
	if given != nil {
		m = given.Mapping
	}
	if m.Kind == "" {
		m.Kind = importer.Kind(kind)
	}
	return m, nil
}

// inspectUpload looks at a file.
func inspectUpload(ctx context.Context, c *shell.Call, named string, b *InspectBody) (*InspectOut, error) {
	id, err := shell.PathID("upl", "upload", named)
	if err != nil {
		return nil, err
	}
	src, err := upload.Open(ctx, c.DB(), c.Scope(), id)
	if err != nil {
		return nil, err
	}
	m, err := mapping(b.Kind, b.Preset, b.Mapping)
	if err != nil {
		return nil, err
	}
	seen, err := importer.Inspect(ctx, src, m)
	if err != nil {
		return nil, err
	}
	out := &InspectOut{Encoding: seen.Encoding, Delimiter: seen.Delimiter, Sheet: seen.Sheet, Header: seen.Header, Sample: seen.Sample, Mapping: MappingBody{seen.Mapping}}
	if e := fault.As(seen.Mistake); e != nil {
		out.Mistake = &shell.FieldProblem{Field: e.Field, Code: e.Code.Code, Message: e.Text(c.Language())}
	}
	return out, nil
}

// addRuns registers what became of imports.
func addRuns(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "import.list", Method: http.MethodGet, Path: "/v1/imports", Group: fileGroup, En: "The newest imports", Zh: "导入记录", Permission: string(org.ImportWrite),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Part) (shell.List[RunOut], error) {
		list, err := importer.ListRuns(ctx, tx)
		if err != nil {
			return shell.List[RunOut]{}, err
		}
		out := make([]RunOut, len(list))
		for i, run := range list {
			out[i] = runOut(run)
		}
		return shell.Whole(out, *in, func(r *RunOut) string { return r.ID })
	})
	type one struct {
		ID string `path:"id" maxLength:"32" doc:"imp_…"`
	}
	shell.Read(t, shell.Op{
		ID: "import.get", Method: http.MethodGet, Path: "/v1/imports/{id}", Group: fileGroup, En: "Read an import and its report", Zh: "查看导入报告", Permission: string(org.ImportWrite),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *one) (RunOut, error) {
		id, err := shell.PathID("imp", "import", in.ID)
		if err != nil {
			return RunOut{}, err
		}
		run, err := importer.GetRun(ctx, tx, id)
		return runOut(run), err
	})
	type refused struct {
		one
		shell.Page
	}
	shell.Read(t, shell.Op{
		ID: "import.refused", Method: http.MethodGet, Path: "/v1/imports/{id}/refused", Group: fileGroup, En: "The rows that were refused", Zh: "被拒绝的行", Permission: string(org.ImportWrite),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *refused) (shell.List[RefusalOut], error) {
		none := shell.List[RefusalOut]{}
		id, err := shell.PathID("imp", "import", in.ID)
		if err != nil {
			return none, err
		}
		if _, err := importer.GetRun(ctx, tx, id); err != nil {
			return none, err
		}
		after, err := in.CursorID()
		if err != nil {
			return none, err
		}
		list, err := importer.ListRefused(ctx, tx, id, after, in.Limit)
		out := make([]RefusalOut, len(list))
		next := ""
		for i, r := range list {
			out[i] = RefusalOut{Row: int64(r.Row), Field: r.Field, Code: r.Code, Message: r.Message}
			if i == in.Limit-1 {
				next = shell.AfterID(int64(r.Row))
			}
		}
		return shell.Listed(out, next), err
	})
}

// runOut is an import outside.
func runOut(run importer.Run) RunOut {
	out := RunOut{
		ID: store.FormatID("imp", run.ID), Kind: string(run.Kind), File: run.File, State: run.State, Done: run.Done(), Total: run.Total,
		StartedAt: wire.At(run.StartedAt), FinishedAt: wire.At(run.FinishedAt),
	}
	if json.Valid(run.Report) && run.FinishedAt != calendar.Instant(0) {
		out.Report = run.Report
	}
	return out
}
