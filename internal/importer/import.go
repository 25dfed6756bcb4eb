package importer

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars/internal/importer/mapping"
	"regulars/internal/importer/sheet"
	"regulars/internal/job"
	"regulars/internal/member/contact"
	"regulars/internal/store"
)

// In is what is imported, and how.
type In struct {
	Source  Source
	Mapping Mapping // without fields they are guessed from the header
	DryRun  bool    // look and say what would be taken; write nothing
	// Language of the reasons, zh or en; the merchant's where empty.
	Language string
	// Tell is told how far it is, now and then, by one at a time. It must be quick.
	Tell func(Progress)
	// Commit runs a transaction; db.Tx by default. A job gives its own, which is fenced. Two may run at a time.
	Commit func(ctx context.Context, fn func(tx *store.Tx) error) error
}

// Progress is how far an import is.
type Progress struct {
	Phase      Phase
	Rows       int64 // read so far
	Bytes      int64 // of TotalBytes, read so far
	TotalBytes int64
	Items      int64 // facts, members or products written, of TotalItems
	TotalItems int64
}

// Phase is what an import is doing.
type Phase string

// The phases, in their order.
const (
	Reading Phase = "reading"
	Writing Phase = "writing"
)

// place is what amounts and times are read by.
type place struct {
	currency string
	zone     *time.Location
	language string
	region   string // of national phone numbers
}

// plan is a file that has been read, ready to be written chunk by chunk.
type plan interface {
	// size is the number of its items.
	size() int
	// rows is the number of rows read, and those that were refused in reading.
	rows() (read int64, list []refused)
	// next is the end of the chunk that begins at from.
	next(from int) int
	// lanes parts the items, always in the same way, so that those of different lanes can be written beside each other; one lane will do.
	lanes(n int) []plan
	// apart reports whether nobody known stands in two of so many lanes.
	apart(ctx context.Context, tx *store.Tx, n int) (bool, error)
	// write writes the items of a chunk. It may be called again with the same chunk, where a commit failed.
	write(ctx context.Context, tx *store.Tx, from, to int) (written, error)
	// committed tells that the chunk has been committed.
	committed(w written)
	// foresee says what would be written, as far as that can be known without writing.
	foresee(ctx context.Context, tx *store.Tx) (Counts, []refused, error)
}

// written is what a chunk has done.
type written struct {
	counts  Counts
	refused []refused
	people  map[int32]person // found or enrolled in it
}

// Import brings a file in. It reads and checks all of it, then writes it chunk by chunk, each chunk one commit that also
// says where the next begins: cut off anywhere, it goes on there when it is called again with the same file and
// mapping. Returns the refusals of whole files and mappings; refused rows are in the report.
func Import(ctx context.Context, db *store.DB, scope store.Scope, in In) (*Report, error) {
	scope.Historic = true
	if in.Tell == nil {
		in.Tell = func(Progress) {}
	}
	if in.Commit == nil {
		in.Commit = func(ctx context.Context, fn func(tx *store.Tx) error) error { return db.Tx(ctx, scope, fn) }
	}
	w := &work{db: db, scope: scope, in: in, at: place{
		scope.Merchant.Currency, scope.Merchant.Zone, cmp.Or(in.Language, scope.Merchant.Language), contact.Region(scope.Merchant),
	}}
	if err := w.read(ctx); err != nil {
		return nil, err
	}
	if in.DryRun {
		return w.foresee(ctx)
	}
	return w.write(ctx)
}

// work is one import on its way.
type work struct {
	db     *store.DB
	scope  store.Scope
	in     In
	at     place
	m      mapping.Mapping
	digest string
	plan   plan
	report Report
}

// read reads the whole file into a plan.
func (w *work) read(ctx context.Context) error {
	w.m = w.in.Mapping
	if err := w.m.Check(); err != nil {
		return err
	}
	ex, err := sheet.Examine(ctx, w.in.Source, w.m.Encoding)
	if err != nil {
		return err
	}
	t, err := sheet.Open(ctx, w.in.Source, ex, w.m.Sheets())
	if err != nil {
		return err
	}
	defer t.Close()
	w.report = Report{
		Kind: w.m.Kind, File: w.in.Source.Name, DryRun: w.in.DryRun, Encoding: ex.Encoding, Delimiter: t.Delimiter, Sheet: t.Sheet,
	}
	w.note(ex)
	if len(w.m.Fields) == 0 {
		if err := w.guess(t.Header); err != nil {
			return err
		}
	}
	if w.digest, err = identityOf(ex, &w.m, w.at); err != nil {
		return err
	}
	w.plan, err = w.readRows(ctx, t)
	return err
}

func (w *work) readRows(ctx context.Context, t *sheet.Table) (plan, error) {
	tell := func(rows int64) {
		w.in.Tell(Progress{Phase: Reading, Rows: rows, Bytes: t.Read(), TotalBytes: t.Size})
	}
	defer func() { w.in.Tell(Progress{Phase: Reading, Bytes: t.Size, TotalBytes: t.Size}) }()
	switch w.m.Kind {
	case Orders:
		b, err := readOrders(ctx, t, &w.m, w.at, tell)
		return &orderPlan{book: b, m: &w.m, at: w.at}, err
	case Members:
		return readMembers(ctx, t, &w.m, w.at, tell)
	default:
		return readProducts(ctx, t, &w.m, w.at, tell)
	}
}

func (w *work) note(ex sheet.Examined) {
	if ex.Decoded {
		w.report.Notes = append(w.report.Notes, Note{
			En: fmt.Sprintf("The file is %s and was read as such.", ex.Encoding),
			Zh: fmt.Sprintf("文件编码为 %s，已按此读取。", ex.Encoding),
		})
	}
	if w.m.Kind == Orders {
		w.report.Notes = append(w.report.Notes, Note{
			En: fmt.Sprintf("Amounts are read as %s, times as of %s: the merchant's own.", w.at.currency, w.at.zone),
			Zh: fmt.Sprintf("金额按 %s、时间按 %s 时区读取（商户设置）。", w.at.currency, w.at.zone),
		})
	}
}

// guess takes the fields from the header and says so.
func (w *work) guess(header []string) error {
	g, err := mapping.Guess(w.m.Kind, header)
	if err != nil {
		return err
	}
	w.m.Fields = g.Fields
	var said []string
	for _, field := range mapping.Keys(g.Fields) {
		said = append(said, field+" ← "+g.Fields[field][0])
	}
	text := strings.Join(said, ", ")
	w.report.Notes = append(w.report.Notes, Note{En: "No mapping was given; guessed from the header: " + text, Zh: "未提供映射，已按表头推测：" + text})
	return nil
}

// foresee makes the report of a dry run.
func (w *work) foresee(ctx context.Context) (*Report, error) {
	read, list := w.plan.rows()
	err := w.db.View(ctx, w.scope, func(tx *store.Tx) error {
		counts, more, err := w.plan.foresee(ctx, tx)
		w.report.Counts, list = counts, append(list, more...)
		return err
	})
	if err != nil {
		return nil, err
	}
	w.report.finish(read, word(list, w.at))
	return &w.report, nil
}

// write writes the plan, from where an earlier run of the same import has stopped.
func (w *work) write(ctx context.Context) (*Report, error) {
	run := Run{Kind: w.m.Kind, File: w.in.Source.Name, Total: int64(w.plan.size())}
	err := w.db.View(ctx, w.scope, func(tx *store.Tx) error {
		run.Lanes = make([]Lane, 1)
		apart, err := w.plan.apart(ctx, tx, laneCount)
		if apart {
			run.Lanes = make([]Lane, laneCount)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = w.in.Commit(ctx, func(tx *store.Tx) (err error) {
		w.report.Resumed, err = begin(ctx, tx, &run, w.digest)
		return err
	})
	if err != nil {
		return nil, err
	}
	read, list := w.plan.rows()
	refusals := word(list, w.at)
	for from := 0; from < len(refusals) && run.Done() == 0; from += 5000 {
		part := refusals[from:min(from+5000, len(refusals))]
		if err := w.in.Commit(ctx, func(tx *store.Tx) error { return keepRefused(ctx, tx, run.ID, part) }); err != nil {
			return nil, err
		}
	}
	if err := w.writeLanes(ctx, &run, read); err != nil {
		return nil, err
	}
	w.report.Counts, w.report.Import = run.Counts(), store.FormatID("imp", run.ID)
	var all []Refusal
	err = w.in.Commit(ctx, func(tx *store.Tx) (err error) {
		if all, err = ListRefused(ctx, tx, run.ID, 0, MaxRows); err != nil {
			return err
		}
		w.report.finish(read, all)
		return end(ctx, tx, &run, w.report)
	})
	if err != nil {
		return nil, err
	}
	return &w.report, nil
}

// writeLanes writes the lanes of the run beside each other: while one waits for the database another one decides.
func (w *work) writeLanes(ctx context.Context, run *Run, read int64) error {
	parts := w.plan.lanes(len(run.Lanes))
	group, ctx := errgroup.WithContext(ctx)
	var mu sync.Mutex
	chunks, analyze := 0, 1
	wrote := func(i int, lane Lane) error {
		mu.Lock()
		defer mu.Unlock()
		run.Lanes[i] = lane
		w.in.Tell(Progress{
			Phase: Writing, Rows: read, Bytes: w.in.Source.Size, TotalBytes: w.in.Source.Size, Items: run.Done(), TotalItems: run.Total,
		})
		if chunks++; chunks < analyze {
			return nil
		}
		analyze *= 10 // after the first chunk, and at each tenfold: plans of empty tables do not fit full ones
		return w.db.Analyze(ctx)
	}
	for i, part := range parts {
		group.Go(func() error {
			return job.Guard(func() error {
				for lane := run.Lanes[i]; lane.Next < int64(part.size()); {
					next, err := w.chunk(ctx, part, run.ID, int64(i), lane)
					if err != nil {
						return err
					}
					lane = next
					if err := wrote(i, lane); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
	return group.Wait()
}

// chunk writes the next chunk of a lane, and answers how far the lane is then.
func (w *work) chunk(ctx context.Context, part plan, run, lane int64, at Lane) (Lane, error) {
	to := part.next(int(at.Next))
	var done written
	var then Lane
	err := w.in.Commit(ctx, func(tx *store.Tx) (err error) {
		if done, err = part.write(ctx, tx, int(at.Next), to); err != nil {
			return err
		}
		then = Lane{Next: int64(to), Counts: at.Counts}
		then.Counts.add(done.counts)
		if err := keepRefused(ctx, tx, run, word(done.refused, w.at)); err != nil {
			return err
		}
		return advance(ctx, tx, run, lane, at.Next, then)
	})
	if err != nil {
		return at, err
	}
	part.committed(done)
	return then, nil
}

// Inspection is what a look at a file tells before it is imported.
type Inspection struct {
	Encoding  string
	Delimiter string
	Sheet     string
	Header    []string
	Sample    [][]string // the first rows
	Mapping   Mapping    // as given, or guessed
	Mistake   error      // what keeps the mapping from fitting; nil where it fits
}

// Inspect looks at a file and proposes a mapping: it is what the page shows on which the mapping is changed.
func Inspect(ctx context.Context, src Source, m mapping.Mapping) (*Inspection, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	ex, err := sheet.Examine(ctx, src, m.Encoding)
	if err != nil {
		return nil, err
	}
	t, err := sheet.Open(ctx, src, ex, m.Sheets())
	if err != nil {
		return nil, err
	}
	defer t.Close()
	out := &Inspection{Encoding: ex.Encoding, Delimiter: t.Delimiter, Sheet: t.Sheet, Header: t.Header, Mapping: m}
	if len(m.Fields) == 0 {
		g, err := mapping.Guess(m.Kind, t.Header)
		if err != nil {
			return nil, err
		}
		out.Mapping.Fields = g.Fields
	}
	_, out.Mistake = out.Mapping.Bind(t.Header)
	for len(out.Sample) < 10 {
		cells, _, err := t.Next()
		if err != nil {
			break // the import itself says what is wrong there
		}
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = strings.ToValidUTF8(strings.Clone(c), "\uFFFD")
		}
		out.Sample = append(out.Sample, row)
	}
	return out, nil
}
