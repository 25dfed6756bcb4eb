package ledger_test

import (
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
)

// BenchmarkEarnAndSpend is what an order that earns and spends costs in memory, for a member with twenty open lots.
func BenchmarkEarnAndSpend(b *testing.B) {
	bk := ledger.InMemory(start, shanghai, nil, ada)
	for i := range int64(20) {
		in := points(1_000_000, order(i), start)
		in.ExpiresAt = start + calendar.Instant(100+i)*day
		bk.Earn(ada, in)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		in := points(10, order(int64(i)), start)
		in.ExpiresAt = start + 50*day
		if _, refused := bk.Earn(ada, in); refused != nil {
			b.Fatal(refused)
		}
		if refused := bk.Spend(ada, in); refused != nil {
			b.Fatal(refused)
		}
		bk.Forget()
	}
}

// BenchmarkEarn is what an order costs that only earns, for members whose lots are not loaded.
func BenchmarkEarn(b *testing.B) {
	bk := ledger.InMemory(start, shanghai, nil, ada)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%20 == 0 {
			bk = ledger.InMemory(start, shanghai, nil, ada)
		}
		in := points(10, order(int64(i)), start)
		in.AvailableAt, in.ExpiresAt = start+7*day, start+50*day
		if _, refused := bk.Earn(ada, in); refused != nil {
			b.Fatal(refused)
		}
	}
}
