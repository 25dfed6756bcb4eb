package docs

import (
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

func TestHeadingsStandInOrder(t *testing.T) {
	got := inOrder([]*huma.Tag{{Name: "Sign-in"}, {Name: "Unheard of"}, {Name: "Members"}, {Name: "Orders"}})
	for i, want := range []string{"Orders", "Members", "Sign-in", "Unheard of"} {
		if got[i] != want {
			t.Errorf("%d: %s, want %s", i, got[i], want)
		}
	}
	for _, g := range groups {
		if g.zh == "" {
			t.Errorf("%s has no Chinese name", g.en)
		}
	}
}
