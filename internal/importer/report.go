package importer

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"sort"
	"strconv"

	"regulars/internal/fault"
	"regulars/internal/importer/mapping"
	"regulars/internal/importer/sheet"
	"regulars/internal/money"
)

// Report says what became of a file.
type Report struct {
	Kind   Kind   `json:"kind"`
	File   string `json:"file"`
	DryRun bool   `json:"dry_run"`
	Import string `json:"import_id,omitempty"` // imp_…, of what was written

	RowsRead    int64 `json:"rows_read"`
	RowsTaken   int64 `json:"rows_taken"`
	RowsRefused int64 `json:"rows_refused"`
	Counts
	RoundingDifferenceMinor int64 `json:"rounding_difference_minor"` // net sales as taken less net sales as written, whole minor units

	Encoding  string    `json:"encoding,omitempty"`
	Delimiter string    `json:"delimiter,omitempty"`
	Sheet     string    `json:"sheet,omitempty"`
	Resumed   bool      `json:"resumed,omitempty"` // an earlier run had taken part of it
	Notes     []Note    `json:"notes,omitempty"`
	Refused   []Refusal `json:"refused"`
}

// Counts is what an import made; it is kept with each chunk.
type Counts struct {
	MembersCreated   int64 `json:"members_created"`
	MembersExisting  int64 `json:"members_existing,omitempty"`
	ProductsCreated  int64 `json:"products_created,omitempty"`
	ProductsChanged  int64 `json:"products_changed,omitempty"`
	OrdersCreated    int64 `json:"orders_created"`
	OrdersExisting   int64 `json:"orders_existing,omitempty"`
	ReturnsMatched   int64 `json:"returns_matched"`   // every unit was found in an order
	ReturnsUnmatched int64 `json:"returns_unmatched"` // some unit was not
	ReturnsExisting  int64 `json:"returns_existing,omitempty"`
	RoundingMicro    int64 `json:"rounding_difference_micro"` // exactly, in millionths of a minor unit
}

func (c *Counts) add(o Counts) {
	c.MembersCreated += o.MembersCreated
	c.MembersExisting += o.MembersExisting
	c.ProductsCreated += o.ProductsCreated
	c.ProductsChanged += o.ProductsChanged
	c.OrdersCreated += o.OrdersCreated
	c.OrdersExisting += o.OrdersExisting
	c.ReturnsMatched += o.ReturnsMatched
	c.ReturnsUnmatched += o.ReturnsUnmatched
	c.ReturnsExisting += o.ReturnsExisting
	c.RoundingMicro += o.RoundingMicro
}

// Note is something that whoever imports should know.
type Note struct {
	En string `json:"en"`
	Zh string `json:"zh"`
}

// Refusal is one row that was not taken, and why.
type Refusal struct {
	Row     int64  `json:"row"` // as an editor or a spreadsheet counts; the header is row 1
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// refused is a Refusal before it is worded.
type refused struct {
	row int64
	err *fault.Error
}

// word puts refusals into the language and the currency, by row.
func word(list []refused, at place) []Refusal {
	out, voice := make([]Refusal, len(list)), money.Voice(at.currency)
	for i, r := range list {
		out[i] = Refusal{Row: r.row, Field: r.err.Field, Code: r.err.Code.Code, Message: r.err.Say(voice).Text(at.language)}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Row < out[b].Row })
	return out
}

// finish fills in the sums; the invariant holds by how it is made.
func (r *Report) finish(read int64, list []Refusal) {
	r.Refused = list
	r.RowsRead, r.RowsRefused = read, int64(len(list))
	r.RowsTaken = read - r.RowsRefused
	r.RoundingDifferenceMinor = roundMicro(r.RoundingMicro)
}

// roundMicro rounds millionths of a unit to whole ones, half away from zero.
func roundMicro(micro int64) int64 {
	if micro < 0 {
		return -roundMicro(-micro)
	}
	return (micro + 500_000) / 1_000_000
}

// JSON is the report as a file.
func (r *Report) JSON() ([]byte, error) {
	if r.Refused == nil {
		r.Refused = []Refusal{}
	}
	return json.MarshalIndent(r, "", "  ")
}

// WriteRefused writes the refused rows as CSV: the file's own columns, and before them the row, the field and the reason. It
// reads the file once more, because nothing of refused rows is kept anywhere: they may hold personal data.
func WriteRefused(ctx context.Context, w io.Writer, src Source, m mapping.Mapping, list []Refusal) error {
	by := make(map[int]*Refusal, len(list))
	for i := range list {
		by[int(list[i].Row)] = &list[i]
	}
	out := csv.NewWriter(w)
	err := Rows(ctx, src, m, func(header []string) error {
		return out.Write(append([]string{"row", "field", "reason"}, header...))
	}, func(row int, cells []string) (more bool, err error) {
		r := by[row]
		if r == nil {
			return len(by) > 0, nil
		}
		delete(by, row)
		return len(by) > 0, out.Write(append([]string{strconv.Itoa(row), r.Field, r.Message}, harmless(cells)...))
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// Rows reads the file again as the mapping has it read: its header, then row after row until each says that there is enough.
func Rows(ctx context.Context, src Source, m mapping.Mapping, head func([]string) error, each func(row int, cells []string) (more bool, err error)) error {
	ex, err := sheet.Examine(ctx, src, m.Encoding)
	if err != nil {
		return err
	}
	t, err := sheet.Open(ctx, src, ex, m.Sheets())
	if err != nil {
		return err
	}
	defer t.Close()
	if err := head(t.Header); err != nil {
		return err
	}
	for {
		cells, row, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if more, err := each(row, cells); err != nil || !more {
			return err
		}
	}
}

// harmless keeps a spreadsheet from taking a value for a formula.
func harmless(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		if c != "" && (c[0] == '=' || c[0] == '@' || c[0] == '\t' || c[0] == '\r') {
			c = "'" + c
		}
		out[i] = c
	}
	return out
}
