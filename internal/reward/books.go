package reward

import (
	"context"
	"slices"
	"time"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/edition"
	"regulars/internal/expr"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/member/trait"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/reward/use"
	"regulars/internal/store"
	"regulars/internal/tier"
)

// Books are everything that some members hold, in memory: what they are (Member), what they own (Ledger),
// which tier they have (Tier), and what of their caps is used up. One statement a table opens them, one a table saves them.
// Coupon, Benefit and Plan are there where Need asks for them, or a grant needed them; else nil.
type Books struct {
	Member  *member.Books
	Ledger  *ledger.Books
	Tier    *tier.Books
	Coupon  *coupon.Books
	Benefit *benefit.Books
	Plan    *plan.Books

	Editions *edition.Span // in force from the earliest instant that may be asked

	tx   *store.Tx
	zone *time.Location
	uses *use.Books

	segments map[string][]int64 // members in each that conditions name, by its id

	promises bool // conditions of all benefits may be asked, not those of orders alone
	events   bool // events are decided, not orders

	stock  stock      // what grants name
	given  []*Granted // not yet saved
	taken  []*Granted
	tags   []trait.TagsFor
	untags []trait.TagsFor
}

// Need says what of the members must be loaded.
type Need struct {
	Members []int64
	From    calendar.Instant   // of the earliest fact
	Until   calendar.Instant   // what is due until then is posted
	Draw    []int64            // members whose lots are spent from, taken back or returned to
	Causes  []int64            // ids of orders or grants that are taken back
	Facts   []calendar.Instant // when the orders were placed: which periods of budgets are touched
	AllDays bool               // windows of any past instant will be asked

	Coupons  *coupon.Need // each asks for its books, in the same round trip; nil: they are not opened
	Benefits *benefit.Need
	Plans    *plan.Need

	Events   bool // the rules and caps of events are asked, not those of orders
	TakeBack bool // growth is drawn too, by refunds or by hand
	Aliases  bool // records that were merged into others are opened as themselves
}

// Open reads the members, taking their locks in the order of ids (on a View it only reads).
// Members may be named more than once. Returns store.ErrAgain where one was merged into another between the caller's look-up and the lock.
func Open(ctx context.Context, tx *store.Tx, need Need) (*Books, error) {
	bk := &Books{tx: tx, zone: tx.Zone(), uses: use.New(tx), promises: need.Benefits != nil, events: need.Events}
	ids := slices.Clone(need.Members)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	from, err := bk.openHeld(ctx, ids, need.From, need.Until)
	if err != nil {
		return nil, err
	}
	asked := bk.asked()
	bk.Member = member.OpenLater(tx, ids, bk.bookNeed(asked, from-1, need.AllDays))
	if slices.Contains(asked.Attributes, "plans") {
		all := plan.Need{Members: ids, From: from - 1}
		if need.Plans != nil {
			all.From, all.Plans = min(all.From, need.Plans.From), need.Plans.Plans
		}
		need.Plans = &all
	}
	bk.openUses(ids, need.From)
	lots := ledger.Need{Draw: need.Draw, Causes: need.Causes, Until: need.Until}
	if need.TakeBack {
		lots.Assets = ledger.Assets()
	}
	if err := bk.Ledger.Load(ctx, tx, lots); err != nil {
		return nil, err
	}
	bk.openHoldings(&need)
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	if bk.Coupon != nil {
		if err := bk.Coupon.Complete(ctx); err != nil {
			return nil, err
		}
	}
	for _, id := range bk.Member.IDs() {
		if tx.Writes() && !need.Aliases && bk.Member.Person(id).AliasOf != 0 {
			return nil, store.ErrAgain
		}
	}
	if err := bk.LoadSegments(ctx, asked.Named); err != nil {
		return nil, err
	}
	return bk, bk.uses.OpenBudgets(ctx, bk.caps(), need.Facts)
}

// openHoldings asks for the books that the need names: they stand under the wallets' locks.
func (bk *Books) openHoldings(need *Need) {
	if need.Plans != nil {
		bk.Plan = plan.OpenLater(bk.tx, *need.Plans)
	}
	if need.Benefits != nil {
		bk.Benefit = benefit.OpenLater(bk.tx, *need.Benefits)
	}
	if need.Coupons != nil {
		bk.Coupon = coupon.OpenLater(bk.tx, *need.Coupons)
	}
}

// openHeld locks the members and reads what they hold, and the editions from the first instant on that matters to them, which it answers.
func (bk *Books) openHeld(ctx context.Context, ids []int64, from, until calendar.Instant) (calendar.Instant, error) {
	var err error
	if bk.Ledger, err = ledger.OpenLater(bk.tx, ids); err != nil {
		return 0, err
	}
	bk.Tier = tier.OpenLater(bk.tx, ids) // after the locks
	load := edition.LoadLater(bk.tx)
	made, err := bk.Ledger.Complete(ctx, bk.tx)
	if err == nil && made {
		bk.Tier, err = tier.Open(ctx, bk.tx, ids)
	}
	if err != nil {
		return 0, err
	}
	table, err := load(ctx)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		from = min(from, bk.Tier.Due(id))
	}
	bk.Editions, err = table.Span(ctx, bk.tx, from, until)
	return from, err
}

// asked is what the conditions of the editions in question may ask.
func (bk *Books) asked() (asked expr.Need) {
	for _, ed := range bk.Editions.All() {
		n := bk.needs(ed)
		asked.Add(n.Earn)
		asked.Add(n.Tiers)
		asked.Add(n.Entry)
		if bk.promises {
			asked.Add(ed.Program.Benefits().NeedOfHeld())
		}
	}
	return asked
}

// needs is what must be known to decide by an edition.
func (bk *Books) needs(ed *edition.Edition) *program.Needs {
	if bk.events {
		return ed.Program.ActNeeds()
	}
	return ed.Program.Needs()
}

// bookNeed is what that asks of the books of members, from the earliest instant on.
func (bk *Books) bookNeed(asked expr.Need, from calendar.Instant, allDays bool) member.BookNeed {
	out := member.NeedFor(asked, from.Day(bk.zone))
	if allDays {
		out.Days = member.AllDays
	}
	return out
}

// Err is the first mistake made with the books; nil where there is none.
func (bk *Books) Err() error {
	if bk.Benefit != nil && bk.Benefit.Err() != nil {
		return bk.Benefit.Err()
	}
	return bk.Ledger.Err()
}

// IsMember reports whether the person has joined: customers and guests are promised nothing.
func (bk *Books) IsMember(id int64) bool {
	p := bk.Member.Person(id)
	return p != nil && p.Status == member.StatusMember
}

// Erased reports whether the person was erased: nobody holds what comes back to the record.
func (bk *Books) Erased(id int64) bool {
	p := bk.Member.Person(id)
	return p != nil && p.Status == member.StatusErased
}

// TierOf is the code of the tier in force; "" for guests and customers.
func (bk *Books) TierOf(id int64) string { return bk.Tier.Code(id) }

// CatchUp posts what is due for the member until the instant: instant by instant, and at each one holds that time out, points that
// become available, points that expire, and then the tier.
func (bk *Books) CatchUp(id int64, until calendar.Instant) {
	for range ledger.MaxInstants {
		at := min(bk.Ledger.NextDue(id), bk.tierDue(id))
		if at > until || bk.Ledger.Err() != nil {
			bk.noteDue(id)
			return
		}
		bk.Ledger.PostDue(id, at)
		if bk.tierDue(id) <= at {
			bk.assess(id, at, at-1, "") // what ends is asked for its own last day: a calendar year would be empty a day later
		}
	}
	bk.Ledger.CatchUp(id, until) // says that too much is due
}

// noteDue hangs the tier's next instant on the wallet, where the day-turn looks.
func (bk *Books) noteDue(id int64) { bk.Ledger.SetOtherDue(id, bk.tierDue(id)) }

// tierDue is when the tier may next change by itself; never for somebody who was erased.
func (bk *Books) tierDue(id int64) calendar.Instant {
	if p := bk.Member.Person(id); p == nil || p.Status == member.StatusErased {
		return calendar.Never
	}
	return bk.Tier.Due(id)
}

// Assess asks, at the instant, whether a customer is admitted now and which tier a member deserves. why is the root of what
// made it be asked, such as "order:12"; empty where time alone did.
func (bk *Books) Assess(id int64, at calendar.Instant, why string) { bk.assess(id, at, at, why) }

// assess asks at an instant by windows that end with the local day of another.
func (bk *Books) assess(id int64, at, asOf calendar.Instant, why string) {
	p := bk.Member.Person(id)
	if p == nil || p.Status == member.StatusErased {
		return
	}
	in := bk.assessing(at, why)
	in.Facts = bk.FactsAt(id, asOf)
	if p.Status == member.StatusCustomer && in.Program.Admits(in.Facts) {
		bk.Member.Admit(id, at)
	}
	if p.Status == member.StatusMember {
		bk.Tier.Join(id, in)
		bk.Tier.Assess(id, in)
	}
	bk.noteDue(id)
}

// assessing is by what a tier is decided at an instant; facts are not asked of one that is given.
func (bk *Books) assessing(at calendar.Instant, why string) tier.AssessIn {
	ed := bk.Editions.At(at)
	return tier.AssessIn{Program: ed.Program, Edition: ed.Number, At: at, Why: why}
}

// Standing is what the edition's programme needs to know of the member at the instant of a fact. 0 is a guest.
func (bk *Books) Standing(id int64, ed *edition.Edition, at calendar.Instant) program.Standing {
	st := program.Standing{At: at}
	if !bk.IsMember(id) {
		return st
	}
	st.Member = true
	st.Tier = bk.Tier.Code(id)
	need := bk.needs(ed)
	facts := bk.FactsAt(id, at)
	for _, name := range need.Earn.Attributes {
		if value, ok := facts.Attribute(name); ok {
			if st.Attributes == nil {
				st.Attributes = program.Attributes{}
			}
			st.Attributes[name] = value
		}
	}
	for _, w := range need.Earn.Windows {
		if st.Windows == nil {
			st.Windows = map[string]int64{}
		}
		st.Windows[program.WindowKey(w.Name, w.Period)], _ = facts.Window(w.Name, w.Period)
	}
	for _, c := range need.Caps {
		if st.Room == nil {
			st.Room = map[string]int64{}
		}
		st.Room[c.Key()] = max(c.Amount-bk.uses.Of(id, c, at), 0)
	}
	w := bk.Ledger.Wallet(id)
	st.PointsAvailable = w.Of(ledger.Points).Available
	st.PrincipalMinor = w.Of(ledger.Principal).Available
	st.BonusMinor = w.Of(ledger.Bonus).Available
	return st
}

// Save writes everything that changed, at the latest when the transaction commits.
func (bk *Books) Save(ctx context.Context) error {
	if err := bk.Ledger.Save(bk.tx); err != nil {
		return err
	}
	if err := bk.Member.Save(ctx, bk.tx); err != nil {
		return err
	}
	if err := bk.Tier.Save(); err != nil {
		return err
	}
	bk.uses.Save()
	if err := bk.saveHoldings(ctx); err != nil {
		return err
	}
	return bk.saveGrants(ctx)
}

// saveHoldings writes what changed of coupons, entitlements and plans.
func (bk *Books) saveHoldings(ctx context.Context) error {
	if bk.Coupon != nil {
		if err := bk.Coupon.Save(ctx); err != nil {
			return err
		}
	}
	if bk.Benefit != nil {
		if err := bk.Benefit.Save(); err != nil {
			return err
		}
	}
	if bk.Plan != nil {
		return bk.Plan.Save()
	}
	return nil
}

// openUses asks for what is used of caps, where an edition has any.
func (bk *Books) openUses(ids []int64, from calendar.Instant) {
	if len(bk.caps()) > 0 {
		bk.uses.OpenLater(ids, from)
	}
}

// caps are those of all editions in question.
func (bk *Books) caps() (all []program.CapNeed) {
	for _, ed := range bk.Editions.All() {
		all = append(all, bk.needs(ed).Caps...)
	}
	return all
}

// Use counts what a fact of the instant uses of a cap or a budget, or with a negative amount gives its room back. The instant must be among
// Need.Facts where there are budgets.
func (bk *Books) Use(id int64, u program.Use, at calendar.Instant) { bk.uses.Count(id, u, at) }
