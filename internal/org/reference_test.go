package org_test

import (
	"testing"

	"regulars/internal/org"
	"regulars/internal/store"
)

func TestReference(t *testing.T) {
	shown := "order:" + store.FormatID("ord", 77)
	for inside, want := range map[string]string{
		"order:77": shown, "order:0": "order", "till:77": "till:77", "till:0": "till", "order:x": "order:x", "order": "order", "": "", "system:0": "system",
	} {
		if got := org.Reference(inside); got != want {
			t.Errorf("%q is %q, want %q", inside, got, want)
		}
	}
	for outside, want := range map[string]string{shown: "order:77", "order:sto_1": "order:sto_1", "till:77": "till:77", "": ""} {
		if got := org.Inside(outside); got != want {
			t.Errorf("%q is %q inside, want %q", outside, got, want)
		}
	}
}
