package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/check"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/family"
	"regulars/internal/order"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// player plays the story into the database.
type player struct {
	db, past *store.DB // as it was given, and at the time of the story
	clock    clock
	data     *data
	o        Options
	zone     *time.Location
	members  int
	end      calendar.Instant
	finished bool
	resumed  bool // an earlier run has begun
	scope    store.Scope
	story    *story

	shops  []int64                // ids, as in data.shops
	actors map[string]store.Actor // by e-mail
	key    string                 // as it was made in this run
	keyID  int64
}

const zoneName = "Asia/Shanghai"

// newPlayer finds out what is there and opens the past.
func newPlayer(ctx context.Context, db *store.DB, d *data, o Options) (*player, error) {
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return nil, err
	}
	p := &player{db: db, data: d, o: o, zone: zone, members: o.Members, end: db.Now(), actors: map[string]store.Actor{}}
	p.scope.Actor = store.System
	if p.scope.Merchant, err = org.FindMerchant(ctx, db, Slug); err == nil {
		err = p.findMarks(ctx)
	} else if fault.Has(err, fault.ErrNotFound) {
		err = nil
	}
	if err != nil {
		return nil, err
	}
	p.clock.set(p.end)
	if p.past, err = reopen(ctx, db, &p.clock); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *player) close() { p.past.Close() }

// The marks beside those of ticks: of the founding (its id is the end of the story), of the size, and of the end.
const (
	markFound = mark + "founded"
	markSize  = mark + "members"
	markSeed  = mark + "seed"
	markEnd   = mark + "finished"
)

// findMarks reads what an earlier run has left.
func (p *player) findMarks(ctx context.Context) error {
	return p.db.View(ctx, p.scope, func(tx *store.Tx) error {
		found := store.ClaimLater(tx, []string{markFound, markSize, markSeed, markEnd})
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		begun, ok := found[markFound]
		if !ok {
			return ErrTaken.New(fault.P{"slug": Slug})
		}
		p.resumed, p.end, p.members = true, calendar.Instant(begun.Made.ID), int(found[markSize].Made.ID)
		p.o.Seed = uint64(found[markSeed].Made.ID)
		_, p.finished = found[markEnd]
		return nil
	})
}

func keep(ctx context.Context, tx *store.Tx, key string, id int64) error {
	return store.Keep(ctx, tx, key, mark, store.Made{Kind: "demo", ID: id})
}

// once runs fn in one transaction of the story, unless an earlier run has.
func (p *player) once(ctx context.Context, key string, scope store.Scope, fn func(tx *store.Tx) error) error {
	return p.past.Tx(ctx, scope, func(tx *store.Tx) error {
		if made, err := store.Claim(ctx, tx, key, mark); err != nil || made != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		return keep(ctx, tx, key, 0)
	})
}

// play plays all ticks that no earlier run has played, and finishes.
func (p *player) play(ctx context.Context) error {
	ticks := p.story.ticks()
	scope := p.scope
	scope.Historic = true
	scope.Actor = store.Actor{Kind: "key", ID: p.keyID, Name: keyName}
	for i := range ticks {
		t := &ticks[i]
		p.o.Progress("history", i, len(ticks))
		if err := ctx.Err(); err != nil {
			return err
		}
		p.clock.set(t.at)
		key := fmt.Sprintf("%stick:%d", mark, i)
		var err error
		if t.list[0].do == doAct {
			err = p.act(ctx, key, &p.story.acts[t.list[0].what])
		} else {
			err = p.once(ctx, key, scope, func(tx *store.Tx) error { return p.tick(ctx, tx, t) })
		}
		if err != nil {
			return fmt.Errorf("demo: %s: %w", t.at, err)
		}
	}
	p.clock.set(p.end)
	p.o.Progress("history", len(ticks), len(ticks))
	return p.past.Tx(ctx, p.scope, func(tx *store.Tx) error {
		if _, err := check.Order(ctx, tx); err != nil { // a server proves the books when it opens
			return err
		}
		return keep(ctx, tx, markEnd, 0)
	})
}

// tick does everything of one tick, kind by kind: what is of a later kind never comes before what it needs.
func (p *player) tick(ctx context.Context, tx *store.Tx, t *tick) error {
	of := map[doing][]int{}
	for _, h := range t.list {
		of[h.do] = append(of[h.do], h.what)
	}
	if err := p.join(ctx, tx, of[doJoin]); err != nil {
		return err
	}
	if err := p.sell(ctx, tx, of[doSale]); err != nil {
		return err
	}
	if err := p.takeReturns(ctx, tx, of[doReturn]); err != nil {
		return err
	}
	for _, n := range of[doStep] {
		if err := p.step(ctx, tx, &p.story.steps[n]); err != nil {
			return err
		}
	}
	for _, n := range of[doRefund] {
		f := &p.story.refunds[n]
		_, err := order.Refund(ctx, tx, order.RefundIn{OrderID: p.story.sales[f.sale].id, Number: f.number, Lines: f.lines, Reason: f.reason, MadeBy: p.madeBy()})
		if err != nil && !fault.Has(err, order.ErrNothingLeft) { // a return without receipt was quicker
			return err
		}
	}
	return nil
}

func (p *player) madeBy() string { return fmt.Sprintf("key:%d", p.keyID) }

// join enrols families, with their children.
func (p *player) join(ctx context.Context, tx *store.Tx, list []int) error {
	if len(list) == 0 {
		return nil
	}
	ins := make([]member.EnrolIn, len(list))
	for i, n := range list {
		ins[i] = p.story.enrolling(p.story.families[n], p)
	}
	results, err := reward.Enrol(ctx, tx, ins, false)
	if err != nil {
		return err
	}
	for i, n := range list {
		f := p.story.families[n]
		if results[i].Err != nil {
			return fmt.Errorf("member %d: %w", n, results[i].Err)
		}
		f.id = results[i].MemberID
		if err := p.addChild(ctx, tx, f); err != nil {
			return fmt.Errorf("child of member %d: %w", n, err)
		}
	}
	return nil
}

func (p *player) addChild(ctx context.Context, tx *store.Tx, f *household) error {
	if !f.consented || f.twin >= 0 && f.twin != f.number {
		return nil
	}
	_, err := family.Add(ctx, tx, family.Child{
		MemberID: f.id, Name: f.babyName, Birthday: f.baby, Gender: f.babyGender, ConsentAt: f.joined, ConsentSource: "监护人同意书（入会时）",
	})
	return err
}

// sell records orders.
func (p *player) sell(ctx context.Context, tx *store.Tx, list []int) error {
	if len(list) == 0 {
		return nil
	}
	ins := make([]order.RecordIn, len(list))
	for i, n := range list {
		ins[i] = p.recording(p.story.sales[n])
	}
	results, err := order.Record(ctx, tx, ins)
	if err != nil {
		return err
	}
	for i, n := range list {
		if results[i].Err != nil {
			return fmt.Errorf("order %s: %w", ins[i].Number, results[i].Err)
		}
		p.story.sales[n].id = results[i].Order.ID
	}
	return nil
}

func (p *player) recording(o *sale) order.RecordIn {
	in := order.RecordIn{
		QuoteIn: order.QuoteIn{StoreID: p.shops[o.shop], Channel: o.channel, PlacedAt: o.at, Lines: o.lines, Trusted: true, Ask: program.Ask{Pricing: program.PriceAsPaid}},
		Source:  o.source, Number: o.number, PaidAt: o.at, MadeBy: p.madeBy(),
	}
	if o.family >= 0 {
		in.Member.ID = p.story.families[o.family].id
	}
	if o.points {
		in.Ask.Points = program.Max
	}
	in.Asked.Best = o.coupons
	if o.value {
		in.Ask.Balance = program.Max
	}
	if o.online() && o.at.Day(p.zone) > p.story.first+discounts && !slices.ContainsFunc(o.lines, func(l basket.Line) bool { return len(l.Adjustments) > 0 }) {
		in.Ask.Pricing = program.PriceEvaluate // the web shop asks for the price; tills say what was paid
	} else if !o.points && !o.coupons && !o.value { // else what is left to pay is known only then
		in.Payments = []order.Payment{{Kind: o.payment, AmountMinor: o.payable}}
	}
	return in
}

func (p *player) takeReturns(ctx context.Context, tx *store.Tx, list []int) error {
	if len(list) == 0 {
		return nil
	}
	ins := make([]order.ReturnIn, len(list))
	for i, n := range list {
		b := &p.story.returns[n]
		ins[i] = order.ReturnIn{
			Source: "till-" + p.data.shops[b.shop].code, Number: b.number, StoreID: p.shops[b.shop], Lines: []basket.Line{b.line}, ReturnedAt: b.at,
			Reason: "无小票退货", MadeBy: p.madeBy(),
		}
		if b.family >= 0 {
			ins[i].Member.ID = p.story.families[b.family].id
		}
	}
	results, err := order.Return(ctx, tx, ins)
	for i := range results {
		if results[i].Err != nil && err == nil {
			err = fmt.Errorf("return %s: %w", ins[i].Number, results[i].Err)
		}
	}
	return err
}

func (p *player) step(ctx context.Context, tx *store.Tx, s *step) error {
	_, err := order.SetStatus(ctx, tx, order.StatusIn{OrderID: p.story.sales[s.sale].id, Fulfilment: s.to, At: s.at, Parcel: s.parcel})
	return err
}
