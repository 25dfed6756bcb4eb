package check

import (
	"context"
	"fmt"
	"sort"

	"regulars/internal/job"
	"regulars/internal/ledger/closing"
	"regulars/internal/org"
	"regulars/internal/reward/use"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// Finding is one thing that is wrong, or with Note one that is worth knowing and is not.
type Finding struct {
	Room      string `json:"room"`
	Invariant int    `json:"invariant"` // its number in the documentation of the room; 0 where it has none
	Subject   string `json:"subject"`   // what it was found at, such as "ord_…"; empty for the merchant
	Detail    string `json:"detail"`
	Note      bool   `json:"note"`
	More      int    `json:"more,omitempty"` // of the last one of an invariant: how many more there are that are not told
}

// String is the finding in one line.
func (f Finding) String() string {
	out := f.Room
	if f.Invariant != 0 {
		out += fmt.Sprintf(" invariant %d", f.Invariant)
	}
	if f.Subject != "" {
		out += ", " + f.Subject
	}
	if f.Note {
		out = "note: " + out
	}
	return out + ": " + f.Detail
}

// reporter bounds what is told.
type reporter struct {
	tell  func(Finding)
	count map[kind]int
}

// kind is what findings are counted by.
type kind struct {
	room      string
	invariant int
	note      bool
}

func (r *reporter) add(f Finding) {
	k := kind{f.Room, f.Invariant, f.Note}
	r.count[k]++
	if r.count[k] <= maxOfKind {
		r.tell(f)
	}
}

// rest says how many findings were not told.
func (r *reporter) rest() {
	var over []kind
	for k, n := range r.count {
		if n > maxOfKind {
			over = append(over, k)
		}
	}
	sort.Slice(over, func(i, j int) bool {
		return over[i].room < over[j].room || over[i].room == over[j].room && over[i].invariant < over[j].invariant
	})
	for _, k := range over {
		r.tell(Finding{Room: k.room, Invariant: k.invariant, Note: k.note, More: r.count[k] - maxOfKind, Detail: fmt.Sprintf("and %d more", r.count[k]-maxOfKind)})
	}
}

// Run proves the invariants of a merchant and reports each breach, at most maxOfKind of one kind and how many more there
// are. It answers an error only where it could not look.
func Run(ctx context.Context, db *store.DB, scope store.Scope, report func(Finding)) error {
	c := &checker{db: db, scope: scope, reporter: &reporter{report, map[kind]int{}}, budgets: map[use.Key]int64{}, before: map[priced]int64{}, units: map[priced]int64{}}
	for _, part := range []func(context.Context) error{c.ledger, c.strays, c.soldBefore, c.members, c.mall, c.holdings, c.spent, c.guests, c.soldAfter, c.audit, c.outbox} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	c.rest()
	return nil
}

// checker is one run.
type checker struct {
	*reporter
	db      *store.DB
	scope   store.Scope
	budgets map[use.Key]int64 // what the orders seen so far keep of budgets of all members
	before  map[priced]int64  // units counted as sold before the orders were read
	units   map[priced]int64  // units that the orders seen so far keep at prices of lists
}

func (c *checker) view(ctx context.Context, fn func(tx *store.Tx) error) error {
	return c.db.View(ctx, c.scope, fn)
}

func (c *checker) find(room string, invariant int, subject, detail string, args ...any) {
	c.add(Finding{Room: room, Invariant: invariant, Subject: subject, Detail: fmt.Sprintf(detail, args...)})
}

func (c *checker) ledger(ctx context.Context) error {
	return c.view(ctx, func(tx *store.Tx) error {
		return closing.Check(ctx, tx, func(f closing.Finding) {
			subject := ""
			if f.MemberID != 0 {
				subject = store.FormatID("mem", f.MemberID)
			}
			c.find("ledger", f.Invariant, subject, "%s", f.Detail)
		})
	})
}

func (c *checker) audit(ctx context.Context) error {
	return c.view(ctx, func(tx *store.Tx) error {
		found, err := org.VerifyAudit(ctx, tx)
		for _, text := range found {
			c.find("org", 2, "", "%s", text)
		}
		return err
	})
}

// outbox counts what consumers have still to take, and finds what waits for a person.
func (c *checker) outbox(ctx context.Context) error {
	return c.view(ctx, func(tx *store.Tx) error {
		var waiting int64
		_, err := store.One(ctx, tx, `SELECT COUNT(*) FROM store_outbox WHERE merchant_id = $1`, func(r store.Row) error { return r.Scan(&waiting) }, tx.MerchantID())
		if err != nil {
			return err
		}
		if waiting > 0 {
			c.add(Finding{Room: "job", Note: true, Detail: fmt.Sprintf("events that wait for their consumers: %d", waiting)})
		}
		parked, err := job.ListParked(ctx, tx)
		for _, p := range parked {
			c.find("job", 5, p.Event.Kind, "event %d could not be taken by %s, %d tries: %s", p.Event.ID, p.Consumer, p.Tries, p.Error)
		}
		return err
	})
}

// Install looks at what all merchants share: that the schema is this program's, and that the keyset opens the data.
func Install(ctx context.Context, db *store.DB, report func(Finding)) error {
	if err := db.Current(ctx); err != nil {
		report(Finding{Room: "store", Detail: err.Error()})
		return nil // nothing else can be trusted to read what is there
	}
	if err := db.Tx(ctx, store.Installation, func(tx *store.Tx) error { return vault.Check(ctx, tx) }); err != nil {
		if ctx.Err() != nil {
			return err
		}
		report(Finding{Room: "vault", Detail: err.Error()})
	}
	return nil
}
