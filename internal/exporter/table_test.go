package exporter

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"
)

// No text is read as a formula, and every number stays one (invariant 4).
func TestNoCellIsAFormula(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+86": "'+86", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "＝1": "'＝1", "a=b": "a=b", "": "", "'x": "'x", "王": "王",
	} {
		if got := text(in).guarded(); got != want {
			t.Errorf("%q is written %q, want %q", in, got, want)
		}
	}
	if got := number(-5).guarded(); got != "-5" {
		t.Errorf("a number is written %q", got)
	}
}

func TestTablesReadBackAsWritten(t *testing.T) {
	rows := [][]cell{{text("a,\"b\"\nc"), number(-12), {"123.45", true}}, {text("=x"), number(0), {}}}
	for _, format := range []string{"csv", "xlsx"} {
		var out bytes.Buffer
		table, err := newTable(&out, format, []string{"=T", "N", "M"})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if err := table.row(row); err != nil {
				t.Fatal(err)
			}
		}
		if err := table.end(); err != nil {
			t.Fatal(err)
		}
		table.close()
		got, err := readBack(format, out.Bytes())
		for i := range got {
			for n := len(got[i]); n > 0 && got[i][n-1] == ""; n-- { // a spreadsheet has no empty cells at the end of a row
				got[i] = got[i][:n-1]
			}
		}
		want := [][]string{{"'=T", "N", "M"}, {"a,\"b\"\nc", "-12", "123.45"}, {"'=x", "0"}}
		if err != nil || fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("%s: %v %q", format, err, got)
		}
	}
}

func readBack(format string, file []byte) ([][]string, error) {
	if format == "csv" {
		return csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf")))).ReadAll()
	}
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	return book.GetRows("Sheet1")
}
