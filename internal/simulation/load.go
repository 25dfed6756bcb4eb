package simulation

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/expr"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/order/back"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/segment"
	"regulars/internal/simulation/replay"
	"regulars/internal/store"
)

// fact is one thing of the past that is played. At one instant facts follow each other as they were recorded: a return after the
// refunds that are parts of it, those in their own order.
type fact struct {
	at     calendar.Instant
	id     int64
	part   int64 // of a return: the refund; the last of all is what no order accounts for
	sale   *sale
	refund *refund
	back   *unlinked
	gift   *replay.Gift
	turn   *replay.Turn
	by     *replay.Assigned
}

func inOrder(a, b fact) int {
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id), cmp.Compare(a.part, b.part))
}

// sale is an order, and what it came to.
type sale struct {
	replay.Order
	was *program.Outcome
}

// refund is a refund of an order, and what it took back.
type refund struct {
	replay.Refund
	was back.Back
}

// unlinked is the part of a return that no order accounts for.
type unlinked struct {
	replay.Return
	points, growth int64 // that were taken back
}

// stretch reads the facts of a stretch of time.
type stretch struct {
	tx       *store.Tx
	from, to calendar.Instant
	p        *player
	facts    []fact
}

// end is where a stretch of some thousand orders from an instant on ends.
func (p *player) end(ctx context.Context, tx *store.Tx, from calendar.Instant) (calendar.Instant, error) {
	to := p.ask.Until
	_, err := store.One(ctx, tx, `SELECT placed_at FROM order_head WHERE merchant_id = $1 AND placed_at >= $2 AND placed_at < $3
		ORDER BY placed_at LIMIT 1 OFFSET $4`, func(r store.Row) error { return r.Scan(&to) }, tx.MerchantID(), from, p.ask.Until, slice)
	return max(to, from+1), err
}

// load reads all facts of the stretch, in order.
func (s *stretch) load(ctx context.Context) error {
	for _, part := range []func(context.Context) error{s.orders, s.refunds, s.returns} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	for len(s.p.side) > 0 && s.p.side[0].at < s.to {
		s.facts = append(s.facts, s.p.side[0])
		s.p.side = s.p.side[1:]
	}
	slices.SortFunc(s.facts, inOrder)
	return nil
}

func (s *stretch) orders(ctx context.Context) error {
	var ids []int64
	err := s.tx.Query(ctx, `SELECT id FROM order_head WHERE merchant_id = $1 AND placed_at >= $2 AND placed_at < $3 AND member_id <> 0 ORDER BY placed_at, id`,
		func(r store.Row) error {
			var id int64
			err := r.Scan(&id)
			ids = append(ids, id)
			return err
		}, s.tx.MerchantID(), s.from, s.to)
	for err == nil && len(ids) > 0 {
		n := min(len(ids), slice)
		err = s.some(ctx, ids[:n])
		ids = ids[n:]
	}
	return err
}

func (s *stretch) some(ctx context.Context, ids []int64) error {
	orders, err := order.Many(ctx, s.tx, ids)
	if err != nil {
		return err
	}
	refunds := map[int64]int{}
	err = s.tx.Query(ctx, `SELECT order_id, COUNT(*) FROM order_refund WHERE merchant_id = $1 AND order_id = ANY($2) AND refunded_at < $3 GROUP BY order_id`,
		func(r store.Row) error {
			var id int64
			var n int
			err := r.Scan(&id, &n)
			refunds[id] = n
			return err
		}, s.tx.MerchantID(), ids, s.p.ask.Until)
	if err != nil {
		return err
	}
	steps, err := s.steps(ctx, ids)
	if err != nil {
		return err
	}
	hands, err := s.hands(ctx, orders)
	if err != nil {
		return err
	}
	for _, id := range ids {
		o := orders[id]
		person, known := s.p.place[o.MemberID]
		if !known {
			continue
		}
		one := &sale{was: &o.Outcome.Outcome, Order: replay.Order{
			ID: id, Person: person, At: o.PlacedAt, Channel: o.Channel, Store: o.Outcome.Store, StoreID: o.StoreID, Pricing: o.Pricing,
			Points: o.Outcome.Points, Principal: o.Outcome.PrincipalMinor, Bonus: o.Outcome.BonusMinor, Member: o.Standing.Member,
			Handed: o.Channel == "pos" || o.MadeBy == "import", Steps: steps[id], Refunds: refunds[id], Hand: hands[id],
		}}
		one.Lines = s.p.asked(o, &one.Order)
		if err = s.known(ctx, one, o); err != nil {
			return err
		}
		s.facts = append(s.facts, fact{at: o.PlacedAt, id: id, sale: one})
	}
	return nil
}

// known notes what was frozen with an order of what the programme asks: of what nobody asked then that of now is asked.
func (s *stretch) known(ctx context.Context, one *sale, o *order.Order) error {
	one.Region = s.p.regions[o.StoreID]
	if !o.Standing.Member {
		return nil
	}
	ed, err := edition.ByNumber(ctx, s.tx, o.Outcome.Edition)
	if err != nil {
		return err
	}
	needs := ed.Needs()
	if one.Categories = o.Standing.Categories; needs.Categories && one.Categories == nil {
		one.Categories = map[string][]string{} // none lay below another
	}
	if needs.Region {
		one.Region = o.Standing.Region
	}
	for _, name := range needs.Earn.Attributes {
		if slices.Contains(s.p.asksFor, name) {
			if one.Known == nil {
				one.Known = map[string]any{}
			}
			one.Known[name] = o.Standing.Attributes[name]
		}
	}
	if _, frozen := one.Known["plans"]; !frozen && slices.Contains(s.p.asksFor, "plans") && one.Hand != nil {
		if one.Known == nil {
			one.Known = map[string]any{}
		}
		one.Known["plans"] = one.Hand.PlanCodes()
	}
	return nil
}

// asked are the lines of an order as it was asked for: with what it stated itself. Where orders are priced again that is taken off their
// prices, so that the programme's own discounts come on top.
func (p *player) asked(o *order.Order, as *replay.Order) []basket.Line {
	again := p.ask.Reprice && as.Pricing == program.PriceAsPaid
	if again {
		as.Pricing = program.PriceEvaluate
	}
	out := slices.Clone(o.Lines)
	for i := range out {
		var stated []basket.Adjustment
		for _, a := range out[i].Adjustments {
			switch {
			case a.Source != basket.FromStated && a.Source != basket.FromActivity:
			case again:
				out[i].TotalMinor -= a.AmountMinor
			default:
				stated = append(stated, a)
			}
		}
		out[i].Adjustments = stated
	}
	return out
}

// steps reads how far orders came, where the programme's points wait for it.
func (s *stretch) steps(ctx context.Context, ids []int64) (map[int64][]replay.Step, error) {
	out := map[int64][]replay.Step{}
	if s.p.program.Document().Points.Pending.Kind != program.PendingFulfilment {
		return out, nil
	}
	err := s.tx.Query(ctx, `SELECT order_id, at, fulfilment FROM order_parcel WHERE merchant_id = $1 AND order_id = ANY($2) ORDER BY order_id, at, id`,
		func(r store.Row) error {
			var id int64
			var step replay.Step
			err := r.Scan(&id, &step.At, &step.Status)
			out[id] = append(out[id], step)
			return err
		}, s.tx.MerchantID(), ids)
	return out, err
}

func (s *stretch) refunds(ctx context.Context) error {
	return s.tx.Query(ctx, `SELECT id, order_id, return_id, refunded_at, outcome FROM order_refund
		WHERE merchant_id = $1 AND refunded_at >= $2 AND refunded_at < $3 AND member_id <> 0`, func(r store.Row) error {
		var id, returnID int64
		var outcome string
		one := &refund{}
		err := cmp.Or(r.Scan(&id, &one.Order, &returnID, &one.At, &outcome), nil)
		if err == nil {
			err = json.Unmarshal([]byte(outcome), &one.was)
		}
		for _, l := range one.was.Lines {
			one.Takes = append(one.Takes, basket.Take{Line: l.Line, Quantity: l.Quantity})
		}
		f := fact{at: one.At, id: id, refund: one}
		if returnID != 0 { // the parts of a return are told before what is left of it
			f.id, f.part = returnID, id
		}
		s.facts = append(s.facts, f)
		return err
	}, s.tx.MerchantID(), s.from, s.to)
}

func (s *stretch) returns(ctx context.Context) error {
	return s.tx.Query(ctx, `SELECT id, member_id, store_id, returned_at, outcome FROM order_return
		WHERE merchant_id = $1 AND returned_at >= $2 AND returned_at < $3 AND member_id <> 0`, func(r store.Row) error {
		var id, memberID int64
		var outcome string
		var taken back.Taken
		one := &unlinked{}
		err := r.Scan(&id, &memberID, &one.StoreID, &one.At, &outcome)
		if err == nil {
			err = json.Unmarshal([]byte(outcome), &taken)
		}
		person, known := s.p.place[memberID]
		if err != nil || !known {
			return err
		}
		one.Person, one.Store, one.Region, one.Lines = person, s.p.stores[one.StoreID], s.p.regions[one.StoreID], taken.Unmatched
		one.AmountMinor = taken.UnmatchedMinor + taken.DifferenceMinor
		one.points, one.growth = taken.Points.ClawedBack, taken.Growth.ClawedBack
		for _, o := range taken.Orders {
			one.points -= o.Back.Points.ClawedBack
			one.growth -= o.Back.Growth.ClawedBack
		}
		s.facts = append(s.facts, fact{at: one.At, id: id, part: math.MaxInt64, back: one})
		return nil
	}, s.tx.MerchantID(), s.from, s.to)
}

// people reads everybody there is, and which attributes of them the programme asks for.
func (p *player) people(ctx context.Context, tx *store.Tx) ([]replay.Person, error) {
	names, need := p.asks()
	p.asksFor = names
	aliases := map[int64]int64{}
	var out []replay.Person
	open := p.program.Document().Entry.Kind == program.EntryOpen
	for after := int64(0); ; {
		var ids []int64
		err := tx.Query(ctx, `SELECT id, alias_of FROM member WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT $3`, func(r store.Row) error {
			var id, into int64
			err := r.Scan(&id, &into)
			if after = id; into != 0 {
				aliases[id] = into
			} else {
				ids = append(ids, id)
			}
			return err
		}, tx.MerchantID(), after, personBatch)
		if err != nil || len(ids) == 0 && after == p.lastSeen {
			for id, into := range aliases {
				if at, known := p.place[into]; known {
					p.place[id] = at
				}
			}
			return out, err
		}
		p.lastSeen = after
		books, err := member.Open(ctx, tx, ids, need)
		if err != nil {
			return nil, err
		}
		facts, err := p.nowOf(ctx, tx, books)
		if err != nil {
			return nil, err
		}
		for _, id := range books.IDs() {
			who := books.Person(id)
			one := replay.Person{ID: id, JoinedAt: who.JoinedAt, Enrolled: who.JoinedAt}
			if who.Status == member.StatusCustomer && !open {
				one.JoinedAt = calendar.Never
			}
			one.Birth, one.Children = who.Birth(), books.Children(id)
			for _, name := range names {
				if value, known := facts.Attribute(id, name); known {
					if one.Known == nil {
						one.Known = map[string]any{}
					}
					one.Known[name] = value
				}
			}
			p.place[id] = len(out)
			p.erased = append(p.erased, who.Status == member.StatusErased)
			out = append(out, one)
		}
	}
}

// asks are the attributes of persons that the programme asks for and that do not follow from facts.
func (p *player) asks() (names []string, need member.BookNeed) {
	n := p.program.Needs()
	for _, one := range [][]string{n.Earn.Attributes, n.Tiers.Attributes, n.Entry.Attributes} {
		for _, name := range one {
			switch {
			case name == "favourite_category" || name == "favourite_store":
				p.likes = true
			case replay.Counts(name) || slices.Contains(names, name):
			default:
				names = append(names, name)
			}
		}
	}
	need = member.NeedFor(expr.Need{Attributes: names}, 0) // no days
	return names, need
}

// now answers attributes of persons as they are now.
type now struct {
	books    *member.Books
	plans    *plan.Books
	segments map[string][]int64
	at       calendar.Instant
	day      calendar.Day
}

// nowOf reads what the books of members do not know of what the programme asks.
func (p *player) nowOf(ctx context.Context, tx *store.Tx, books *member.Books) (*now, error) {
	n := &now{books: books, segments: map[string][]int64{}, at: tx.Now(), day: tx.Today()}
	for _, name := range p.program.Needs().Named() {
		in, err := segment.AmongNamed(ctx, tx, name, books.IDs())
		if err != nil {
			return nil, err
		}
		n.segments[name] = in
	}
	if !slices.Contains(p.asksFor, "plans") {
		return n, nil
	}
	n.plans = plan.OpenLater(tx, plan.Need{Members: books.IDs(), From: n.at})
	return n, tx.Flush(ctx)
}

// Attribute gives what is known of a person.
func (n *now) Attribute(id int64, name string) (any, bool) {
	switch name {
	case "plans":
		return n.plans.Codes(id, n.at), true
	case "segments":
		var in []string
		for segment, members := range n.segments {
			if slices.Contains(members, id) {
				in = append(in, segment)
			}
		}
		slices.Sort(in)
		return in, true
	}
	return n.books.Attribute(id, name, n.day)
}
