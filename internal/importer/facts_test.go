package importer

import (
	"testing"

	"pgregory.net/rapid"

	"regulars/internal/calendar"
)

// Invariant 4: whatever the mixture, a wave holds one kind, every fact is in one wave, and each member's facts keep their
// order from wave to wave and inside one.
func TestWaves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "facts")
		b := newBook()
		var facts []int
		var members []int64
		for i := range n {
			b.facts = append(b.facts, fact{isReturn: rapid.Bool().Draw(t, "return")})
			facts, members = append(facts, i), append(members, int64(rapid.IntRange(0, 5).Draw(t, "member")))
		}
		last := map[int64]int{}
		seen := map[int]bool{}
		for w, wave := range b.waves(facts, members) {
			for _, k := range wave {
				if b.facts[k].isReturn != (w%2 == 1) || seen[k] {
					t.Fatalf("fact %d stands in wave %d", k, w)
				}
				seen[k] = true
				if id := members[k]; id != 0 {
					if before, ok := last[id]; ok && before > k {
						t.Fatalf("member %d: fact %d comes after %d", id, k, before)
					}
					last[id] = k
				}
			}
		}
		if len(seen) != n {
			t.Fatalf("%d of %d facts", len(seen), n)
		}
	})
}

func TestSettleAndChunks(t *testing.T) {
	b := newBook()
	for i := range 2200 {
		b.facts = append(b.facts, fact{at: calendar.Instant(i % 7), first: -1, row: int32(i)})
		for range 1 + i%3 {
			b.hang(&b.facts[i], line{row: int32(i)})
		}
	}
	b.facts[5].badRow = 9
	b.settle()
	if len(b.facts) != 2199 || len(b.refused) != 3 {
		t.Fatalf("%d facts, %d refused", len(b.facts), len(b.refused))
	}
	for i := 1; i < len(b.facts); i++ {
		if p, f := &b.facts[i-1], &b.facts[i]; p.at > f.at || (p.at == f.at && p.row > f.row) {
			t.Fatalf("fact %d is out of order", i)
		}
	}
	var sizes []int
	for from := 0; from < len(b.facts); {
		to := b.chunk(from)
		sizes = append(sizes, to-from)
		from = to
	}
	if len(sizes) != 3 || sizes[0] != chunkFacts || sizes[2] != 199 {
		t.Errorf("chunks of %v", sizes)
	}
	// One order larger than a chunk is a chunk of its own.
	big := newBook()
	for i := range 3 {
		big.facts = append(big.facts, fact{first: -1, row: int32(i)})
		for range chunkLines + 1 {
			big.hang(&big.facts[i], line{})
		}
	}
	if to := big.chunk(0); to != 1 {
		t.Errorf("the chunk of a large order ends at %d", to)
	}
}

func TestIdentity(t *testing.T) {
	for text, want := range map[string]string{"17850.0": "17850", "17850": "17850", "17850.00": "17850", "17850.5": "17850.5", "A1.0": "A1.0", ".0": ".0", "": "", "1.2.0": "1.2.0", "5.": "5"} {
		if got := identity(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
