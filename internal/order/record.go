package order

import (
	"cmp"
	"context"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/catalog"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/order/hand"
	"regulars/internal/order/known"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// Record records orders in turn, each completely before the next, on the same books. A refused order leaves nothing behind and spoils
// no other; one that was recorded before is answered with what was made then. What is returned as an error is the
// database's: nothing of the batch was recorded.
//
// Refusals: ErrNumberReused, store.ErrKeyReused, ErrMember, ErrStore, ErrFuture, ErrTooOld, ErrPayments,
// ErrQuoteChanged (with the quote), ErrProof, and those of basket and program.
func Record(ctx context.Context, tx *store.Tx, ins []RecordIn) ([]Result, error) {
	d := newDesk(tx, len(ins))
	ins = slices.Clone(ins) // what is filled in is this run's own: the transaction may be run again with what was asked
	for i := range ins {
		d.results[i].Err = validate(&ins[i])
		d.quotes[i] = &ins[i].QuoteIn
	}
	r := &recording{desk: d, ins: ins, hashes: make([]string, len(ins)), made: make([]*Order, 0, len(ins))}
	for i := range ins {
		r.hashes[i] = hashOf(&ins[i])
	}
	repeats := r.repeatsLater()
	if err := d.open(ctx, repeats); err != nil {
		return nil, err
	}
	var refused []known.Number
	for i := range ins {
		open := d.open1(i)
		if open {
			r.one(ctx, i)
		}
		if e := d.results[i].Err; e != nil && (open || fault.Has(e, hand.ErrHoldUsed)) { // by the same order, it may be
			refused = append(refused, known.Number{Source: ins[i].Source, Number: ins[i].Number})
		}
	}
	if err := cmp.Or(d.broken, known.Again(ctx, tx, refused)); err != nil {
		return nil, err
	}
	if err := r.save(ctx); err != nil {
		return nil, err
	}
	return d.results, nil
}

// Quote says what the order would cost, spend and earn now, and writes nothing. On a View it sees one snapshot.
func Quote(ctx context.Context, tx *store.Tx, in QuoteIn) (Outcome, error) {
	d := newDesk(tx, 1)
	d.quotes[0] = &in
	if e := in.Check(); e != nil {
		return Outcome{}, e
	}
	if err := d.open(ctx, nil); err != nil {
		return Outcome{}, err
	}
	if e := d.results[0].Err; e != nil {
		return Outcome{}, e
	}
	c, refused := d.decide(ctx, 0)
	if refused != nil {
		return Outcome{}, cmp.Or(d.broken, error(refused))
	}
	if refused := d.apply(c, tx.NewID(), ""); refused != nil { // in memory alone: the tier after is known only then
		return Outcome{}, refused
	}
	return c.outcome, d.err()
}

// desk decides orders of one merchant on one set of books.
type desk struct {
	tx       *store.Tx
	settings org.Settings
	books    *reward.Books
	stores   map[int64]known.Store
	quotes   []*QuoteIn
	members  []int64 // of each quote; 0 for a guest
	results  []Result
	hands    []hand.Order // what each brings
	hand     *hand.Books
	upward   catalog.Paths   // of categories
	used     map[int64]int64 // holds that were let go, and the orders that used them
	broken   error           // what went wrong that no order is to blame for
	historic bool
	facts    bool // the merchant has facts already
}

func newDesk(tx *store.Tx, n int) *desk {
	return &desk{
		tx: tx, quotes: make([]*QuoteIn, n), members: make([]int64, n), results: make([]Result, n),
		hands: make([]hand.Order, n), used: map[int64]int64{}, historic: tx.Historic(),
	}
}

// open loads whatever the undecided orders need, one statement a table. What it finds is looked at after the repeats, where they are
// asked for.
func (d *desk) open(ctx context.Context, repeats func(context.Context) error) (err error) {
	settings, members, names, holds := org.SettingsLater(d.tx), d.membersLater(), d.namesLater(), hand.FindLater(d.tx, d.holds())
	if err = d.tx.Flush(ctx); err != nil {
		return err
	}
	if repeats != nil {
		if err = repeats(ctx); err != nil {
			return err
		}
	}
	d.settings, d.facts = settings()
	members()
	names()
	if err = d.bring(ctx, holds); err != nil {
		return err
	}
	if err = hand.Owners(ctx, d.tx, d.hands); err != nil {
		return err
	}
	need := reward.Need{From: d.tx.Now(), Until: d.tx.Now()}
	if d.historic {
		need.Until = 0 // members are caught up to their orders, not to today
	}
	for i, q := range d.quotes {
		if !d.open1(i) {
			continue
		}
		placed := d.placed(q)
		need.From, need.Until = min(need.From, placed), max(need.Until, placed)
		if d.members[i] == 0 {
			continue
		}
		need.Members, need.Facts = append(need.Members, d.members[i]), append(need.Facts, placed)
		if q.Ask.Points != 0 || q.Ask.Balance != 0 {
			need.Draw = append(need.Draw, d.members[i])
		}
	}
	hand.Ask(d.tx, &need, d.hands)
	if d.books, err = reward.Open(ctx, d.tx, need); err != nil {
		return err
	}
	if d.hand, err = hand.Open(ctx, d.tx, d.books, d.settings, d.hands); err != nil {
		return err
	}
	d.upward, err = catalog.Upward(ctx, d.tx, d.books.Editions.Stamp)
	return err
}

func (d *desk) holds() (ids []int64) {
	for i, q := range d.quotes {
		if q.Hold != 0 && d.open1(i) {
			ids = append(ids, q.Hold)
		}
	}
	return ids
}

// bring notes what each open order brings.
func (d *desk) bring(ctx context.Context, holds map[int64]*hand.Hold) error {
	for i, q := range d.quotes {
		if !d.open1(i) {
			continue
		}
		d.hands[i] = hand.Order{Member: d.members[i], Placed: d.placed(q), Lines: q.Lines, Asked: q.Asked, Shown: q.Shown}
		d.hands[i].Shown.Trusted = q.Trusted || q.Shown.Trusted
		if q.Hold == 0 {
			continue
		}
		var err error
		d.hands[i].Hold, err = hand.Named(ctx, d.tx, holds[q.Hold], d.members[i])
		if d.results[i].Err = fault.As(err); err != nil && d.results[i].Err == nil {
			return err
		}
	}
	return nil
}

// open1 reports whether the order is still to be decided.
func (d *desk) open1(i int) bool { return d.results[i].Err == nil && !d.results[i].Repeated }

func (d *desk) placed(q *QuoteIn) calendar.Instant {
	if q.PlacedAt == 0 {
		return d.tx.Now()
	}
	return q.PlacedAt
}

func (d *desk) membersLater() (find func()) {
	refs := make([]member.Ref, len(d.quotes))
	for i, q := range d.quotes {
		if d.open1(i) {
			refs[i] = q.Member
		}
	}
	resolved := member.ResolveLater(d.tx, refs)
	return func() {
		for i, id := range resolved() {
			q := d.quotes[i]
			d.members[i] = id
			if id == 0 && !q.Member.IsZero() && d.open1(i) {
				field, by := q.Member.Names()
				d.results[i].Err = ErrMember.At(field, fault.P{"by": by})
			}
		}
	}
}

// namesLater finds the stores and fills what lines leave out.
func (d *desk) namesLater() (find func()) {
	var ids []int64
	var lines known.Lines
	for i, q := range d.quotes {
		if !d.open1(i) {
			continue
		}
		ids = append(ids, q.StoreID)
		q.Name(&lines)
	}
	d.stores = known.StoresLater(d.tx, ids)
	fill := lines.FillLater(d.tx)
	return func() {
		for i, q := range d.quotes {
			if _, known := d.stores[q.StoreID]; !known && q.StoreID != 0 && d.open1(i) {
				d.results[i].Err = ErrStore.At("store_id", nil)
			}
		}
		fill()
	}
}

// err is what went wrong in memory that no order is to blame for.
func (d *desk) err() error { return cmp.Or(d.broken, d.books.Err()) }
