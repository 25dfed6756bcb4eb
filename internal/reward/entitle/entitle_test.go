package entitle_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"regulars/internal/benefit"
	"regulars/internal/benefit/card"
	"regulars/internal/dossier"
	"regulars/internal/fault"
	"regulars/internal/member/proof"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
	"regulars/internal/reward/entitle"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

var ctx = context.Background()

// perks promise two washes a month to everybody, a room a year from silver on, and a hotline.
func perks(d *program.Document) {
	d.Benefits = []deal.Benefit{
		{Code: "wash", Name: deal.Text{En: "Wash", Zh: "洗护"}, Kind: deal.Quota, Quota: deal.Allowance{Quantity: 2, Per: deal.PerMonth}, Gives: deal.ByService, CostMinor: 300},
		{Code: "room", Name: deal.Text{En: "Room", Zh: "升房"}, Kind: deal.Quota, Tiers: []string{d.Tiers[1].Code}, Quota: deal.Allowance{Quantity: 1, Per: deal.PerYear}, Gives: deal.ByService},
		{Code: "line", Name: deal.Text{En: "Hotline", Zh: "专线"}, Kind: deal.Service, Service: deal.Hotline, CostMinor: 20},
		{Code: "off", Name: deal.Text{En: "Off", Zh: "折扣"}, Kind: deal.Discount, OffBp: 500},
	}
}

func list(w *worldtest.World, id int64) (out []*benefit.Entitlement) {
	w.Helper()
	w.View(func(tx *store.Tx) (err error) {
		out, err = entitle.List(ctx, tx, id)
		return err
	})
	return out
}

func names(list []*benefit.Entitlement) string {
	var out []string
	for _, e := range list {
		out = append(out, fmt.Sprintf("%s:%d/%d", e.Benefit, e.Left(), e.Quantity))
	}
	return strings.Join(out, " ")
}

func use(w *worldtest.World, in entitle.UseIn) (u *benefit.Use, repeated bool, err error) {
	if in.Quantity == 0 {
		in.Quantity = 1
	}
	if in.Shown == (proof.Shown{}) {
		in.Shown = proof.TrustedCaller()
	}
	err = w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) (err error) {
		u, repeated, err = entitle.Use(ctx, tx, in)
		return err
	})
	return u, repeated, err
}

func want(t testing.TB, what string, err error, code fault.Code) {
	t.Helper()
	if code.Code == "" && err != nil || code.Code != "" && !fault.Has(err, code) {
		t.Errorf("%s: %v, want %q", what, err, code.Code)
	}
}

func sheet(w *worldtest.World) (out map[string]benefit.Sums) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		sums, err := benefit.Sheet(ctx, tx, 0, tx.Now()+1)
		out = map[string]benefit.Sums{}
		for _, s := range sums {
			out[s.Benefit] = s
		}
		return err
	})
	return out
}

func sound(w *worldtest.World) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		return benefit.Check(ctx, tx, 10, func(f benefit.Finding) { w.Errorf("found %+v", f) })
	})
	w.Sound()
}

// A quota is there before it is used, counts down by use, comes back by undoing, and is whole in the next period.
func TestQuota(t *testing.T) {
	worldtest.Each(t, perks, func(w *worldtest.World) {
		id := w.Join()
		if got := names(list(w, id)); got != "wash:2/2 line:100000/100000" {
			t.Errorf("promised: %s", got)
		}
		wash := benefit.Ref{Member: id, Source: benefit.SourceProgram, Benefit: "wash"}
		u, _, err := use(w, entitle.UseIn{Ref: wash, Source: "till", Number: "1"})
		want(t, "one", err, fault.Code{})
		again, repeated, err := use(w, entitle.UseIn{Ref: wash, Source: "till", Number: "1"})
		if err != nil || !repeated || again.ID != u.ID {
			t.Errorf("again: %v %v", repeated, err)
		}
		_, _, err = use(w, entitle.UseIn{Ref: wash, Quantity: 2, Source: "till", Number: "1"})
		want(t, "other content", err, benefit.ErrNumber)
		_, _, err = use(w, entitle.UseIn{Ref: wash, Quantity: 2})
		want(t, "two more", err, benefit.ErrUsedUp)
		_, _, err = use(w, entitle.UseIn{Ref: benefit.Ref{Member: id, Source: benefit.SourceProgram, Benefit: "room"}})
		want(t, "not of this tier", err, benefit.ErrUnknown)
		_, _, err = use(w, entitle.UseIn{Ref: wash})
		want(t, "the second", err, fault.Code{})
		if got := names(list(w, id)); got != "wash:0/2 line:100000/100000" {
			t.Errorf("used: %s", got)
		}
		if s := sheet(w)["wash"]; s.Quantity != 2 || s.CostMinor != 600 || s.Members != 1 || s.Documents != 2 {
			t.Errorf("sheet: %+v", s)
		}
		undo := func(reason string) error {
			return w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error {
				return entitle.Undo(ctx, tx, entitle.UndoIn{ID: u.ID, Reason: reason, By: "staff:1"})
			})
		}
		want(t, "undo without a reason", undo(""), fault.ErrRequired)
		want(t, "undo", undo("twice"), fault.Code{})
		want(t, "undo again", undo("twice"), benefit.ErrUndone)
		if s := sheet(w)["wash"]; s.Quantity != 1 || s.CostMinor != 300 {
			t.Errorf("sheet after undoing: %+v", s)
		}
		w.Days(40)
		if got := names(list(w, id)); got != "wash:2/2 line:100000/100000" {
			t.Errorf("next month: %s", got)
		}
		sound(w)
	})
}

// What a tier promised goes with the tier; a service is used as often as it is asked for, without proof.
func TestTierAndService(t *testing.T) {
	worldtest.Each(t, perks, func(w *worldtest.World) {
		id := w.Join()
		till := entitle.UseIn{Ref: benefit.Ref{Member: id, Source: benefit.SourceProgram, Benefit: "line"}, Shown: proof.Shown{Kind: "none"}}
		for range 3 {
			_, _, err := use(w, till)
			want(t, "the hotline", err, fault.Code{})
		}
		if s := sheet(w)["line"]; s.Kind != "service" || s.Quantity != 3 || s.CostMinor != 60 {
			t.Errorf("sheet: %+v", s)
		}
		o := w.Buy(w.In(id, worldtest.Line("a", 1, 100_000_000)))
		room := benefit.Ref{Member: id, Source: benefit.SourceProgram, Benefit: "room"}
		if !strings.Contains(names(list(w, id)), "room:1/1") {
			t.Fatalf("after the upgrade: %s", names(list(w, id)))
		}
		w.Refund(o.ID)
		_, _, err := use(w, entitle.UseIn{Ref: room})
		want(t, "after the downgrade", err, benefit.ErrUnknown)
		sound(w)
	})
}

func TestProofIsAsked(t *testing.T) {
	worldtest.Each(t, perks, func(w *worldtest.World) {
		id := w.Join()
		_, _, err := use(w, entitle.UseIn{Ref: benefit.Ref{Member: id, Source: benefit.SourceProgram, Benefit: "wash"}, Shown: proof.Shown{Reason: "-"}})
		want(t, "without proof", err, proof.ErrRequired)
		if got := names(list(w, id)); !strings.HasPrefix(got, "wash:2/2") {
			t.Errorf("used: %s", got)
		}
	})
}

// 32 tills use the last uses of a quota at once.
func TestContention(t *testing.T) {
	worldtest.Each(t, perks, func(w *worldtest.World) {
		id := w.Join()
		var mu sync.Mutex
		var all sync.WaitGroup
		done := 0
		for n := range 32 {
			all.Go(func() {
				_, _, err := use(w, entitle.UseIn{Ref: benefit.Ref{Member: id, Source: benefit.SourceProgram, Benefit: "wash"}, Source: "till", Number: fmt.Sprint(n)})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					done++
				} else if !fault.Has(err, benefit.ErrUsedUp) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if done != 2 {
			t.Errorf("%d used", done)
		}
		sound(w)
	})
}

func massage() card.Document {
	return card.Document{
		Name: deal.Text{En: "Ten massages", Zh: "推拿十次卡"}, PriceMinor: 80_000, Days: 365, Shared: true,
		Lines: []card.Line{{Uses: 10, ListMinor: 10_000, CostMinor: 4000, Gives: deal.ByService, Service: "Massage"}},
	}
}

func kind(w *worldtest.World, d card.Document) (k *card.Kind) {
	w.Helper()
	w.Tx(func(tx *store.Tx) (err error) {
		k, err = card.Create(ctx, tx, fmt.Sprintf("card-%d", w.Next()), d)
		return err
	})
	return k
}

func sell(w *worldtest.World, id, kind, paid int64, number string) (s *card.Sale, repeated bool, err error) {
	err = w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) (err error) {
		s, repeated, err = card.Sell(ctx, tx, card.SellIn{CardID: kind, MemberID: id, Source: "till", Number: number, MadeBy: "test", Payments: []card.Payment{{Kind: "cash", AmountMinor: paid}}})
		return err
	})
	return s, repeated, err
}

func refund(w *worldtest.World, id int64, number, reason string) (s *card.Sale, err error) {
	err = w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) (err error) {
		s, _, err = card.Refund(ctx, tx, card.RefundIn{SaleID: id, Number: number, Reason: reason, By: "test"})
		return err
	})
	return s, err
}

func share(tx *store.Tx, entitlement int64, with ...int64) error {
	return card.Share(ctx, tx, card.ShareIn{EntitlementID: entitlement, With: with, Shown: proof.TrustedCaller()})
}

// A card is sold once, used by the holder and by family, and refunded for what is left of it.
func TestTimesCard(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id, wife, stranger := w.Join(), w.Join(), w.Join()
		k := kind(w, massage())
		_, _, err := sell(w, id, k.ID, 79_999, "1")
		want(t, "paid too little", err, card.ErrPaid)
		s, _, err := sell(w, id, k.ID, 80_000, "1")
		want(t, "sold", err, fault.Code{})
		again, repeated, err := sell(w, id, k.ID, 80_000, "1")
		if err != nil || !repeated || again.ID != s.ID {
			t.Errorf("again: %v %v", repeated, err)
		}
		_, _, err = sell(w, wife, k.ID, 80_000, "1")
		want(t, "other content", err, card.ErrReused)
		ref := benefit.Ref{ID: s.EntitlementID}
		_, _, err = use(w, entitle.UseIn{Ref: ref, UsedBy: wife})
		want(t, "family before it was named", err, benefit.ErrHolder)
		w.Tx(func(tx *store.Tx) error { return share(tx, s.EntitlementID, wife, id, wife) })
		_, _, err = use(w, entitle.UseIn{Ref: ref, UsedBy: wife, Quantity: 2})
		want(t, "family", err, fault.Code{})
		_, _, err = use(w, entitle.UseIn{Ref: ref, UsedBy: stranger})
		want(t, "a stranger", err, benefit.ErrHolder)
		w.Days(10)
		_, _, err = use(w, entitle.UseIn{Ref: ref})
		want(t, "the holder", err, fault.Code{})
		back, err := refund(w, s.ID, "r1", card.ForMember)
		if err != nil || back.RefundedMinor != 50_000 { // three at the price of one alone
			t.Errorf("refunded %+v %v", back, err)
		}
		same, err := refund(w, s.ID, "r1", card.ForMember)
		if err != nil || same.RefundedMinor != 50_000 {
			t.Errorf("again: %+v %v", same, err)
		}
		_, err = refund(w, s.ID, "r2", card.ForMember)
		want(t, "a second time", err, card.ErrRefunded)
		_, _, err = use(w, entitle.UseIn{Ref: ref})
		want(t, "after the refund", err, benefit.ErrVoid)
		if s := sheet(w)[k.Code]; s.Kind != "card" || s.Quantity != 3 || s.CostMinor != 12_000 {
			t.Errorf("sheet: %+v", s)
		}
		sound(w)
	})
}

func TestRefundRules(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		k := kind(w, massage())
		for i, c := range []struct {
			used   int64
			days   int
			reason string
			want   int64
		}{{0, 0, card.ForMember, 80_000}, {3, 7, card.ForMember, 56_000}, {3, 8, card.ForMember, 50_000}, {3, 30, card.ForMerchant, 56_000}, {9, 30, card.ForMember, 0}, {10, 1, card.ForMerchant, 0}} {
			s, _, err := sell(w, id, k.ID, 80_000, fmt.Sprint(i))
			want(t, "sell", err, fault.Code{})
			if c.used > 0 {
				_, _, err = use(w, entitle.UseIn{Ref: benefit.Ref{ID: s.EntitlementID}, Quantity: c.used})
				want(t, "use", err, fault.Code{})
			}
			w.Days(c.days)
			back, err := refund(w, s.ID, "r", c.reason)
			if err != nil || back.RefundedMinor != c.want {
				t.Errorf("%+v: %+v %v", c, back, err)
			}
		}
		sound(w)
	})
}

func TestCardRefusals(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		for name, c := range map[string]struct {
			edit  func(*card.Document)
			field string
		}{
			"no name":     {func(d *card.Document) { d.Name = deal.Text{} }, "name"},
			"no uses":     {func(d *card.Document) { d.Lines[0].Uses = 0 }, "uses"},
			"no service":  {func(d *card.Document) { d.Lines[0].Service = "" }, "service"},
			"gives what":  {func(d *card.Document) { d.Lines[0].Gives = "air" }, "gives"},
			"two ends":    {func(d *card.Document) { d.Until = "2099-01-01" }, "until"},
			"no date":     {func(d *card.Document) { d.Days, d.Until = 0, "later" }, "until"},
			"a past end":  {func(d *card.Document) { d.Days, d.Until = 0, "2001-01-01" }, "until"},
			"below 0":     {func(d *card.Document) { d.PriceMinor = -1 }, "price_minor"},
			"a long name": {func(d *card.Document) { d.Name.En = strings.Repeat("x", 201) }, "name"},
		} {
			d := massage()
			c.edit(&d)
			err := w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error {
				_, err := card.Create(ctx, tx, "x", d)
				return err
			})
			if e := fault.As(err); e == nil || e.Field != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		id := w.Join()
		alone := massage()
		alone.Shared = false
		k := kind(w, alone)
		w.Tx(func(tx *store.Tx) error {
			if _, err := card.Create(ctx, tx, k.Code, massage()); !fault.Has(err, card.ErrCode) {
				t.Errorf("a code twice: %v", err)
			}
			return nil
		})
		s, _, err := sell(w, id, k.ID, 80_000, "1")
		want(t, "sell", err, fault.Code{})
		friend := w.Join()
		err = w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error { return share(tx, s.EntitlementID, friend) })
		if fault.As(err) == nil {
			t.Errorf("shared: %v", err)
		}
		w.Tx(func(tx *store.Tx) error {
			_, err := card.Change(ctx, tx, card.ChangeIn{ID: k.ID, Version: 1, Document: alone})
			return err
		})
		_, _, err = sell(w, id, k.ID, 80_000, "2")
		want(t, "put away", err, card.ErrInactive)
		w.Tx(func(tx *store.Tx) error {
			_, err := card.Change(ctx, tx, card.ChangeIn{ID: k.ID, Version: 1, Document: alone})
			want(t, "an old version", err, card.ErrStale)
			return nil
		})
		_, err = refund(w, 4711, "1", card.ForMember)
		want(t, "no sale", err, card.ErrSale)
	})
}

// Merged records hold one quota together, and each its own again when the merge is undone; erasing takes everything away.
func TestMergeAndErase(t *testing.T) {
	worldtest.Each(t, perks, func(w *worldtest.World) {
		a, b := w.Join(), w.Join()
		ref := func(id int64) benefit.Ref {
			return benefit.Ref{Member: id, Source: benefit.SourceProgram, Benefit: "wash"}
		}
		for _, id := range []int64{a, b} {
			_, _, err := use(w, entitle.UseIn{Ref: ref(id)})
			want(t, "one each", err, fault.Code{})
		}
		var merge int64
		w.Tx(func(tx *store.Tx) (err error) {
			merge, err = dossier.Merge(ctx, tx, b, a)
			return err
		})
		_, _, err := use(w, entitle.UseIn{Ref: ref(a)})
		want(t, "two were used together", err, benefit.ErrUsedUp)
		sound(w)
		w.Tx(func(tx *store.Tx) error { return dossier.Undo(ctx, tx, merge) })
		for _, id := range []int64{a, b} {
			_, _, err := use(w, entitle.UseIn{Ref: ref(id)})
			want(t, "the second of each", err, fault.Code{})
		}
		w.Wait(time.Minute)
		sound(w)
	})
}
