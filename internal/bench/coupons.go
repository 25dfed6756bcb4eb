package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"regulars/internal/coupon"
	"regulars/internal/store"
)

const (
	sectionCoupons = "Coupons: the best of 50 for one caller, codes claimed by 64"
	figureBest     = "quote of 30 lines with 50 coupons, 50th percentile"
	figureBest99   = "quote of 30 lines with 50 coupons, 99th percentile"
	figureIssued   = "codes to hand out, issued"
	figureClaims   = "codes claimed"
)

const (
	collectors  = 20 // members who hold many coupons
	ofEach      = 5  // coupons of one template that each of them holds
	bestLines   = 30
	codesAtOnce = 100_000 // the most of one call
)

// kindsOfCoupons are the promises of a shop that has many: some stand alone, some beside one of another class, some beside all.
var kindsOfCoupons = []string{
	`"kind":"amount_off","amount_minor":500,"min_spend_minor":5000,"stacking":{"mode":"once_per_class","class":"full","order":1}`,
	`"kind":"amount_off","amount_minor":1200,"min_spend_minor":9000,"stacking":{"mode":"once_per_class","class":"full","order":1}`,
	`"kind":"percent_off","percent_off":10,"cap_minor":3000,"stacking":{"mode":"once_per_class","class":"percent","order":2}`,
	`"kind":"percent_off","percent_off":20,"cap_minor":1500,"scope":{"categories":["c01","c02","c03"]},"stacking":{"mode":"once_per_class","class":"percent","order":2}`,
	`"kind":"amount_off","amount_minor":300,"scope":{"categories":["c04","c05"]},"stacking":{"mode":"always","order":3}`,
	`"kind":"amount_off","amount_minor":200,"min_spend_minor":2000,"stacking":{"mode":"always","order":3}`,
	`"kind":"fixed_price","amount_minor":100,"scope":{"categories":["c06"]},"stacking":{"mode":"once_per_class","class":"gift","order":0}`,
	`"kind":"percent_off","percent_off":30,"cap_minor":4000,"min_spend_minor":20000,"stacking":{"mode":"never"}`,
	`"kind":"amount_off","amount_minor":2500,"min_spend_minor":15000,"stacking":{"mode":"never"}`,
	`"kind":"percent_off","percent_off":5,"stacking":{"mode":"once_per_class","class":"small","order":4}`,
}

// coupons measures the search for the best combination, and many who take codes at once.
func (r *run) coupons(ctx context.Context, s *shop) (err error) {
	r.say("%s: coupons", s.place.Engine)
	p, err := s.serve(ctx, "")
	if err != nil {
		return err
	}
	err = s.bestOfMany(ctx, p)
	if err := errors.Join(err, p.stop()); err != nil {
		return err
	}
	return s.claims(ctx)
}

// bestOfMany quotes large baskets of members who hold 50 coupons each.
func (s *shop) bestOfMany(ctx context.Context, p *process) error {
	c, err := dial(ctx, p.address)
	if err != nil {
		return err
	}
	defer c.conn.Close() //nolint:errcheck // everything was answered, or the run has failed
	members := make([]string, collectors)
	for i, id := range spread(s.members, collectors) {
		members[i] = store.FormatID("mem", id)
	}
	list, err := json.Marshal(members)
	if err != nil {
		return err
	}
	for i, kind := range kindsOfCoupons {
		id, err := s.makeTemplate(c, fmt.Sprintf(`{"name":"Coupon %d",%s,"validity":{"days":30}}`, i, kind))
		if err != nil {
			return err
		}
		for range ofEach {
			if _, err := s.ask(c, "/v1/coupon-templates/"+id+"/issue", fmt.Appendf(nil, `{"member_ids":%s}`, list)); err != nil {
				return err
			}
		}
	}
	o, random := outcome{}, chance(5)
	for i := range 10 * collectors {
		body := fmt.Appendf(nil, `{"member_id":%q,"channel":"pos","coupons":"best","lines":[`, members[i%collectors])
		for k := range bestLines {
			n := random.IntN(products)
			body = fmt.Appendf(body, `%s{"sku":%q,"quantity":%d,"unit_price_minor":%d}`, comma(k), sku(n), 1+random.IntN(3), price(n))
		}
		took, err := s.ask(c, "/v1/quotes", append(body, "]}"...))
		if err != nil {
			return err
		}
		if i >= collectors {
			o.all = append(o.all, took)
		}
	}
	slices.Sort(o.all)
	s.run.report.add(Row{sectionCoupons, figureBest, s.place.Engine, o.percentile(0.5), "ms"})
	s.run.report.add(Row{sectionCoupons, figureBest99, s.place.Engine, o.percentile(0.99), "ms"})
	return nil
}

func comma(place int) string {
	if place == 0 {
		return ""
	}
	return ","
}

// ask posts and waits for an answer of success.
func (s *shop) ask(c *caller, path string, body []byte) (time.Duration, error) {
	_ = c.conn.SetDeadline(time.Now().Add(callTimeout))
	start := time.Now()
	status, err := c.send(&request{text: s.post(path, body)}, 0)
	if err != nil {
		return 0, err
	}
	if status/100 != 2 {
		return 0, c.unexpected(status)
	}
	return time.Since(start), nil
}

func (s *shop) makeTemplate(c *caller, body string) (string, error) {
	if _, err := s.ask(c, "/v1/coupon-templates", []byte(body)); err != nil {
		return "", err
	}
	var made struct{ ID string }
	return made.ID, json.Unmarshal(c.body, &made)
}

// claims issues codes of one template and has 64 members at a time claim them: each locks the same template.
func (s *shop) claims(ctx context.Context) error {
	var batch *coupon.Batch
	n := min(codesAtOnce, s.run.sizes.rows)
	start := time.Now()
	err := s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
		t, err := coupon.Save(ctx, tx, coupon.TemplateIn{Terms: coupon.Terms{Name: "Code", Kind: "amount_off", AmountMinor: 100, Validity: coupon.Validity{Days: 30}}, Stock: int64(n)})
		if err == nil {
			batch, err = coupon.MakeCodes(ctx, tx, coupon.BatchIn{TemplateID: t.ID, Kind: coupon.BatchCodes, Count: n, MadeBy: "bench"})
		}
		return err
	})
	if err != nil {
		return err
	}
	s.run.report.add(Row{sectionCoupons, figureIssued, s.place.Engine, float64(n) / time.Since(start).Seconds(), "/s"})
	var all []coupon.Made
	if err := s.db.View(ctx, s.scope, func(tx *store.Tx) (err error) { all, err = batch.Coupons(ctx, tx); return err }); err != nil {
		return err
	}
	var next, claimed atomic.Int64
	var wait sync.WaitGroup
	errs := make([]error, callers)
	start = time.Now()
	until := start.Add(s.run.sizes.duration)
	for i := range callers {
		wait.Go(func() {
			for k := next.Add(1) - 1; errs[i] == nil && int(k) < len(all) && time.Now().Before(until); k = next.Add(1) - 1 {
				errs[i] = s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
					_, err := coupon.Claim(ctx, tx, s.members[int(k)*7919%len(s.members)], all[k].Code)
					return err
				})
				claimed.Add(1)
			}
		})
	}
	wait.Wait()
	s.run.report.add(Row{sectionCoupons, figureClaims, s.place.Engine, float64(claimed.Load()) / time.Since(start).Seconds(), "/s"})
	return errors.Join(errs...)
}
