package order_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/benefit"
	"regulars/internal/benefit/card"
	"regulars/internal/catalog"
	"regulars/internal/member/proof"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/order/hand"
	"regulars/internal/reward/entitle"
	"regulars/internal/store"
)

// salon puts a card of five cuts and two colourings on offer, for the family.
func (w *world) salon() (kind int64) {
	w.Helper()
	w.stock(catalog.Product{SKU: "cut", Name: "Cut"}, catalog.Product{SKU: "dye", Name: "Colouring"}, catalog.Product{SKU: "oil", Name: "Oil"})
	w.Tx(func(tx *store.Tx) error {
		line := func(name, sku string, uses, list int64) card.Line {
			return card.Line{Name: deal.Text{En: name}, Uses: uses, ListMinor: list, Gives: deal.UnitFree, Scope: deal.ScopeTerms{SKUs: []string{sku}}}
		}
		k, err := card.Create(w.Ctx, tx, "salon", card.Document{
			Name: deal.Text{En: "Salon", Zh: "美发卡"}, PriceMinor: 80_001, Days: 30, Shared: true,
			Lines: []card.Line{line("Cut", "cut", 5, 8_000), line("Colouring", "dye", 2, 30_000)},
		})
		if err == nil {
			kind = k.ID
		}
		return err
	})
	return kind
}

// sold sells the card to the member, and answers what he holds of it line by line.
func (w *world) soldCard(kind, id int64, with ...int64) (sale *card.Sale, lines []int64) {
	w.Helper()
	w.Tx(func(tx *store.Tx) (err error) {
		sale, _, err = card.Sell(w.Ctx, tx, card.SellIn{
			CardID: kind, MemberID: id, Source: "till", Number: fmt.Sprint(w.Next()), Payments: []card.Payment{{Kind: "cash", AmountMinor: 80_001}}, MadeBy: "test",
		})
		if err == nil && len(with) > 0 {
			err = card.Share(w.Ctx, tx, card.ShareIn{EntitlementID: sale.EntitlementID, With: with, Shown: proof.TrustedCaller()})
		}
		return err
	})
	w.View(func(tx *store.Tx) error {
		all, err := benefit.Cards(w.Ctx, tx, []int64{sale.EntitlementID})
		var worth int64
		for _, e := range all {
			lines, worth = append(lines, e.ID), worth+e.Terms.WorthMinor
		}
		if len(lines) != 2 || worth != 80_001 {
			w.Errorf("%d lines worth %d", len(lines), worth)
		}
		return err
	})
	return sale, lines
}

// byCard has the order name uses of a card.
func byCard(in order.RecordIn, e, quantity int64) order.RecordIn {
	in.Asked.Uses = []hand.Uses{{Ref: benefit.Ref{ID: e}, Line: deal.AnyLine, Quantity: quantity}}
	return in
}

// leftOf is how much is left of each line of the card.
func (w *world) leftOf(lines []int64) string {
	w.Helper()
	var left []int64
	w.View(func(tx *store.Tx) error {
		all, err := benefit.Many(w.Ctx, tx, lines)
		for _, e := range all {
			left = append(left, e.Left())
		}
		return err
	})
	return fmt.Sprint(left)
}

func (w *world) leaves(what string, lines []int64, want string) {
	w.Helper()
	if got := w.leftOf(lines); got != want {
		w.Errorf("%s: %s is left, want %s", what, got, want)
	}
}

// Whichever line names the card, what is in the order says which one is used; refunds give it back to that line.
func TestCardOfSeveralLines(t *testing.T) {
	each(t, nil, func(w *world) {
		kind, id := w.salon(), w.Join()
		_, lines := w.soldCard(kind, id)
		for _, named := range lines {
			in := byCard(w.In(id, line("cut", 2, 16_000), line("dye", 1, 30_000), line("oil", 1, 5_000)), named, 3)
			quoted, err := w.quote(in.QuoteIn)
			if err != nil {
				w.Fatal(err)
			}
			o := w.Buy(in)
			if quoted.PayableMinor != 5_000 || o.Outcome.PayableMinor != 5_000 {
				w.Errorf("costs %d, quoted %d", o.Outcome.PayableMinor, quoted.PayableMinor)
			}
			if name := o.Outcome.Deal.Entitlements[0].Name.En; name != "Salon · Colouring" {
				w.Errorf("told as %q", name)
			}
			w.leaves("bought", lines, "[3 1]")
			w.Refund(o.ID, basket.Take{Line: 1, Quantity: 1})
			w.leaves("the colouring came back", lines, "[3 2]")
			w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1})
			w.leaves("a cut came back", lines, "[4 2]")
			r := w.Refund(o.ID)
			if len(r.Back.Uses) != 1 || r.Back.Uses[0].Quantity != 1 || r.Back.Uses[0].Name.En != "Salon · Cut" {
				w.Errorf("back %+v", r.Back.Uses)
			}
			w.leaves("all came back", lines, "[5 2]")
		}
		for what, c := range map[string]struct {
			in   order.RecordIn
			code any
		}{
			"three colourings": {byCard(w.In(id, line("dye", 3, 90_000)), lines[0], 3), deal.ErrNoUnit},
			"eight of seven":   {byCard(w.In(id, line("cut", 8, 64_000)), lines[1], 8), benefit.ErrUsedUp},
			"nothing for it":   {byCard(w.In(id, line("oil", 1, 5_000)), lines[1], 1), deal.ErrNoUnit},
		} {
			if out := w.try(c.in)[0]; out.Err == nil || out.Err.Code != c.code {
				w.Errorf("%s: %v", what, out.Err)
			}
		}
		w.leaves("after what was refused", lines, "[5 2]")
		w.Sound()
	})
}

// What goes back of a card is the part of each line that is not used; the lines sum to the price.
func TestRefundOfACardOfSeveralLines(t *testing.T) {
	each(t, nil, func(w *world) {
		kind, id := w.salon(), w.Join()
		for _, c := range []struct {
			cuts, dyes int64
			days       int
			reason     string
			want       int64
		}{
			{0, 0, 30, card.ForMember, 80_001}, {5, 2, 1, card.ForMerchant, 0},
			{2, 0, 1, card.ForMember, 67_201},    // 32,000 · 3/5 + 48,001
			{0, 1, 20, card.ForMerchant, 56_000}, // 32,000 + ⌊48,001/2⌋
			{2, 1, 20, card.ForMember, 34_001},   // less two cuts and one colouring alone
			{5, 1, 20, card.ForMember, 10_001},   // less five cuts and one colouring alone
			{0, 2, 20, card.ForMember, 20_001},   // less two colourings alone
		} {
			sale, lines := w.soldCard(kind, id)
			for i, n := range []int64{c.cuts, c.dyes} {
				if n == 0 {
					continue
				}
				w.Tx(func(tx *store.Tx) error {
					_, _, err := entitle.Use(w.Ctx, tx, entitle.UseIn{Ref: benefit.Ref{ID: lines[i]}, Quantity: n, Shown: proof.TrustedCaller()})
					return err
				})
			}
			w.Days(c.days)
			w.Tx(func(tx *store.Tx) error {
				back, _, err := card.Refund(w.Ctx, tx, card.RefundIn{SaleID: sale.ID, Number: "1", Reason: c.reason, By: "test"})
				if err == nil && back.RefundedMinor != c.want {
					w.Errorf("%+v: %d go back", c, back.RefundedMinor)
				}
				return err
			})
			w.leaves("refunded", lines, "[0 0]")
		}
		w.Sound()
	})
}

// A sharer's order uses the card at the quote, with a hold and for good, by his own proof; a refund gives the uses back to the card.
func TestSharerOrders(t *testing.T) {
	each(t, nil, func(w *world) {
		kind, holder, wife, stranger := w.salon(), w.Join(), w.Join(), w.Join()
		sale, lines := w.soldCard(kind, holder, wife)
		basketOf := func(id int64) order.RecordIn { return byCard(w.In(id, line("cut", 1, 8_000)), sale.EntitlementID, 1) }
		if _, err := w.quote(basketOf(stranger).QuoteIn); err == nil {
			w.Error("a stranger uses the card")
		} else {
			w.refused(err, benefit.ErrUnknown)
		}
		in := basketOf(wife)
		quoted, err := w.quote(in.QuoteIn)
		if err != nil || quoted.PayableMinor != 0 {
			w.Fatalf("quoted %d: %v", quoted.PayableMinor, err)
		}
		unproven := in
		unproven.Trusted, unproven.Shown = false, proof.Shown{}
		if out := w.try(unproven)[0]; out.Err == nil || out.Err.Code != proof.ErrRequired {
			w.Errorf("without proof: %v", out.Err)
		}
		w.Tx(func(tx *store.Tx) error {
			h, _, err := order.Reserve(w.Ctx, tx, order.ReserveIn{QuoteIn: in.QuoteIn, Seconds: 60, MadeBy: "test"})
			in.Hold = h.ID
			return err
		})
		o := w.Buy(in)
		w.leaves("bought", lines, "[4 2]")
		w.View(func(tx *store.Tx) error {
			uses, err := benefit.Uses(w.Ctx, tx, benefit.UsesIn{MemberID: holder, Limit: 10})
			if len(uses.Uses) != 1 || uses.Uses[0].UsedBy != wife || uses.Uses[0].Holder != holder {
				w.Errorf("uses %+v", uses.Uses)
			}
			return err
		})
		w.Refund(o.ID)
		w.leaves("refunded", lines, "[5 2]")
		w.Tx(func(tx *store.Tx) error {
			h, _, err := order.Reserve(w.Ctx, tx, order.ReserveIn{QuoteIn: basketOf(wife).QuoteIn, Seconds: 60, MadeBy: "test"})
			if err != nil {
				return err
			}
			_, err = hand.Release(w.Ctx, tx, h.ID)
			return err
		})
		full := byCard(w.In(wife, line("cut", 5, 40_000), line("dye", 2, 60_000)), lines[1], 7)
		w.Buy(full)
		w.leaves("all of it", lines, "[0 0]")
		w.Tx(func(tx *store.Tx) error {
			return card.Share(w.Ctx, tx, card.ShareIn{EntitlementID: lines[1], Shown: proof.TrustedCaller()})
		})
		if out := w.try(basketOf(wife))[0]; out.Err == nil || out.Err.Code != benefit.ErrUnknown {
			w.Errorf("after it was shared no more: %v", out.Err)
		}
		w.Sound()
	})
}

// The holder and those who share a card order by it at once, and refund: no use is made two times and none is lost.
func TestSharersAtOnce(t *testing.T) {
	each(t, nil, func(w *world) {
		kind, a, b := w.salon(), w.Join(), w.Join()
		first, lines := w.soldCard(kind, a, b)
		second, others := w.soldCard(kind, b, a)
		var all sync.WaitGroup
		var mu sync.Mutex
		made, mine := []int64{}, 0
		for i := range 16 {
			who, of := a, first.EntitlementID
			if i%2 == 0 {
				who = b
			}
			if i%4 < 2 {
				of = second.EntitlementID
			}
			in := byCard(w.In(who, line("dye", 1, 30_000)), of, 1)
			all.Go(func() {
				out, err := w.record(in)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err != nil:
					w.Error(err)
				case out[0].Err == nil:
					made = append(made, out[0].Order.ID)
				case out[0].Err.Code == deal.ErrNoUnit:
					mine++ // cuts are left, no colouring is
				default:
					w.Error(out[0].Err)
				}
			})
		}
		all.Wait()
		if len(made) != 4 || mine != 12 {
			w.Errorf("%d made, %d refused", len(made), mine)
		}
		w.leaves("the first", lines, "[5 0]")
		w.leaves("the second", others, "[5 0]")
		for _, id := range made {
			all.Go(func() {
				if _, err := w.tryRefund(order.RefundIn{OrderID: id, MadeBy: "test"}); err != nil {
					w.Error(err)
				}
			})
		}
		all.Wait()
		w.leaves("the first, refunded", lines, "[5 2]")
		w.leaves("the second, refunded", others, "[5 2]")
		w.Sound()
	})
}

// Whatever is bought, used, undone and given back by whoever may use a card, no use is lost and none is made two times: what the documents keep is what the
// card says, and what goes back of it in the end is the worth of the rest.
func TestRandomHistoriesOfACard(t *testing.T) {
	each(t, nil, func(w *world) {
		r := rand.New(rand.NewPCG(7, 11)) //nolint:gosec // a test
		kind, holder, wife := w.salon(), w.Join(), w.Join()
		sale, lines := w.soldCard(kind, holder, wife)
		type paper struct {
			order int64
			units [2]int64 // that remain
		}
		var papers []*paper
		left := [2]int64{5, 2}
		for range 40 {
			switch n := r.IntN(3); {
			case n > 0 || len(papers) == 0:
				who, cuts, dyes := []int64{holder, wife}[r.IntN(2)], int64(r.IntN(3)), int64(r.IntN(2))
				if cuts+dyes == 0 {
					continue
				}
				in := byCard(w.In(who, line("oil", 1, 5_000)), lines[r.IntN(2)], cuts+dyes)
				if cuts > 0 {
					in.Lines = append(in.Lines, line("cut", cuts, 8_000*cuts))
				}
				if dyes > 0 {
					in.Lines = append(in.Lines, line("dye", dyes, 30_000*dyes))
				}
				out := w.try(in)[0]
				if fits := cuts <= left[0] && dyes <= left[1]; fits != (out.Err == nil) {
					w.Fatalf("%d cuts, %d colourings of %v: %v", cuts, dyes, left, out.Err)
				}
				if out.Err == nil {
					left[0], left[1] = left[0]-cuts, left[1]-dyes
					papers = append(papers, &paper{out.Order.ID, [2]int64{cuts, dyes}})
				}
			default:
				i := r.IntN(len(papers))
				p := papers[i]
				var takes []basket.Take
				for at, k := 1, 0; k < 2; k++ {
					if p.units[k] == 0 {
						continue
					}
					takes = append(takes, basket.Take{Line: at, Quantity: p.units[k]})
					at, left[k] = at+1, left[k]+p.units[k]
				}
				w.Refund(p.order, takes...)
				papers = slices.Delete(papers, i, i+1)
			}
			w.leaves("so far", lines, fmt.Sprint(left))
		}
		w.Tx(func(tx *store.Tx) error {
			back, _, err := card.Refund(w.Ctx, tx, card.RefundIn{SaleID: sale.ID, Number: "1", Reason: card.ForMerchant, By: "test"})
			if want := 32_000*left[0]/5 + 48_001*left[1]/2; err == nil && back.RefundedMinor != want {
				w.Errorf("%d go back, want %d", back.RefundedMinor, want)
			}
			return err
		})
		w.Sound()
	})
}
