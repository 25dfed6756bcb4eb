package importer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/importer"
	"regulars/internal/member"
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
		"unknown store":         {"1,2026-05-01,7,a,1,5,,nowhere,\n", "2:store:store_unknown"},
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
				r := w.run(importer.In{Source: text(head + c.rows), Mapping: mapped(t, yaml)})
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
		in := importer.In{Source: text(content), Mapping: mapped(t, manyMapping)}
		cutOff := errors.New("the power went")
		left := 3
		var one sync.Mutex // lane at a time, so that what is begun before the cut is not given up by it
		in.Commit = func(ctx context.Context, fn func(tx *store.Tx) error) error {
			one.Lock()
			defer one.Unlock()
			scope := w.scope
			scope.Historic = true
			if left--; left < 0 {
				return cutOff
			}
			return w.db.Tx(ctx, scope, fn)
		}
		if _, err := importer.Import(t.Context(), w.db, w.scope, in); !errors.Is(err, cutOff) {
			t.Fatal(err)
		}
		if n := w.number(`SELECT count(*) FROM order_head WHERE merchant_id = $1`); n == 0 || n >= 1400 {
			t.Fatalf("%d orders before the cut", n)
		}
		left = 1000
		r := w.run(in)
		if !r.Resumed || r.OrdersCreated != 1400 || r.OrdersExisting != 0 || r.ReturnsMatched != 700 || r.MembersCreated != 30 || codes(r) != "2102:quantity:quantity_not_positive" {
			t.Errorf("%+v %s", r.Counts, codes(r))
		}
		plain := newWorld(t, w.db)
		whole := plain.run(importer.In{Source: text(content), Mapping: mapped(t, manyMapping)})
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
		in := importer.In{Source: text(many(1200, 10)), Mapping: mapped(t, manyMapping)}
		second := in
		commits := 0
		var one sync.Mutex // lane of the first at a time
		in.Commit = func(ctx context.Context, fn func(tx *store.Tx) error) error {
			one.Lock()
			defer one.Unlock()
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

// A member whom the file names by two identities that it never brings together is known by both: what happened keeps its order.
func TestOnePersonOneLane(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.do(func(ctx context.Context, tx *store.Tx) error {
			_, err := member.Enrol(ctx, tx, []member.EnrolIn{{Identities: member.Identities{Phone: "13800138000", ExternalID: "X1"}, JoinedAt: calendar.Of(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))}})
			return err
		})
		content := "number,placed_at,phone,external_id,sku,quantity,unit_price\n"
		for day := 1; day <= 20; day++ {
			content += fmt.Sprintf("S%d,2026-04-%02d,13800138000,,M,1,10\nR%d,2026-04-%02d 12:00,,X1,M,1,10\n", day, day, day, day)
		}
		r := w.run(importer.In{Source: text(content), Mapping: mapped(t, `
kind: orders
source: pos
fields: {number: [number], placed_at: [placed_at], phone: [phone], external_id: [external_id], sku: [sku], quantity: [quantity], unit_price: [unit_price]}
returns: {number_prefix: R, positive: true}
`)})
		if r.OrdersCreated != 20 || r.ReturnsMatched != 20 || r.MembersCreated != 0 {
			t.Errorf("%+v", r.Counts)
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
