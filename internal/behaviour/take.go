package behaviour

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/event"
	"regulars/internal/job"
	"regulars/internal/member"
	"regulars/internal/member/story"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/program/act"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// Consumer decides what acts earn.
func Consumer() job.Consumer {
	return job.Consumer{
		Name: "behaviour", Take: Take, LiveOnly: true, Kinds: []string{member.EventFact, member.EventEnrolled, member.EventAdmitted, member.EventChanged},
	}
}

// Take decides what the acts that events tell of earn, and gives it.
func Take(ctx context.Context, tx *store.Tx, events []event.Event) error {
	table, err := edition.Load(ctx, tx)
	if err != nil {
		return err
	}
	todo, err := rewarded(ctx, tx, table, events)
	if err != nil || len(todo) == 0 {
		return err
	}
	if todo, err = fresh(ctx, tx, todo); err != nil || len(todo) == 0 {
		return err
	}
	t := &taker{tx: tx}
	if err := t.open(ctx, todo); err != nil || t.books == nil {
		return err
	}
	slices.SortStableFunc(todo, func(a, b *deed) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.event, b.event)) })
	for _, d := range todo {
		if err := t.decide(ctx, d); err != nil {
			return err
		}
	}
	store.InsertLater(tx, insertAct, t.rows, nil)
	return t.books.Save(ctx)
}

// deed is an act that is to be decided.
type deed struct {
	act.Act
	event  int64
	root   string
	fact   int64 // 0: the product knows it by itself
	record int64
	told   calendar.Instant // 0 until it is read: of a fact, and of who was enrolled as of a day gone by
}

// actsOf are what an event tells of.
func actsOf(e event.Event) []*deed {
	d := deed{Act: act.Act{At: e.At}, event: e.ID, record: e.MemberID, root: fmt.Sprintf("act:%d", e.ID), told: e.At}
	var kinds []string
	switch e.Kind {
	case member.EventFact:
		d.fact, d.root, d.told = e.Subject, story.Root(e.Subject), 0
		kind, _ := e.Data["type"].(string)
		kinds = []string{kind}
	case member.EventEnrolled:
		d.told = 0
		if kinds = []string{act.Profile}; e.Data["status"] == string(member.StatusMember) {
			kinds = []string{act.Joined, act.Profile}
		}
	case member.EventAdmitted:
		kinds = []string{act.Joined, act.Profile}
	case member.EventChanged:
		if e.Data["fields"] != nil { // tags are not the profile
			kinds = []string{act.Profile}
		}
	}
	out := make([]*deed, len(kinds))
	for i, kind := range kinds {
		one := d
		one.Kind = kind
		out[i] = &one
	}
	return out
}

// rewarded are the acts for which the programme that was in force has a rule.
func rewarded(ctx context.Context, tx *store.Tx, table *edition.Timetable, events []event.Event) ([]*deed, error) {
	var out []*deed
	for _, e := range events {
		for _, d := range actsOf(e) {
			ed, err := table.At(ctx, tx, d.At)
			if err != nil {
				return nil, err
			}
			if ed.Rewards(d.Kind) {
				out = append(out, d)
			}
		}
	}
	return out, nil
}

// place names an act.
type place struct{ root, kind string }

// fresh are the acts that were not decided before.
func fresh(ctx context.Context, tx *store.Tx, list []*deed) ([]*deed, error) {
	roots := make([]string, len(list))
	for i, d := range list {
		roots[i] = d.root
	}
	done := map[place]bool{}
	err := tx.Query(ctx, `SELECT root, kind FROM behaviour_act WHERE merchant_id = $1 AND root = ANY($2)`, func(r store.Row) error {
		var p place
		err := r.Scan(&p.root, &p.kind)
		done[p] = true
		return err
	}, tx.MerchantID(), roots)
	return slices.DeleteFunc(list, func(d *deed) bool {
		p := place{d.root, d.Kind}
		was := done[p]
		done[p] = true
		return was
	}), err
}

// taker decides acts on one set of books.
type taker struct {
	tx      *store.Tx
	books   *reward.Books
	holders map[int64]int64
	facts   map[int64]*story.Fact
	made    map[int64]calendar.Instant // when records were
	maxAge  int
	rows    [][]any
}

// open locks the members and reads, under their locks, what was told of them. There are no books where nobody is left to give to.
func (t *taker) open(ctx context.Context, list []*deed) (err error) {
	need := reward.Need{From: t.tx.Now(), Until: t.tx.Now(), Events: true}
	var records, facts, enrolled []int64
	for _, d := range list {
		records = append(records, d.record)
		need.From, need.Facts = min(need.From, d.At), append(need.Facts, d.At)
		switch {
		case d.fact != 0:
			facts = append(facts, d.fact)
		case d.told == 0:
			enrolled = append(enrolled, d.record)
		}
	}
	if t.holders, err = member.Holders(ctx, t.tx, records); err != nil || len(t.holders) == 0 {
		return err
	}
	need.Members = slices.Collect(maps.Values(t.holders))
	settings, _, err := org.GetSettings(ctx, t.tx)
	if err != nil {
		return err
	}
	t.maxAge = settings.OrderMaxAgeDays
	books, err := reward.Open(ctx, t.tx, need)
	if err != nil {
		return err
	}
	again, err := member.Holders(ctx, t.tx, records)
	if err == nil && !maps.Equal(again, t.holders) {
		err = store.ErrAgain // merged or erased by somebody else at this moment
	}
	if err != nil {
		return err
	}
	t.books = books
	for _, id := range books.Member.IDs() {
		books.CatchUp(id, t.tx.Now())
	}
	if t.facts, err = story.ManyFacts(ctx, t.tx, facts); err != nil || len(enrolled) == 0 {
		return err
	}
	t.made = make(map[int64]calendar.Instant, len(enrolled))
	return t.tx.Query(ctx, `SELECT id, created_at FROM member WHERE merchant_id = $1 AND id = ANY($2)`, func(r store.Row) error {
		var id int64
		var at calendar.Instant
		err := r.Scan(&id, &at)
		t.made[id] = at
		return err
	}, t.tx.MerchantID(), enrolled)
}

var insertAct = store.Insert{Table: "behaviour_act", Columns: []string{"merchant_id", "root", "kind", "member_id", "at", "edition", "trace"}}

// decide decides one act and gives what it earns.
func (t *taker) decide(ctx context.Context, d *deed) error {
	holder := t.holders[d.record]
	if holder == 0 {
		return nil // erased since
	}
	if f := t.facts[d.fact]; f != nil {
		if f.WithdrawnAt != calendar.Never {
			return nil
		}
		d.Data, d.told = f.Data, f.ToldAt
	}
	if d.told == 0 {
		d.told = t.made[d.record]
	}
	ed := t.books.Editions.At(d.At)
	st := t.books.Standing(holder, ed, d.At)
	out := program.Outcome{Trace: []program.Step{{Kind: program.StepLate, Base: int64(t.maxAge)}}}
	if zone := t.tx.Zone(); d.At.Day(zone) >= d.told.Day(zone)-calendar.Day(t.maxAge) {
		out = program.Happened(ed.Program, &st, &d.Act)
	}
	for _, e := range out.Earned {
		_, err := t.books.Grant(ctx, reward.GrantIn{
			MemberID: holder, Items: []item.Item{{Kind: item.Kind(e.Asset), Amount: e.Amount}}, Reason: t.nameOf(ed, e.Rule), Rule: e.Rule, Root: d.root, MadeBy: "system:0",
			At: d.At, AvailableAt: availableAt(ed.Program, e.Asset, d.At), Uses: out.UsesOf(e),
		})
		if err != nil {
			return err
		}
	}
	if d.Kind == act.Profile && len(out.Earned) == 0 {
		return nil // as it changes again and again
	}
	trace, err := json.Marshal(out.Trace)
	t.rows = append(t.rows, []any{t.tx.MerchantID(), d.root, d.Kind, d.record, d.At, ed.Number, string(trace)})
	return err
}

// nameOf is the name of a rule in the merchant's language.
func (t *taker) nameOf(ed *edition.Edition, code string) string {
	for i := range ed.Document().Earning {
		if r := &ed.Document().Earning[i]; r.Code == code {
			return r.Name.In(t.tx.Merchant().Language)
		}
	}
	return code
}

// availableAt is when points for an act become available: what waits for the fulfilment of orders has nothing to wait for but its days.
func availableAt(p *program.Program, asset program.Asset, at calendar.Instant) calendar.Instant {
	if asset != program.AssetPoints {
		return 0
	}
	if available := p.AvailableAt(at); available != calendar.Never {
		return available
	}
	available, _ := p.AvailableAfter("completed", at)
	return available
}
