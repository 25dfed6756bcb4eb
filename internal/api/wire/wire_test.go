package wire_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"regulars/internal/api/wire"
	"regulars/internal/fault"
)

// line and order are shapes like those of the API.
type line struct {
	SKU      string `json:"sku" minLength:"1" maxLength:"8"`
	Quantity int64  `json:"quantity" minimum:"1" maximum:"1000"`
	Type     string `json:"type,omitempty" enum:"product,delivery"`
}

type order struct {
	Name       *string          `json:"name,omitempty" maxLength:"5"`
	Lines      []line           `json:"lines" minItems:"1" maxItems:"3"`
	Points     wire.AmountOrMax `json:"points,omitempty"`
	Coupons    wire.Coupons     `json:"coupons,omitempty"`
	PlacedAt   wire.Time        `json:"placed_at,omitempty"`
	On         wire.Date        `json:"on,omitempty"`
	Attributes map[string]any   `json:"attributes,omitempty" maxProperties:"3"`
	Share      float64          `json:"share,omitempty"`
	Trusted    bool             `json:"trusted,omitempty"`
}

func bind(t *testing.T, text string) (order, error) {
	t.Helper()
	n, e := wire.Parse([]byte(text))
	if e != nil {
		return order{}, e
	}
	var o order
	return o, wire.Compile(reflect.TypeFor[order]()).Bind(&n, &o)
}

func TestBindTakesWhatIsRight(t *testing.T) {
	o, err := bind(t, `{"lines":[{"sku":"尿布é","quantity":2},{"sku":"b","quantity":1e1,"type":"delivery"}],"points":"max","coupons":["A","B"],
		"placed_at":"2026-03-01T10:00:00+08:00","on":"2026-03-01","attributes":{"a":1,"b":[true,"x"],"c":null},"name":"é🙂","share":0.5,"trusted":true}`)
	if err != nil {
		t.Fatal(err)
	}
	if o.Lines[0].SKU != "尿布é" || o.Lines[1].Quantity != 10 || !o.Points.Max || len(o.Coupons.Codes) != 2 || *o.Name != "é🙂" || !o.Trusted || o.Share != 0.5 {
		t.Errorf("bound %+v", o)
	}
	if o.PlacedAt.Instant().String() != "2026-03-01T02:00:00Z" || o.On.Day().String() != "2026-03-01" {
		t.Errorf("times %v %v", o.PlacedAt.Instant(), o.On.Day())
	}
	if got := fmt.Sprint(o.Attributes); got != "map[a:1 b:[true x] c:<nil>]" {
		t.Errorf("attributes %s", got)
	}
}

func TestBindRefuses(t *testing.T) {
	const good = `"lines":[{"sku":"a","quantity":1}]`
	cases := []struct{ name, body, want string }{
		{"empty", ``, "empty_body "},
		{"not JSON", `{`, "malformed_json "},
		{"two bodies", `{} {}`, "malformed_json "},
		{"trailing comma", `{"a":1,}`, "malformed_json "},
		{"leading zero", `{"a":01}`, "malformed_json "},
		{"bare minus", `{"a":-}`, "malformed_json "},
		{"NaN", `{"a":NaN}`, "malformed_json "},
		{"single quotes", `{'a':1}`, "malformed_json "},
		{"duplicate key", `{` + good + `,"name":"a","name":"b"}`, "duplicate_key "},
		{"duplicate key by escape", `{"a":1,"\u0061":2}`, "duplicate_key "},
		{"NUL", `{"name":"a\u0000"}`, "invalid_text "},
		{"raw control", "{\"name\":\"a\x01\"}", "invalid_text "},
		{"escaped bell", `{"name":"\u0007"}`, "invalid_text "},
		{"invalid UTF-8", "{\"name\":\"\xff\"}", "invalid_text "},
		{"lone surrogate", `{"name":"\ud800"}`, "invalid_text "},
		{"deep", strings.Repeat("[", 40), "too_deep "},
		{"not an object", `[]`, "not_object "},
		{"unknown", `{` + good + `,"nom":1}`, "unknown_field nom"},
		{"wrong case", `{"Lines":[{"sku":"a","quantity":1}]}`, "unknown_field Lines,required lines"},
		{"missing", `{}`, "required lines"},
		{"null is missing", `{"lines":null}`, "required lines"},
		{"too few", `{"lines":[]}`, "too_few lines"},
		{"too many", `{"lines":[{},{},{},{}]}`, "too_many lines"},
		{"null in a list", `{"lines":[null]}`, "required lines[0]"},
		{"text for number", `{"lines":[{"sku":"a","quantity":"1"}]}`, "not_integer lines[0].quantity"},
		{"fraction", `{"lines":[{"sku":"a","quantity":1.5}]}`, "not_integer lines[0].quantity"},
		{"negative", `{"lines":[{"sku":"a","quantity":-1}]}`, "out_of_range lines[0].quantity"},
		{"overflow", `{"lines":[{"sku":"a","quantity":99999999999999999999}]}`, "out_of_range lines[0].quantity"},
		{"huge exponent", `{"lines":[{"sku":"a","quantity":1e300}]}`, "not_integer lines[0].quantity"},
		{"number for text", `{"lines":[{"sku":1,"quantity":1}]}`, "not_text lines[0].sku"},
		{"blank text", `{"lines":[{"sku":"  ","quantity":1}]}`, "too_short lines[0].sku"},
		{"long text", `{` + good + `,"name":"éééééé"}`, "too_long name"},
		{"not in enum", `{"lines":[{"sku":"a","quantity":1,"type":"x"}]}`, "not_one_of lines[0].type"},
		{"bad points", `{` + good + `,"points":"all"}`, "not_amount_or_max points"},
		{"negative points", `{` + good + `,"points":-1}`, "not_amount_or_max points"},
		{"bad coupons", `{` + good + `,"coupons":[1]}`, "not_coupon_choice coupons"},
		{"bad time", `{` + good + `,"placed_at":"2026-03-01 10:00"}`, "not_time placed_at"},
		{"time without zone", `{` + good + `,"placed_at":"2026-03-01T10:00:00"}`, "not_time placed_at"},
		{"bad date", `{` + good + `,"on":"2026-02-30"}`, "not_date on"},
		{"free map too large", `{` + good + `,"attributes":{"a":1,"b":1,"c":1,"d":1}}`, "too_many attributes"},
		{"free text too long", `{` + good + `,"attributes":{"a":"` + strings.Repeat("x", 2001) + `"}}`, "too_long attributes.a"},
		{"bool as text", `{` + good + `,"trusted":"true"}`, "not_boolean trusted"},
		{"several", `{"lines":[{"sku":1,"quantity":0}],"nom":1}`, "not_text lines[0].sku,out_of_range lines[0].quantity,unknown_field nom"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := bind(t, c.body)
			if got := codes(err); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// codes lists code and field of an error and all that hang on it.
func codes(err error) string {
	e := fault.As(err)
	if e == nil {
		return "none"
	}
	out := []string{e.Code.Code + " " + e.Field}
	for _, m := range e.More {
		out = append(out, m.Code.Code+" "+m.Field)
	}
	return strings.Join(out, ",")
}

func TestCanonical(t *testing.T) {
	same := [][2]string{
		{`{"a":1,"b":[true,null,"é"]}`, ` { "b" : [true, null, "\u00e9"] , "a" : 1.0 }`},
		{`{"n":1000}`, `{"n":1e3}`},
		{`{"f":0.5}`, `{"f":5e-1}`},
	}
	for _, c := range same {
		if a, b := hash(t, c[0]), hash(t, c[1]); a != b {
			t.Errorf("%s and %s differ", c[0], c[1])
		}
	}
	other := [][2]string{{`{"a":1}`, `{"a":"1"}`}, {`{"a":[1,2]}`, `{"a":[2,1]}`}, {`{"a":null}`, `{}`}, {`{"a":"x,"}`, `{"a":"x"}`}}
	for _, c := range other {
		if a, b := hash(t, c[0]), hash(t, c[1]); a == b {
			t.Errorf("%s and %s are the same", c[0], c[1])
		}
	}
	with, _ := wire.Parse([]byte(`{"a":1,"proof":{"value":"7"}}`))
	without, _ := wire.Parse([]byte(`{"a":1}`))
	if wire.Hash("op", &with, "proof") != wire.Hash("op", &without, "proof") {
		t.Error("proof counts")
	}
}

func hash(t *testing.T, body string) string {
	t.Helper()
	n, e := wire.Parse([]byte(body))
	if e != nil {
		t.Fatal(e)
	}
	return wire.Hash("op", &n)
}

func TestParams(t *testing.T) {
	type in struct {
		ID    string    `path:"id" maxLength:"10"`
		Limit int       `query:"limit" minimum:"1" maximum:"200" default:"50"`
		From  wire.Time `query:"from"`
		Dry   bool      `query:"dry_run"`
	}
	p := wire.CompileParams(reflect.TypeFor[in]())
	cases := []struct{ query, want string }{
		{"", "none"}, {"limit=7&from=2026-01-01T00:00:00Z&dry_run=true", "none"},
		{"limit=0", "out_of_range limit"}, {"limit=x", "not_integer limit"}, {"limit=1&limit=2", "repeated_parameter limit"},
		{"nope=1", "unknown_parameter nope"}, {"from=yesterday", "not_time from"}, {"dry_run=1", "not_boolean dry_run"}, {"from=%00", "invalid_text from"},
		{"limit=%zz", "invalid query"},
	}
	for _, c := range cases {
		var v in
		err := p.Bind(func(string) string { return "x" }, c.query, reflect.ValueOf(&v).Elem())
		if got := codes(err); got != c.want {
			t.Errorf("%s: got %q, want %q", c.query, got, c.want)
		}
		if c.query == "" && v.Limit != 50 {
			t.Errorf("default: %+v", v)
		}
	}
}

func TestRawSparesItsNeighbours(t *testing.T) {
	type batch struct {
		Orders []wire.Raw[order] `json:"orders" maxItems:"10"`
	}
	n, _ := wire.Parse([]byte(`{"orders":[{"lines":[]},{"lines":[{"sku":"a","quantity":1}]}]}`))
	var b batch
	if err := wire.Compile(reflect.TypeFor[batch]()).Bind(&n, &b); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Orders[0].Bind(); codes(err) != "too_few lines" {
		t.Errorf("first: %v", err)
	}
	if o, err := b.Orders[1].Bind(); err != nil || o.Lines[0].SKU != "a" {
		t.Errorf("second: %v", err)
	}
}

// FuzzBind holds the binder and the schema of the document equal, and encoding/json's reading equal to ours.
func FuzzBind(f *testing.F) {
	for _, seed := range []string{`{"lines":[{"sku":"a","quantity":1}],"points":3}`, `{"lines":[{"sku":"a","quantity":0}]}`, `{"lines":[],"x":1}`, `{"lines":[{"sku":"\ud83d\ude42","quantity":1}]}`} {
		f.Add(seed)
	}
	typ := wire.Compile(reflect.TypeFor[order]())
	reg := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	schema := reg.Schema(reflect.TypeFor[order](), false, "")
	f.Fuzz(func(t *testing.T, text string) {
		n, e := wire.Parse([]byte(text))
		if e != nil {
			return
		}
		var plain any
		if err := json.Unmarshal([]byte(text), &plain); err != nil {
			t.Fatalf("%q is read here and not by encoding/json: %v", text, err)
		}
		var o order
		if typ.Bind(&n, &o) != nil || strings.Contains(text, "null") {
			return
		}
		res := &huma.ValidateResult{}
		huma.Validate(reg, schema, huma.NewPathBuffer(nil, 0), huma.ModeWriteToServer, plain, res)
		if len(res.Errors) > 0 {
			t.Fatalf("%q is bound, but the schema says %v", text, res.Errors)
		}
	})
}

func BenchmarkParseAndBind(b *testing.B) {
	body := []byte(`{"lines":[{"sku":"a","quantity":1},{"sku":"b","quantity":2},{"sku":"c","quantity":3}],"points":"max","placed_at":"2026-03-01T10:00:00+08:00","name":"x"}`)
	typ := wire.Compile(reflect.TypeFor[order]())
	b.ReportAllocs()
	for b.Loop() {
		n, _ := wire.Parse(body)
		var o order
		if err := typ.Bind(&n, &o); err != nil {
			b.Fatal(err)
		}
	}
}
