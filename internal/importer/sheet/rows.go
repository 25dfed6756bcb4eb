package sheet

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/transform"

	"regulars/internal/fault"
)

// rows reads a file row by row.
type rows interface {
	next() (cells []string, row int, err error)
	read() int64
	close()
}

// Options says how a file is to be taken; what is empty is found out.
type Options struct {
	Encoding  string // its name, as in HTML
	Delimiter string // one character
	Sheet     string // of a workbook
	HeaderRow int
}

// Table is an opened file: its header, and the rows below it.
type Table struct {
	Header    []string
	Size      int64  // of the file
	Delimiter string // of a text
	Sheet     string // of a workbook
	Date1904  bool   // the workbook counts its days from 1904

	rows rows
}

// Next gives the cells of the next row that has any, and the row's number as an editor or a spreadsheet shows it. The
// cells are good until the next call. io.EOF ends it.
func (t *Table) Next() (cells []string, row int, err error) { return t.rows.next() }

// Read is how much of the file has been read, of Size.
func (t *Table) Read() int64 { return t.rows.read() }

// Close closes the file.
func (t *Table) Close() { t.rows.close() }

// Open opens an examined file once more, for its rows.
func Open(ctx context.Context, src Source, ex Examined, o Options) (*Table, error) {
	file, err := src.Open()
	if err != nil {
		return nil, ErrFile.Wrap(err, fault.P{"reason": plainReason(err)})
	}
	t := &Table{Size: src.Size}
	if ex.format == xlsxFormat {
		err = t.openXLSX(file, o)
	} else {
		err = t.openCSV(ctx, file, ex, o)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	if err := t.readHeader(o); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

// readHeader skips to the header's row and takes the columns' names.
func (t *Table) readHeader(o Options) error {
	for {
		cells, row, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			return ErrEmpty.New(nil)
		case err != nil:
			return err
		case row < o.HeaderRow:
			continue
		case len(cells) > MaxColumns:
			return fault.ErrTooMany.At("columns", fault.P{"limit": MaxColumns})
		}
		for _, c := range cells {
			t.Header = append(t.Header, strings.Clone(strings.TrimSpace(c)))
		}
		return nil
	}
}

// csvRows are the rows of a text.
type csvRows struct {
	file   io.Closer
	raw    *counted
	reader *csv.Reader
	last   int
}

func (t *Table) openCSV(ctx context.Context, file io.ReadCloser, ex Examined, o Options) error {
	raw := &counted{r: file}
	var body io.Reader = bufio.NewReaderSize(raw, 1<<16)
	if ex.gzipped {
		unpacked, err := gzip.NewReader(body)
		if err != nil {
			return Unreadable(err)
		}
		body = unpacked
	}
	body = &limited{ctx: ctx, r: body, left: MaxUnpacked}
	if ex.encoding.from != nil {
		body = transform.NewReader(body, ex.encoding.from.NewDecoder())
	}
	text := bufio.NewReaderSize(body, 1<<16)
	if _, err := text.Discard(ex.encoding.bom); err != nil {
		return Unreadable(err)
	}
	comma, _ := utf8.DecodeRuneInString(o.Delimiter)
	if o.Delimiter == "" {
		head, _ := text.Peek(1 << 13)
		comma = delimiterOf(string(head))
	}
	t.Delimiter = string(comma)
	reader := csv.NewReader(text)
	reader.Comma, reader.FieldsPerRecord, reader.ReuseRecord, reader.LazyQuotes = comma, -1, true, true
	t.rows = &csvRows{file: file, raw: raw, reader: reader}
	return nil
}

// delimiterOf is the separator that parts the first line into most columns, quoted ones left out.
func delimiterOf(head string) rune {
	counts := map[rune]int{}
	quoted := false
scan:
	for _, r := range head {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '\n' && len(counts) > 0:
			break scan
		case r == ',' || r == ';' || r == '\t' || r == '|':
			counts[r]++
		}
	}
	best := ','
	for _, r := range []rune{',', '\t', ';', '|'} {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}

func (c *csvRows) next() ([]string, int, error) {
	for {
		record, err := c.reader.Read()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil, 0, io.EOF
			}
			return nil, 0, Unreadable(err)
		}
		row, _ := c.reader.FieldPos(0)
		if c.reader.InputOffset()-int64(c.last) > MaxRecord {
			return nil, 0, ErrQuotes.New(fault.P{"line": row})
		}
		c.last = int(c.reader.InputOffset())
		if !Blank(record) {
			return record, row, nil
		}
	}
}

func (c *csvRows) read() int64 { return c.raw.n }
func (c *csvRows) close()      { c.file.Close() }

// Blank reports whether a row has no value at all.
func Blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// xlsxRows are the rows of a sheet.
type xlsxRows struct {
	book  *excelize.File
	sheet *excelize.Rows
	row   int
	total int // rows of the sheet, by what it says of itself
	size  int64
}

func (t *Table) openXLSX(file io.ReadCloser, o Options) error {
	book, err := excelize.OpenReader(file, excelize.Options{RawCellValue: true, UnzipSizeLimit: MaxUnpacked, UnzipXMLSizeLimit: 64 << 20})
	file.Close() // it has been read whole: a workbook's directory is at its end
	if err != nil {
		return Unreadable(err)
	}
	t.Sheet = o.Sheet
	if t.Sheet == "" {
		t.Sheet = firstSheet(book)
	}
	if i, err := book.GetSheetIndex(t.Sheet); err != nil || i < 0 {
		book.Close()
		return ErrSheet.At("sheet", fault.P{"sheet": t.Sheet, "sheets": strings.Join(book.GetSheetList(), ", ")})
	}
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		t.Date1904 = *props.Date1904
	}
	sheet, err := book.Rows(t.Sheet)
	if err != nil {
		book.Close()
		return Unreadable(err)
	}
	r := &xlsxRows{book: book, sheet: sheet, size: t.Size}
	if area, err := book.GetSheetDimension(t.Sheet); err == nil {
		_, end, _ := strings.Cut(area, ":")
		if _, last, err := excelize.CellNameToCoordinates(end); err == nil {
			r.total = last
		}
	}
	t.rows = r
	return nil
}

// firstSheet is the first one that is not hidden.
func firstSheet(book *excelize.File) string {
	list := book.GetSheetList()
	for _, name := range list {
		if visible, err := book.GetSheetVisible(name); err == nil && visible {
			return name
		}
	}
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func (x *xlsxRows) next() ([]string, int, error) {
	for x.sheet.Next() {
		x.row++
		cells, err := x.sheet.Columns()
		if err != nil {
			return nil, 0, Unreadable(fmt.Errorf("row %d: %w", x.row, err))
		}
		if Blank(cells) {
			continue
		}
		for i, c := range cells {
			cells[i] = spreadsheetNumber(c)
		}
		return cells, x.row, nil
	}
	if err := x.sheet.Error(); err != nil {
		return nil, 0, Unreadable(err)
	}
	return nil, 0, io.EOF
}

// spreadsheetNumber turns what a spreadsheet keeps of a number into what it shows: 2.5499999999999998 is 2.55 and
// 1.38E10 is 13800000000. Anything else stays as it is.
func spreadsheetNumber(text string) string {
	dot := strings.IndexByte(text, '.')
	if dot < 0 || (len(text) < 17 && !strings.ContainsAny(text, "eE")) {
		return text
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.ContainsAny(text, "xX_pPnN") {
		return text
	}
	short := strconv.FormatFloat(n, 'g', 15, 64)
	if n, err = strconv.ParseFloat(short, 64); err != nil {
		return text
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

func (x *xlsxRows) read() int64 {
	if x.total == 0 {
		return 0
	}
	return min(x.size, x.size*int64(x.row)/int64(x.total))
}

func (x *xlsxRows) close() {
	x.sheet.Close()
	x.book.Close()
}
