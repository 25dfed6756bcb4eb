package preview_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/edition"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/offer"
	"regulars/internal/order"
	"regulars/internal/order/preview"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// world is the common one with a member who is silver.
type world struct {
	*worldtest.World
	id int64
}

func edit(doc *program.Document) {
	doc.Earning[0].Caps = []program.RuleCap{{Per: program.PerMonth, Amount: 2_000}}
	doc.Points.Pending = program.Pending{Kind: program.PendingFulfilment, Status: "signed", Days: 7}
}

func document() program.Document {
	doc := program.Default("CNY", "zh")
	edit(&doc)
	return doc
}

func each(t *testing.T, story func(w *world)) {
	t.Helper()
	worldtest.Each(t, edit, func(common *worldtest.World) {
		born := calendar.DayOf(1990, time.June, 3)
		w := &world{World: common}
		w.id = w.Enrol(member.EnrolIn{Identities: member.Identities{ExternalID: "x"}, Birthday: &born})
		w.Give(w.id, 5_000)
		w.Buy(w.In(w.id, basket.Line{Quantity: 1, TotalMinor: 120_000}))
		story(w)
	})
}

// quote and try answer both ways by the programme in force; the document is tried where there is one.
func (w *world) try(q order.QuoteIn, standing *preview.Standing, doc *program.Document) (quoted, tried order.Outcome, err error) {
	w.Helper()
	ctx := w.Ctx
	err = w.DB.View(ctx, w.Scope, func(tx *store.Tx) error {
		e, err := edition.At(ctx, tx, tx.Now())
		if err != nil {
			return err
		}
		if standing == nil {
			if quoted, err = order.Quote(ctx, tx, q); err != nil {
				return err
			}
		}
		in := preview.In{Quote: q, Standing: standing, Program: e.Program, Edition: e.Number}
		if doc != nil {
			if in.Program, err = edition.Compile(ctx, tx, *doc); err != nil {
				return err
			}
			in.Edition = 0
		}
		tried, err = preview.Try(ctx, tx, in)
		return err
	})
	return quoted, tried, err
}

// coupon gives the member one of ¥10.
func (w *world) coupon() {
	w.Helper()
	ctx := w.Ctx
	w.Tx(func(tx *store.Tx) error {
		t, err := coupon.Save(ctx, tx, coupon.TemplateIn{Stock: 1, Status: coupon.Active, Terms: coupon.Terms{
			Name: "x", Kind: offer.AmountOff, AmountMinor: 1_000, Stacking: coupon.Stacking{Mode: offer.Always}, Scope: coupon.Scope{Condition: "orders(90) >= 1"},
		}})
		if err == nil {
			_, err = reward.Grant(ctx, tx, reward.GrantIn{MemberID: w.id, Items: []reward.Item{{Kind: "coupon", TemplateID: t.ID}}, Reason: "test"})
		}
		return err
	})
}

func of(id int64, amount int64) order.QuoteIn {
	return order.QuoteIn{Member: member.Ref{ID: id}, Trusted: true, Lines: []basket.Line{{SKU: "tea", Quantity: 2, TotalMinor: amount}}}
}

// Rule 1: by the programme in force a preview is the quote.
func TestPreviewIsTheQuote(t *testing.T) {
	each(t, func(w *world) {
		spending := of(w.id, 30_000)
		spending.Ask = program.Ask{Points: program.Max}
		web := of(w.id, 30_000)
		web.Channel = "web"
		guest := of(0, 30_000)
		late := of(w.id, 30_000)
		late.PlacedAt = w.Now().Add(-12 * 24 * time.Hour) // its points would have been there long ago
		w.coupon()
		best, wrong := of(w.id, 30_000), of(w.id, 30_000)
		best.Asked.Best, wrong.Asked.Codes = true, []string{"123456789012"}
		for name, q := range map[string]order.QuoteIn{"plain": of(w.id, 30_000), "spending": spending, "to gold": of(w.id, 400_000), "web": web, "guest": guest, "coupons": best, "no such coupon": wrong, "cap": of(w.id, 900_000), "late": late} {
			quoted, tried, err := w.try(q, nil, nil)
			if err != nil {
				w.Fatal(name, err)
			}
			if d := cmp.Diff(quoted, tried, cmpopts.IgnoreFields(order.Outcome{}, "Program")); d != "" {
				w.Errorf("%s: %s", name, d)
			}
		}
	})
}

// A draft asks for more than the programme in force: tags, windows, budgets of its own.
func TestPreviewOfADraft(t *testing.T) {
	each(t, func(w *world) {
		doc := document()
		doc.Tiers[1].EarnBp = 30_000
		doc.Tiers[2].When = `orders(900) >= 2 && !("vip" in tags) && store != "x"`
		doc.Earning[0].Caps = nil
		doc.Earning = append(doc.Earning, program.Rule{Code: "again", Name: program.Text{En: "again"}, Kind: program.PerOrder, Points: 7, When: "orders(30) >= 1",
			Caps: []program.RuleCap{{Per: program.PerEver, Amount: 5, AllMembers: true}}})
		before := w.count()
		_, tried, err := w.try(of(w.id, 10_000), nil, &doc)
		if err != nil {
			w.Fatal(err)
		}
		// 100 × 3 and 5 of the budget of 7; two orders make gold
		if got := tried.PointsEarned(); got != 305 || tried.TierAfter != "gold" || tried.Edition != 0 {
			w.Errorf("%d points, %s", got, tried.TierAfter)
		}
		if after := w.count(); after != before {
			w.Errorf("a preview wrote %d rows", after-before)
		}
	})
}

func TestPreviewOfSomebodyMadeUp(t *testing.T) {
	each(t, func(w *world) {
		june := &preview.Standing{Tier: "silver", Points: 300, Attributes: map[string]any{"birthday_month": int64(6)}, Windows: map[expr.WindowUse]int64{
			{Name: "spend", Period: expr.Period{Kind: expr.PeriodDays, Days: 365}}: 480_000,
		}}
		q := of(0, 30_000)
		q.Ask.Points = 300
		_, tried, err := w.try(q, june, nil)
		if err != nil {
			w.Fatal(err)
		}
		if tried.PointsEarned() != 2*297 || tried.TierAfter != "gold" || tried.TierBefore != "silver" || tried.DiscountMinor != 300 {
			w.Errorf("%d points, %+v", tried.PointsEarned(), tried)
		}
		if _, tried, err = w.try(of(0, 30_000), &preview.Standing{}, nil); err != nil || tried.TierBefore != "base" || tried.PointsEarned() != 300 || tried.TierAfter != "base" {
			w.Errorf("%v %+v", err, tried)
		}
		for name, c := range map[string]struct {
			q    order.QuoteIn
			s    *preview.Standing
			want fault.Code
		}{
			"both":         {of(w.id, 1), &preview.Standing{}, fault.Code{Code: "preview_standing"}},
			"unknown tier": {of(0, 1), &preview.Standing{Tier: "lead"}, program.ErrTierUnknown},
			"short":        {order.QuoteIn{Lines: of(0, 30_000).Lines, Ask: program.Ask{Points: 400}}, june, program.ErrPointsShort},
			"no lines":     {order.QuoteIn{Channel: "pos"}, june, basket.ErrNoLines},
			"nobody":       {of(12345, 1), nil, order.ErrMember},
		} {
			if _, _, err := w.try(c.q, c.s, nil); !fault.Has(err, c.want) {
				w.Errorf("%s: %v", name, err)
			}
		}
	})
}

// count is the rows of what a preview might write.
func (w *world) count() (n int64) {
	w.Helper()
	ctx := w.Ctx
	w.View(func(tx *store.Tx) error {
		_, err := store.One(ctx, tx, `SELECT (SELECT COUNT(*) FROM ledger_entry WHERE merchant_id = $1) + (SELECT COUNT(*) FROM tier_change WHERE merchant_id = $1) + (SELECT COUNT(*) FROM reward_use WHERE merchant_id = $1)`,
			func(r store.Row) error { return r.Scan(&n) }, tx.MerchantID())
		return err
	})
	return n
}
