package files

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"regulars/internal/api/shell"
	"regulars/internal/fault"
	"regulars/internal/importer"
	fields "regulars/internal/importer/mapping"
	"regulars/internal/importer/upload"
	"regulars/internal/job"
	"regulars/internal/org"
	"regulars/internal/store"
)

// maxWholeCSV is how many refused rows one download holds.
const maxWholeCSV = 100_000

// KindOut is one kind of file that may be imported.
type KindOut struct {
	Kind   string         `json:"kind"`
	Fields []KindFieldOut `json:"fields"`
	AnyOf  []string       `json:"any_of,omitempty" doc:"One of these fields at least is needed"`
}

// KindFieldOut is one field that a column can be.
type KindFieldOut struct {
	Name     string `json:"name"`
	Label    string `json:"label" doc:"In the caller's language"`
	Required bool   `json:"required"`
}

// KindsOut is what may be imported.
type KindsOut struct {
	Kinds   []KindOut `json:"kinds"`
	Presets []string  `json:"presets" doc:"Ready mappings"`
	MaxSize int64     `json:"max_size" doc:"Of a file that is sent, in bytes"`
}

// ImportJobOut is an import that was ordered: all that is needed to look at it, and to order it again.
type ImportJobOut struct {
	Job      JobOut      `json:"job"`
	UploadID string      `json:"upload_id"`
	File     string      `json:"file,omitempty" doc:"Absent once the upload is gone: seven days after it came"`
	Kind     string      `json:"kind"`
	DryRun   bool        `json:"dry_run"`
	Mapping  MappingBody `json:"mapping"`
}

// RefusedRowOut is one refused row with what stands in it.
type RefusedRowOut struct {
	RefusalOut
	Column string   `json:"column,omitempty" doc:"Of the file, which gives the field"`
	Value  string   `json:"value" doc:"What stands there"`
	Cells  []string `json:"cells" doc:"The whole row"`
}

// RefusedRowsOut is the first refused rows in the words of the file.
type RefusedRowsOut struct {
	Header []string        `json:"header"`
	Rows   []RefusedRowOut `json:"rows"`
}

// addKinds registers what may be imported.
func addKinds(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "import.kinds", Method: http.MethodGet, Path: "/v1/import-kinds", Group: fileGroup, En: "What may be imported, field by field", Zh: "可导入的类型与字段", Permission: string(org.ImportWrite),
	}, func(_ context.Context, c *shell.Call, _ *shell.Empty) (KindsOut, error) {
		out := KindsOut{Presets: fields.Presets(), MaxSize: maxUpload}
		for _, kind := range []fields.Kind{fields.Members, fields.Products, fields.Orders} {
			row := KindOut{Kind: string(kind), AnyOf: fields.AnyOf(kind)}
			for _, f := range fields.Fields(kind) {
				field := KindFieldOut{Name: f.Name, Label: f.En, Required: f.Required}
				if c.Language() == "zh" {
					field.Label = f.Zh
				}
				row.Fields = append(row.Fields, field)
			}
			out.Kinds = append(out.Kinds, row)
		}
		return out, nil
	})
}

// addRefused registers what an import was told, and its refused rows.
func addRefused(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "import.job", Method: http.MethodGet, Path: "/v1/jobs/{id}/import", Group: fileGroup, En: "Read an import that was ordered", Zh: "查看导入任务", Permission: string(org.ImportWrite),
	}, func(ctx context.Context, c *shell.Call, in *jobByID) (ImportJobOut, error) {
		j, p, err := importJob(ctx, c, in.ID)
		if err != nil {
			return ImportJobOut{}, err
		}
		out := ImportJobOut{Job: jobOut(c, &j), UploadID: store.FormatID("upl", p.UploadID), Kind: string(p.Mapping.Kind), DryRun: p.DryRun, Mapping: MappingBody{p.Mapping}}
		src, err := upload.Open(ctx, c.DB(), c.Scope(), p.UploadID)
		if fault.Has(err, upload.ErrUnknown) {
			return out, nil
		}
		out.File = src.Name
		return out, err
	})
	type first struct {
		jobByID
		Limit int `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	shell.Do(t, shell.Op{
		ID: "import.refused_rows", Method: http.MethodGet, Path: "/v1/jobs/{id}/refused-rows", Group: fileGroup, En: "Refused rows in the words of the file", Zh: "被拒绝的行及其原文", Permission: string(org.ImportWrite),
		Detail: "Reads the file again: nothing of refused rows is kept. Of a dry run the first thousand are known.",
	}, func(ctx context.Context, c *shell.Call, in *first) (RefusedRowsOut, error) {
		return refusedRows(ctx, c, in.ID, in.Limit)
	})
	shell.Do(t, shell.Op{
		ID: "import.refused_file", Method: http.MethodGet, Path: "/v1/jobs/{id}/refused.csv", Group: fileGroup, En: "Refused rows as a file, to correct and import again", Zh: "下载被拒绝的行",
		Permission: string(org.ImportWrite), Answers: "text/csv",
	}, func(ctx context.Context, c *shell.Call, in *jobByID) (shell.Empty, error) {
		j, p, err := importJob(ctx, c, in.ID)
		if err != nil {
			return shell.Empty{}, err
		}
		src, list, err := refusals(ctx, c, j, p, maxWholeCSV)
		if err != nil {
			return shell.Empty{}, err
		}
		return shell.Empty{}, c.Stream("text/csv; charset=utf-8", "refused.csv", func(w io.Writer) error {
			if _, err := io.WriteString(w, "\uFEFF"); err != nil { // so that spreadsheets take it for UTF-8
				return err
			}
			return importer.WriteRefused(ctx, w, src, p.Mapping, list)
		})
	})
}

// importJob is a job that imports, and what it was told.
func importJob(ctx context.Context, c *shell.Call, text string) (j job.Job, p importer.Params, err error) {
	id, err := shell.PathID("job", "job", text)
	if err != nil {
		return j, p, err
	}
	err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
		j, err = job.Get(ctx, tx, id)
		return err
	})
	if err == nil && j.Kind != importer.JobKind {
		err = fault.ErrNotFound.New(fault.P{"what": "import"})
	}
	if err == nil {
		err = json.Unmarshal(j.Params, &p)
	}
	return j, p, err
}

// refusals are the first refused rows of an import, and its file.
func refusals(ctx context.Context, c *shell.Call, j job.Job, p importer.Params, limit int) (src importer.Source, list []importer.Refusal, err error) {
	if src, err = upload.Open(ctx, c.DB(), c.Scope(), p.UploadID); err != nil {
		return src, nil, err
	}
	var report importer.Report
	if err := json.Unmarshal(j.Result, &report); err != nil {
		return src, nil, err
	}
	list = report.Refused
	if report.Import != "" && report.RowsRefused > int64(len(list)) && limit > len(list) {
		id, err := store.ParseID("imp", report.Import)
		if err != nil {
			return src, nil, err
		}
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
			list, err = importer.ListRefused(ctx, tx, id, 0, limit)
			return err
		})
		if err != nil {
			return src, nil, err
		}
	}
	return src, list[:min(limit, len(list))], nil
}

// refusedRows reads the first refused rows again.
func refusedRows(ctx context.Context, c *shell.Call, text string, limit int) (RefusedRowsOut, error) {
	out := RefusedRowsOut{Header: []string{}, Rows: []RefusedRowOut{}}
	j, p, err := importJob(ctx, c, text)
	if err != nil {
		return out, err
	}
	src, list, err := refusals(ctx, c, j, p, limit)
	if err != nil || len(list) == 0 {
		return out, err
	}
	m, columns := p.Mapping, (*fields.Columns)(nil)
	err = importer.Rows(ctx, src, m, func(header []string) (err error) {
		out.Header = slices.Clone(header)
		if len(m.Fields) == 0 {
			g, err := fields.Guess(m.Kind, header)
			if err != nil {
				return err
			}
			m.Fields = g.Fields
		}
		columns, err = m.Bind(header)
		return err
	}, func(row int, cells []string) (bool, error) {
		for len(out.Rows) < len(list) && list[len(out.Rows)].Row <= int64(row) {
			out.Rows = append(out.Rows, refusedRow(list[len(out.Rows)], columns, out.Header, cells))
		}
		return len(out.Rows) < len(list), nil
	})
	return out, err
}

// refusedRow is one refused row outside.
func refusedRow(r importer.Refusal, columns *fields.Columns, header, cells []string) RefusedRowOut {
	out := RefusedRowOut{RefusalOut: RefusalOut{Row: r.Row, Field: r.Field, Code: r.Code, Message: r.Message}, Cells: make([]string, len(cells))}
	for i, cell := range cells {
		out.Cells[i] = strings.ToValidUTF8(strings.Clone(cell), "\uFFFD") // cells are read into the same memory
	}
	if at, ok := columns.Column(r.Field); ok && at < len(header) {
		out.Column = strings.Clone(header[at])
		if at < len(cells) {
			out.Value = out.Cells[at]
		}
	}
	return out
}
