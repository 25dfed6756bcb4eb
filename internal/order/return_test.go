package order_test

import (
	"testing"

	"regulars/internal/basket"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func (w *world) back(ins ...order.ReturnIn) []order.ReturnResult {
	w.t.Helper()
	var out []order.ReturnResult
	w.tx(func(tx *store.Tx) (err error) {
		out, err = order.Return(w.ctx, tx, ins)
		return err
	})
	return out
}

func returned(id int64, number string, lines ...basket.Line) order.ReturnIn {
	return order.ReturnIn{Member: member.Ref{ID: id}, Source: "till", Number: number, Lines: lines, MadeBy: "test"}
}

func TestReturnMatchesNewestOrdersFirst(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.join()
		old := w.buy(w.in(id, line("a", 3, 30_000)))
		w.days(1)
		young := w.buy(w.in(id, line("a", 2, 24_000), line("b", 1, 5_000)))
		w.days(1)
		out := w.back(returned(id, "r1", line("a", 3, 33_000)))[0]
		if out.Err != nil {
			w.t.Fatal(out.Err)
		}
		got := out.Return.Taken
		if got.MatchedUnits != 3 || got.UnmatchedUnits != 0 || got.MatchedMinor != 34_000 || got.DifferenceMinor != -1_000 {
			w.t.Errorf("taken %+v", got)
		}
		if got.Points.ClawedBack != 240+100 || w.net(id) != 300+290-340 {
			w.t.Errorf("clawed back %d, left %d", got.Points.ClawedBack, w.net(id))
		}
		w.view(func(tx *store.Tx) error {
			a, err := order.Get(w.ctx, tx, old.ID)
			if err != nil || a.Remaining[0] != 2 || a.Status != order.PartlyRefunded {
				w.t.Errorf("old %+v %v", a, err)
			}
			b, err := order.Get(w.ctx, tx, young.ID)
			if err != nil || b.Remaining[0] != 0 || b.Remaining[1] != 1 {
				w.t.Errorf("young %+v %v", b, err)
			}
			return err
		})
		again := w.back(returned(id, "r1", line("a", 3, 33_000)))[0]
		if !again.Repeated || again.Return.ID != out.Return.ID || w.net(id) != 250 {
			w.t.Errorf("again %+v", again)
		}
		w.refused(w.back(returned(id, "r1", line("a", 1, 1)))[0].Err, order.ErrReturnReused)
		w.sound()
	})
}

func TestUnmatchedReturnTakesWhatTheBaseTierWouldEarn(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.join()
		w.buy(w.in(id, line("a", 1, 600_000))) // gold: the return is still counted for the base tier
		before := w.net(id)
		out := w.back(returned(id, "r", line("z", 2, 10_000)))[0].Return
		if out.Taken.UnmatchedMinor != 10_000 || out.Taken.Points.ClawedBack != 100 || w.net(id) != before-100 {
			w.t.Errorf("taken %+v, left %d of %d", out.Taken, w.net(id), before)
		}
		poor := w.join()
		out = w.back(returned(poor, "r2", line("z", 1, 5_000)))[0].Return
		if out.Taken.Points.Debt != 50 || w.net(poor) != -50 {
			w.t.Errorf("debt %d, net %d", out.Taken.Points.Debt, w.net(poor))
		}
		w.sound()
	})
}

func TestGuestReturnTouchesNobody(t *testing.T) {
	each(t, nil, func(w *world) {
		out := w.back(returned(0, "g", line("a", 1, 700)))[0]
		if out.Err != nil || out.Return.MemberID != 0 || out.Return.Taken.UnmatchedMinor != 700 {
			w.t.Errorf("%+v", out)
		}
	})
}

func TestReturnsOfOneBatchShareTheBooks(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.join()
		w.buy(w.in(id, line("a", 3, 30_000)))
		w.days(1)
		out := w.back(returned(id, "x", line("a", 2, 20_000)), returned(id, "y", line("a", 2, 20_000)), returned(id, "x", line("a", 2, 20_000)))
		if out[0].Return.Taken.MatchedUnits != 2 || out[1].Return.Taken.MatchedUnits != 1 || out[1].Return.Taken.UnmatchedUnits != 1 || !out[2].Repeated {
			w.t.Errorf("%+v %+v %+v", out[0].Return, out[1].Return, out[2])
		}
		if got := w.net(id); got != 300-300-100 {
			w.t.Errorf("net %d", got)
		}
		w.sound()
	})
}

func TestClaim(t *testing.T) {
	each(t, nil, func(w *world) {
		o := w.buy(w.in(0, line("a", 2, 20_000)))
		id := w.join()
		claim := func() error {
			return w.db.Tx(w.ctx, w.scope, func(tx *store.Tx) error {
				_, err := order.Claim(w.ctx, tx, o.ID, member.Ref{ID: id})
				return err
			})
		}
		if err := claim(); err != nil {
			w.t.Fatal(err)
		}
		w.refused(claim(), order.ErrClaimed)
		if got := w.net(id); got != 200 {
			w.t.Errorf("claimed %d points", got)
		}
		if r := w.refund(o.ID, basket.Take{Line: 0, Quantity: 1}); r.Back.Points.ClawedBack != 100 {
			w.t.Errorf("refund %+v", r.Back)
		}
		w.sound()
	})
}

func TestPendingUntilSigned(t *testing.T) {
	pending := func(d *program.Document) {
		d.Points.Pending = program.Pending{Kind: program.PendingFulfilment, Status: "signed", Days: 2}
	}
	each(t, pending, func(w *world) {
		id := w.join()
		in := w.in(id, line("a", 1, 10_000))
		in.Channel = "web"
		o := w.buy(in)
		step := func(f order.Fulfilment) error {
			return w.db.Tx(w.ctx, w.scope, func(tx *store.Tx) error {
				_, err := order.SetStatus(w.ctx, tx, order.StatusIn{OrderID: o.ID, Fulfilment: f})
				return err
			})
		}
		for _, f := range []order.Fulfilment{order.Shipped, order.Signed, order.Signed} {
			if err := step(f); err != nil {
				w.t.Fatal(err)
			}
		}
		w.refused(step(order.Delivered), order.ErrFulfilment)
		if b := w.points(id); b.Pending != 100 || b.Available != 0 {
			w.t.Errorf("%+v", b)
		}
		w.days(2)
		if b := w.points(id); b.Pending != 0 || b.Available != 100 {
			w.t.Errorf("after two days %+v", b)
		}
		if r := w.refund(o.ID); r.Back.Points.ClawedBack != 100 {
			w.t.Errorf("%+v", r.Back)
		}
		w.sound()
	})
}

// points is what the member holds at the present, what is due posted in memory.
func (w *world) points(id int64) (b ledger.Balance) {
	w.t.Helper()
	w.view(func(tx *store.Tx) error {
		bk, err := ledger.Open(w.ctx, tx, []int64{id}, ledger.Need{})
		if err == nil {
			bk.CatchUp(id, tx.Now())
			b = bk.Balance(id, ledger.Points)
		}
		return err
	})
	return b
}

// Facts of the past, folded in order, end as if they had happened day by day.
func TestHistoricFactsEndAsLivedOnes(t *testing.T) {
	short := func(d *program.Document) {
		d.Points.Expiry = program.Expiry{Kind: program.ExpiryRollingMonths, Months: 2}
		d.Tiers[1].Keep = program.Keep{Kind: program.KeepDays, Days: 40}
		d.Tiers[2].Keep = program.Keep{Kind: program.KeepDays, Days: 30}
	}
	each(t, short, func(w *world) {
		lived, told := w.join(), w.join()
		start := storetest.Start
		var past []order.RecordIn
		for day := 0; day < 200; day += 13 {
			storetest.Clock(w.db).Set(start.AddDate(0, 0, day))
			w.buy(w.in(lived, line("a", 1, int64(40_000+day*1_000))))
			in := w.in(told, line("a", 1, int64(40_000+day*1_000)))
			in.PlacedAt = instant(start.AddDate(0, 0, day))
			past = append(past, in)
		}
		storetest.Clock(w.db).Set(start.AddDate(0, 0, 400))
		historic := w.scope
		historic.Historic = true
		err := w.db.Tx(w.ctx, historic, func(tx *store.Tx) error {
			out, err := order.Record(w.ctx, tx, past)
			for _, r := range out {
				if r.Err != nil {
					w.t.Error(r.Err)
				}
			}
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
		if a, b := w.standing(lived), w.standing(told); a != b {
			w.t.Errorf("lived %s\ntold  %s", a, b)
		}
		if a, b := w.points(lived), w.points(told); a != b {
			w.t.Errorf("lived %+v, told %+v", a, b)
		}
		w.sound()
	})
}

// A line without a sku is no product: it matches nothing.
func TestReturnWithoutSKUMatchesNothing(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.join()
		w.buy(w.in(id, basket.Line{Name: "Repair", Quantity: 1, TotalMinor: 50_000}))
		w.days(1)
		out := w.back(returned(id, "r", basket.Line{Name: "Bag", Quantity: 1, TotalMinor: 1_000}))[0].Return
		if out.Taken.MatchedUnits != 0 {
			w.t.Errorf("taken %+v", out.Taken)
		}
	})
}
