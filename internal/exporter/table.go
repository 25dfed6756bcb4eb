package exporter

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// cell is one value: a text, or a number that is written as one.
type cell struct {
	text   string
	number bool
}

func text(s string) cell { return cell{text: s} }

func number(n int64) cell { return cell{strconv.FormatInt(n, 10), true} }

// guarded is a text that no spreadsheet reads as a formula (invariant 4).
func (c cell) guarded() string {
	if !c.number && c.text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(c.text)[0]) {
		return "'" + c.text
	}
	return c.text
}

// table writes rows as CSV with a byte order mark, by which spreadsheets know UTF-8, or as XLSX.
type table struct {
	out     io.Writer
	heading []string

	csv *csv.Writer

	book   *excelize.File
	stream *excelize.StreamWriter
	sheets int
	line   int // of the sheet
}

func newTable(out io.Writer, format string, heading []string) (*table, error) {
	t := &table{out: out, heading: make([]string, len(heading))}
	for i, h := range heading {
		t.heading[i] = text(h).guarded() // attributes of the merchant's own may be called whatever he likes
	}
	if format == "csv" {
		if _, err := io.WriteString(out, "\xef\xbb\xbf"); err != nil {
			return nil, err
		}
		t.csv = csv.NewWriter(out)
		t.csv.UseCRLF = true
		return t, t.csv.Write(t.heading)
	}
	t.book = excelize.NewFile()
	return t, t.sheet()
}

// sheet begins the next sheet of a book.
func (t *table) sheet() error {
	if t.stream != nil {
		if err := t.stream.Flush(); err != nil {
			return err
		}
	}
	t.sheets++
	name := fmt.Sprintf("Sheet%d", t.sheets)
	if t.sheets > 1 {
		if _, err := t.book.NewSheet(name); err != nil {
			return err
		}
	}
	var err error
	if t.stream, err = t.book.NewStreamWriter(name); err != nil {
		return err
	}
	t.line = 0
	row := make([]any, len(t.heading))
	for i, h := range t.heading {
		row[i] = h
	}
	return t.add(row)
}

func (t *table) add(row []any) error {
	t.line++
	return t.stream.SetRow("A"+strconv.Itoa(t.line), row)
}

// row writes one row.
func (t *table) row(cells []cell) error {
	if t.csv != nil {
		record := make([]string, len(cells))
		for i, c := range cells {
			record[i] = c.guarded()
		}
		return t.csv.Write(record)
	}
	if t.line > sheetRows {
		if err := t.sheet(); err != nil {
			return err
		}
	}
	row := make([]any, len(cells))
	for i, c := range cells {
		row[i] = c.guarded()
		if c.number {
			if f, err := strconv.ParseFloat(c.text, 64); err == nil { // exact up to 2^53, as spreadsheets are
				row[i] = f
			}
		}
	}
	return t.add(row)
}

// end writes what is left.
func (t *table) end() error {
	if t.csv != nil {
		t.csv.Flush()
		return t.csv.Error()
	}
	if err := t.stream.Flush(); err != nil {
		return err
	}
	_, err := t.book.WriteTo(t.out)
	return err
}

// close removes what a book keeps on the disk while it is written.
func (t *table) close() {
	if t.book != nil {
		_ = t.book.Close() // nothing is lost: end has written it
	}
}
