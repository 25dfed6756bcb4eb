package importer

import (
	"context"

	"regulars/internal/basket"
	"regulars/internal/fault"
	"regulars/internal/importer/mapping"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// orderPlan writes the facts of a file of orders.
type orderPlan struct {
	*book
	m  *mapping.Mapping
	at place
}

func (p *orderPlan) size() int                { return len(p.facts) }
func (p *orderPlan) rows() (int64, []refused) { return p.read, p.refused }
func (p *orderPlan) next(from int) int        { return p.chunk(from) }
func (p *orderPlan) committed(w written) {
	for i, known := range w.people {
		p.people[i].id, p.people[i].err = known.id, known.err
	}
}

// chunkOf is one chunk while it is written; the plan itself changes only once it is committed.
type chunkOf struct {
	*orderPlan
	tx     *store.Tx
	facts  []int   // those not refused yet
	member []int64 // by fact of facts; 0 a guest
	stores map[string]org.Store
	out    written
}

func (p *orderPlan) write(ctx context.Context, tx *store.Tx, from, to int) (written, error) {
	c := &chunkOf{orderPlan: p, tx: tx, out: written{people: map[int32]person{}}}
	past := c.past(from, to)
	if err := c.findStores(ctx, past); err != nil {
		return c.out, err
	}
	if err := c.findPeople(ctx, past); err != nil {
		return c.out, err
	}
	for _, i := range past {
		c.admit(i)
	}
	for _, wave := range p.waves(c.facts, c.member) {
		if len(wave) == 0 {
			continue
		}
		verb := c.record
		if p.facts[c.facts[wave[0]]].isReturn {
			verb = c.takeBack
		}
		if err := verb(ctx, wave); err != nil {
			return c.out, err
		}
	}
	return c.out, nil
}

// past are the facts that can have happened; the others are refused before anybody joins by them.
func (c *chunkOf) past(from, to int) []int {
	var out []int
	for i := from; i < to; i++ {
		if f := &c.orderPlan.facts[i]; f.at > c.tx.Now().Add(order.ClockSkew) {
			c.refuse(f, order.ErrFuture.At("placed_at", nil))
			continue
		}
		out = append(out, i)
	}
	return out
}

// admit takes a fact whose member and store are known, or refuses it.
func (c *chunkOf) admit(i int) {
	f := &c.orderPlan.facts[i]
	id := int64(0)
	if f.person >= 0 {
		who := c.who(f.person)
		if who.err != nil {
			c.refuse(f, who.err)
			return
		}
		id = who.id
	}
	if _, ok := c.stores[c.texts.all[f.store]]; f.store != 0 && !ok {
		c.refuse(f, order.ErrStore.At("store", nil))
		return
	}
	c.facts, c.member = append(c.facts, i), append(c.member, id)
}

func (c *chunkOf) who(i int32) person {
	if known, ok := c.out.people[i]; ok {
		return known
	}
	return c.people[i]
}

// refuse refuses all rows of a fact for the same reason.
func (c *chunkOf) refuse(f *fact, why *fault.Error) {
	c.linesOf(f, func(l *line) { c.out.refused = append(c.out.refused, refused{int64(l.row), why}) })
}

func (c *chunkOf) findStores(ctx context.Context, facts []int) (err error) {
	var codes []string
	seen := map[int32]bool{0: true}
	for _, i := range facts {
		if s := c.orderPlan.facts[i].store; !seen[s] {
			seen[s] = true
			codes = append(codes, c.texts.all[s])
		}
	}
	if len(codes) > 0 {
		c.stores, err = org.StoresByCode(ctx, c.tx, codes)
	}
	return err
}

// findPeople finds whom the facts name, and enrols those whom nobody knows, joined when their first fact happened.
func (c *chunkOf) findPeople(ctx context.Context, facts []int) error {
	var who, first []int32 // people, and for each their first fact of the chunk
	var refs []member.Ref
	seen := map[int32]bool{}
	for _, i := range facts {
		p := c.orderPlan.facts[i].person
		if p < 0 || seen[p] || c.people[p].id != 0 || c.people[p].err != nil {
			continue
		}
		seen[p] = true
		who, first, refs = append(who, p), append(first, int32(i)), append(refs, member.Ref{Identities: c.people[p].ids})
	}
	if len(refs) == 0 {
		return nil
	}
	ids, err := member.Resolve(ctx, c.tx, refs)
	if err != nil {
		return err
	}
	var unknown []int
	for k, id := range ids {
		if id == 0 {
			unknown = append(unknown, k)
		}
		c.out.people[who[k]] = person{id: id}
	}
	if c.m.Unknown == mapping.Refuse {
		for _, k := range unknown {
			c.out.people[who[k]] = person{err: order.ErrMember.At("external_id", fault.P{"by": "id"})}
		}
		return nil
	}
	return c.enrol(ctx, unknown, who, first)
}

func (c *chunkOf) enrol(ctx context.Context, unknown []int, who, first []int32) error {
	if len(unknown) == 0 {
		return nil
	}
	ins := make([]member.EnrolIn, len(unknown))
	for j, k := range unknown {
		f, p := &c.orderPlan.facts[first[k]], &c.people[who[k]]
		ins[j] = member.EnrolIn{
			Identities: p.ids, Name: p.name, JoinedAt: f.at, Channel: c.texts.all[f.channel], StoreID: c.stores[c.texts.all[f.store]].ID,
		}
	}
	results, err := reward.Enrol(ctx, c.tx, ins, false)
	if err != nil {
		return err
	}
	for j, r := range results {
		k := who[unknown[j]]
		switch {
		case r.Err == nil:
			c.out.people[k] = person{id: r.MemberID}
			c.out.counts.MembersCreated++
		case fault.Has(r.Err, member.ErrExists): // the same person by another identity, in this chunk or since
			c.out.people[k] = person{id: r.MemberID}
		default:
			c.out.people[k] = person{err: r.Err}
		}
	}
	return nil
}

// record records the sales of a wave.
func (c *chunkOf) record(ctx context.Context, wave []int) error {
	ins := make([]order.RecordIn, len(wave))
	for j, k := range wave {
		f := &c.orderPlan.facts[c.facts[k]]
		ins[j] = order.RecordIn{
			QuoteIn: order.QuoteIn{
				Member: member.Ref{ID: c.member[k]}, StoreID: c.stores[c.texts.all[f.store]].ID, Channel: c.texts.all[f.channel],
				PlacedAt: f.at, Lines: c.basket(f), Ask: program.Ask{Pricing: program.PriceAsPaid}, Backdate: true,
			},
			Source: c.m.Source, Number: f.number, MadeBy: c.madeBy(),
		}
	}
	results, err := order.Record(ctx, c.tx, ins)
	if err != nil {
		return err
	}
	for j, r := range results {
		f := &c.orderPlan.facts[c.facts[wave[j]]]
		switch {
		case r.Err != nil:
			c.refuse(f, r.Err)
			continue
		case r.Repeated:
			c.out.counts.OrdersExisting++
		default:
			c.out.counts.OrdersCreated++
		}
		c.linesOf(f, func(l *line) { c.out.counts.RoundingMicro += int64(l.micro) })
	}
	return nil
}

// takeBack books the returns of a wave.
func (c *chunkOf) takeBack(ctx context.Context, wave []int) error {
	ins := make([]order.ReturnIn, len(wave))
	for j, k := range wave {
		f := &c.orderPlan.facts[c.facts[k]]
		ins[j] = order.ReturnIn{
			Member: member.Ref{ID: c.member[k]}, Source: c.m.Source, Number: f.number, StoreID: c.stores[c.texts.all[f.store]].ID,
			Lines: c.basket(f), ReturnedAt: f.at, MadeBy: c.madeBy(), Backdate: true,
		}
	}
	results, err := order.Return(ctx, c.tx, ins)
	if err != nil {
		return err
	}
	for j, r := range results {
		f := &c.orderPlan.facts[c.facts[wave[j]]]
		switch {
		case r.Err != nil:
			c.refuse(f, r.Err)
			continue
		case r.Repeated:
			c.out.counts.ReturnsExisting++
		case r.Return.Taken.UnmatchedUnits == 0:
			c.out.counts.ReturnsMatched++
		default:
			c.out.counts.ReturnsUnmatched++
		}
		c.linesOf(f, func(l *line) { c.out.counts.RoundingMicro -= int64(l.micro) })
	}
	return nil
}

// basket is the lines of a fact as order takes them.
func (c *chunkOf) basket(f *fact) []basket.Line {
	out := make([]basket.Line, 0, f.size)
	c.linesOf(f, func(l *line) {
		b := basket.Line{
			Index: len(out), SKU: c.texts.all[l.sku], Name: c.texts.all[l.name], Category: c.texts.all[l.category],
			Type: basket.Type(c.texts.all[l.kind]), Quantity: int64(l.quantity), TotalMinor: l.amount,
		}
		if l.discount > 0 {
			b.Adjustments = []basket.Adjustment{{Source: basket.FromStated, AmountMinor: l.discount}}
		}
		out = append(out, b)
	})
	return out
}

func (c *chunkOf) madeBy() string { return "import" }

// foresee counts the facts, and the members that nobody knows. What order itself would refuse is known only by doing it.
func (p *orderPlan) foresee(ctx context.Context, tx *store.Tx) (Counts, []refused, error) {
	var counts Counts
	for i := range p.facts {
		if !p.facts[i].isReturn {
			counts.OrdersCreated++
		}
		sign := int64(1)
		if p.facts[i].isReturn {
			sign = -1
		}
		p.linesOf(&p.facts[i], func(l *line) { counts.RoundingMicro += sign * int64(l.micro) })
	}
	for from := 0; from < len(p.people); from += resolveBatch {
		ids, err := p.resolve(ctx, tx, from)
		if err != nil {
			return counts, nil, err
		}
		for _, id := range ids {
			if id == 0 && p.m.Unknown == mapping.Enrol {
				counts.MembersCreated++
			}
		}
	}
	return counts, nil, nil
}
