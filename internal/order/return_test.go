package order_test

import (
	"cmp"
	"strings"
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func (w *world) back(ins ...order.ReturnIn) []order.ReturnResult {
	w.Helper()
	var out []order.ReturnResult
	w.Tx(func(tx *store.Tx) (err error) {
		out, err = order.Return(w.Ctx, tx, ins)
		return err
	})
	return out
}

func returned(id int64, number string, lines ...basket.Line) order.ReturnIn {
	return order.ReturnIn{Member: member.Ref{ID: id}, Source: "till", Number: number, Lines: lines, MadeBy: "test"}
}

func TestReturnMatchesNewestOrdersFirst(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		old := w.Buy(w.In(id, line("a", 3, 30_000)))
		w.Days(1)
		young := w.Buy(w.In(id, line("a", 2, 24_000), line("b", 1, 5_000)))
		w.Days(1)
		out := w.back(returned(id, "r1", line("a", 3, 33_000)))[0]
		if out.Err != nil {
			w.Fatal(out.Err)
		}
		got := out.Return.Taken
		if got.MatchedUnits != 3 || got.UnmatchedUnits != 0 || got.MatchedMinor != 34_000 || got.DifferenceMinor != -1_000 {
			w.Errorf("taken %+v", got)
		}
		if got.Points.ClawedBack != 240+100 || w.Points(id).Net() != 300+290-340 {
			w.Errorf("clawed back %d, left %d", got.Points.ClawedBack, w.Points(id).Net())
		}
		w.View(func(tx *store.Tx) error {
			a, err := order.Get(w.Ctx, tx, old.ID)
			if err != nil || a.Remaining[0] != 2 || a.Status != order.PartlyRefunded {
				w.Errorf("old %+v %v", a, err)
			}
			b, err := order.Get(w.Ctx, tx, young.ID)
			if err != nil || b.Remaining[0] != 0 || b.Remaining[1] != 1 {
				w.Errorf("young %+v %v", b, err)
			}
			return err
		})
		again := w.back(returned(id, "r1", line("a", 3, 33_000)))[0]
		if !again.Repeated || again.Return.ID != out.Return.ID || w.Points(id).Net() != 250 {
			w.Errorf("again %+v", again)
		}
		w.refused(w.back(returned(id, "r1", line("a", 1, 1)))[0].Err, order.ErrReturnReused)
		w.Sound()
	})
}

func TestUnmatchedReturnTakesWhatTheBaseTierWouldEarn(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		w.Buy(w.In(id, line("a", 1, 600_000))) // gold: the return is still counted for the base tier
		before := w.Points(id).Net()
		out := w.back(returned(id, "r", line("z", 2, 10_000)))[0].Return
		if out.Taken.UnmatchedMinor != 10_000 || out.Taken.Points.ClawedBack != 100 || w.Points(id).Net() != before-100 {
			w.Errorf("taken %+v, left %d of %d", out.Taken, w.Points(id).Net(), before)
		}
		poor := w.Join()
		out = w.back(returned(poor, "r2", line("z", 1, 5_000)))[0].Return
		if out.Taken.Points.Debt != 50 || w.Points(poor).Net() != -50 {
			w.Errorf("debt %d, net %d", out.Taken.Points.Debt, w.Points(poor).Net())
		}
		w.Sound()
	})
}

func TestGuestReturnTouchesNobody(t *testing.T) {
	each(t, nil, func(w *world) {
		out := w.back(returned(0, "g", line("a", 1, 700)))[0]
		if out.Err != nil || out.Return.MemberID != 0 || out.Return.Taken.UnmatchedMinor != 700 {
			w.Errorf("%+v", out)
		}
	})
}

func TestReturnsOfOneBatchShareTheBooks(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		w.Buy(w.In(id, line("a", 3, 30_000)))
		w.Days(1)
		out := w.back(returned(id, "x", line("a", 2, 20_000)), returned(id, "y", line("a", 2, 20_000)), returned(id, "x", line("a", 2, 20_000)))
		if out[0].Return.Taken.MatchedUnits != 2 || out[1].Return.Taken.MatchedUnits != 1 || out[1].Return.Taken.UnmatchedUnits != 1 || !out[2].Repeated {
			w.Errorf("%+v %+v %+v", out[0].Return, out[1].Return, out[2])
		}
		if got := w.Points(id).Net(); got != 300-300-100 {
			w.Errorf("net %d", got)
		}
		w.Sound()
	})
}

func TestClaim(t *testing.T) {
	each(t, nil, func(w *world) {
		o := w.Buy(w.In(0, line("a", 2, 20_000)))
		id := w.Join()
		claim := func() error {
			return w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error {
				_, err := order.Claim(w.Ctx, tx, order.ClaimIn{OrderID: o.ID, Member: member.Ref{ID: id}, Backdate: true})
				return err
			})
		}
		if err := claim(); err != nil {
			w.Fatal(err)
		}
		w.refused(claim(), order.ErrClaimed)
		if got := w.Points(id).Net(); got != 200 {
			w.Errorf("claimed %d points", got)
		}
		if r := w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1}); r.Back.Points.ClawedBack != 100 {
			w.Errorf("refund %+v", r.Back)
		}
		w.Sound()
	})
}

func TestPendingUntilSigned(t *testing.T) {
	pending := func(d *program.Document) {
		d.Points.Pending = program.Pending{Kind: program.PendingFulfilment, Status: "signed", Days: 2}
	}
	each(t, pending, func(w *world) {
		id := w.Join()
		in := w.In(id, line("a", 1, 10_000))
		in.Channel = "web"
		o := w.Buy(in)
		step := func(f order.Fulfilment) error {
			return w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error {
				_, err := order.SetStatus(w.Ctx, tx, order.StatusIn{OrderID: o.ID, Fulfilment: f})
				return err
			})
		}
		for _, f := range []order.Fulfilment{order.Shipped, order.Signed, order.Signed} {
			if err := step(f); err != nil {
				w.Fatal(err)
			}
		}
		w.refused(step(order.Delivered), order.ErrFulfilment)
		if b := w.points(id); b.Pending != 100 || b.Available != 0 {
			w.Errorf("%+v", b)
		}
		w.Days(2)
		if b := w.points(id); b.Pending != 0 || b.Available != 100 {
			w.Errorf("after two days %+v", b)
		}
		if r := w.Refund(o.ID); r.Back.Points.ClawedBack != 100 {
			w.Errorf("%+v", r.Back)
		}
		w.Sound()
	})
}

// points is what the member holds at the present, what is due posted in memory.

// Facts of the past, folded in order, end as if they had happened day by day.
func TestHistoricFactsEndAsLivedOnes(t *testing.T) {
	short := func(d *program.Document) {
		d.Points.Expiry = program.Expiry{Kind: program.ExpiryRollingMonths, Months: 2}
		d.Tiers[1].Keep = program.Keep{Kind: program.KeepDays, Days: 40}
		d.Tiers[2].Keep = program.Keep{Kind: program.KeepDays, Days: 30}
	}
	each(t, short, func(w *world) {
		lived, told := w.Join(), w.Join()
		start := storetest.Start
		var past []order.RecordIn
		for day := 0; day < 200; day += 13 {
			storetest.Clock(w.DB).Set(start.AddDate(0, 0, day))
			w.Buy(w.In(lived, line("a", 1, int64(40_000+day*1_000))))
			in := w.In(told, line("a", 1, int64(40_000+day*1_000)))
			in.PlacedAt = instant(start.AddDate(0, 0, day))
			past = append(past, in)
		}
		storetest.Clock(w.DB).Set(start.AddDate(0, 0, 400))
		historic := w.Scope
		historic.Historic = true
		err := w.DB.Tx(w.Ctx, historic, func(tx *store.Tx) error {
			out, err := order.Record(w.Ctx, tx, past)
			for _, r := range out {
				if r.Err != nil {
					w.Error(r.Err)
				}
			}
			return err
		})
		if err != nil {
			w.Fatal(err)
		}
		if a, b := w.Standing(lived), w.Standing(told); a != b {
			w.Errorf("lived %s\ntold  %s", a, b)
		}
		if a, b := w.points(lived), w.points(told); a != b {
			w.Errorf("lived %+v, told %+v", a, b)
		}
		w.Sound()
	})
}

// What is brought in of the past judges a tier that was reached since by the programme of that day, not by that of the past.
func TestHistoricReturnKeepsWhatALaterProgrammeGave(t *testing.T) {
	each(t, nil, func(w *world) {
		id, past := w.Join(), w.Now()
		w.Days(30)
		w.Publish(func(d *program.Document) { d.Tiers[1].When = strings.ReplaceAll(d.Tiers[1].When, "1000", "500") })
		w.Days(30)
		w.Buy(w.In(id, line("a", 1, 60_000)))
		if got := w.Tier(id); got != "silver" {
			w.Fatalf("tier %s", got)
		}
		historic := w.Scope
		historic.Historic = true
		bought, brought := w.In(id, line("b", 2, 1_000)), returned(id, "r", line("b", 1, 500))
		bought.PlacedAt, brought.ReturnedAt = past.Add(5*24*time.Hour), past.Add(10*24*time.Hour)
		err := w.DB.Tx(w.Ctx, historic, func(tx *store.Tx) error {
			if out, err := order.Record(w.Ctx, tx, []order.RecordIn{bought}); err != nil || out[0].Err != nil {
				return cmp.Or(err, error(out[0].Err))
			}
			out, err := order.Return(w.Ctx, tx, []order.ReturnIn{brought})
			if err == nil && (out[0].Err != nil || out[0].Return.Taken.MatchedUnits != 1) {
				w.Errorf("%+v", out[0])
			}
			return err
		})
		if err != nil {
			w.Fatal(err)
		}
		if got := w.Tier(id); got != "silver" {
			w.Errorf("tier was silver, is %s", got)
		}
		w.Sound()
	})
}

// A line without a sku is no product: it matches nothing.
func TestReturnWithoutSKUMatchesNothing(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		w.Buy(w.In(id, basket.Line{Name: "Repair", Quantity: 1, TotalMinor: 50_000}))
		w.Days(1)
		out := w.back(returned(id, "r", basket.Line{Name: "Bag", Quantity: 1, TotalMinor: 1_000}))[0].Return
		if out.Taken.MatchedUnits != 0 {
			w.Errorf("taken %+v", out.Taken)
		}
	})
}

// points is what the member holds at the present, what is due posted in memory.
func (w *world) points(id int64) (b ledger.Balance) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		bk, err := ledger.Open(w.Ctx, tx, []int64{id}, ledger.Need{})
		if err == nil {
			bk.CatchUp(id, tx.Now())
			b = bk.Balance(id, ledger.Points)
		}
		return err
	})
	return b
}
