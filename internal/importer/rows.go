package importer

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/transform"

	"regulars/internal/fault"
)

// rows reads a file row by row.
type rows interface {
	// next gives the cells of the next row that has any, and the row's number as an editor or a spreadsheet shows it.
	// The cells are good until the next call. io.EOF ends it.
	next() (cells []string, row int, err error)
	// read is how much of the file has been read, in the unit of size.
	read() int64
	close()
}

// table is an opened file: its header, and the rows below it.
type table struct {
	rows
	header    []string
	headerRow int
	size      int64
	delimiter rune
	sheet     string
	date1904  bool
}

// open opens the file once more, for its rows.
func open(ctx context.Context, src Source, ex examined, m *Mapping) (*table, error) {
	file, err := src.Open()
	if err != nil {
		return nil, ErrFile.Wrap(err, fault.P{"reason": plainReason(err)})
	}
	t := &table{size: src.Size}
	if ex.format == formatXLSX {
		err = t.openXLSX(file, m)
	} else {
		err = t.openCSV(ctx, file, ex, m)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	if err := t.readHeader(m); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

// readHeader skips to the header's row and takes the columns' names.
func (t *table) readHeader(m *Mapping) error {
	for {
		cells, row, err := t.next()
		switch {
		case errors.Is(err, io.EOF):
			return ErrEmpty.New(nil)
		case err != nil:
			return err
		case row < m.HeaderRow:
			continue
		case len(cells) > MaxColumns:
			return fault.ErrTooMany.At("columns", fault.P{"limit": MaxColumns})
		}
		t.headerRow = row
		for _, c := range cells {
			t.header = append(t.header, strings.Clone(strings.TrimSpace(c)))
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

func (t *table) openCSV(ctx context.Context, file io.ReadCloser, ex examined, m *Mapping) error {
	raw := &counted{r: file}
	var body io.Reader = bufio.NewReaderSize(raw, 1<<16)
	if ex.gzipped {
		unpacked, err := gzip.NewReader(body)
		if err != nil {
			return unreadable(err)
		}
		body = unpacked
	}
	body = &limited{ctx: ctx, r: body, left: MaxUnpacked}
	if ex.encoding.from != nil {
		body = transform.NewReader(body, ex.encoding.from.NewDecoder())
	}
	text := bufio.NewReaderSize(body, 1<<16)
	if _, err := text.Discard(ex.encoding.bom); err != nil {
		return unreadable(err)
	}
	t.delimiter = ','
	if m.Delimiter != "" {
		t.delimiter, _ = utf8.DecodeRuneInString(m.Delimiter)
	} else {
		head, _ := text.Peek(1 << 13)
		t.delimiter = delimiterOf(string(head))
	}
	reader := csv.NewReader(text)
	reader.Comma, reader.FieldsPerRecord, reader.ReuseRecord, reader.LazyQuotes = t.delimiter, -1, true, true
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
			return nil, 0, unreadable(err)
		}
		row, _ := c.reader.FieldPos(0)
		if c.reader.InputOffset()-int64(c.last) > MaxRecord {
			return nil, 0, ErrQuotes.New(fault.P{"line": row})
		}
		c.last = int(c.reader.InputOffset())
		if !blank(record) {
			return record, row, nil
		}
	}
}

func (c *csvRows) read() int64 { return c.raw.n }
func (c *csvRows) close()      { c.file.Close() }

func blank(cells []string) bool {
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

func (t *table) openXLSX(file io.ReadCloser, m *Mapping) error {
	book, err := excelize.OpenReader(file, excelize.Options{RawCellValue: true, UnzipSizeLimit: MaxUnpacked, UnzipXMLSizeLimit: 64 << 20})
	file.Close() // it has been read whole: a workbook's directory is at its end
	if err != nil {
		return unreadable(err)
	}
	t.sheet = m.Sheet
	if t.sheet == "" {
		t.sheet = firstSheet(book)
	}
	if i, err := book.GetSheetIndex(t.sheet); err != nil || i < 0 {
		book.Close()
		return ErrSheet.At("sheet", fault.P{"sheet": t.sheet, "sheets": strings.Join(book.GetSheetList(), ", ")})
	}
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		t.date1904 = *props.Date1904
	}
	sheet, err := book.Rows(t.sheet)
	if err != nil {
		book.Close()
		return unreadable(err)
	}
	r := &xlsxRows{book: book, sheet: sheet, size: t.size}
	if area, err := book.GetSheetDimension(t.sheet); err == nil {
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
			return nil, 0, unreadable(fmt.Errorf("row %d: %w", x.row, err))
		}
		if blank(cells) {
			continue
		}
		for i, c := range cells {
			cells[i] = spreadsheetNumber(c)
		}
		return cells, x.row, nil
	}
	if err := x.sheet.Error(); err != nil {
		return nil, 0, unreadable(err)
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
