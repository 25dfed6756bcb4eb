package order

import (
	"context"
	"maps"
	"slices"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/order/back"
	"regulars/internal/order/hand"
	"regulars/internal/order/parts"
	"regulars/internal/order/way"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// counter takes goods back: the books of the members in question, and the rules.
type counter struct {
	tx       *store.Tx
	settings org.Settings
	table    *edition.Timetable
	books    *reward.Books
	hand     *hand.Books // once the orders are known
	changed  map[int64]lowered
	lost     map[int64]bool // grants that went with orders on these books, and whether the member paid for what was used of them
}

// lowered is an order of which something came back, and what remained of it until then.
type lowered struct {
	*Order
	before basket.Remaining
}

func openCounter(ctx context.Context, tx *store.Tx, need reward.Need) (*counter, error) {
	k := &counter{tx: tx, changed: map[int64]lowered{}, lost: map[int64]bool{}}
	var err error
	if k.settings, _, err = org.GetSettings(ctx, tx); err != nil {
		return nil, err
	}
	if k.table, err = edition.Load(ctx, tx); err != nil {
		return nil, err
	}
	k.books, err = reward.Open(ctx, tx, need)
	return k, err
}

// takeBack lowers an order to what remains after it: everything that it gave or took is a function of what remains. id is the
// member who holds now what it gave; by is the document; at is the instant up to which the member was caught up.
func (k *counter) takeBack(ctx context.Context, o *Order, rest basket.Remaining, on takeBackOn) (back.Back, error) {
	ed, err := k.table.ByNumber(ctx, k.tx, o.Outcome.Edition)
	if err != nil {
		return back.Back{}, err
	}
	b := o.basket()
	before := program.Remain(ed.Program, &o.Standing, &b, &o.Outcome.Outcome, o.Remaining)
	after := program.Remain(ed.Program, &o.Standing, &b, &o.Outcome.Outcome, rest)
	out := back.Back{Share: before.Share.Minus(after.Share)}
	for i := range rest {
		if n := o.Remaining[i] - rest[i]; n > 0 {
			out.Lines = append(out.Lines, back.Line{Line: i, Quantity: n, AmountMinor: before.Lines[i].PayableMinor - after.Lines[i].PayableMinor})
		}
	}
	if on.member != 0 {
		if err := k.settle(ctx, settlement{order: o, edition: ed, before: &before, after: &after, rest: rest, on: on, back: &out}); err != nil {
			return back.Back{}, err
		}
		out.TierAfter = k.books.TierOf(on.member)
	}
	if _, again := k.changed[o.ID]; !again {
		k.changed[o.ID] = lowered{o, o.Remaining}
	}
	o.Remaining, o.KeptMinor, o.Status = rest, after.PayableMinor, PartlyRefunded
	if rest.Empty() {
		o.Status = Refunded
	}
	out.Status = o.Status
	return out, nil
}

// takeBackOn says for whom, by which document and when.
type takeBackOn struct {
	member int64 // 0 for a guest
	by     ledger.Cause
	clock  calendar.Instant
	madeBy string
	why    string
}

// settlement is the move of a member's holdings from what the order kept before to what it keeps after.
type settlement struct {
	order         *Order
	edition       *edition.Edition
	before, after *program.Kept
	rest          basket.Remaining
	on            takeBackOn
	back          *back.Back
}

func (k *counter) settle(ctx context.Context, s settlement) error {
	if err := k.giveBack(&s); err != nil {
		return err
	}
	points, growth, err := k.claw(ctx, &s)
	if err != nil {
		return err
	}
	if err := k.freeHand(ctx, &s); err != nil {
		return err
	}
	zone := k.tx.Zone()
	for _, u := range s.before.ChangeTo(s.after).Uses {
		k.books.Use(s.on.member, u, s.order.PlacedAt)
	}
	k.books.Member.TakeBack(s.on.member, member.RefundFact{
		At: s.order.PlacedAt, StoreID: s.order.StoreID, AmountMinor: s.back.Share.PayableMinor, PrincipalMinor: s.back.Share.PrincipalMinor,
		Categories: parts.Gone(s.order.Lines, parts.State{Shares: s.before.Lines, Remaining: s.order.Remaining}, parts.State{Shares: s.after.Lines, Remaining: s.rest}), Whole: s.rest.Empty(),
	})
	if points != 0 || growth != 0 {
		k.books.Member.Book(s.on.member, member.DayDelta{On: s.order.PlacedAt.Day(zone), Points: points, Growth: growth})
	}
	if s.rest.Empty() {
		clawed, err := k.books.RevokeRoot(ctx, s.on.member, root(s.order.ID), s.on.clock)
		if err != nil {
			return err
		}
		s.back.Points.ClawedBack += clawed.Points
		s.back.Points.Gifts += clawed.Points
		s.back.Growth.ClawedBack += clawed.Growth
		s.back.Growth.Gifts += clawed.Growth
		s.back.UnrecoveredMinor += clawed.UnrecoveredMinor
		if k.settings.DeductUnrecovered {
			s.back.DeductedMinor = min(s.back.UnrecoveredMinor, s.back.Share.CashMinor)
		}
		for _, g := range clawed.Grants {
			if k.lost[g.ID] = s.back.Paid(); k.lost[g.ID] {
				k.books.Keep(g)
			}
		}
	}
	if k.books.Erased(s.on.member) { // nobody holds what came back
		k.books.Ledger.Forfeit(s.on.member, s.on.clock, ledger.Cause{Kind: "erasure", ID: s.on.member})
	}
	return k.books.Reassess(ctx, s.on.member, reward.ReassessIn{Since: s.order.since(), At: s.on.clock, Why: root(s.order.ID)})
}

// grace is until when what comes back after its end can be used; the instant itself where the merchant gives none.
func (k *counter) grace(at calendar.Instant) calendar.Instant {
	if days := k.settings.RefundGraceDays; days > 0 {
		return (at.Day(k.tx.Zone()) + calendar.Day(days)).End(k.tx.Zone())
	}
	return at
}

// giveBack returns points and balance that had been spent on what came back.
func (k *counter) giveBack(s *settlement) error {
	grace := k.grace(s.on.clock)
	for _, give := range []struct {
		asset  ledger.Asset
		amount int64
	}{{ledger.Points, s.back.Share.Points}, {ledger.Bonus, s.back.Share.BonusMinor}, {ledger.Principal, s.back.Share.PrincipalMinor}} {
		if give.amount == 0 {
			continue
		}
		returned, refused := k.books.Ledger.GiveBack(s.on.member, ledger.In{
			Asset: give.asset, Amount: give.amount, Cause: s.cause(), By: s.on.by, Version: s.edition.Number, At: s.on.clock, ExpiresAt: grace,
		})
		if refused != nil {
			return refused
		}
		if give.asset == ledger.Points {
			s.back.Points.Returned += returned.Total()
		}
	}
	return nil
}

func (s *settlement) cause() ledger.Cause { return ledger.Cause{Kind: "order", ID: s.order.ID} }

// claw takes back, rule by rule, what the order no longer earns, and answers the change of points and growth.
func (k *counter) claw(ctx context.Context, s *settlement) (points, growth int64, err error) {
	for _, e := range s.before.ChangeTo(s.after).Earned {
		part := &s.back.Points
		if e.Asset == program.AssetGrowth {
			part = &s.back.Growth
			growth += e.Amount
		} else {
			points += e.Amount
		}
		if e.Amount > 0 {
			in := reward.Lot(s.edition, e, s.cause(), s.order.PlacedAt)
			if in.By, in.At = s.on.by, s.on.clock; e.Asset == program.AssetPoints {
				if in.AvailableAt, err = k.availableAt(ctx, s); err != nil {
					return 0, 0, err
				}
			}
			if _, refused := k.books.Ledger.Earn(s.on.member, in); refused != nil {
				return 0, 0, refused
			}
			part.Given += e.Amount
			continue
		}
		clawed, refused := k.books.Ledger.ClawBack(s.on.member, ledger.In{
			Asset: ledger.Asset(e.Asset), Amount: -e.Amount, Cause: s.cause(), By: s.on.by, Rule: e.Rule, Version: s.edition.Number, At: s.on.clock,
		})
		if refused != nil {
			return 0, 0, refused
		}
		part.ClawedBack += clawed.Total()
		part.Debt += clawed.Debt
	}
	return points, growth, nil
}

// availableAt is when points become available that the order earns again: as those that it earned, by the steps that it has taken.
func (k *counter) availableAt(ctx context.Context, s *settlement) (calendar.Instant, error) {
	at := s.order.Outcome.AvailableAt
	if at != calendar.Never {
		return at, nil
	}
	steps, err := way.Steps(ctx, k.tx, s.order.ID)
	if reached := way.Reached(steps, s.edition.Program); reached != 0 {
		at = reached
	}
	return at, err
}

// save writes what changed of the orders, and the books.
func (k *counter) save(ctx context.Context) error {
	heads := make([][]any, 0, len(k.changed))
	var lines [][]any
	for _, id := range slices.Sorted(maps.Keys(k.changed)) {
		o := k.changed[id]
		heads = append(heads, []any{o.ID, string(o.Status), o.KeptMinor})
		for i, n := range o.Remaining {
			if n != o.before[i] {
				lines = append(lines, []any{o.ID, int64(i), n})
			}
		}
	}
	if _, err := store.UpdateMany(ctx, k.tx, store.Update{Table: "order_head", Key: []string{"id"}, Set: []string{"status", "kept_minor"}}, heads); err != nil {
		return err
	}
	if _, err := store.UpdateMany(ctx, k.tx, store.Update{Table: "order_line", Key: []string{"order_id", "line"}, Set: []string{"remaining"}}, lines); err != nil {
		return err
	}
	if err := k.books.Save(ctx); err != nil {
		return err
	}
	return k.hand.Save(ctx)
}

// lockOrders reads orders under their members' locks; the rows of guests' orders are locked themselves.
func lockOrders(ctx context.Context, tx *store.Tx, ids []int64) (map[int64]*Order, error) {
	err := tx.Query(ctx, `SELECT id FROM order_head WHERE merchant_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE`,
		func(store.Row) error { return nil }, tx.MerchantID(), ids)
	if err != nil {
		return nil, err
	}
	return Many(ctx, tx, ids)
}
