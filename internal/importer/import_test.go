package importer_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
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
	"regulars/internal/store"
)

const small = `订单号,下单时间,手机号,商品编码,商品名称,数量,单价
A1,2026-05-01 10:00:00,13800138000,S1,奶粉,2,99.50
A1,2026-05-01 10:01:00,13800138000,S2,尿布,1,59
A2,2026-05-02 10:00,,S1,奶粉,1,99.50
`

func TestOrders(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in := importer.In{Source: text(small), Mapping: importer.Mapping{Kind: importer.Orders, Source: "pos"}}
		r := w.run(in)
		if r.RowsTaken != 3 || r.OrdersCreated != 2 || r.MembersCreated != 1 || r.Resumed || len(r.Notes) != 2 {
			t.Errorf("%+v", r)
		}
		if got := w.number(`SELECT CAST(sum(payable_minor) AS bigint) FROM order_head WHERE merchant_id = $1 AND member_id > 0`); got != 25800 {
			t.Errorf("the member's order is %d", got)
		}
		if got := w.number(`SELECT CAST(sum(spend_minor) AS bigint) FROM member_stat WHERE merchant_id = $1`); got != 25800 {
			t.Errorf("the member spent %d", got)
		}
		// Again: nothing twice (invariant 3).
		r = w.run(in)
		if r.RowsTaken != 3 || r.OrdersCreated != 0 || r.OrdersExisting != 2 || r.MembersCreated != 0 {
			t.Errorf("again: %+v", r)
		}
		// The same number with another content is no repetition.
		in.Source = text(strings.Replace(small, "99.50\nA1", "99.60\nA1", 1))
		if r = w.run(in); codes(r) != "2:number:order_number_reused 3:number:order_number_reused" {
			t.Errorf("another content: %s", codes(r))
		}
	})
}

// Rows read are taken or refused, once (invariant 1); an order is taken whole or not at all (invariant 2).
func TestRefused(t *testing.T) {
	head := "number,placed_at,external_id,sku,quantity,unit_price,discount,store,kind\n"
	yaml := `
kind: orders
fields: {number: [number], placed_at: [placed_at], external_id: [external_id], sku: [sku], quantity: [quantity], unit_price: [unit_price], discount: [discount], store: [store]}
returns: {column: kind, values: [return, 退货]}
skip: {number_prefix: X}
`
	for name, c := range map[string]struct{ rows, want string }{
		"good":                  {"1,2026-05-01,7,a,1,5,,,\n", ""},
		"no number":             {",2026-05-01,7,a,1,5,,,\n", "2:number:required"},
		"no date":               {"1,,7,a,1,5,,,\n", "2:placed_at:required"},
		"bad date":              {"1,soon,7,a,1,5,,,\n", "2:placed_at:not_a_date"},
		"ambiguous date":        {"1,1/2/2026,7,a,1,5,,,\n", "2:placed_at:date_ambiguous"},
		"the future":            {"1,2027-05-01,7,a,1,5,,,\n", "2:placed_at:placed_in_future"},
		"bad quantity":          {"1,2026-05-01,7,a,x,5,,,\n", "2:quantity:not_a_number"},
		"half":                  {"1,2026-05-01,7,a,1.5,5,,,\n", "2:quantity:not_whole"},
		"nothing sold":          {"1,2026-05-01,7,a,0,5,,,\n", "2:quantity:quantity_not_positive"},
		"negative sale":         {"1,2026-05-01,7,a,-1,5,,,\n", "2:quantity:quantity_not_positive"},
		"positive return":       {"1,2026-05-01,7,a,1,5,,,退货\n", "2:quantity:return_quantity_not_negative"},
		"return":                {"1,2026-05-01,7,a,-1,5,,,Return\n", ""},
		"negative price":        {"1,2026-05-01,7,a,1,-5,,,\n", "2:unit_price:amount_negative"},
		"no price":              {"1,2026-05-01,7,a,1,,,,\n", "2:unit_price:required"},
		"a fortune":             {"1,2026-05-01,7,a,1,999999999999,,,\n", "2:unit_price:amount_out_of_range"},
		"price 0":               {"1,2026-05-01,7,a,1,0.00,,,\n", ""},
		"discount":              {"1,2026-05-01,7,a,1,5,-2,,\n", ""},
		"discount too large":    {"1,2026-05-01,7,a,1,5,6,,\n", "2:discount:discount_too_large"},
		"skipped":               {"X1,2026-05-01,7,a,1,5,,,\n", "2:number:not_an_order"},
		"unknown store":         {"1,2026-05-01,7,a,1,5,,nowhere,\n", "2:store:store_unknown_by_code"},
		"too wide":              {"1,2026-05-01,7,a,1,5,,,,extra\n", "2::row_too_wide"},
		"wide but empty":        {"1,2026-05-01,7,a,1,5,,,,,,\n", ""},
		"NUL":                   {"1,2026-05-01,7,a\x00,1,5,,,\n", "2::text_unreadable"},
		"blank lines":           {"\n1,2026-05-01,7,a,1,5,,,\n,,,,,,,,\n\n", ""},
		"short row":             {"1,2026-05-01,7,a,1,5\n", ""},
		"second line bad":       {"1,2026-05-01,7,a,1,5,,,\n1,2026-05-01,7,b,0,5,,,\n1,2026-05-01,7,c,1,5,,,\n2,2026-05-01,7,a,1,5,,,\n", "2::order_incomplete 3:quantity:quantity_not_positive 4::order_incomplete"},
		"first line bad":        {"1,2026-05-01,7,a,x,5,,,\n1,2026-05-01,7,b,1,5,,,\n", "2:quantity:not_a_number 3::order_incomplete"},
		"torn apart, then bad":  {"1,2026-05-01,7,a,1,5,,,\n2,2026-05-01,7,a,1,5,,,\n1,2026-05-01,7,b,1,oh,,,\n", "2::order_incomplete 4:unit_price:not_a_number"},
		"two members":           {"1,2026-05-01,7,a,1,5,,,\n1,2026-05-01,8,b,1,5,,,\n", "2::order_incomplete 3:external_id:order_contradictory"},
		"member only in first":  {"1,2026-05-01,7,a,1,5,,,\n1,2026-05-01,,b,1,5,,,\n", ""},
		"member only in second": {"1,2026-05-01,,a,1,5,,,\n1,2026-05-01,7,b,1,5,,,\n", "2::order_incomplete 3:external_id:order_contradictory"},
		"sale and return":       {"1,2026-05-01,7,a,1,5,,,\n1,2026-05-01,7,b,-1,5,,,退货\n", "2::order_incomplete 3:number:order_contradictory"},
		"two times":             {"1,2026-05-01 10:00,7,a,1,5,,,\n1,2026-05-01 10:01,7,b,1,5,,,\n", ""},
		"bad date in second":    {"1,2026-05-01 10:00,7,a,1,5,,,\n1,??,7,b,1,5,,,\n", ""},
		"the same line twice":   {"1,2026-05-01,7,a,1,5,,,\n1,2026-05-01,7,a,1,5,,,\n", ""},
		"17850.0":               {"1,2026-05-01,7.0,a,1.0,5,,,\n1,2026-05-01,7,a,1,5,,,\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				r := w.run(importer.In{Source: text(head + c.rows), Mapping: mapping(t, yaml)})
				if got := codes(r); got != c.want {
					t.Errorf("refused %q, want %q", got, c.want)
				}
				if n := w.number(`SELECT count(*) FROM importer_refusal WHERE merchant_id = $1`); n != r.RowsRefused {
					t.Errorf("%d refusals kept", n)
				}
			})
		})
	}
}

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
	if _, err := importer.Inspect(context.Background(), text(latin), importer.Mapping{Kind: importer.Orders}); !fault.Has(err, importer.ErrEncoding) {
		t.Errorf("a Western code page was taken: %v", err)
	}
	r, err := importer.Inspect(context.Background(), text(latin), importer.Mapping{Kind: importer.Orders, Encoding: "windows-1252"})
	if err != nil || r.Sample[0][4] != "café crème à l'été" {
		t.Errorf("named: %v %v", err, r)
	}
	if _, err := importer.Inspect(context.Background(), text(small), importer.Mapping{Kind: importer.Orders, Encoding: "klingon"}); !fault.Has(err, importer.ErrEncodingName) {
		t.Errorf("a name of no encoding: %v", err)
	}
}

func TestBrokenFiles(t *testing.T) {
	workbook := xlsx(t, [][]any{{"订单号"}, {"1"}})
	for name, c := range map[string]struct {
		content string
		want    fault.Code
	}{
		"empty":             {"", importer.ErrEmpty},
		"header alone":      {"订单号,下单时间,单价\n", importer.ErrEmpty},
		"open quote":        {"number,date,price\n\"1,2026-05-01,5\n" + strings.Repeat("2,2026-05-01,5\n", 100_000), importer.ErrQuotes},
		"cut gzip":          {gzipped(t, strings.Repeat(small, 1000))[:200], importer.ErrFile},
		"no workbook":       {"PK\x03\x04 but no workbook", importer.ErrFile},
		"cut workbook":      {workbook[:len(workbook)/2], importer.ErrFile},
		"nothing is mapped": {"a,b,c\n1,2,3\n", importer.ErrUnmapped},
		"columns missing":   {"a,b,c\n1,2,3\n", importer.ErrUnmapped},
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
		if _, err := importer.Import(t.Context(), w.db, w.scope, importer.In{Source: text(content), Mapping: importer.Mapping{Kind: importer.Orders, Sheet: "二"}}); !fault.Has(err, importer.ErrSheet) {
			t.Errorf("no such sheet: %v", err)
		}
	})
}

// many is a file of n orders of k members, half of them returned later.
func many(n, k int) string {
	var b strings.Builder
	b.WriteString("number,placed_at,external_id,sku,quantity,unit_price\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,2026-04-01 10:%02d:%02d,%d,S,2,10\n", i, i/60%60, i%60, i%k+1)
		if i%2 == 0 {
			fmt.Fprintf(&b, "R%d,2026-04-02 10:%02d:%02d,%d,S,-1,10\n", i, i/60%60, i%60, i%k+1)
		}
	}
	return b.String()
}

const manyMapping = `
kind: orders
fields: {number: [number], placed_at: [placed_at], external_id: [external_id], sku: [sku], quantity: [quantity], unit_price: [unit_price]}
returns: {number_prefix: R}
`

// Cut off between any two commits, an import goes on where it was and ends like one that was not.
func TestResume(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		content := many(1400, 30) + "bad,2026-04-01,1,S,0,10\n"
		in := importer.In{Source: text(content), Mapping: mapping(t, manyMapping)}
		cutOff := errors.New("the power went")
		commits, left := 0, 3
		in.Commit = func(ctx context.Context, fn func(tx *store.Tx) error) error {
			scope := w.scope
			scope.Historic = true
			if left--; left < 0 {
				return cutOff
			}
			commits++
			return w.db.Tx(ctx, scope, fn)
		}
		if _, err := importer.Import(t.Context(), w.db, w.scope, in); !errors.Is(err, cutOff) {
			t.Fatal(err)
		}
		if n := w.number(`SELECT count(*) FROM order_head WHERE merchant_id = $1`); n != 500 {
			t.Fatalf("%d orders before the cut", n)
		}
		left = 1000
		r := w.run(in)
		if !r.Resumed || r.OrdersCreated != 1400 || r.OrdersExisting != 0 || r.ReturnsMatched != 700 || r.MembersCreated != 30 || codes(r) != "2102:quantity:quantity_not_positive" {
			t.Errorf("%+v %s", r.Counts, codes(r))
		}
		plain := newWorld(t, w.db)
		whole := plain.run(importer.In{Source: text(content), Mapping: mapping(t, manyMapping)})
		if whole.Counts != r.Counts || whole.Resumed {
			t.Errorf("resumed %+v, in one go %+v", r.Counts, whole.Counts)
		}
		for _, sql := range []string{
			`SELECT CAST(sum(spend_minor) AS bigint) FROM member_stat WHERE merchant_id = $1`,
			`SELECT CAST(sum(order_count) AS bigint) FROM member_stat WHERE merchant_id = $1`,
			`SELECT CAST(sum(kept_minor) AS bigint) FROM order_head WHERE merchant_id = $1`,
		} {
			if a, b := w.number(sql), plain.number(sql); a != b || a == 0 {
				t.Errorf("%s: %d resumed, %d in one go", sql, a, b)
			}
		}
	})
}

// Two processes that import the same file do not write the same chunk twice.
func TestTwoImports(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in := importer.In{Source: text(many(1200, 10)), Mapping: mapping(t, manyMapping)}
		second := in
		commits := 0
		in.Commit = func(ctx context.Context, fn func(tx *store.Tx) error) error {
			scope := w.scope
			scope.Historic = true
			if commits++; commits == 3 { // while the first is between two chunks, the second does it all
				if r := w.run(second); r.OrdersCreated != 1200 {
					t.Errorf("the second: %+v", r.Counts)
				}
			}
			return w.db.Tx(ctx, scope, fn)
		}
		if _, err := importer.Import(t.Context(), w.db, w.scope, in); !fault.Has(err, importer.ErrBusy) {
			t.Errorf("the first went on: %v", err)
		}
		if n := w.number(`SELECT count(*) FROM order_head WHERE merchant_id = $1`); n != 1200 {
			t.Errorf("%d orders", n)
		}
	})
}

func TestDryRunWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.run(importer.In{Source: text(small), Mapping: importer.Mapping{Kind: importer.Orders, Source: "pos"}})
		before := w.number(`SELECT count(*) FROM store_outbox WHERE merchant_id = $1`)
		more := small + "A3,2026-05-02 10:00,13800138001,S1,奶粉,1,99.50\nA4,2026-05-02 10:00,13800138000,S1,奶粉,0,99.50\n"
		r := w.run(importer.In{Source: text(more), Mapping: importer.Mapping{Kind: importer.Orders, Source: "pos"}, DryRun: true})
		if r.MembersCreated != 1 || r.RowsRefused != 1 || !r.DryRun {
			t.Errorf("%+v", r)
		}
		if w.number(`SELECT count(*) FROM store_outbox WHERE merchant_id = $1`) != before || w.number(`SELECT count(*) FROM importer_run WHERE merchant_id = $1`) != 1 {
			t.Error("it has written")
		}
	})
}

func TestWriteRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		content := "number,placed_at,sku,quantity,unit_price\n1,2026-05-01,=cmd,0,5\n2,2026-05-01,b,1,5\n3,never,\"a, b\",1,5\n"
		src, m := text(content), importer.Mapping{Kind: importer.Orders}
		r := w.run(importer.In{Source: src, Mapping: m})
		var out bytes.Buffer
		if err := importer.WriteRefused(t.Context(), &out, src, m, r.Refused); err != nil {
			t.Fatal(err)
		}
		want := "row,field,reason,number,placed_at,sku,quantity,unit_price\n" +
			"2,quantity," + r.Refused[0].Message + ",1,2026-05-01,'=cmd,0,5\n" +
			"4,placed_at,不是有效的日期时间。,3,never,\"a, b\",1,5\n"
		if out.String() != want {
			t.Errorf("%s\nwant\n%s", out.String(), want)
		}
		text, err := r.JSON()
		var back map[string]any
		if err != nil || json.Unmarshal(text, &back) != nil || back["rows_read"] != 3.0 || len(back["refused"].([]any)) != 2 {
			t.Errorf("%s %v", text, err)
		}
		for _, name := range []string{"rows_read", "rows_taken", "rows_refused", "members_created", "orders_created", "returns_matched", "returns_unmatched", "rounding_difference_minor", "refused"} {
			if _, there := back[name]; !there {
				t.Errorf("the report lacks %s", name)
			}
		}
	})
}

func TestMapping(t *testing.T) {
	for yaml, want := range map[string]fault.Code{
		"kind: orders\nfields: {nubmer: [a]}":   importer.ErrTarget,
		"kind: orders\nfeilds: {number: [a]}":   importer.ErrMapping,
		"kind: coupons":                         importer.ErrKind,
		"kind: orders\ndates: ymd":              fault.ErrInvalid,
		"kind: orders\ndelimiter: '||'":         fault.ErrInvalid,
		"kind: members\nskip: {column: a}":      fault.ErrInvalid,
		"kind: [":                               importer.ErrMapping,
		"kind: orders\nunknown: perhaps":        fault.ErrInvalid,
		strings.Repeat("#", 1<<17):              fault.ErrTooLong,
		"kind: orders\ndefaults: {colour: red}": importer.ErrTarget,
	} {
		if _, err := importer.ParseMapping([]byte(yaml)); !fault.Has(err, want) {
			t.Errorf("%.40q: %v", yaml, err)
		}
	}
	if _, err := importer.Preset("nothing"); !fault.Has(err, importer.ErrPreset) {
		t.Errorf("%v", err)
	}
	for _, name := range importer.Presets() {
		m, err := importer.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := m.YAML()
		if err != nil {
			t.Fatal(err)
		}
		back, err := importer.ParseMapping(text)
		a, _ := json.Marshal(m)
		b, _ := json.Marshal(back)
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s is not read back: %v\n%s\n%s", name, err, a, b)
		}
	}
}

func TestGuess(t *testing.T) {
	for _, c := range []struct {
		kind   importer.Kind
		header string
		want   string
	}{
		{importer.Members, "会员卡号 姓名 手机号 性别 生日 入会时间", `{"birthday":["生日"],"card_no":["会员卡号"],"gender":["性别"],"joined_at":["入会时间"],"name":["姓名"],"phone":["手机号"]}`},
		{importer.Members, "Customer_ID E-Mail FullName", `{"email":["E-Mail"],"external_id":["Customer_ID"],"name":["FullName"]}`},
		{importer.Products, "货号 品名 类目 售价（元） 成本", `{"category":["类目"],"cost":["成本"],"name":["品名"],"price":["售价（元）"],"sku":["货号"]}`},
		{importer.Orders, "InvoiceNo StockCode Description Quantity InvoiceDate UnitPrice CustomerID Country", `{"external_id":["CustomerID"],"name":["Description"],"number":["InvoiceNo"],"placed_at":["InvoiceDate"],"quantity":["Quantity"],"sku":["StockCode"],"unit_price":["UnitPrice"]}`},
		{importer.Orders, "订单号 下单时间 会员手机号 商品名称 数量 实付金额", `{"name":["商品名称"],"number":["订单号"],"paid":["实付金额"],"phone":["会员手机号"],"placed_at":["下单时间"],"quantity":["数量"]}`},
	} {
		m, err := importer.Guess(c.kind, strings.Fields(c.header))
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := json.Marshal(m.Fields); string(got) != c.want {
			t.Errorf("%s: %s\nwant %s", c.header, got, c.want)
		}
	}
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
