package order

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/order/back"
	"regulars/internal/order/hand"
	"regulars/internal/order/match"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// ReturnIn is goods that come back without a receipt. Money is what the return says.
type ReturnIn struct {
	Member     member.Ref // the zero Ref is a guest: that lowers the shop's sales alone
	Source     string
	Number     string
	StoreID    int64
	Lines      []basket.Line    // quantities and totals; no adjustments
	ReturnedAt calendar.Instant // 0: now
	Reason     string
	MadeBy     string
	Backdate   bool
}

// Returned is an unlinked return as it was booked.
type Returned = back.Returned

// ReturnResult is what became of one return of a batch.
type ReturnResult struct {
	Return   *Returned
	Repeated bool
	Err      *fault.Error
}

// Return books unlinked returns in turn. Units are matched to the newest orders that were placed before and still hold units of the sku;
// they are refunds of these orders. Units without an order take back what the programme in force then gives the base tier, and
// lower the spend. A refused return spoils no other.
//
// Refusals: ErrReturnReused, ErrMember, ErrStore, ErrFuture, ErrTooOld, and those of basket.
func Return(ctx context.Context, tx *store.Tx, ins []ReturnIn) ([]ReturnResult, error) {
	g := &returning{desk: newDesk(tx, len(ins)), out: make([]ReturnResult, len(ins)), ids: make([]int64, len(ins)), byKey: map[natural]int{}}
	g.ins = slices.Clone(ins) // see Record
	for i := range g.ins {
		in := &g.ins[i]
		as := RecordIn{
			QuoteIn: QuoteIn{Member: in.Member, StoreID: in.StoreID, PlacedAt: in.ReturnedAt, Lines: in.Lines, Backdate: in.Backdate},
			Source:  in.Source, Number: in.Number,
		}
		g.desk.results[i].Err = validate(&as)
		in.Lines, g.quotes[i] = as.Lines, &as.QuoteIn
		g.hashes = append(g.hashes, g.hash(i)) // before the catalogue fills the lines
	}
	if err := g.findRepeats(ctx); err != nil {
		return nil, err
	}
	if err := g.prepare(ctx); err != nil {
		return nil, err
	}
	for i := range ins {
		if err := g.one(ctx, i); err != nil {
			return nil, err
		}
	}
	return g.out, g.save(ctx)
}

// returning is one run of Return.
type returning struct {
	*desk
	*counter
	ins     []ReturnIn
	hashes  []string
	out     []ReturnResult
	byKey   map[natural]int
	ids     []int64            // of the returns to be made: their books are opened with them as causes
	orders  map[int64][]*Order // of each holder that may match, newest first
	refunds []*Refunding
	made    []*Returned
}

func (g *returning) findRepeats(ctx context.Context) error {
	var sources, numbers []string
	for i := range g.ins {
		sources, numbers = append(sources, g.ins[i].Source), append(numbers, g.ins[i].Number)
	}
	slices.Sort(sources)
	list, err := back.Returns(ctx, g.desk.tx, slices.Compact(sources), numbers)
	there := map[natural]*Returned{}
	for _, b := range list {
		there[natural{b.Source, b.Number}] = b
	}
	for i := range g.ins {
		if prior := there[natural{g.ins[i].Source, g.ins[i].Number}]; prior != nil {
			g.repeat(i, prior)
		}
	}
	return err
}

func (g *returning) repeat(i int, prior *Returned) {
	g.results[i].Repeated = true
	if prior.Hash != g.hashes[i] {
		g.out[i].Err = ErrReturnReused.At("number", fault.P{"number": prior.Number, "source": prior.Source})
		return
	}
	g.out[i] = ReturnResult{Return: prior, Repeated: true}
}

func (g *returning) hash(i int) string {
	in := &g.ins[i]
	return store.Digest(struct {
		Member, Source, Number, Reason string
		Store, At                      int64
		Lines                          []basket.Line
	}{in.Member.Text(), in.Source, in.Number, in.Reason, in.StoreID, int64(in.ReturnedAt), in.Lines})
}

// prepare finds members, stores and the orders that may match, and opens the books.
func (g *returning) prepare(ctx context.Context) error {
	tx := g.desk.tx
	members, names := g.membersLater(), g.namesLater()
	if err := tx.Flush(ctx); err != nil {
		return err
	}
	members()
	names()
	need := reward.Need{From: tx.Now(), Until: tx.Now(), TakeBack: true} // tiers are judged anew until today
	for i, q := range g.quotes {
		if !g.open1(i) {
			continue
		}
		need.From = min(need.From, g.placed(q))
		if g.members[i] == 0 {
			continue
		}
		need.Members = append(need.Members, g.members[i])
		g.ids[i] = tx.NewID()
	}
	need.Draw = need.Members
	if err := lockMembers(ctx, tx, need.Members); err != nil { // from here on no order of theirs comes or goes, and no merge
		return err
	}
	holders, placed, err := g.candidates(ctx, need.Members)
	if err != nil {
		return err
	}
	ids := slices.Sorted(maps.Keys(holders))
	need.Causes = slices.Concat(ids, slices.DeleteFunc(slices.Clone(g.ids), func(id int64) bool { return id == 0 }))
	need.Facts = placed
	for _, at := range placed {
		need.From = min(need.From, at.Add(-ClockSkew))
	}
	if g.counter, err = openCounter(ctx, tx, need); err != nil {
		return err
	}
	g.desk.settings, g.desk.books = g.counter.settings, g.counter.books
	loaded, err := lockOrders(ctx, tx, ids)
	if err != nil {
		return err
	}
	g.orders = map[int64][]*Order{}
	var past []hand.Past
	for id, holder := range holders {
		g.orders[holder] = append(g.orders[holder], loaded[id])
		past = append(past, hand.Past{ID: id, Holder: holder, Made: loaded[id].Outcome.Deal})
	}
	if g.counter.hand, err = hand.OpenBack(ctx, tx, g.counter.books, past); err != nil {
		return err
	}
	for _, list := range g.orders {
		slices.SortFunc(list, func(a, b *Order) int {
			return match.NewestFirst(match.Order{ID: a.ID, PlacedAt: a.PlacedAt}, match.Order{ID: b.ID, PlacedAt: b.PlacedAt})
		})
	}
	return nil
}

// lockMembers locks the members before their books can be opened: what is to be loaded is found under the lock.
func lockMembers(ctx context.Context, tx *store.Tx, members []int64) error {
	held, err := ledger.OpenLater(tx, members)
	if err != nil {
		return err
	}
	_, err = held.Complete(ctx, tx)
	return err
}

// candidates are the orders that the returned units can come from, of the members and of records merged into them: order to
// holder, and when they were placed.
func (g *returning) candidates(ctx context.Context, members []int64) (map[int64]int64, []calendar.Instant, error) {
	holders := map[int64]int64{}
	if len(members) == 0 {
		return holders, nil, nil
	}
	records, err := member.Records(ctx, g.desk.tx, members)
	if err != nil {
		return nil, nil, err
	}
	var all []calendar.Instant
	var wanted match.Wanted
	for i, q := range g.quotes {
		for j := range q.Lines {
			if g.open1(i) && g.members[i] != 0 {
				wanted.Add(g.members[i], q.Lines[j].SKU, g.placed(q), q.Lines[j].Quantity)
			}
		}
	}
	err = g.desk.tx.Query(ctx, `SELECT h.id, h.member_id, h.placed_at, l.sku, l.remaining
		FROM order_head h JOIN order_line l ON l.merchant_id = h.merchant_id AND l.order_id = h.id
		WHERE h.merchant_id = $1 AND l.merchant_id = $1 AND h.member_id = ANY($2) AND h.status <> 'refunded' AND l.remaining > 0
			AND l.sku IN (SELECT unnest(CAST($3 AS text[])))
		ORDER BY h.placed_at DESC, h.id DESC`, func(r store.Row) error {
		var id, of, remaining int64
		var placed calendar.Instant
		var sku string
		err := r.Scan(&id, &of, &placed, &sku, &remaining)
		if wanted.Show(records[of], sku, placed, remaining) {
			holders[id] = records[of]
			all = append(all, placed)
		}
		return err
	}, g.desk.tx.MerchantID(), slices.Sorted(maps.Keys(records)), wanted.SKUs())
	return holders, all, err
}

// one books one return.
func (g *returning) one(ctx context.Context, i int) error {
	in := &g.ins[i]
	if g.out[i].Return != nil || g.out[i].Err != nil {
		return nil
	}
	if first, again := g.byKey[natural{in.Source, in.Number}]; again {
		g.repeat(i, g.out[first].Return)
		return nil
	}
	at := g.placed(g.quotes[i])
	refused := g.results[i].Err
	if refused == nil {
		refused = g.checkTime(g.quotes[i], at)
	}
	if refused != nil {
		g.out[i].Err = refused
		return nil
	}
	tx := g.desk.tx
	if g.ids[i] == 0 { // a guest's
		g.ids[i] = tx.NewID()
	}
	b := &Returned{
		ID: g.ids[i], Source: in.Source, Number: in.Number, MemberID: g.members[i], StoreID: in.StoreID,
		ReturnedAt: at, RecordedAt: tx.Now(), MadeBy: in.MadeBy, Hash: g.hashes[i], Taken: back.Taken{Reason: in.Reason},
	}
	for j := range in.Lines {
		b.AmountMinor += in.Lines[j].TotalMinor
	}
	if err := g.book(ctx, i, b); err != nil {
		return err
	}
	g.out[i].Return = b
	g.byKey[natural{in.Source, in.Number}] = i
	g.made = append(g.made, b)
	tx.Emit(event.Event{Kind: EventReturned, MemberID: b.MemberID, Subject: b.ID, At: at, Root: fmt.Sprintf("return:%d", b.ID), Data: map[string]any{
		"amount_minor": b.AmountMinor, "unmatched_minor": b.Taken.UnmatchedMinor,
	}})
	return nil
}

func (g *returning) book(ctx context.Context, i int, ret *Returned) error {
	on := takeBackOn{member: ret.MemberID, by: ledger.Cause{Kind: "return", ID: ret.ID}, clock: g.desk.tx.Now(), madeBy: ret.MadeBy, why: ret.Taken.Reason}
	if g.historic {
		on.clock = ret.ReturnedAt
	}
	if on.member == 0 {
		ret.Taken.Leave(g.ins[i].Lines)
		return nil
	}
	g.counter.books.CatchUp(on.member, on.clock)
	claimed, left := g.pair(ret, g.ins[i].Lines)
	if err := g.takeOrders(ctx, ret, claimed, on); err != nil {
		return err
	}
	ret.Taken.DifferenceMinor = ret.AmountMinor - ret.Taken.UnmatchedMinor - ret.Taken.MatchedMinor
	if err := g.takeUnmatched(ctx, ret, left, on); err != nil {
		return err
	}
	ret.Taken.TierAfter = g.counter.books.TierOf(on.member)
	return nil
}

func (g *returning) save(ctx context.Context) error {
	if err := g.err(); err != nil || len(g.made) == 0 {
		return err
	}
	if facts, err := org.HasFacts(ctx, g.desk.tx); err != nil || !facts {
		if err := cmp.Or(err, org.NoteFacts(ctx, g.desk.tx)); err != nil {
			return err
		}
	}
	if err := back.SaveReturns(ctx, g.desk.tx, g.made); err != nil {
		return err
	}
	if err := back.Save(ctx, g.desk.tx, g.refunds); err != nil {
		return err
	}
	return g.counter.save(ctx)
}
