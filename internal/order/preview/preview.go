package preview

import (
	"context"

	"regulars/internal/basket"
	"regulars/internal/catalog"
	"regulars/internal/edition"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/order/known"
	"regulars/internal/order/way"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/store"
)

// Standing is a made-up member.
type Standing struct {
	Tier           string
	Attributes     map[string]any           // int64, string, bool or []string, by the names of the catalogue
	Windows        map[expr.WindowUse]int64 // sums before the order
	Points, Growth int64                    // available
	PrincipalMinor int64
	BonusMinor     int64
}

// In is an order to try a programme on.
type In struct {
	Quote    order.QuoteIn
	Standing *Standing // instead of Quote.Member
	Program  *program.Program
	Edition  int64 // 0 for one that is not published
}

// errStanding is what is both somebody and nobody.
var errStanding = fault.Declare(fault.Invalid, "preview_standing",
	"Name a member or make up a standing, not both.", "会员与虚拟会员条件只能提供其中之一。")

// Try says what the order would cost, spend and earn by the programme. Refuses what order.Quote refuses, but for its time and the proof of the
// member: this is no order.
func Try(ctx context.Context, tx *store.Tx, in In) (order.Outcome, error) {
	q := in.Quote
	if refused := q.Check(); refused != nil {
		return order.Outcome{}, refused
	}
	if in.Standing != nil && !q.Member.IsZero() {
		return order.Outcome{}, errStanding.At("standing", nil)
	}
	if q.PlacedAt == 0 {
		q.PlacedAt = tx.Now()
	}
	b := basket.Basket{Channel: q.Channel, Lines: q.Lines}
	region, err := fill(ctx, tx, &b, &q)
	if err != nil {
		return order.Outcome{}, err
	}
	who, err := whose(ctx, tx, in, &q)
	if err != nil {
		return order.Outcome{}, err
	}
	table, err := edition.Load(ctx, tx)
	if err != nil {
		return order.Outcome{}, err
	}
	upward, err := catalog.Upward(ctx, tx, table.Stamp())
	if err != nil {
		return order.Outcome{}, err
	}
	q.Ask.Hand, who.standing.Region, who.standing.Categories = who.hand, region, upward.Of(b.Lines)
	out, err := program.Evaluate(in.Program, &who.standing, &b, q.Ask)
	if err != nil {
		return order.Outcome{}, err
	}
	result := order.Outcome{Outcome: out, TierBefore: who.standing.Tier, Store: b.Store, Edition: in.Edition, Program: in.Program}
	if out.PointsEarned() > 0 {
		result.AvailableAt = max(way.AvailableAt(in.Program, q.PlacedAt, way.Handed(q.Channel), nil), tx.Now()) // as order.Record has it
	}
	result.TierAfter = who.tierAfter(in.Program, &result, &q)
	return result, nil
}

// fill adds the code of the store, whose region it answers, and what the catalogue knows of lines that name only their sku.
func fill(ctx context.Context, tx *store.Tx, b *basket.Basket, q *order.QuoteIn) (region string, err error) {
	if q.StoreID != 0 {
		s, err := org.GetStore(ctx, tx, q.StoreID)
		if fault.Has(err, fault.ErrNotFound) {
			return "", order.ErrStore.At("store_id", nil)
		}
		if err != nil {
			return "", err
		}
		b.Store, region = s.Code, s.Region
	}
	var lines known.Lines
	q.Name(&lines)
	fill := lines.FillLater(tx)
	if err := tx.Flush(ctx); err != nil {
		return "", err
	}
	fill()
	return region, nil
}

// whose finds who the order is of.
func whose(ctx context.Context, tx *store.Tx, in In, q *order.QuoteIn) (*somebody, error) {
	if in.Standing != nil {
		return made(ctx, tx, in, q)
	}
	if q.Member.IsZero() {
		return &somebody{standing: program.Standing{At: q.PlacedAt}}, nil
	}
	ids, err := member.Resolve(ctx, tx, []member.Ref{q.Member})
	if err != nil {
		return nil, err
	}
	if ids[0] == 0 {
		field, by := q.Member.Names()
		return nil, order.ErrMember.At(field, fault.P{"by": by})
	}
	return read(ctx, tx, ids[0], in, q)
}
