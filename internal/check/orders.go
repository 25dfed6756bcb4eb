package check

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"regulars/internal/dossier"
	"regulars/internal/edition"
	"regulars/internal/order"
	"regulars/internal/order/back"
	"regulars/internal/order/hand"
	"regulars/internal/program"
	"regulars/internal/store"
)

// head is what the head of an order says in columns of its own.
type head struct {
	total, payable, cash, points, growth int64
}

const (
	sqlHeads = `SELECT id, total_minor, payable_minor, cash_minor, points_earned, growth_earned FROM order_head
		WHERE merchant_id = $1 AND member_id = ANY($2)`
	sqlGuestHeads = `SELECT id, total_minor, payable_minor, cash_minor, points_earned, growth_earned FROM order_head
		WHERE merchant_id = $1 AND member_id = 0 AND id > $2 ORDER BY id LIMIT $3`
)

func readHeads(ctx context.Context, tx *store.Tx, sql string, args ...any) (map[int64]head, error) {
	heads := map[int64]head{}
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var id int64
		var h head
		err := r.Scan(&id, &h.total, &h.payable, &h.cash, &h.points, &h.growth)
		heads[id] = h
		return err
	}, args...)
	return heads, err
}

func (p *page) loadHeads() (err error) {
	if p.heads, err = readHeads(p.ctx, p.tx, sqlHeads, p.tx.MerchantID(), p.records); err != nil {
		return err
	}
	p.taken, err = hand.TakenOf(p.ctx, p.tx, slices.Sorted(maps.Keys(p.heads)))
	return err
}

// guests goes over the orders without a member.
func (c *checker) guests(ctx context.Context) error {
	for after := int64(0); ; {
		seen := 0
		err := c.view(ctx, func(tx *store.Tx) (err error) {
			p := &page{checker: c, ctx: ctx, tx: tx}
			if p.heads, err = readHeads(ctx, tx, sqlGuestHeads, tx.MerchantID(), after, guestsPage); err != nil || len(p.heads) == 0 {
				return err
			}
			seen = len(p.heads)
			after, err = p.guestOrders()
			return err
		})
		if err != nil || seen < guestsPage {
			return err
		}
	}
}

// guestOrders looks at the orders whose heads were read, and answers the last one.
func (p *page) guestOrders() (last int64, err error) {
	ids := make([]int64, 0, len(p.heads))
	for id := range p.heads {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	last = ids[len(ids)-1]
	found, err := order.Many(p.ctx, p.tx, ids)
	if err != nil {
		return last, err
	}
	table, err := edition.Load(p.ctx, p.tx)
	if err != nil {
		return last, err
	}
	for _, id := range ids {
		o := found[id]
		ed, err := table.ByNumber(p.ctx, p.tx, o.Outcome.Edition)
		if err != nil {
			return last, err
		}
		kept := o.Keeps(ed.Program)
		if err := p.order(o, &kept); err != nil {
			return last, err
		}
	}
	return last, nil
}

// order holds the parts of an order against each other.
func (p *page) order(o *order.Order, kept *program.Kept) error {
	subject := store.FormatID("ord", o.ID)
	h := p.heads[o.ID]
	var lines head
	for i := range o.Outcome.Lines {
		l := &o.Outcome.Lines[i]
		lines.total, lines.payable, lines.cash = lines.total+l.TotalMinor, lines.payable+l.PayableMinor, lines.cash+l.CashMinor
	}
	lines.points, lines.growth = o.Outcome.PointsEarned(), o.Outcome.GrowthEarned()
	if h != lines {
		p.find("order", 5, subject, "its head says total %d, payable %d, cash %d, points %d, growth %d; its lines and outcome say %d, %d, %d, %d, %d",
			h.total, h.payable, h.cash, h.points, h.growth, lines.total, lines.payable, lines.cash, lines.points, lines.growth)
	}
	if o.KeptMinor != kept.PayableMinor {
		p.find("order", 5, subject, "kept is %d, its lines keep %d", o.KeptMinor, kept.PayableMinor)
	}
	if want := statusOf(o); o.Status != want {
		p.find("order", 5, subject, "status is %s, what remains says %s", o.Status, want)
	}
	p.sells(kept)
	if text := p.taken[o.ID].Differs(kept.Deal); text != "" {
		p.find("order", 9, subject, "%s", text)
	}
	if o.Status == order.Paid {
		return nil // that it has no refunds is looked for by itself
	}
	return p.refunds(o, kept)
}

// statusOf is what the remaining units say.
func statusOf(o *order.Order) order.Status {
	whole := true
	for i := range o.Lines {
		whole = whole && o.Remaining[i] == o.Lines[i].Quantity
	}
	switch {
	case o.Remaining.Empty():
		return order.Refunded
	case whole:
		return order.Paid
	}
	return order.PartlyRefunded
}

// refunds holds what came back against what remains.
func (p *page) refunds(o *order.Order, kept *program.Kept) error {
	list, err := back.Of(p.ctx, p.tx, o.ID)
	if err != nil {
		return err
	}
	gone := make([]int64, len(o.Lines))
	var amount int64
	for _, r := range list {
		amount += r.AmountMinor
		for _, l := range r.Back.Lines {
			if l.Line >= 0 && l.Line < len(gone) {
				gone[l.Line] += l.Quantity
			}
		}
	}
	subject := store.FormatID("ord", o.ID)
	if want := o.Outcome.PayableMinor - kept.PayableMinor; amount != want {
		p.find("order", 5, subject, "its refunds gave back %d, what remains says %d", amount, want)
	}
	for i := range gone {
		if want := o.Lines[i].Quantity - o.Remaining[i]; gone[i] != want {
			p.find("order", 5, subject, "line %d: its refunds took %d units, what remains says %d", i, gone[i], want)
		}
	}
	return nil
}

// owns compares what an order keeps with the entries of its holder.
func (p *page) owns(s dossier.Standing) {
	k := s.Kept
	p.compare(cause{s.Holder, "order", s.Order.ID}, sums{
		points: k.PointsEarned(), growth: k.GrowthEarned(), spentPoints: -k.Points, spentBonus: -k.BonusMinor, spentPrincipal: -k.PrincipalMinor,
	}, store.FormatID("ord", s.Order.ID))
}

// compare reports where the ledger's sums of a cause are not what the document says, and takes them off the list.
func (p *page) compare(c cause, want sums, subject string) {
	have := p.causes[c]
	delete(p.causes, c)
	if have == want {
		return
	}
	p.find("ledger", 13, subject, "%s", fmt.Sprintf("given and taken: entries say %s; what remains says %s", have, want))
}
