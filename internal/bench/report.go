package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// Row is one figure.
type Row struct {
	Section string  `json:"section"`
	Figure  string  `json:"figure"`
	Engine  string  `json:"engine"` // sqlite, postgres, or "" for the machine itself
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
}

// Aim is a figure held against what it should reach.
type Aim struct {
	Text    string  `json:"text"`
	Engine  string  `json:"engine"`
	Value   float64 `json:"value"`
	Need    float64 `json:"need"`
	Unit    string  `json:"unit"`
	Reached bool    `json:"reached"`
	most    bool    // Need is the most, not the least
}

// Report is all that a run found out.
type Report struct {
	Machine string   `json:"machine"`
	Version string   `json:"version"`
	Quick   bool     `json:"quick"`
	Rows    []Row    `json:"rows"`
	Aims    []Aim    `json:"aims"`
	Notes   []string `json:"notes"`
}

// add notes a figure.
func (r *Report) add(row Row) { r.Rows = append(r.Rows, row) }

// note says something that a reader of the figures should know.
func (r *Report) note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(r.Notes, text) {
		r.Notes = append(r.Notes, text)
	}
}

// get finds a figure.
func (r *Report) get(engine, section, figure string) (float64, bool) {
	for _, row := range r.Rows {
		if row.Engine == engine && row.Section == section && row.Figure == figure {
			return row.Value, true
		}
	}
	return 0, false
}

// least notes an aim that value should reach; nothing where one of the figures was not measured.
func (r *Report) least(a Aim, known ...bool) {
	if !slices.Contains(known, false) {
		a.Reached = a.Value >= a.Need
		r.Aims = append(r.Aims, a)
	}
}

// most notes an aim that value should not exceed.
func (r *Report) most(a Aim, known ...bool) {
	if !slices.Contains(known, false) {
		a.Reached, a.most = a.Value <= a.Need, true
		r.Aims = append(r.Aims, a)
	}
}

// aims holds the figures against what they should reach.
func (r *Report) aims() {
	sync, haveSync := r.get("", sectionLimits, figureSync)
	tps, haveTPS := r.get("", sectionLimits, figurePgbench)
	at256 := figureOrders(256)
	pg, havePG := r.get("postgres", sectionOrders, at256)
	lite, haveLite := r.get("sqlite", sectionOrders, at256)
	r.least(Aim{Text: "orders at 256 callers, of pgbench's rate", Engine: "postgres", Value: pg / tps, Need: 1.5, Unit: "×"}, havePG, haveTPS)
	r.least(Aim{Text: "orders at 256 callers, of fdatasync's rate", Engine: "postgres", Value: pg / sync, Need: 1, Unit: "×"}, havePG, haveSync)
	r.least(Aim{Text: "orders at 256 callers, of fdatasync's rate", Engine: "sqlite", Value: lite / sync, Need: 0.5, Unit: "×"}, haveLite, haveSync)
	quotes, have := r.get("sqlite", sectionReads, figureQuotes)
	r.least(Aim{Text: "quotes at 64 callers", Engine: "sqlite", Value: quotes, Need: 8_300, Unit: "/s"}, have)
	for _, engine := range engines {
		v, have := r.get(engine, sectionOrders, figureP99(64))
		r.most(Aim{Text: "99th percentile of an order at 64 callers", Engine: engine, Value: v, Need: 60, Unit: "ms"}, have)
		v, have = r.get(engine, sectionGrowth, figureGrowth)
		r.most(Aim{Text: "cost of an order of the same members among many, of that among few", Engine: engine, Value: v, Need: 1.2, Unit: "×"}, have)
		v, have = r.get(engine, sectionLists, figureSlowest)
		r.most(Aim{Text: "a list of members among many, its slowest answer in twenty", Engine: engine, Value: v, Need: 200, Unit: "ms"}, have)
		v, have = r.get(engine, sectionCoupons, figureBest)
		r.most(Aim{Text: "a quote that finds the best of 50 coupons for 30 lines", Engine: engine, Value: v, Need: 5, Unit: "ms"}, have)
		rows, haveRows := r.get(engine, sectionImport, figureImport)
		copied, haveCopied := r.get(engine, sectionImport, figureCopy)
		r.least(Aim{Text: "import, of copying the same rows", Engine: engine, Value: rows / copied, Need: 0.25, Unit: "×"}, haveRows, haveCopied)
		v, have = r.get(engine, sectionSimulate, figureReplay)
		r.least(Aim{Text: "orders replayed in memory, on one core", Engine: engine, Value: v, Need: 100_000, Unit: "/s"}, have)
		v, have = r.get(engine, sectionProcess, figureIdle)
		r.most(Aim{Text: "memory of an idle server", Engine: engine, Value: v, Need: 64, Unit: "MiB"}, have)
		v, have = r.get(engine, sectionProcess, figureStart)
		r.most(Aim{Text: "start until ready", Engine: engine, Value: v, Need: 300, Unit: "ms"}, have)
	}
}

// machine says what the figures were measured on.
func machine() string {
	return fmt.Sprintf("%s/%s, %d processors shared by callers, server and database", runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}

// writeJSON prints the report for programs.
func (r *Report) writeJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(r)
}

// names of the engines as people know them.
var names = map[string]string{"sqlite": "SQLite", "postgres": "PostgreSQL", "": ""}

// write prints the report for people: a block a section, an engine a column.
func (r *Report) write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Regulars %s on %s\n", r.Version, r.Machine)
	if r.Quick {
		b.WriteString("A quick run: small numbers, for a look only.\n")
	}
	for _, section := range r.sections() {
		r.writeSection(&b, section)
	}
	if len(r.Aims) > 0 {
		b.WriteString("\nAims, against the limits of this run\n")
	}
	for _, a := range r.Aims {
		mark, bound := "reached    ", "≥"
		if !a.Reached {
			mark = "NOT REACHED"
		}
		if a.most {
			bound = "≤"
		}
		fmt.Fprintf(&b, "  %s  %8s %s %-9s  %s: %s\n", mark, number(a.Value), bound, number(a.Need)+" "+a.Unit, names[a.Engine], a.Text)
	}
	if len(r.Notes) > 0 {
		b.WriteString("\n")
	}
	for _, note := range r.Notes {
		b.WriteString("  * " + note + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// sections in the order in which they came up.
func (r *Report) sections() []string {
	var out []string
	for _, row := range r.Rows {
		if !slices.Contains(out, row.Section) {
			out = append(out, row.Section)
		}
	}
	return out
}

func (r *Report) writeSection(b *strings.Builder, section string) {
	var figures, columns []string
	units := map[string]string{}
	for _, row := range r.Rows {
		if row.Section != section {
			continue
		}
		if !slices.Contains(figures, row.Figure) {
			figures = append(figures, row.Figure)
		}
		if !slices.Contains(columns, row.Engine) {
			columns = append(columns, row.Engine)
		}
		units[row.Figure] = row.Unit
	}
	b.WriteString("\n" + pad(section, labelWidth))
	for _, engine := range columns {
		fmt.Fprintf(b, "%12s", names[engine])
	}
	b.WriteString("\n")
	for _, figure := range figures {
		line := "  " + pad(figure, labelWidth-2)
		for _, engine := range columns {
			text := "–"
			if v, ok := r.get(engine, section, figure); ok {
				text = number(v)
			}
			line += strings.Repeat(" ", max(1, 12-len([]rune(text)))) + text
		}
		b.WriteString(line + " " + units[figure] + "\n")
	}
}

// labelWidth is the width of the column of figures.
const labelWidth = 62

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-len([]rune(text))))
}

// number writes three significant digits, with thin groups of thousands.
func number(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case a >= 1_000:
		text := strconv.FormatInt(int64(math.Round(v)), 10)
		for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
			text = text[:i] + " " + text[i:]
		}
		return text
	case a >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case a >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}
