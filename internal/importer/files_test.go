package importer_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"regulars/internal/fault"
	"regulars/internal/importer"
	"regulars/internal/importer/mapping"
	"regulars/internal/importer/sheet"
)

func encoded(t *testing.T, e encoding.Encoding, content string) string {
	t.Helper()
	out, err := e.NewEncoder().String(content)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func gzipped(t *testing.T, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(content))
	z.Close()
	return b.String()
}

// Invariant 6: what the bytes are is found out and said, or the file is refused.
func TestEncodings(t *testing.T) {
	long := small + strings.Repeat("A3,2026-05-02 10:00,,S1,plain,1,1\n", 20_000) + "A4,2026-05-02 10:00,,S1,奶粉,1,1\n"
	ascii := strings.NewReplacer("订单号", "number", "下单时间", "date", "手机号", "phone", "商品编码", "sku", "商品名称", "description", "数量", "qty", "单价", "price",
		"奶粉", "x", "尿布", "y").Replace(long[:strings.LastIndex(long, "A4")]) + "A4,2026-05-02 10:00,,S1,奶粉,1,1\n"
	for name, c := range map[string]struct{ content, want string }{
		"UTF-8":               {small, "UTF-8"},
		"UTF-8 with mark":     {"\ufeff" + small, "UTF-8"},
		"GBK":                 {encoded(t, simplifiedchinese.GBK, small), "GBK"},
		"GB18030":             {encoded(t, simplifiedchinese.GB18030, small), "GBK"},
		"GBK far below":       {encoded(t, simplifiedchinese.GBK, ascii), "GBK"},
		"UTF-8 far below":     {ascii, "UTF-8"},
		"UTF-16LE with mark":  {encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), small), "UTF-16"},
		"UTF-16BE with mark":  {encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), small), "UTF-16"},
		"UTF-16LE bare":       {encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), small), "UTF-16"},
		"gzip of GBK":         {gzipped(t, encoded(t, simplifiedchinese.GBK, small)), "GBK"},
		"tabs":                {strings.ReplaceAll(small, ",", "\t"), "UTF-8"},
		"semicolons and CRLF": {strings.ReplaceAll(strings.ReplaceAll(small, ",", ";"), "\n", "\r\n"), "UTF-8"},
	} {
		r, err := importer.Inspect(context.Background(), text(c.content), importer.Mapping{Kind: importer.Orders})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if r.Encoding != c.want || r.Mistake != nil || len(r.Header) != 7 || len(r.Mapping.Fields) != 7 {
			t.Errorf("%s: %s %v %v %v", name, r.Encoding, r.Header, r.Mapping.Fields, r.Mistake)
		}
	}
	western := strings.ReplaceAll(strings.ReplaceAll(ascii[:200], "奶粉", ""), "x", "café crème à l'été")
	latin := encoded(t, charmap.Windows1252, western)
	if _, err := importer.Inspect(context.Background(), text(latin), importer.Mapping{Kind: importer.Orders}); !fault.Has(err, sheet.ErrEncoding) {
		t.Errorf("a Western code page was taken: %v", err)
	}
	r, err := importer.Inspect(context.Background(), text(latin), importer.Mapping{Kind: importer.Orders, Encoding: "windows-1252"})
	if err != nil || r.Sample[0][4] != "café crème à l'été" {
		t.Errorf("named: %v %v", err, r)
	}
	if _, err := importer.Inspect(context.Background(), text(small), importer.Mapping{Kind: importer.Orders, Encoding: "klingon"}); !fault.Has(err, sheet.ErrEncodingName) {
		t.Errorf("a name of no encoding: %v", err)
	}
}

func TestBrokenFiles(t *testing.T) {
	workbook := xlsx(t, [][]any{{"订单号"}, {"1"}})
	for name, c := range map[string]struct {
		content string
		want    fault.Code
	}{
		"empty":             {"", sheet.ErrEmpty},
		"header alone":      {"订单号,下单时间,单价\n", sheet.ErrEmpty},
		"open quote":        {"number,date,price\n\"1,2026-05-01,5\n" + strings.Repeat("2,2026-05-01,5\n", 100_000), sheet.ErrQuotes},
		"cut gzip":          {gzipped(t, strings.Repeat(small, 1000))[:200], sheet.ErrFile},
		"no workbook":       {"PK\x03\x04 but no workbook", sheet.ErrFile},
		"cut workbook":      {workbook[:len(workbook)/2], sheet.ErrFile},
		"nothing is mapped": {"a,b,c\n1,2,3\n", mapping.ErrUnmapped},
		"columns missing":   {"a,b,c\n1,2,3\n", mapping.ErrUnmapped},
	} {
		each(t, func(t *testing.T, w *world) {
			_, err := importer.Import(t.Context(), w.db, w.scope, importer.In{Source: text(c.content), Mapping: importer.Mapping{Kind: importer.Orders}})
			if !fault.Has(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
			if n := w.number(`SELECT count(*) FROM importer_run WHERE merchant_id = $1`); n != 0 {
				t.Errorf("%s: a run was begun", name)
			}
		})
	}
}

func xlsx(t *testing.T, rows [][]any) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A workbook says the same as the text: dates are numbers in it, prices may be 2.5499999999999998.
func TestWorkbook(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		content := xlsx(t, [][]any{
			{"订单号", "下单时间", "会员卡号", "商品编码", "数量", "单价"},
			{"A1", 46143.5, "VIP0001", "S1", 3, 2.55},
			{},
			{"A1", 46143.5, "VIP0001", "S2", 1, "59.00"},
			{"A2", "2026-05-02 10:00", nil, "S1", "x", 1},
		})
		r := w.run(importer.In{Source: text(content), Mapping: importer.Mapping{Kind: importer.Orders}})
		if r.RowsRead != 3 || r.OrdersCreated != 1 || codes(r) != "5:quantity:not_a_number" || r.Sheet != "Sheet1" {
			t.Errorf("%+v %s", r, codes(r))
		}
		if got := w.number(`SELECT CAST(sum(payable_minor) AS bigint) FROM order_head WHERE merchant_id = $1`); got != 765+5900 {
			t.Errorf("paid %d", got)
		}
		if _, err := importer.Import(t.Context(), w.db, w.scope, importer.In{Source: text(content), Mapping: importer.Mapping{Kind: importer.Orders, Sheet: "二"}}); !fault.Has(err, sheet.ErrSheet) {
			t.Errorf("no such sheet: %v", err)
		}
	})
}

func FuzzImportRows(f *testing.F) {
	f.Add([]byte(small), false)
	f.Add([]byte("number,placed_at,unit_price\n1,2026-05-01,\"5\n"), true)
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x001\x00"), false)
	f.Add([]byte{0x1f, 0x8b, 8, 0, 0}, false)
	f.Fuzz(func(t *testing.T, content []byte, guess bool) {
		m := importer.Mapping{Kind: importer.Orders}
		if !guess {
			m.Fields = map[string][]string{"number": {"订单号"}, "placed_at": {"下单时间"}, "unit_price": {"单价"}, "phone": {"手机号"}}
		}
		_, err := importer.Inspect(context.Background(), text(string(content)), m)
		if err != nil && fault.As(err) == nil {
			t.Errorf("an error that is no refusal: %v", err)
		}
	})
}
