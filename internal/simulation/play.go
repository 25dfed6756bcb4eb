package simulation

import (
	"context"
	"math"

	"regulars/internal/calendar"
	"regulars/internal/catalog"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/order/back"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/simulation/replay"
	"regulars/internal/store"
)

// Ask is what is to be replayed.
type Ask struct {
	Document program.Document
	From     calendar.Instant // the window that is counted; earlier facts are played for what they leave behind
	Until    calendar.Instant // half open
	Reprice  bool             // orders that stated their own prices and discounts get the programme's discounts on top

	// Tell is told how far it is: orders played of all. What it returns ends the replay.
	Tell func(done, total int64) error
}

// Found is what a replay found out.
type Found struct {
	Report  Report
	Winners []Mover // who gains most, those first
	Losers  []Mover

	// State is how each member would stand at the end, by id. It is for tests, and not kept.
	State func(member int64) (replay.State, bool)
}

// player plays the past of one merchant.
type player struct {
	db    *store.DB
	scope store.Scope
	ask   Ask

	program *program.Program
	now     *program.Document // in force at the end of the window
	world   *replay.World
	sums    *sums
	report  Report

	persons    []replay.Person
	erased     []bool
	place      map[int64]int // of records and of those that were merged into others
	lastSeen   int64
	asksFor    []string         // attributes of persons that do not follow from facts
	stores     map[int64]string // codes
	regions    map[int64]string
	side       []fact // what is no order, in order
	likes      bool
	plans      bool
	planNames  map[string]program.Text // of their benefits
	remembered map[int64]*played
	total      int64 // orders to be played
	started    bool  // the window has begun
	expired    int64 // points, before the window began
}

// Play replays the merchant's past through a programme and compares it with what really happened. It writes nothing.
// Returns ErrWindow, ErrTooLarge, and what program.Compile refuses.
func Play(ctx context.Context, db *store.DB, scope store.Scope, ask Ask) (*Found, error) {
	p := &player{db: db, scope: scope, ask: ask, place: map[int64]int{}, stores: map[int64]string{}, regions: map[int64]string{}, remembered: map[int64]*played{}}
	if p.ask.Tell == nil {
		p.ask.Tell = func(int64, int64) error { return nil }
	}
	if err := p.view(ctx, p.open); err != nil {
		return nil, err
	}
	for from := p.report.Begins; from < p.ask.Until; {
		s := &stretch{p: p, from: from}
		err := p.view(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			s.tx = tx
			if s.to, err = p.end(ctx, tx, from); err != nil {
				return err
			}
			return s.load(ctx)
		})
		if err != nil {
			return nil, err
		}
		if err := p.play(s.facts); err != nil {
			return nil, err
		}
		if err := p.ask.Tell(min(p.report.Played, p.total), p.total); err != nil {
			return nil, err
		}
		from = s.to
	}
	p.begin(p.ask.Until - 1)
	p.world.Finish(p.ask.Until - 1)
	return p.found(ctx)
}

func (p *player) view(ctx context.Context, fn func(context.Context, *store.Tx) error) error {
	return p.db.View(ctx, p.scope, func(tx *store.Tx) error { return fn(ctx, tx) })
}

// open compiles the programme and reads everything but orders and what came back of them.
func (p *player) open(ctx context.Context, tx *store.Tx) (err error) {
	if p.ask.Until == 0 || p.ask.Until > tx.Now() {
		p.ask.Until = tx.Now()
	}
	if p.ask.From >= p.ask.Until {
		return ErrWindow.At("from", nil)
	}
	p.report = Report{From: p.ask.From, Until: p.ask.Until}
	if p.program, err = edition.Compile(ctx, tx, p.ask.Document); err != nil {
		return err
	}
	ed, err := edition.At(ctx, tx, p.ask.Until-1)
	if err != nil {
		return err
	}
	p.now = ed.Document()
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return err
	}
	if err := p.reach(ctx, tx); err != nil {
		return err
	}
	for _, part := range []func(context.Context, *store.Tx) error{p.codes, p.hasPlans} {
		if err := part(ctx, tx); err != nil {
			return err
		}
	}
	if p.persons, err = p.people(ctx, tx); err != nil {
		return err
	}
	if err := p.beside(ctx, tx); err != nil {
		return err
	}
	table, err := edition.Load(ctx, tx)
	if err != nil {
		return err
	}
	upward, err := catalog.Upward(ctx, tx, table.Stamp())
	if err != nil {
		return err
	}
	p.report.Members = int64(len(p.persons))
	p.sums = newSums(&p.report, tx.Zone(), len(p.persons), rateOf(p.now), rateOf(p.program.Document()))
	p.world = replay.New(replay.Setting{
		Program: p.program, Persons: p.persons, Stores: p.stores, Upward: upward, GraceDays: settings.RefundGraceDays, Likes: p.likes,
	})
	return nil
}

// reach decides from when on facts are played: from the first one, or, where these are too many, so long before the window as its windows
// reach back.
func (p *player) reach(ctx context.Context, tx *store.Tx) error {
	count := func(from calendar.Instant) (n int64, err error) {
		_, err = store.One(ctx, tx, `SELECT COUNT(*) FROM order_head WHERE merchant_id = $1 AND placed_at >= $2 AND placed_at < $3 AND member_id <> 0`,
			func(r store.Row) error { return r.Scan(&n) }, tx.MerchantID(), from, p.ask.Until)
		return n, err
	}
	first := calendar.Instant(math.MinInt64)
	var err error
	if p.total, err = count(first); err != nil {
		return err
	}
	if p.total > MaxOrders {
		days := max(p.program.Needs().Days, 366)
		first = (p.ask.From.Day(tx.Zone()) - calendar.Day(days)).Start(tx.Zone())
		if p.total, err = count(first); err != nil {
			return err
		}
	}
	if p.total > MaxOrders {
		return ErrTooLarge.At("from", fault.P{"limit": MaxOrders})
	}
	// The first stretch begins at the first fact there is.
	oldest := p.ask.Until
	for _, sql := range []string{
		`SELECT COALESCE(MIN(placed_at), $3) FROM order_head WHERE merchant_id = $1 AND placed_at >= $2`,
		`SELECT COALESCE(MIN(returned_at), $3) FROM order_return WHERE merchant_id = $1 AND returned_at >= $2`,
	} {
		_, err := store.One(ctx, tx, sql, func(r store.Row) error {
			var at calendar.Instant
			err := r.Scan(&at)
			oldest = min(oldest, at)
			return err
		}, tx.MerchantID(), first, p.ask.Until)
		if err != nil {
			return err
		}
	}
	p.report.Begins = oldest
	return nil
}

// begin notes, once, what points had expired when the window began.
func (p *player) begin(at calendar.Instant) {
	if p.started || at < p.ask.From {
		return
	}
	p.started = true
	p.world.Finish(p.ask.From - 1)
	p.expired = p.world.Expired()
}

// play plays facts, in order.
func (p *player) play(facts []fact) error {
	for i := range facts {
		f := &facts[i]
		p.begin(f.at)
		var err error
		switch {
		case f.sale != nil:
			p.report.Played++
			p.sale(f.sale)
		case f.refund != nil:
			err = p.refund(f.refund)
		case f.back != nil:
			err = p.back(f.back)
		case f.gift != nil:
			p.world.Give(f.gift)
		case f.turn != nil:
			p.world.Book(f.turn)
		case f.by != nil:
			p.world.Assign(f.by)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// counts reports whether an instant lies in the window.
func (p *player) counts(at calendar.Instant) bool { return at >= p.ask.From }

// sale plays an order. One that the programme cannot decide is left out.
func (p *player) sale(s *sale) {
	would, err := p.world.Place(&s.Order)
	if err != nil {
		p.report.Skipped++
		return
	}
	if !p.counts(s.At) && s.Refunds == 0 {
		return
	}
	o := &played{at: s.At, person: s.Person, lines: make([]playedLine, len(s.Lines))}
	for i := range s.Lines {
		o.lines[i] = playedLine{category: s.Lines[i].Category, quantity: s.Lines[i].Quantity, left: s.Lines[i].Quantity}
	}
	if s.Refunds > 0 {
		p.remembered[s.ID] = o
	}
	if p.counts(s.At) {
		p.sums.order(o, s.was, would)
		return
	}
	o.discounts(s.was, would)
}

// refund plays a refund.
func (p *player) refund(r *refund) error {
	back, err := p.world.TakeBack(&r.Refund)
	o := p.remembered[r.Order]
	if err != nil || back == nil || o == nil {
		return err
	}
	change := o.returned(r.Takes)
	if !p.counts(r.At) {
		return nil
	}
	p.sums.undo(back.Earned)
	points, growth := took(r.was.Points), took(r.was.Growth)
	p.sums.taken(points, growth)
	change.was.points = -points
	change.would.points = program.EarnedOf(back.Earned, program.AssetPoints)
	p.sums.back(o.person, r.At, change)
	return nil
}

// took is what a refund took back of what rules had given; gifts that went with it are facts of their own.
func took(p back.Points) int64 { return p.ClawedBack - p.Gifts - p.Given }

// back plays the part of a return that no order accounts for.
func (p *player) back(b *unlinked) error {
	back, err := p.world.Return(&b.Return)
	if err != nil || !p.counts(b.At) {
		return err
	}
	p.sums.undo(back.Earned)
	p.sums.taken(b.points, b.growth)
	p.sums.back(b.Person, b.At, pair{
		was: got{points: -b.points}, would: got{points: program.EarnedOf(back.Earned, program.AssetPoints)},
	})
	return nil
}
