package reward

import (
	"context"
	"fmt"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/program"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// Item is one thing that can be given; see package item.
type Item = item.Item

// The kinds of grants.
const (
	Adjustment = "adjustment" // by a person, up or down
	Reward     = "reward"
)

// The states of grants.
const (
	Given   = "given"
	Revoked = "revoked"
)

// Granted is something given other than by an order.
type Granted struct {
	ID               int64
	MemberID         int64
	Kind             string // Adjustment or Reward
	Parts            []Part // packs are taken apart
	Reason           string
	Rule             string
	Root             string
	MadeBy           string
	At               calendar.Instant
	State            string // Given or Revoked
	CostMinor        int64  // what it is reckoned to cost the merchant
	UnrecoveredMinor int64  // of a revoked one: what of the cost could not be taken back, being used
	RevokedAt        calendar.Instant
	alone            bool          // until it is saved: GrantIn.Alone
	Uses             []program.Use // of caps, in the periods of At

	availableAt calendar.Instant // of points while it is given; 0: at once
}

// Part is one item of a grant, and what became of it.
type Part struct {
	Item
	PackID    int64 // that it came out of; 0
	Amount    int64 // how many: Item.Count, below 0 where it was taken by hand
	TakenBack int64
	CostMinor int64
	Made      []int64 // the coupons or entitlements that were made
}

// GrantIn is what is to be given to one member.
type GrantIn struct {
	MemberID  int64
	Items     []Item
	Reason    string
	Rule      string
	Root      string           // the fact it goes back to; "" makes the grant its own root
	Budgets   []int64          // that it draws from: all of them, or nothing is given
	ExpiresAt calendar.Instant // of points, bonus and entitlements; 0: of points as the programme says, of the others never
	MadeBy    string
	Alone     bool // a person gives it without a second one: it counts in what he may give the member today

	At          calendar.Instant // of the fact that it is given for: it counts for that day; 0: now
	AvailableAt calendar.Instant // of points; 0: at once
	Uses        []program.Use    // of caps: counted with it, and their room given back with it
}

// Result is what became of one GrantIn.
type Result struct {
	Granted *Granted
	Err     *fault.Error
}

// Grant gives a member items. Returns member.ErrUnknown, ErrNoMember, ErrExpiry, the refusals of Check, of the budgets, and of what
// the items name (a template out of stock); nothing is given then.
func Grant(ctx context.Context, tx *store.Tx, in GrantIn) (*Granted, error) {
	out, err := GrantMany(ctx, tx, []GrantIn{in})
	if err != nil {
		return nil, err
	}
	if out[0].Err != nil {
		return nil, out[0].Err
	}
	return out[0].Granted, nil
}

// GrantMany gives to many members, each completely or not at all: who is refused spoils no other. What is wrong for all (a budget that does
// not exist) is an error.
func GrantMany(ctx context.Context, tx *store.Tx, ins []GrantIn) ([]Result, error) {
	if len(ins) > MaxGrants {
		return nil, fault.ErrTooMany.At("member_ids", fault.P{"limit": MaxGrants})
	}
	records := make([]int64, len(ins))
	for i, in := range ins {
		records[i] = in.MemberID
	}
	holders, err := member.Holders(ctx, tx, records)
	if err != nil {
		return nil, err
	}
	out := make([]Result, len(ins))
	var todo []int
	for i := range ins {
		if holders[ins[i].MemberID] == 0 {
			out[i].Err = member.ErrUnknown.At("member_id", nil)
			continue
		}
		todo = append(todo, i)
	}
	c := &counter{tx: tx, ins: ins, holders: holders, out: out}
	if clean, err := c.give(ctx, todo); err != nil || clean {
		return out, err
	}
	for _, i := range todo { // somebody was refused half-way: one by one, so that only his part is dropped
		if _, err := c.give(ctx, []int{i}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// counter gives to many.
type counter struct {
	tx      *store.Tx
	ins     []GrantIn
	holders map[int64]int64
	out     []Result
}

// give gives to the members in question and saves. It reports false, with nothing of it kept, where somebody was refused who had been
// given a part.
func (c *counter) give(ctx context.Context, todo []int) (clean bool, err error) {
	if len(todo) == 0 {
		return true, nil
	}
	before := slices.Clone(c.tx.Emitted())
	ins, ids := make([]GrantIn, len(todo)), make([]int64, len(todo))
	for k, i := range todo {
		ins[k] = c.ins[i]
		ins[k].MemberID = c.holders[c.ins[i].MemberID]
		ids[k] = ins[k].MemberID
	}
	bk, err := Open(ctx, c.tx, Need{Members: ids, From: c.tx.Now(), Until: c.tx.Now()})
	if err != nil {
		return false, err
	}
	for _, id := range bk.Member.IDs() {
		bk.CatchUp(id, c.tx.Now())
	}
	if err := bk.prepare(ctx, ins); err != nil {
		return false, err
	}
	for k, i := range todo {
		g, half, refused := bk.giveOne(&ins[k])
		c.out[i] = Result{g, refused}
		if half {
			c.tx.Forget()
			for _, e := range before {
				c.tx.Emit(e)
			}
			return false, nil
		}
	}
	return true, bk.Save(ctx)
}

// Grant gives on books that hold the members and are caught up; the caller saves them. It is refused as a whole: the books may then hold
// a part, and the transaction must not commit.
func (bk *Books) Grant(ctx context.Context, ins ...GrantIn) ([]*Granted, error) {
	if err := bk.prepare(ctx, ins); err != nil {
		return nil, err
	}
	out := make([]*Granted, len(ins))
	for i := range ins {
		g, _, refused := bk.giveOne(&ins[i])
		if refused != nil {
			return nil, refused
		}
		out[i] = g
	}
	return out, nil
}

// giveOne gives one member everything of a grant. half says that it was refused after a part had been given.
func (bk *Books) giveOne(in *GrantIn) (g *Granted, half bool, refused *fault.Error) {
	if !bk.IsMember(in.MemberID) {
		return nil, false, ErrNoMember.At("member_id", nil)
	}
	g = bk.grant(in)
	for _, it := range in.Items {
		g.Parts = append(g.Parts, bk.partsOf(it)...)
	}
	cost := budget.Cost{}
	for i := range g.Parts {
		p := &g.Parts[i]
		minor, known := bk.cost(p)
		p.CostMinor = minor
		cost.CostMinor, cost.Unknown = cost.CostMinor+minor, cost.Unknown || !known
		if p.Kind == item.Points {
			cost.Points += p.Amount
		}
	}
	g.CostMinor = cost.CostMinor
	drawing := budget.Drawing{GrantID: g.ID, MemberID: g.MemberID, Budgets: in.Budgets, Cost: cost}
	if refused := bk.stock.budgets.Room(drawing); refused != nil {
		return nil, false, refused
	}
	for i := range g.Parts {
		if refused := bk.apply(g, &g.Parts[i], in.ExpiresAt); refused != nil {
			return nil, i > 0, refused
		}
	}
	bk.stock.budgets.Draw(drawing)
	for _, u := range g.Uses {
		bk.Use(g.MemberID, u, g.At)
	}
	bk.Assess(g.MemberID, bk.tx.Now(), g.Root)
	bk.given = append(bk.given, g)
	bk.tx.Emit(g.event(EventGranted))
	return g, false, nil
}

// grant is a new grant without parts.
func (bk *Books) grant(in *GrantIn) *Granted {
	g := &Granted{
		ID: bk.tx.NewID(), MemberID: in.MemberID, Kind: Reward, Reason: in.Reason, Rule: in.Rule, Root: in.Root, MadeBy: in.MadeBy, At: bk.tx.Now(),
		State: Given, RevokedAt: calendar.Never, alone: in.Alone, Uses: in.Uses, availableAt: in.AvailableAt,
	}
	if in.At != 0 {
		g.At = in.At
	}
	if g.Root == "" {
		g.Root = g.cause().String()
	}
	return g
}

func (g *Granted) cause() ledger.Cause { return ledger.Cause{Kind: "grant", ID: g.ID} }

// Subject names the grant in events and causes.
func (g *Granted) Subject() string { return fmt.Sprintf("grant:%d", g.ID) }

// post books an amount in the ledger and on the member's day.
func (bk *Books) post(g *Granted, asset ledger.Asset, amount int64, expires calendar.Instant) *fault.Error {
	ed := bk.Editions.At(g.At)
	in := ledger.In{Asset: asset, Amount: amount, Cause: g.cause(), Rule: g.Rule, Root: g.Root, Version: ed.Number, At: bk.tx.Now(), Passive: true}
	if asset == ledger.Points && g.availableAt > in.At {
		in.AvailableAt = g.availableAt
	}
	switch {
	case asset == ledger.Points && expires == 0 && ed.Program.Inactive():
		in.IdleMonths = ed.Program.Document().Points.Expiry.Months
	case asset == ledger.Points && expires == 0:
		in.ExpiresAt = ed.Program.ExpiresAt(g.At)
	case asset == ledger.Points || asset == ledger.Bonus:
		in.ExpiresAt = expires
	}
	var refused *fault.Error
	if g.Kind == Adjustment {
		refused = bk.Ledger.Adjust(g.MemberID, in)
	} else {
		_, refused = bk.Ledger.Earn(g.MemberID, in)
	}
	if refused == nil {
		bk.day(g, asset, amount, g.MemberID)
	}
	return refused
}

// day notes on the holder's day what was given or, below 0, taken back.
func (bk *Books) day(g *Granted, asset ledger.Asset, amount, holder int64) {
	day := member.DayDelta{On: g.At.Day(bk.zone)}
	switch asset {
	case ledger.Points:
		day.Points = amount
	case ledger.Growth:
		day.Growth = amount
	case ledger.Principal, ledger.Bonus, ledger.Commission:
		return
	}
	bk.Member.Book(holder, day)
}
