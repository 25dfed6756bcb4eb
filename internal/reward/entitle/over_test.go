package entitle_test

import (
	"fmt"
	"strings"
	"testing"

	"regulars/internal/benefit"
	"regulars/internal/benefit/card"
	"regulars/internal/dossier"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/order/hand"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/entitle"
	"regulars/internal/reward/item"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// graced gives what comes back after its end another ten days.
func graced(w *worldtest.World) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		settings, version, err := org.GetSettings(ctx, tx)
		if err == nil {
			settings.RefundGraceDays = 10
			_, err = org.SaveSettings(ctx, tx, version, settings)
		}
		return err
	})
}

func undo(w *worldtest.World, id int64) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		return entitle.Undo(ctx, tx, entitle.UndoIn{ID: id, Reason: "by mistake", By: "test"})
	})
}

// What came back of a card after its end goes with the card, and counts as used where it was used again.
func TestCardIsRefundedWithWhatFollowsIt(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		graced(w)
		id := w.Join()
		doc := massage()
		k := kind(w, doc)
		for again := range int64(3) {
			s, _, err := sell(w, id, k.ID, 80_000, fmt.Sprint(again))
			want(t, "sell", err, fault.Code{})
			u, _, err := use(w, entitle.UseIn{Ref: benefit.Ref{ID: s.EntitlementID}, Quantity: 2})
			want(t, "use", err, fault.Code{})
			w.Days(int(doc.Days) + 2)
			undo(w, u.ID)
			var next *benefit.Entitlement
			for _, e := range list(w, id) {
				if e.Follows == s.EntitlementID {
					next = e
				}
			}
			if next == nil || next.Left() != 2 {
				t.Fatalf("follows: %+v", next)
			}
			if again > 0 {
				_, _, err = use(w, entitle.UseIn{Ref: benefit.Ref{ID: next.ID}, Quantity: again})
				want(t, "use again", err, fault.Code{})
			}
			if again == 2 {
				w.Days(30)
			}
			back, err := refund(w, s.ID, "r", card.ForMerchant)
			if err != nil || back.RefundedMinor != 80_000-again*8_000 {
				t.Errorf("%d used again: %+v %v", again, back, err)
			}
			_, _, err = use(w, entitle.UseIn{Ref: benefit.Ref{ID: next.ID}})
			if err == nil {
				t.Error("used after the refund")
			}
		}
		sound(w)
	})
}

// A use that is undone after its card was refunded was paid for: it can be made again.
func TestUndoneAfterTheRefund(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		k := kind(w, massage())
		s, _, err := sell(w, id, k.ID, 80_000, "1")
		want(t, "sell", err, fault.Code{})
		u, _, err := use(w, entitle.UseIn{Ref: benefit.Ref{ID: s.EntitlementID}})
		want(t, "use", err, fault.Code{})
		back, err := refund(w, s.ID, "r", card.ForMerchant)
		if err != nil || back.RefundedMinor != 72_000 {
			t.Errorf("%+v %v", back, err)
		}
		undo(w, u.ID)
		_, _, err = use(w, entitle.UseIn{Ref: benefit.Ref{ID: s.EntitlementID}, Quantity: 2})
		want(t, "two", err, benefit.ErrUsedUp)
		sound(w)
		_, _, err = use(w, entitle.UseIn{Ref: benefit.Ref{ID: s.EntitlementID}})
		want(t, "one", err, fault.Code{})
		sound(w)
	})
}

// What was used of a gift stays spent though the gift has ended, and what came back of it goes with the gift.
func TestGiftThatEndedIsRevoked(t *testing.T) {
	worldtest.Each(t, perks, func(w *worldtest.World) {
		graced(w)
		id := w.Join()
		var b budget.Budget
		w.Tx(func(tx *store.Tx) (err error) {
			b, err = budget.Add(ctx, tx, budget.Budget{Name: "spring", Unit: budget.Money, Total: 10_000, Period: budget.Ever})
			return err
		})
		give := func() (g *reward.Granted) {
			w.Tx(func(tx *store.Tx) (err error) {
				g, err = reward.Grant(ctx, tx, reward.GrantIn{
					MemberID: id, Items: []reward.Item{{Kind: item.Entitlement, Benefit: "wash", Quantity: 3}}, Reason: "x", Budgets: []int64{b.ID}, ExpiresAt: tx.Now().Add(24 * 3600e9),
				})
				return err
			})
			return g
		}
		revoke := func(g *reward.Granted) (out *reward.Granted) {
			w.Tx(func(tx *store.Tx) (err error) {
				out, err = reward.Revoke(ctx, tx, g.ID)
				return err
			})
			return out
		}
		used := func() (n int64) {
			w.View(func(tx *store.Tx) error {
				got, err := budget.Get(ctx, tx, b.ID)
				n = got.Used
				return err
			})
			return n
		}
		g := give()
		_, _, err := use(w, entitle.UseIn{Ref: benefit.Ref{ID: g.Parts[0].Made[0]}, Quantity: 2})
		want(t, "use", err, fault.Code{})
		w.Days(3)
		if out := revoke(g); out.UnrecoveredMinor != 600 || used() != 600 {
			t.Errorf("unrecovered %d, %d of the budget", out.UnrecoveredMinor, used())
		}
		g = give()
		u, _, err := use(w, entitle.UseIn{Ref: benefit.Ref{ID: g.Parts[0].Made[0]}, Quantity: 2})
		want(t, "use", err, fault.Code{})
		w.Days(3)
		undo(w, u.ID)
		if out := revoke(g); out.UnrecoveredMinor != 0 || out.Parts[0].TakenBack != 3 || used() != 600 {
			t.Errorf("unrecovered %d, taken back %d, %d of the budget", out.UnrecoveredMinor, out.Parts[0].TakenBack, used())
		}
		for _, e := range list(w, id) {
			if e.Kind == benefit.KindGiven && e.Left() > 0 {
				t.Errorf("left: %+v", e)
			}
		}
		sound(w)
	})
}

// An order that names what is used up, over or taken back is told so, as the counter is.
func TestNamedInAnOrder(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		d := massage()
		d.Lines[0].Uses, d.PriceMinor, d.Days = 2, 16_000, 30
		k := kind(w, d)
		var cards [3]int64
		for i := range cards {
			s, _, err := sell(w, id, k.ID, 16_000, fmt.Sprint(i))
			want(t, "sold", err, fault.Code{})
			cards[i] = s.EntitlementID
			if i == 2 {
				_, err = refund(w, s.ID, "r", card.ForMember)
				want(t, "refunded", err, fault.Code{})
			}
		}
		_, _, err := use(w, entitle.UseIn{Ref: benefit.Ref{ID: cards[0]}, Quantity: 2})
		want(t, "used up", err, fault.Code{})
		named := func(what string, of int64, code fault.Code) {
			in := w.In(id, worldtest.Line("a", 1, 5_000))
			in.Asked.Uses = []hand.Uses{{Ref: benefit.Ref{ID: of}, Quantity: 1, Line: deal.AnyLine}}
			w.Tx(func(tx *store.Tx) error {
				results, err := order.Record(ctx, tx, []order.RecordIn{in})
				if err == nil && !fault.Has(results[0].Err, code) {
					t.Errorf("%s: %v", what, results[0].Err)
				}
				return err
			})
		}
		named("used up", cards[0], benefit.ErrUsedUp)
		named("taken back", cards[2], benefit.ErrVoid)
		w.Days(32)
		named("over", cards[1], benefit.ErrExpired)
		if got := names(list(w, id)); got != "" {
			t.Errorf("can be used now or later: %s", got)
		}
		w.View(func(tx *store.Tx) error {
			past, err := benefit.Past(ctx, tx, id, 0, 10)
			if len(past) != 3 {
				t.Errorf("over: %d", len(past))
			}
			return err
		})
		sound(w)
	})
}

// Who lets somebody else use a card is there; taking somebody off, or leaving all as it is, wants nothing.
func TestShareWantsTheHolder(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id, wife, clerk := w.Join(), w.Join(), w.Join()
		s, _, err := sell(w, id, kind(w, massage()).ID, 80_000, "1")
		want(t, "sold", err, fault.Code{})
		share := func(shown proof.Shown, with ...int64) error {
			return w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error {
				return card.Share(ctx, tx, card.ShareIn{EntitlementID: s.EntitlementID, With: with, Shown: shown})
			})
		}
		want(t, "without proof", share(proof.Shown{}, clerk), proof.ErrRequired)
		want(t, "by another's", share(proof.Shown{Kind: proof.PIN, Member: clerk}, clerk), proof.ErrMember)
		want(t, "by the holder", share(proof.Shown{Kind: proof.PIN, Member: id}, wife), fault.Code{})
		want(t, "the same", share(proof.Shown{}, wife, id), fault.Code{})
		want(t, "one more", share(proof.Shown{}, wife, clerk), proof.ErrRequired)
		want(t, "nobody", share(proof.Shown{}), fault.Code{})
		want(t, "with a reason, further than an override goes", share(proof.Shown{Kind: proof.Override, Reason: "at the phone"}, wife), proof.ErrOverrideLimit)
		want(t, "by the holder again", share(proof.Shown{Kind: proof.PIN, Member: id}, wife), fault.Code{})
		w.Tx(func(tx *store.Tx) error {
			_, err := dossier.Merge(ctx, tx, wife, id)
			return err
		})
		w.View(func(tx *store.Tx) error {
			with, err := card.Sharers(ctx, tx, []int64{s.EntitlementID})
			if len(with) != 0 {
				t.Errorf("the holder shares with himself: %v", with)
			}
			return err
		})
	})
}

// Whoever shares a card by a line opens all of its lines: the proof answers for all that can be used of them.
func TestShareOpensEveryLine(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id, clerk := w.Join(), w.Join()
		doc := spa()
		doc.Days, doc.Shared = 30, true
		s, _, err := sell(w, id, kind(w, doc).ID, 50_000, "1")
		want(t, "sold", err, fault.Code{})
		massages, advice := list(w, id)[0].ID, list(w, id)[1].ID
		share := func(line int64) error {
			return w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error {
				return card.Share(ctx, tx, card.ShareIn{EntitlementID: line, With: []int64{clerk}, Shown: proof.Shown{Kind: proof.Override, Reason: "at the phone"}})
			})
		}
		take := func(line, n int64) {
			_, _, err := use(w, entitle.UseIn{Ref: benefit.Ref{ID: line}, Quantity: n})
			want(t, "used", err, fault.Code{})
		}
		take(advice, 1)
		want(t, "one of advice, five massages", share(advice), proof.ErrOverrideLimit)
		take(massages, 5)
		want(t, "one of advice is left", share(s.EntitlementID), fault.Code{})
	})
}

// A card whose last day is over is sold no more, and can still be put away; nobody buys who could not use it.
func TestSaleOfCards(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		d := massage()
		d.Days = 0
		w.View(func(tx *store.Tx) error {
			d.Until = (tx.Today() + 1).String()
			return nil
		})
		k := kind(w, d)
		guest := w.Enrol(member.EnrolIn{Identities: member.Identities{Phone: worldtest.Phone(w.Next())}, Channel: "pos", Customer: true})
		_, _, err := sell(w, guest, k.ID, 80_000, "0")
		want(t, "to a customer", err, benefit.ErrNotMember)
		s, _, err := sell(w, id, k.ID, 80_000, "1")
		want(t, "in time", err, fault.Code{})
		w.Days(3)
		_, _, err = sell(w, id, k.ID, 80_000, "2")
		want(t, "too late", err, benefit.ErrExpired)
		change := func(version int64, until string) error {
			return w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error {
				d.Until = until
				_, err := card.Change(ctx, tx, card.ChangeIn{ID: k.ID, Version: version, Document: d})
				return err
			})
		}
		want(t, "put away", change(1, d.Until), fault.Code{})
		want(t, "another day that is over", change(2, "2001-01-01"), card.ErrValidity)
		_, err = refund(w, s.ID, strings.Repeat("x", 65), card.ForMember)
		want(t, "a long number", err, fault.ErrTooLong)
		_, err = refund(w, s.ID, "r", card.ForMember)
		want(t, "refund", err, fault.Code{})
		_, err = refund(w, s.ID, "r", card.ForMerchant)
		want(t, "for another reason", err, card.ErrReused)
		sound(w)
	})
}

// A times card can be given, too: so many uses, as long as a card that is sold now; taken back, a use that comes back goes with it.
func TestCardIsGiven(t *testing.T) {
	worldtest.Each(t, perks, func(w *worldtest.World) {
		id := w.Join()
		k := kind(w, massage())
		var g *reward.Granted
		w.Tx(func(tx *store.Tx) (err error) {
			items := []item.Item{{Kind: item.Entitlement, Benefit: k.Code, Quantity: 3}}
			if err = reward.Check(ctx, tx, items, "rewards"); err != nil {
				return err
			}
			if cost, err := reward.Weigh(ctx, tx, items); err != nil || cost.CostMinor != 12_000 {
				t.Errorf("it costs %+v, %v", cost, err)
			}
			g, err = reward.Grant(ctx, tx, reward.GrantIn{MemberID: id, Items: items, Reason: "sorry", MadeBy: "test"})
			return err
		})
		etl := g.Parts[0].Made[0]
		w.View(func(tx *store.Tx) error {
			e, err := benefit.Get(ctx, tx, etl)
			if err == nil && (e.Kind != benefit.KindCard || e.Quantity != 3 || !e.Terms.Shared || e.ExpiresAt != k.ExpiresAt(tx) || g.Parts[0].CostMinor != 12_000) {
				t.Errorf("%+v, cost %d", e, g.Parts[0].CostMinor)
			}
			return err
		})
		u, _, err := use(w, entitle.UseIn{Ref: benefit.Ref{ID: etl}, Quantity: 2})
		want(t, "use", err, fault.Code{})
		w.Tx(func(tx *store.Tx) error {
			_, err := reward.Revoke(ctx, tx, g.ID)
			return err
		})
		undo(w, u.ID)
		_, _, err = use(w, entitle.UseIn{Ref: benefit.Ref{ID: etl}})
		want(t, "after all was taken back", err, benefit.ErrVoid)
		w.Tx(func(tx *store.Tx) error {
			want(t, "what is nowhere", reward.Check(ctx, tx, []item.Item{{Kind: item.Entitlement, Benefit: "spa", Quantity: 1}}, "rewards"), reward.ErrNamed)
			return nil
		})
		sound(w)
	})
}
