package entitle_test

import (
	"testing"

	"regulars/internal/benefit"
	"regulars/internal/benefit/card"
	"regulars/internal/catalog"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/reward"
	"regulars/internal/reward/entitle"
	"regulars/internal/reward/item"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// spa is five massages and two sessions of advice on one card.
func spa() card.Document {
	service := func(name string, uses, list, cost int64) card.Line {
		return card.Line{Name: deal.Text{En: name}, Uses: uses, ListMinor: list, CostMinor: cost, Gives: deal.ByService, Service: name}
	}
	return card.Document{Name: deal.Text{En: "Spa"}, PriceMinor: 50_000, Lines: []card.Line{service("Massage", 5, 10_000, 4_000), service("Advice", 2, 5_000, 500)}}
}

// A card of several lines is given whole: what of it was used is owed in its measure, and a line that is used up is shown beside the others.
func TestCardOfSeveralLinesGiven(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		k := kind(w, spa())
		var g *reward.Granted
		items := []item.Item{{Kind: item.Entitlement, Benefit: k.Code, Quantity: 2}}
		w.Tx(func(tx *store.Tx) (err error) {
			if err := reward.Check(ctx, tx, items, "rewards"); err != nil {
				return err
			}
			weight, err := reward.Weigh(ctx, tx, items)
			if weight.CostMinor != 42_000 || weight.Unpriced != 0 {
				t.Errorf("weighs %+v", weight)
			}
			if err == nil {
				g, err = reward.Grant(ctx, tx, reward.GrantIn{MemberID: id, Items: items, Reason: "sorry", MadeBy: "test"})
			}
			return err
		})
		if p := g.Parts[0]; p.CostMinor != 42_000 || p.Amount != 2 || len(p.Made) != 2 {
			t.Errorf("%+v", p)
		}
		if got := names(list(w, id)); got != k.Code+":10/10 "+k.Code+":4/4" {
			t.Errorf("holds %s", got)
		}
		_, _, err := use(w, entitle.UseIn{Ref: benefit.Ref{ID: g.Parts[0].Made[1]}, Quantity: 4})
		want(t, "all of the advice", err, fault.Code{})
		_, _, err = use(w, entitle.UseIn{Ref: benefit.Ref{ID: g.Parts[0].Made[1]}})
		want(t, "one more", err, benefit.ErrUsedUp)
		if got := names(list(w, id)); got != k.Code+":10/10 "+k.Code+":0/4" {
			t.Errorf("holds then %s", got)
		}
		past := func() (n int) {
			w.View(func(tx *store.Tx) error {
				over, err := benefit.Past(ctx, tx, id, 0, 10)
				n = len(over)
				return err
			})
			return n
		}
		if n := past(); n != 0 {
			t.Errorf("%d lines are over while the card is not", n)
		}
		w.Tx(func(tx *store.Tx) (err error) {
			g, err = reward.Revoke(ctx, tx, g.ID)
			return err
		})
		if g.Parts[0].TakenBack != 1 || g.UnrecoveredMinor != 16_668 || past() != 2 { // 10 of 14 uses; two times the 8,334 of 50,000 that the advice is worth
			t.Errorf("taken back %d, unrecovered %d, over %d", g.Parts[0].TakenBack, g.UnrecoveredMinor, past())
		}
		sound(w)
	})
}

// Who shares a card may use what comes back of it after its end, too.
func TestSharersUseWhatFollows(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		graced(w)
		id, wife := w.Join(), w.Join()
		doc := spa()
		doc.Days, doc.Shared = 30, true
		s, _, err := sell(w, id, kind(w, doc).ID, 50_000, "1")
		want(t, "sold", err, fault.Code{})
		w.Tx(func(tx *store.Tx) error { return share(tx, s.EntitlementID, wife) })
		u, _, err := use(w, entitle.UseIn{Ref: benefit.Ref{ID: s.EntitlementID}, UsedBy: wife, Quantity: 2})
		want(t, "used", err, fault.Code{})
		w.Days(32)
		undo(w, u.ID)
		held := list(w, id)
		if len(held) != 1 || held[0].Follows != s.EntitlementID || held[0].Card() != s.EntitlementID || held[0].Left() != 2 {
			t.Fatalf("holds %+v", held)
		}
		_, _, err = use(w, entitle.UseIn{Ref: benefit.Ref{ID: held[0].ID}, UsedBy: wife})
		want(t, "what follows", err, fault.Code{})
		back, err := refund(w, s.ID, "r", card.ForMerchant)
		if err != nil || back.RefundedMinor != 33_332+8_334 { // ⌊41,666 · 4/5⌋ and all of the advice
			t.Errorf("%+v %v", back, err)
		}
		sound(w)
	})
}

// Fields of several lines are named by their line; those of one by themselves.
func TestLinesRefused(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		w.Tx(func(tx *store.Tx) error {
			_, err := catalog.Save(ctx, tx, []catalog.Product{{SKU: "tea", Name: "Tea"}})
			return err
		})
		for name, c := range map[string]struct {
			edit  func(*card.Document)
			field string
		}{
			"no line":            {func(d *card.Document) { d.Lines = nil }, "lines"},
			"too many":           {func(d *card.Document) { d.Lines = make([]card.Line, 11) }, "lines"},
			"no name":            {func(d *card.Document) { d.Lines[1].Name = deal.Text{} }, "lines[1].name"},
			"no price alone":     {func(d *card.Document) { d.Lines[1].ListMinor = 0 }, "lines[1].list_minor"},
			"no uses":            {func(d *card.Document) { d.Lines[0].Uses = 0 }, "lines[0].uses"},
			"too many uses":      {func(d *card.Document) { d.Lines[0].Uses = 1001 }, "lines[0].uses"},
			"goods not there":    {func(d *card.Document) { d.Lines[1].Scope.SKUs = []string{"nosuch"} }, "lines[1].skus[0]"},
			"category not there": {func(d *card.Document) { d.Lines[1].Scope.Categories = []string{"nosuch"} }, "lines[1].categories[0]"},
			"of one line":        {func(d *card.Document) { d.Lines = d.Lines[:1]; d.Lines[0].Scope.SKUs = []string{"nosuch"} }, "skus[0]"},
		} {
			d := spa()
			c.edit(&d)
			err := w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error {
				_, err := card.Create(ctx, tx, "x", d)
				return err
			})
			e := fault.As(err)
			if e == nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if e.Field != c.field {
				t.Errorf("%s: %s", name, e.Field)
			}
		}
	})
}
