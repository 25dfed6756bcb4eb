package e2e_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// dataVariable names the folder of real retail data.
const dataVariable = "REGULARS_TEST_DATA"

// holding is what somebody who was imported has bought and has.
type holding struct{ orders, spend, refunded, points, growth int64 }

// TestOnlineRetail brings the real books of a wholesaler in, on both engines, by the command line, and holds what came
// of it against each other and against what is known of the file.
func TestOnlineRetail(t *testing.T) {
	folder := os.Getenv(dataVariable)
	if folder == "" {
		t.Skipf("%s is not set: no real data is tried", dataVariable)
	}
	if testing.Short() {
		t.Skip("takes minutes")
	}
	file := filepath.Join(folder, "online_retail", "online_retail.csv.gz")
	if _, err := os.Stat(file); err != nil {
		t.Skipf("no real data is tried: %v", err)
	}
	var first map[string]holding
	var firstBooks string
	each(t, func(t *testing.T, p *place) {
		p.initialise(founding{"retail", "GBP", "Europe/London", "en"})
		began := time.Now()
		report := p.bring("retail", "orders", file, "--preset", "online-retail")
		t.Logf("%s: imported in %s", p.engine, time.Since(began).Round(100*time.Millisecond))
		wholeFile(t, report)
		again := p.bring("retail", "orders", file, "--preset", "online-retail")
		if num(again["rows_read"]) != 541_909 || num(again["orders_created"]) != 0 || num(again["members_created"]) != 0 {
			t.Errorf("a second time: %v", without(again, "refused"))
		}

		server := p.serve()
		c := server.caller(p.key("retail"))
		people := everybody(c)
		books := fmt.Sprint(c.want(200, "GET", "/v1/trial-balance", nil).get("assets"))
		balanced(c)
		why(c)
		server.stop()
		p.proven("retail")

		if len(people) != 4372 {
			t.Errorf("%d members, want 4372", len(people))
		}
		if first == nil {
			first, firstBooks = people, books
			return
		}
		different := 0
		for id, held := range people {
			if first[id] != held {
				if different++; different < 5 {
					t.Errorf("%s holds %+v here and %+v there", id, held, first[id])
				}
			}
		}
		if different > 0 || len(first) != len(people) || books != firstBooks {
			t.Errorf("%d members differ; the books are\n%s\nand\n%s", different, firstBooks, books)
		}
	})
}

// bring imports a file of the merchant that must be taken, and answers the report.
func (p *place) bring(slug, kind, file string, flags ...string) doc {
	p.Helper()
	name := filepath.Join(p.TempDir(), "report.json")
	p.ok(append([]string{"import", kind, file, "--merchant", slug, "--report", name}, flags...)...)
	text, err := os.ReadFile(name)
	if err != nil {
		p.Fatal(err)
	}
	var report doc
	if err := json.Unmarshal(text, &report); err != nil {
		p.Fatalf("the report is no JSON: %v", err)
	}
	if num(report["rows_read"]) != num(report["rows_taken"])+num(report["rows_refused"]) {
		p.Errorf("rows: %v", without(report, "refused"))
	}
	return report
}

// without is a copy that lacks a field.
func without(body doc, name string) doc {
	out := with(body, nil)
	delete(out, name)
	return out
}

// wholeFile holds a report against what is known of the file.
func wholeFile(t *testing.T, report doc) {
	t.Helper()
	for name, want := range map[string]int64{
		"rows_read": 541_909, "rows_refused": 3 + 1_336, "rows_taken": 541_909 - 1_339, "members_created": 4_372, "rounding_difference_minor": 0,
	} {
		if got := num(report[name]); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
	if returns := num(report["returns_matched"]) + num(report["returns_unmatched"]); returns != 3_836 {
		t.Errorf("%d returns, want every C invoice: 3836", returns)
	}
	codes := map[any]int{}
	for _, refused := range report["refused"].([]any) {
		codes[at(refused, "code")]++
		if at(refused, "message") == "" || num(at(refused, "row")) < 2 {
			t.Errorf("refused: %v", refused)
		}
	}
	if codes["not_an_order"] != 3 || codes["quantity_not_positive"] != 1_336 || len(codes) != 2 {
		t.Errorf("refused: %v", codes)
	}
}

// everybody reads all members by their ids in the file.
func everybody(c *caller) map[string]holding {
	c.Helper()
	out := map[string]holding{}
	for path := "/v1/members?limit=200"; ; {
		page := c.want(200, "GET", path, nil)
		for _, m := range page.list("data") {
			id, _ := at(m, "external_id").(string)
			if _, twice := out[id]; twice || id == "" {
				c.Errorf("member %q is listed twice, or has no id", id)
			}
			out[id] = holding{
				num(at(m, "stats.order_count")), num(at(m, "stats.spend_minor")), num(at(m, "stats.refund_minor")),
				num(at(m, "points.available")) + num(at(m, "points.pending")) - num(at(m, "points.debt")), num(at(m, "growth")),
			}
		}
		next := page.str("next")
		if next == "" {
			return out
		}
		path = "/v1/members?limit=200&after=" + next
	}
}

// why reads an order's own account of what it earned: 139.12 pounds are 139 points.
func why(c *caller) {
	c.Helper()
	found := c.want(200, "GET", "/v1/orders?number=536365", nil)
	if len(found.list("data")) != 1 {
		c.Fatalf("invoice 536365: %s", found.text)
	}
	for language, word := range words {
		one := c.in(language).want(200, "GET", "/v1/orders/"+found.str("data.0.id"), nil)
		trace := fmt.Sprint(one.get("trace"))
		if one.num("payable_minor") != 13912 || one.num("points.earned") != 139 || !strings.Contains(trace, word) || !strings.Contains(trace, "139") || !strings.Contains(trace, "rule:spend") {
			c.Errorf("invoice 536365 in %s: payable %d, earned %d, because %s", language, one.num("payable_minor"), one.num("points.earned"), trace)
		}
	}
}
