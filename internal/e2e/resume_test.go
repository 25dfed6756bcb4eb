package e2e_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestImportKilled kills an import again and again and lets it go on: what comes of it is what comes of an import that was
// never disturbed.
func TestImportKilled(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		calm := newPlace(t, p.engine)
		file := p.write("shop.csv", []byte(ledgerOf(4_000)))
		retail := founding{"retail", "GBP", "Europe/London", "en"}
		calm.initialise(retail)
		began := time.Now()
		whole := calm.bring("retail", "orders", file, "--preset", "online-retail")
		if num(whole["orders_created"]) < 3_000 || num(whole["returns_matched"]) == 0 {
			t.Fatalf("the file is not what it should be: %v", without(whole, "refused"))
		}
		took := time.Since(began)
		want, books := calm.imported()

		p.initialise(retail)
		killed := 0
		for range 3 { // each goes on where the last was killed, so that the later ones are killed further on
			killed += p.killImport(file, took/6+time.Duration(rand.Int64N(int64(took/6))))
		}
		if killed == 0 {
			t.Error("no import was killed: the file is too small for this machine")
		}
		t.Logf("%d of 3 were killed; undisturbed it takes %s", killed, took.Round(time.Millisecond))
		last := p.bring("retail", "orders", file, "--preset", "online-retail")
		for _, name := range []string{"rows_read", "rows_taken", "rows_refused"} {
			if num(last[name]) != num(whole[name]) {
				t.Errorf("%s: %d, undisturbed %d", name, num(last[name]), num(whole[name]))
			}
		}
		got, gotBooks := p.imported()
		for id, held := range want {
			if got[id] != held {
				t.Errorf("%s holds %+v, undisturbed %+v", id, got[id], held)
				break
			}
		}
		if len(got) != len(want) || books != gotBooks {
			t.Errorf("%d members, undisturbed %d; the books are\n%s\nundisturbed\n%s", len(got), len(want), gotBooks, books)
		}
		p.proven("retail")
	})
}

// ledgerOf is a wholesaler's file of so many invoices of 300 customers; every ninth is a cancellation.
func ledgerOf(invoices int) string {
	var out strings.Builder
	out.WriteString("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n")
	at := time.Date(2011, 1, 3, 9, 0, 0, 0, time.UTC)
	for i := range invoices {
		number, sign := fmt.Sprint(500_000+i), 1
		if i%9 == 8 {
			number, sign = "C"+number, -1
		}
		for j := range 3 {
			_, _ = fmt.Fprintf(&out, "%s,S%d,Thing,%d,%s,%d.%02d,%d.0,United Kingdom\n",
				number, (i+j)%50, sign*(1+(i*7+j)%5), at.Format("1/2/2006 15:04"), 1+(i+j)%40, (i*13)%100, 12_000+(i*31)%300)
		}
		at = at.Add(90 * time.Minute)
	}
	return out.String()
}

// killImport starts an import and kills it; it answers 1 where it was still at work.
func (p *place) killImport(file string, after time.Duration) int {
	p.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), after)
	defer cancel()
	if err := p.command(ctx, "import", "orders", file, "--merchant", "retail", "--preset", "online-retail").Run(); err != nil && ctx.Err() != nil {
		return 1
	}
	return 0
}

// imported is what everybody has, and the books.
func (p *place) imported() (map[string]holding, string) {
	p.Helper()
	server := p.serve()
	defer server.stop()
	c := server.caller(p.key("retail"))
	return everybody(c), fmt.Sprint(c.want(200, "GET", "/v1/trial-balance", nil).get("assets"))
}
