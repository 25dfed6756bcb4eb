package files

import (
	"context"
	"io"
	"net/http"

	"regulars/internal/api/people"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/exporter"
	"regulars/internal/org"
	"regulars/internal/staff"
	"regulars/internal/store"
)

// ExportBody orders an export.
type ExportBody struct {
	Kind     string               `json:"kind" enum:"members,orders,entries"`
	Format   string               `json:"format,omitempty" enum:",csv,xlsx" doc:"csv where absent: UTF-8 with a byte order mark"`
	Columns  []string             `json:"columns,omitempty" maxItems:"60" maxLength:"60" doc:"In their order; the usual ones where absent. GET /v1/exports/columns lists them"`
	Members  *people.MemberFilter `json:"members,omitempty" doc:"Of members: the filter of their list"`
	Search   string               `json:"search,omitempty" maxLength:"254" doc:"Of members: those whom q of their list finds, at most 2,000"`
	Orders   *ExportOrders        `json:"orders,omitempty" doc:"Of orders: the filter of their list"`
	Entries  *ExportEntries       `json:"entries,omitempty"`
	Language string               `json:"language,omitempty" enum:",zh,en" doc:"Of the headings; the caller's where absent"`
	InFull   bool                 `json:"in_full,omitempty" doc:"Names, phones and e-mails unmasked; needs members:reveal, and the audit trail says so"`
}

// ExportOrders selects orders.
type ExportOrders struct {
	MemberID   string    `json:"member_id,omitempty" maxLength:"32"`
	Number     string    `json:"number,omitempty" maxLength:"64"`
	Source     string    `json:"source,omitempty" maxLength:"64"`
	StoreID    string    `json:"store_id,omitempty" maxLength:"32"`
	Channel    string    `json:"channel,omitempty" maxLength:"64"`
	From       wire.Time `json:"from,omitempty"`
	To         wire.Time `json:"to,omitempty"`
	Status     string    `json:"status,omitempty" enum:",paid,partly_refunded,refunded"`
	Fulfilment string    `json:"fulfilment,omitempty" enum:",none,shipped,delivered,signed,completed"`
	MinMinor   int64     `json:"min_minor,omitempty" minimum:"0" maximum:"100000000000000"`
	MaxMinor   int64     `json:"max_minor,omitempty" minimum:"0" maximum:"100000000000000"`
}

// ExportEntries selects entries of the ledger.
type ExportEntries struct {
	MemberID string    `json:"member_id,omitempty" maxLength:"32"`
	Asset    string    `json:"asset,omitempty" enum:",points,growth,principal,bonus,commission"`
	From     wire.Time `json:"from,omitempty" doc:"Posted at or after"`
	To       wire.Time `json:"to,omitempty" doc:"Posted before"`
}

// ExportOut is an export.
type ExportOut struct {
	ID         string    `json:"id" doc:"exp_…"`
	Kind       string    `json:"kind"`
	Format     string    `json:"format"`
	Columns    []string  `json:"columns"`
	InFull     bool      `json:"in_full"`
	JobID      string    `json:"job_id" doc:"job_…: its progress, and cancelling"`
	State      string    `json:"state" doc:"making, made or gone; where it failed or was cancelled the job says so"`
	Rows       int64     `json:"rows"`
	Size       int64     `json:"size" doc:"Bytes"`
	File       string    `json:"file,omitempty" doc:"Address to fetch it from, once it is made"`
	MadeBy     string    `json:"made_by,omitempty"`
	MadeName   string    `json:"made_name,omitempty"`
	CreatedAt  wire.Time `json:"created_at"`
	FinishedAt wire.Time `json:"finished_at"`
	ExpiresAt  wire.Time `json:"expires_at"`
}

// ColumnOut is one column that may be exported.
type ColumnOut struct {
	Name     string `json:"name"`
	Label    string `json:"label" doc:"In the caller's language"`
	Usual    bool   `json:"usual" doc:"Taken where no columns are named"`
	Personal bool   `json:"personal" doc:"Masked unless in_full"`
}

// exportByID names an export in the path.
type exportByID struct {
	ID string `path:"id" maxLength:"32" doc:"exp_…"`
}

// addExports registers files out.
func addExports(t *shell.Table) {
	type add struct{ Body ExportBody }
	shell.Write(t, shell.Op{
		ID: "export.order", Method: http.MethodPost, Path: "/v1/exports", Group: fileGroup, En: "Export members, orders or entries to a file", Zh: "导出会员、订单或账目", Permission: string(org.ExportWrite),
		Status: http.StatusCreated, Detail: "A job makes the file; it is kept for seven days and sent to who ordered it, or an owner. Needs to see what is exported, too.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *add) (store.Made, error) {
		ask, err := in.Body.ask(c.Language())
		if err != nil {
			return store.Made{}, err
		}
		run, err := exporter.Ask(ctx, tx, c.Who(), ask)
		return store.Made{Kind: "export", ID: run.ID}, err
	}, showExport)
	shell.Read(t, shell.Op{
		ID: "export.list", Method: http.MethodGet, Path: "/v1/exports", Group: fileGroup, En: "The newest exports", Zh: "导出记录", Permission: string(org.ExportWrite),
		Detail: "One's own; an owner sees all.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *shell.Part) (shell.List[ExportOut], error) {
		list, err := exporter.List(ctx, tx, c.Who())
		if err != nil {
			return shell.List[ExportOut]{}, err
		}
		out, err := exportsOut(ctx, tx, list)
		if err != nil {
			return shell.List[ExportOut]{}, err
		}
		return shell.Whole(out, *in, func(x *ExportOut) string { return x.ID })
	})
	type columns struct {
		Kind string `query:"kind" required:"true" enum:"members,orders,entries"`
	}
	shell.Read(t, shell.Op{
		ID: "export.columns", Method: http.MethodGet, Path: "/v1/exports/columns", Group: fileGroup, En: "What columns an export may have", Zh: "可导出的列", Permission: string(org.ExportWrite),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *columns) (shell.List[ColumnOut], error) {
		list, err := exporter.Columns(ctx, tx, exporter.Kind(in.Kind))
		out := make([]ColumnOut, len(list))
		for i, one := range list {
			out[i] = ColumnOut{Name: one.Name, Label: one.In(c.Language()), Usual: one.Usual, Personal: one.Personal}
		}
		return shell.Listed(out, ""), err
	})
	shell.Get(t, shell.Op{
		ID: "export.get", Method: http.MethodGet, Path: "/v1/exports/{id}", Group: fileGroup, En: "Read an export", Zh: "查看导出", Permission: string(org.ExportWrite),
	}, func(in exportByID) (int64, error) { return shell.PathID("exp", "export", in.ID) }, showExport)
	shell.Do(t, shell.Op{
		ID: "export.file", Method: http.MethodGet, Path: "/v1/exports/{id}/file", Group: fileGroup, En: "Fetch the file of an export", Zh: "下载导出文件", Permission: string(org.ExportWrite),
		Answers: "application/octet-stream", Detail: "text/csv or a spreadsheet. The audit trail says who fetched it.",
	}, fetchExport)
}

// fetchExport sends the file.
func fetchExport(ctx context.Context, c *shell.Call, in *exportByID) (shell.Empty, error) {
	id, err := shell.PathID("exp", "export", in.ID)
	if err != nil {
		return shell.Empty{}, err
	}
	run, send, err := exporter.Fetch(ctx, c.DB(), c.Who(), id)
	if err != nil {
		return shell.Empty{}, err
	}
	media := "text/csv; charset=utf-8"
	if run.Format == "xlsx" {
		media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	name := run.Name(run.CreatedAt.Time().In(c.Scope().Merchant.Zone).Format("20060102-1504"))
	return shell.Empty{}, c.Stream(media, name, func(w io.Writer) error { return send(w) })
}

// ask is what the room takes.
func (b *ExportBody) ask(language string) (exporter.OrderIn, error) {
	out := exporter.OrderIn{Kind: exporter.Kind(b.Kind), Format: b.Format, Columns: b.Columns, Search: b.Search, Language: b.Language, Revealed: b.InFull}
	if out.Format == "" {
		out.Format = "csv"
	}
	if out.Language == "" {
		out.Language = language
	}
	var err error
	f := &out.Filter
	switch out.Kind {
	case exporter.Members:
		if b.Members != nil {
			out.Filter, err = b.Members.Export()
		}
	case exporter.Orders:
		if o := b.Orders; o != nil {
			*f = exporter.Filter{
				Number: o.Number, Source: o.Source, Channel: o.Channel, From: o.From.Instant(), Until: o.To.Instant(), Status: o.Status, Fulfilment: o.Fulfilment,
				MinMinor: o.MinMinor, MaxMinor: o.MaxMinor,
			}
			if f.StoreID, err = shell.IDOr0("sto", "orders.store_id", o.StoreID); err == nil {
				f.MemberID, err = shell.IDOr0("mem", "orders.member_id", o.MemberID)
			}
		}
	case exporter.Entries:
		if e := b.Entries; e != nil {
			*f = exporter.Filter{Asset: e.Asset, From: e.From.Instant(), Until: e.To.Instant()}
			f.MemberID, err = shell.IDOr0("mem", "entries.member_id", e.MemberID)
		}
	}
	return out, err
}

// showExport renders an export.
func showExport(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (ExportOut, error) {
	run, err := exporter.Get(ctx, tx, c.Who(), made.ID)
	if err != nil {
		return ExportOut{}, err
	}
	list, err := exportsOut(ctx, tx, []exporter.Run{run})
	if err != nil {
		return ExportOut{}, err
	}
	return list[0], nil
}

// exportsOut are exports outside.
func exportsOut(ctx context.Context, tx *store.Tx, list []exporter.Run) ([]ExportOut, error) {
	var ids []int64
	for i := range list {
		if list[i].By.Kind == "staff" {
			ids = append(ids, list[i].By.ID)
		}
	}
	named, err := staff.Names(ctx, tx, ids)
	out := make([]ExportOut, len(list))
	for i := range list {
		out[i] = exportOut(&list[i], tx.Now())
		out[i].MadeName = list[i].By.Name
		if list[i].By.Kind == "staff" {
			out[i].MadeName = named[list[i].By.ID]
		}
	}
	return out, err
}

// exportOut is an export outside, without a name.
func exportOut(r *exporter.Run, now calendar.Instant) ExportOut {
	out := ExportOut{
		ID: store.FormatID("exp", r.ID), Kind: string(r.Kind), Format: r.Format, Columns: r.Columns, InFull: r.Revealed, JobID: store.FormatID("job", r.JobID),
		State: "making", Rows: r.Lines, Size: r.Size, MadeBy: shell.Named(actorPrefix(r.By.Kind), r.By.ID),
		CreatedAt: wire.At(r.CreatedAt), FinishedAt: wire.At(r.FinishedAt), ExpiresAt: wire.At(r.ExpiresAt),
	}
	switch {
	case r.ExpiresAt <= now:
		out.State = "gone"
	case r.Made():
		out.State, out.File = "made", "/v1/exports/"+out.ID+"/file"
	}
	return out
}

// actorPrefix is the prefix of an actor's id.
func actorPrefix(kind string) string {
	switch kind {
	case "staff":
		return "stf"
	case "key":
		return "key"
	}
	return "act"
}
