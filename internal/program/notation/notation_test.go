package notation_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/fault"
	"regulars/internal/program/notation"
)

type shelf struct {
	Name  string `json:"name"`
	Open  bool   `json:"open,omitempty"`
	Boxes []box  `json:"boxes,omitempty"`
	Sizes []int  `json:"sizes,omitempty"`
}

type box struct {
	Weight int64 `json:"weight"`
}

func TestDecodeAndEncode(t *testing.T) {
	want := shelf{Name: "no: 1 # \"x\"\n二", Open: true, Boxes: []box{{5}, {0}}, Sizes: []int{1, -2}}
	text, err := notation.Encode(want)
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{string(text), `{"name":"no: 1 # \"x\"\n二","open":true,"boxes":[{"weight":5},{"weight":0}],"sizes":[1,-2]}`} {
		var got shelf
		if err := notation.Decode([]byte(source), &got); err != nil {
			t.Fatalf("%v\n%s", err, source)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s\n%s", d, source)
		}
	}
}

func TestDecodeRefusesEachMistake(t *testing.T) {
	var s shelf
	err := notation.Decode([]byte("name: 5\nopen: yes\nboxes:\n  - weight: 1\n  - wieght: 2\nsizes: [1, x]\n"), &s)
	e := fault.As(err)
	if e == nil {
		t.Fatal(err)
	}
	var got []any
	for _, one := range append([]*fault.Error{e}, e.More...) {
		got = append(got, one.Field, one.Code.Code, one.Params["line"])
	}
	want := []any{
		"name", "document_not_text", 1, "open", "document_not_truth", 2,
		"boxes[1].wieght", "document_unknown_field", 5, "sizes[1]", "document_not_number", 6,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
