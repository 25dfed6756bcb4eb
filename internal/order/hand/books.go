package hand

import (
	"context"
	"slices"
	"time"

	"regulars/internal/basket"
	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/catalog/price"
	"regulars/internal/coupon"
	"regulars/internal/expr"
	"regulars/internal/member/proof"
	"regulars/internal/offer/deal"
	"regulars/internal/org"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/reward/entitle"
	"regulars/internal/store"
)

// Books hold what some members bring to orders, beside the books of everything else that they hold: coupons, entitlements and plans stand there.
type Books struct {
	tx   *store.Tx
	held *reward.Books

	prices *price.Books // nil where no list is named
	proofs *proof.Books

	sharers map[int64][]int64 // who may use cards of others, by card

	notes []benefit.Noted
	kept  []benefit.Kept
}

// Order is one order that is to be decided.
type Order struct {
	Member int64 // 0 for a guest
	Placed calendar.Instant
	Lines  []basket.Line
	Asked  Asked
	Hold   *Hold // that it names and that is open; nil for none
	Shown  proof.Shown
	Owners []int64 // who but the member holds cards that it uses: the function finds them

	Program *program.Program // that decides; nil: the one in force then
}

// Ask adds what the orders name to what the books of their members are opened with.
func Ask(tx *store.Tx, need *reward.Need, orders []Order) {
	codes, uses := coupon.Need{}, benefit.Need{}
	var members []int64
	from := tx.Now()
	for i := range orders {
		o := &orders[i]
		if o.Member == 0 {
			continue
		}
		members, from = append(members, o.Member), min(from, o.Placed)
		need.Members, uses.Members = append(need.Members, o.Owners...), append(uses.Members, o.Owners...)
		if o.Asked.Best {
			codes.Members = append(codes.Members, o.Member)
		}
		if len(o.Asked.Codes) > 0 {
			codes.Codes, codes.Give = append(codes.Codes, o.Asked.Codes...), append(codes.Give, o.Member)
		}
		if len(o.Asked.Uses) > 0 {
			uses.Members = append(uses.Members, o.Member)
			for _, u := range o.Asked.Uses { // named, they are refused as what they are
				if u.Ref.ID != 0 {
					uses.IDs = append(uses.IDs, u.Ref.ID)
				}
			}
		}
		if o.Hold != nil {
			need.Draw = append(need.Draw, o.Member)
			codes.Codes, uses.Members, uses.Holds = append(codes.Codes, o.Hold.codes()...), append(uses.Members, o.Member), append(uses.Holds, o.Hold.ID)
		}
	}
	if len(members) > 0 {
		need.Plans = &plan.Need{Members: members, From: from}
	}
	if len(codes.Members) > 0 || len(codes.Codes) > 0 {
		need.Coupons = &codes
	}
	if len(uses.Members) > 0 {
		uses.From = from
		need.Benefits = &uses
	}
}

// Open completes books that were opened with what [Ask] added: with prices, which are locked after everything of members, and with what
// conditions ask.
func Open(ctx context.Context, tx *store.Tx, held *reward.Books, set org.Settings, orders []Order) (*Books, error) {
	bk := &Books{tx: tx, held: held}
	var shown []proof.Showing
	var need price.Need
	var named []int64
	for i := range orders {
		o := &orders[i]
		if o.Member == 0 {
			continue
		}
		shown = append(shown, proof.Showing{Member: o.Member, Shown: o.Shown})
		if o.Hold != nil {
			named = append(named, o.Hold.ID)
		}
		lists, err := bk.lists(ctx, o)
		if err != nil {
			return nil, err
		}
		if len(lists) > 0 {
			need.Lists, need.SKUs = append(need.Lists, lists...), append(need.SKUs, skus(o.Lines)...)
		}
	}
	bk.proofs = proof.OpenLater(tx, set, shown...)
	now := FindLater(tx, named)
	if len(need.Lists) > 0 {
		bk.prices = openPrices(tx, need)
	}
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	for _, h := range now {
		if h.ClosedAt != calendar.Never { // used or released before the locks were ours
			return nil, store.ErrAgain
		}
	}
	if err := bk.openShared(ctx, orders); err != nil {
		return nil, err
	}
	return bk, bk.widen(ctx, orders)
}

// openPrices asks for each list and each sku once.
func openPrices(tx *store.Tx, need price.Need) *price.Books {
	slices.Sort(need.Lists)
	slices.Sort(need.SKUs)
	need.Lists, need.SKUs = slices.Compact(need.Lists), slices.Compact(need.SKUs)
	return price.OpenLater(tx, need)
}

// Prices are the prices of an order's lines by the lists that a programme names, for a member who is made up.
func Prices(ctx context.Context, tx *store.Tx, p *program.Program, lines []basket.Line, at calendar.Instant) (deal.Prices, error) {
	need := price.Need{Lists: slices.Clone(p.Needs().PriceLists), SKUs: skus(lines)}
	if len(need.Lists) == 0 {
		return nil, nil
	}
	prices := openPrices(tx, need)
	err := tx.Flush(ctx)
	return prices.Deal(at, deal.MaxEarly*time.Hour), err
}

func skus(lines []basket.Line) []string {
	out := make([]string, 0, len(lines))
	for i := range lines {
		if lines[i].SKU != "" {
			out = append(out, lines[i].SKU)
		}
	}
	return out
}

// lists are the codes of the price lists by which the member of an order may buy.
func (bk *Books) lists(ctx context.Context, o *Order) ([]string, error) {
	p := bk.program(o)
	lists := slices.Clone(p.Needs().PriceLists)
	if bk.held.Plan == nil {
		return lists, nil
	}
	plans, err := bk.held.Plan.Hand(ctx, o.Member, o.Placed)
	for _, p := range plans {
		lists = append(lists, p.Set.PriceLists()...)
	}
	return append(lists, p.Benefits().Kept(deal.Holding("", plans)).PriceLists()...), err
}

// program is what decides an order.
func (bk *Books) program(o *Order) *program.Program {
	if o.Program != nil {
		return o.Program
	}
	return bk.held.Editions.At(o.Placed).Program
}

// widen has the books of members know what conditions of coupons, entitlements and plans ask of them.
func (bk *Books) widen(ctx context.Context, orders []Order) error {
	if bk.held.Coupon == nil && bk.held.Plan == nil && bk.held.Benefit == nil {
		return nil
	}
	var asked expr.Need
	for i := range orders {
		if orders[i].Member == 0 {
			continue
		}
		needs, err := bk.needs(ctx, &orders[i])
		if err != nil {
			return err
		}
		for _, n := range needs {
			asked.Add(n)
		}
	}
	return entitle.Widen(ctx, bk.tx, bk.held, asked)
}

// needs is what the conditions of what an order brings ask for.
func (bk *Books) needs(ctx context.Context, o *Order) ([]expr.Need, error) {
	var out []expr.Need
	if bk.held.Coupon != nil {
		out = append(out, bk.held.Coupon.Needs()...)
	}
	if bk.held.Plan != nil {
		plans, err := bk.held.Plan.Hand(ctx, o.Member, o.Placed)
		if err != nil {
			return nil, err
		}
		for _, p := range plans {
			out = append(out, p.Set.Need())
		}
		kept := bk.program(o).Benefits().Kept(deal.Holding("", plans))
		if out = append(out, kept.Need()); len(o.Asked.Uses) > 0 { // scopes of quotas may ask of the member, too
			out = append(out, kept.NeedOfHeld(), bk.program(o).Benefits().NeedOfHeld())
		}
	}
	if bk.held.Benefit != nil && len(o.Asked.Uses) > 0 {
		for _, u := range o.Asked.Uses {
			e := bk.held.Benefit.Find(u.Ref.ID)
			if e == nil {
				continue
			}
			scope, err := scopeOf(ctx, bk.tx, e)
			if err != nil {
				return nil, err
			}
			out = append(out, scope.Need())
		}
	}
	return out, nil
}

// Save writes what the books of members do not: units of prices, what was used of benefits, proofs that were used up. It comes after theirs.
func (bk *Books) Save(ctx context.Context) error {
	if bk.prices != nil {
		bk.prices.Save()
	}
	if len(bk.notes) > 0 {
		benefit.Note(bk.tx, bk.notes)
	}
	if len(bk.kept) > 0 {
		benefit.Lower(bk.tx, bk.kept)
	}
	bk.notes, bk.kept = nil, nil
	if bk.proofs == nil {
		return nil
	}
	return bk.proofs.Save(ctx)
}
