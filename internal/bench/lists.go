package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"time"
)

// The lists of members as a person turns them, in the large shop.
const (
	sectionLists  = "Members listed among many, one caller, 19 of 20 answers within"
	figureSlowest = "the slowest of these"
)

// listCase is a list as a person asks for it.
type listCase struct {
	figure string
	query  func(n int) string // of the n-th request
	pages  bool               // follow the cursor instead of asking again
}

// listRounds is how many times each list is asked for.
const listRounds = 20

func fixed(query string) func(int) string { return func(int) string { return query } }

// listCases are every order in both directions, by the first page and by turning on; conditions; and what is searched for.
func (s *shop) listCases() []listCase {
	var all []listCase
	for _, sort := range []string{"joined", "last_order", "spend", "points"} {
		for _, dir := range []string{"desc", "asc"} {
			q := "sort=" + sort + "&dir=" + dir
			all = append(all, listCase{"by " + sort + ", " + dir, fixed(q), false}, listCase{"by " + sort + ", " + dir + ", turning pages", fixed(q), true})
		}
		all = append(all, listCase{"by " + sort + ", who spent within a year and has points", fixed("sort=" + sort + "&condition=" + url.QueryEscape("spend(365) > 5000 && points_available >= 50")), false},
			listCase{"by " + sort + ", of one tier and channel", fixed("sort=" + sort + "&tier=silver&channel=pos"), true})
	}
	n := len(s.members)
	return append(all,
		listCase{"found by phone", func(i int) string { return "phone=" + phone(i*7919%n) }, false},
		listCase{"found by the last four digits", func(i int) string { return fmt.Sprintf("phone=%04d", i*379%10_000) }, false},
		listCase{"found by name", func(i int) string { return "q=" + url.QueryEscape(personName(i*7919%n)) }, false},
		listCase{"found by surname", func(i int) string { return "q=" + url.QueryEscape(personName(i * 7919 % n)[:3]) }, false})
}

// lists measures each case by one caller: what is asked is how long a person waits, not how many could.
func (s *shop) lists(ctx context.Context, p *process) error {
	s.run.say("%s: lists of %d members", s.place.Engine, len(s.members))
	c, err := dial(ctx, p.address)
	if err != nil {
		return err
	}
	defer c.conn.Close() //nolint:errcheck // everything was answered, or the run has failed
	slowest := 0.0
	for _, one := range s.listCases() {
		took, err := s.list(c, one)
		if err != nil {
			return fmt.Errorf("%s: %w", one.figure, err)
		}
		s.run.report.add(Row{sectionLists, one.figure, s.place.Engine, took, "ms"})
		slowest = max(slowest, took)
	}
	s.run.report.add(Row{sectionLists, figureSlowest, s.place.Engine, slowest, "ms"})
	return nil
}

// list asks for a list again and again, and tells within how many milliseconds 19 of 20 were answered.
func (s *shop) list(c *caller, one listCase) (float64, error) {
	o := outcome{}
	after := ""
	for i := range listRounds {
		_ = c.conn.SetDeadline(time.Now().Add(callTimeout))
		query := one.query(i) + "&limit=50"
		if after != "" {
			query += "&after=" + url.QueryEscape(after)
		}
		start := time.Now()
		status, err := c.send(&request{text: fmt.Appendf(nil, "GET /v1/members?%s HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\n\r\n", query, s.key)}, 0)
		if err != nil {
			return 0, err
		}
		o.all = append(o.all, time.Since(start))
		if status != 200 {
			return 0, c.unexpected(status)
		}
		if one.pages {
			var page struct{ Next string }
			if err := json.Unmarshal(c.body, &page); err != nil {
				return 0, err
			}
			after = page.Next
		}
	}
	slices.Sort(o.all)
	return o.percentile(0.949), nil
}
