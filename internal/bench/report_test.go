package bench

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
)

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{
		0.256: "0.26", 9.999: "10.00", 12.34: "12.3", 123.4: "123", 1_234: "1 234", 1_234_567: "1 234 567", -1_234: "-1 234", math.Inf(1): "–",
	} {
		if got := number(v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
}

func TestAimsNeedTheirFigures(t *testing.T) {
	r := Report{}
	r.aims()
	if len(r.Aims) != 0 {
		t.Errorf("nothing was measured, and these were judged: %+v", r.Aims)
	}
	r.add(Row{sectionLimits, figureSync, "", 1_000, "/s"})
	r.add(Row{sectionOrders, figureOrders(256), "sqlite", 499, "/s"})
	r.add(Row{sectionOrders, figureP99(64), "sqlite", 60, "ms"})
	r.add(Row{sectionProcess, figureIdle, "postgres", 64.1, "MiB"})
	r.aims()
	var got []string
	for _, a := range r.Aims {
		got = append(got, strings.Fields(a.Text)[0]+map[bool]string{true: " reached", false: " not"}[a.Reached])
	}
	if want := "orders not, 99th reached, memory not"; strings.Join(got, ", ") != want {
		t.Errorf("judged %s, want %s", strings.Join(got, ", "), want)
	}
	var text bytes.Buffer
	if err := r.write(&text); err != nil || !strings.Contains(text.String(), "NOT REACHED") || !strings.Contains(text.String(), "256 callers") {
		t.Errorf("%v, printed:\n%s", err, &text)
	}
	text.Reset()
	var again Report
	if err := r.writeJSON(&text); err != nil || json.Unmarshal(text.Bytes(), &again) != nil || len(again.Rows) != len(r.Rows) {
		t.Errorf("%v, as JSON:\n%s", err, &text)
	}
}

func TestPutNumber(t *testing.T) {
	text := []byte(`"number":"000000000000"`)
	putNumber(text[10:10+numberWidth], 1_204)
	if string(text) != `"number":"000000001204"` {
		t.Errorf("written: %s", text)
	}
}

func TestSpreadIsEven(t *testing.T) {
	members := make([]int64, 1_000)
	for i := range members {
		members[i] = int64(i)
	}
	got := spread(members, 3)
	if len(got) != 3 || got[0] != 0 || got[1] != 333 || got[2] != 666 {
		t.Errorf("spread: %v", got)
	}
}
