package importer

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/store"
)

// Every fact stands in one lane, in the order of time; whoever may be one person stands in one lane, and the lanes are found again.
func TestLanes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := newBook()
		for range rapid.IntRange(0, 12).Draw(t, "people") {
			var ids member.Identities
			if n := rapid.IntRange(0, 6).Draw(t, "phone"); n > 0 {
				ids.Phone = []string{"1380013800%d", "+86 138 0013 800%d"}[rapid.IntRange(0, 1).Draw(t, "spelling")]
				ids.Phone = fmt.Sprintf(ids.Phone, n)
			}
			if n := rapid.IntRange(0, 6).Draw(t, "id"); n > 0 {
				ids.ExternalID = fmt.Sprint("X", n)
			}
			b.people = append(b.people, person{ids: ids})
		}
		for i := range rapid.IntRange(0, 60).Draw(t, "facts") {
			who := int32(rapid.IntRange(-1, len(b.people)-1).Draw(t, "who"))
			b.facts = append(b.facts, fact{row: int32(i), person: who, at: calendar.Instant(i / 3), size: int32(rapid.IntRange(1, 9).Draw(t, "lines"))})
		}
		p := &orderPlan{book: b, at: place{region: "CN"}}
		n := rapid.IntRange(1, 3).Draw(t, "lanes")
		of, seen := map[string]int{}, 0
		for k, part := range p.lanes(n) {
			facts := part.(*orderPlan).facts
			seen += len(facts)
			if again := p.lanes(n)[k].(*orderPlan).facts; !slices.Equal(again, facts) {
				t.Fatalf("lane %d is another one the second time", k)
			}
			for i := range facts {
				if i > 0 && facts[i].row <= facts[i-1].row {
					t.Fatalf("lane %d is out of order", k)
				}
				if facts[i].person < 0 {
					continue
				}
				for _, identity := range folded(&b.people[facts[i].person].ids, "CN") {
					if at, known := of[identity]; known && at != k {
						t.Fatalf("%s stands in lanes %d and %d", identity, at, k)
					}
					of[identity] = k
				}
			}
		}
		if seen != len(b.facts) {
			t.Fatalf("%d of %d facts", seen, len(b.facts))
		}
	})
}

// broken is a plan that panics when it is written.
type broken struct{ plan }

func (b broken) lanes(int) []plan { return []plan{b} }
func (broken) size() int          { return 1 }
func (broken) next(int) int       { return 1 }

func (broken) write(context.Context, *store.Tx, int, int) (written, error) { panic("one bad row") }

// A panic in a lane fails the import, not the server.
func TestPanicInALane(t *testing.T) {
	w := &work{plan: broken{}, in: In{Commit: func(_ context.Context, fn func(*store.Tx) error) error { return fn(nil) }}}
	if err := w.writeLanes(t.Context(), &Run{Lanes: make([]Lane, 1)}, 0); err == nil || !strings.Contains(err.Error(), "one bad row") {
		t.Errorf("answered %v", err)
	}
}
