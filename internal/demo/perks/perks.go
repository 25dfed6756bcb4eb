package perks

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"regulars/internal/basket"
	"regulars/internal/benefit"
	"regulars/internal/benefit/card"
	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/order/hand"
	"regulars/internal/order/stamp"
	"regulars/internal/reward"
	"regulars/internal/reward/entitle"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// Days is for how many days before the end the shop has offered cards.
const Days = 66

// Stage is a day at the counters: who the members are, in the order in which they joined, and who serves.
type Stage struct {
	Seed    uint64
	Day     calendar.Day
	Members []int64 // 0 where somebody has not joined yet
	Shops   []int64
	By      string
}

// Open offers the cards.
func Open(ctx context.Context, tx *store.Tx) error {
	for _, d := range []struct {
		code string
		card.Document
	}{
		{"massage-10", card.Document{
			Name: deal.Text{Zh: "小儿推拿十次卡", En: "Ten massages for children"}, Summary: deal.Text{Zh: "亲友可用，一年有效", En: "For the family, good for a year"},
			PriceMinor: 98_000, Days: 365, Shared: true, Lines: []card.Line{service("小儿推拿 30 分钟", 10, 12_800, 5500)},
		}},
		{"swim-12", card.Document{
			Name: deal.Text{Zh: "婴儿游泳十二次卡", En: "Twelve swims for babies"}, PriceMinor: 88_800, Days: 270, Shared: true,
			Lines: []card.Line{service("婴儿游泳含抚触", 12, 8_800, 3500)},
		}},
		{"photo-3", card.Document{
			Name: deal.Text{Zh: "宝宝成长摄影三次卡", En: "Three photo sessions"}, PriceMinor: 59_700, Days: 540, Lines: []card.Line{service("成长摄影一套", 3, 24_900, 9000)},
		}},
		{"growing", card.Document{
			Name: deal.Text{Zh: "宝宝成长套餐卡", En: "Growing-up card"}, Summary: deal.Text{Zh: "推拿、游泳、理发一卡通用，亲友可用", En: "Massages, swims and haircuts on one card, for the family"},
			PriceMinor: 118_800, Days: 365, Shared: true, Lines: []card.Line{
				article("小儿推拿", "Massage", "SV003", 5, 12_800, 5760), article("婴儿游泳", "Swim", "SV001", 8, 8_800, 3520), article("儿童理发", "Haircut", "SV008", 3, 4_800, 1920),
			},
		}},
	} {
		if _, err := card.Create(ctx, tx, d.code, d.Document); err != nil {
			return err
		}
	}
	_, err := stamp.Create(ctx, tx, stamp.Document{
		Name: deal.Text{Zh: "到店满 99 集点，三次有礼", En: "Three visits from ¥99"}, Summary: deal.Text{Zh: "门店单笔满 99 元集 1 点", En: "One stamp for ¥99 in a shop"},
		Counts: stamp.PerOrder, MinMinor: 9900, Channels: []string{"pos"}, Needs: 3, Rewards: []item.Item{{Kind: item.Points, Amount: 100}}, MaxRounds: 5,
	})
	return err
}

// service is a line of uses of a service.
func service(what string, uses, list, cost int64) card.Line {
	return card.Line{Uses: uses, ListMinor: list, CostMinor: cost, Gives: deal.ByService, Service: what}
}

// article is a line of uses of an article of the price list, for nothing in an order.
func article(zh, en, sku string, uses, list, cost int64) card.Line {
	return card.Line{
		Name: deal.Text{Zh: zh, En: en}, Uses: uses, ListMinor: list, CostMinor: cost, Gives: deal.UnitFree, Scope: deal.ScopeTerms{SKUs: []string{sku}},
	}
}

// Play is a day: cards are sold, shared, used and now and then given back, and advice is asked for.
func Play(ctx context.Context, tx *store.Tx, on Stage) error {
	r := rand.New(rand.NewPCG(on.Seed, 1<<52+uint64(on.Day))) //nolint:gosec // a story
	for n := range 1 + len(on.Members)/700 {
		if err := sell(ctx, tx, r, on, n); err != nil {
			return err
		}
	}
	if err := visits(ctx, tx, r, on); err != nil {
		return err
	}
	if err := advice(ctx, tx, r, on); err != nil {
		return err
	}
	if err := collect(ctx, tx, on); err != nil {
		return err
	}
	switch {
	case on.Day%17 == 0:
		return giveBack(ctx, tx, on)
	case on.Day%5 == 0:
		return amends(ctx, tx, r, on)
	}
	return nil
}

// amends are a use of a card for somebody who had to wait.
func amends(ctx context.Context, tx *store.Tx, r *rand.Rand, on Stage) error {
	who := on.somebody(r)
	if who == 0 {
		return nil
	}
	_, err := reward.Grant(ctx, tx, reward.GrantIn{
		MemberID: who, Items: []item.Item{{Kind: item.Entitlement, Benefit: "massage-10", Quantity: 1}}, Reason: "到店久等，补偿小儿推拿一次", MadeBy: on.By,
	})
	return lenient(err)
}

func (on *Stage) somebody(r *rand.Rand) int64 {
	if len(on.Members) == 0 {
		return 0
	}
	return on.Members[r.IntN(len(on.Members))]
}

func (on *Stage) shop(r *rand.Rand) int64 {
	if len(on.Shops) == 0 {
		return 0
	}
	return on.Shops[r.IntN(len(on.Shops))]
}

func sell(ctx context.Context, tx *store.Tx, r *rand.Rand, on Stage, n int) error {
	kinds, err := card.List(ctx, tx)
	who, friend := on.somebody(r), on.somebody(r)
	if err != nil || who == 0 || len(kinds) == 0 {
		return err
	}
	k := kinds[r.IntN(len(kinds))]
	paid := []card.Payment{{Kind: []string{"wechat", "alipay", "cash"}[r.IntN(3)], AmountMinor: k.PriceMinor}}
	s, _, err := card.Sell(ctx, tx, card.SellIn{
		CardID: k.ID, MemberID: who, StoreID: on.shop(r), Source: "counter", Number: fmt.Sprintf("TC-%s-%02d", on.Day, n+1), Payments: paid, MadeBy: on.By,
	})
	if err != nil || !k.Shared || friend == 0 || r.IntN(3) > 0 {
		return lenient(err)
	}
	return lenient(card.Share(ctx, tx, card.ShareIn{EntitlementID: s.EntitlementID, With: []int64{friend}, Shown: proof.TrustedCaller()}))
}

// visits are uses of cards that were sold.
func visits(ctx context.Context, tx *store.Tx, r *rand.Rand, on Stage) error {
	sold, err := card.Sales(ctx, tx, card.SalesIn{Limit: 100})
	if err != nil {
		return err
	}
	for n, s := range sold {
		if s.RefundedAt != calendar.Never || r.IntN(6) > 0 {
			continue
		}
		lines, err := benefit.Cards(ctx, tx, []int64{s.EntitlementID})
		if err != nil {
			return err
		}
		line, number := lines[r.IntN(len(lines))], fmt.Sprintf("V-%s-%03d", on.Day, n+1)
		if line.Terms.Gives == deal.UnitFree {
			if err := buy(ctx, tx, on, order.RecordIn{QuoteIn: order.QuoteIn{StoreID: on.shop(r)}, Source: "counter", Number: number}, line); err != nil {
				return err
			}
			continue
		}
		u, _, err := entitle.Use(ctx, tx, entitle.UseIn{
			Ref: benefit.Ref{ID: line.ID}, Quantity: 1, StoreID: on.shop(r), Source: "counter", Number: number,
			MadeBy: on.By, Shown: proof.TrustedCaller(),
		})
		if err = lenient(err); err != nil {
			return err
		}
		if u != nil && r.IntN(25) == 0 {
			if err := entitle.Undo(ctx, tx, entitle.UndoIn{ID: u.ID, Reason: "重复核销，顾客当日未到店", By: on.By}); err != nil {
				return err
			}
		}
	}
	return nil
}

// buy is an order of an article of a card by who was let use it, else by its holder, for nothing.
func buy(ctx context.Context, tx *store.Tx, on Stage, in order.RecordIn, line *benefit.Entitlement) error {
	with, err := card.Sharers(ctx, tx, []int64{line.Card()})
	if err != nil {
		return err
	}
	who := line.Holder
	if family := with[line.Card()]; len(family) > 0 {
		who = family[0]
	}
	in.Member, in.Trusted, in.MadeBy, in.Channel = member.Ref{ID: who}, true, on.By, "pos"
	in.Lines = []basket.Line{{SKU: line.Terms.Scope.SKUs[0], Quantity: 1, TotalMinor: line.Terms.ListMinor}}
	in.Asked.Uses = []hand.Uses{{Ref: benefit.Ref{ID: line.ID}, Line: deal.AnyLine, Quantity: 1}}
	_, err = order.Record(ctx, tx, []order.RecordIn{in}) // one that is refused, as the card is used up, is none
	return err
}

// advice is asked for by those whose tier promises it.
func advice(ctx context.Context, tx *store.Tx, r *rand.Rand, on Stage) error {
	for range 2 + len(on.Members)/80 {
		who := on.somebody(r)
		if who == 0 {
			continue
		}
		list, err := entitle.List(ctx, tx, who)
		if err = lenient(err); err != nil {
			return err
		}
		slices.SortStableFunc(list, func(a, b *benefit.Entitlement) int { return cmp.Compare(a.Benefit, b.Benefit) })
		for _, e := range list {
			if e.Kind != benefit.KindQuota || e.Status(tx.Now()) != benefit.StatusUsable || r.IntN(2) > 0 {
				continue
			}
			ref, err := benefit.ParseRef(benefit.FormatRef(e))
			if err != nil {
				return err
			}
			_, _, err = entitle.Use(ctx, tx, entitle.UseIn{Ref: ref, Quantity: 1, StoreID: on.shop(r), MadeBy: on.By, Shown: proof.TrustedCaller()})
			if err = lenient(err); err != nil {
				return err
			}
		}
	}
	return nil
}

// collect counts the stamps of yesterday's orders, and of what came back lately: the story's orders are of the past, which consumers leave out.
func collect(ctx context.Context, tx *store.Tx, on Stage) error {
	zone := tx.Zone()
	var events []event.Event
	err := tx.Query(ctx, `SELECT id FROM order_head WHERE merchant_id = $1 AND member_id <> 0 AND channel = 'pos' AND placed_at >= $2 AND placed_at < $4
		AND (placed_at >= $3 OR status <> 'paid') ORDER BY id`, func(r store.Row) error {
		e := event.Event{Kind: order.EventRecorded}
		err := r.Scan(&e.Subject)
		events = append(events, e)
		return err
	}, tx.MerchantID(), (on.Day - 14).Start(zone), (on.Day - 1).Start(zone), on.Day.Start(zone))
	if err != nil {
		return err
	}
	return stamp.Take(ctx, tx, events)
}

// giveBack is a member who moves to another town.
func giveBack(ctx context.Context, tx *store.Tx, on Stage) error {
	sold, err := card.Sales(ctx, tx, card.SalesIn{Limit: 20})
	if err != nil || len(sold) < 10 {
		return err
	}
	s := sold[9]
	if s.RefundedAt != calendar.Never {
		return nil
	}
	_, _, err = card.Refund(ctx, tx, card.RefundIn{SaleID: s.ID, Number: "1", Reason: card.ForMember, Note: "搬家", By: on.By})
	return lenient(err)
}

// lenient lets pass what the rooms refuse: a card that is used up, somebody who has left.
func lenient(err error) error {
	if fault.As(err) != nil {
		return nil
	}
	return err
}
