package roll_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/roll"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// world is one merchant in an empty database.
type world struct {
	t     *testing.T
	db    *store.DB
	scope store.Scope
	ctx   context.Context
}

func newWorld(t *testing.T, db *store.DB) *world {
	return &world{t, db, storetest.Merchant(t, db), context.Background()}
}

func (w *world) do(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Tx(w.ctx, w.scope, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) see(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.View(w.ctx, w.scope, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) enrol(in ...member.EnrolIn) []int64 {
	w.t.Helper()
	ids := make([]int64, len(in))
	w.do(func(tx *store.Tx) error {
		out, err := member.Enrol(w.ctx, tx, in)
		for i, r := range out {
			if r.Err != nil {
				return r.Err
			}
			ids[i] = r.MemberID
		}
		return err
	})
	return ids
}

func (w *world) refused(err error, code fault.Code) {
	w.t.Helper()
	if !fault.Has(err, code) {
		w.t.Errorf("got %v, want %s", err, code.Code)
	}
}

func ptr[T any](v T) *T { return &v }

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// one is a member as the model knows one.
type one struct {
	id, joined, last, spend, points, store int64
	tag, tier, channel                     string
	hidden                                 bool
}

func (o *one) value(s roll.Sort) int64 {
	return map[roll.Sort]int64{roll.Joined: o.joined, roll.LastOrder: o.last, roll.Spend: o.spend, roll.Points: o.points}[s]
}

// people makes n members of all sorts, written straight into the tables: many are equal, some hold nothing, some are erased or merged.
func (w *world) people(n int, rnd *rand.Rand) []one {
	w.t.Helper()
	in := make([]member.EnrolIn, n)
	all := make([]one, n)
	base := int64(calendar.Of(storetest.Start))
	for i := range in {
		all[i] = one{
			joined: base - int64(rnd.IntN(5))*1_000_000, last: int64(rnd.IntN(4)) * 1_000_000, spend: int64(rnd.IntN(7) - 1), points: int64(max(0, rnd.IntN(6)-2)),
			tag: []string{"", "a", "b"}[rnd.IntN(3)], tier: []string{"base", "gold"}[rnd.IntN(2)], channel: []string{"pos", "web"}[rnd.IntN(2)], hidden: rnd.IntN(10) == 0,
		}
		in[i] = member.EnrolIn{Identities: member.Identities{ExternalID: fmt.Sprint(i)}, JoinedAt: calendar.Instant(all[i].joined), Channel: all[i].channel}
		if all[i].tag != "" {
			in[i].Tags = []string{all[i].tag}
		}
	}
	for i, id := range w.enrol(in...) {
		all[i].id = id
	}
	w.do(func(tx *store.Tx) error {
		for i := range all {
			o := &all[i]
			for _, s := range []struct {
				sql  string
				args []any
				when bool
			}{
				{`UPDATE member_stat SET last_order_at = $3, spend_minor = $4 WHERE merchant_id = $1 AND member_id = $2`, []any{o.last, o.spend}, true},
				{`UPDATE member SET status = 'erased' WHERE merchant_id = $1 AND id = $2`, nil, o.hidden},
				{`INSERT INTO tier_member (merchant_id, member_id, tier, since_at, merit, keep_until, grace_until, manual, manual_until, gifts, due_at) VALUES ($1, $2, $3, 0, '', 0, 0, '', 0, '', 0)`, []any{o.tier}, true},
				{`INSERT INTO ledger_wallet (merchant_id, member_id, points_available, points_pending, points_held, points_debt, growth_available, growth_pending, growth_held,
growth_debt, principal_available, principal_pending, principal_held, principal_debt, bonus_available, bonus_pending, bonus_held, bonus_debt,
commission_available, commission_pending, commission_held, commission_debt, due_at, other_due_at, next_due_at, active_at)
VALUES ($1, $2, $3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)`, []any{o.points}, o.points > 0 || i%2 == 0},
			} {
				if !s.when {
					continue
				}
				if _, err := tx.Exec(w.ctx, s.sql, append([]any{tx.MerchantID(), o.id}, s.args...)...); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return slices.DeleteFunc(all, func(o one) bool { return o.hidden })
}

// TestListsEqualTheModel holds every order, direction and filter, cut into pages and walks of any size, against a sorted slice.
func TestListsEqualTheModel(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		rnd := rand.New(rand.NewPCG(7, 7))
		all := w.people(60, rnd)
		base := calendar.Of(storetest.Start)
		filters := []struct {
			name string
			f    member.Filter
			is   func(o *one) bool
		}{
			{"all", member.Filter{}, func(*one) bool { return true }},
			{"tag", member.Filter{Tags: []string{"a"}}, func(o *one) bool { return o.tag == "a" }},
			{"tier and channel", member.Filter{Tier: "gold", Channel: "web"}, func(o *one) bool { return o.tier == "gold" && o.channel == "web" }},
			{"spend", member.Filter{SpendFrom: ptr(int64(1)), SpendUntil: ptr(int64(3))}, func(o *one) bool { return o.spend >= 1 && o.spend <= 3 }},
			{"last", member.Filter{LastFrom: 1_000_000, LastUntil: 3_000_000}, func(o *one) bool { return o.last >= 1_000_000 && o.last < 3_000_000 }},
			{"never ordered", member.Filter{LastUntil: 1}, func(o *one) bool { return o.last == 0 }},
			{"joined", member.Filter{JoinedFrom: base - 2_000_000}, func(o *one) bool { return o.joined >= int64(base)-2_000_000 }},
			{"nobody", member.Filter{Tags: []string{"nobody"}}, func(*one) bool { return false }},
		}
		for _, filter := range filters {
			n := 0
			for i := range all {
				if filter.is(&all[i]) {
					n++
				}
			}
			w.see(func(tx *store.Tx) error {
				total, err := roll.Count(w.ctx, tx, filter.f)
				equal(t, filter.name+" counted", total, roll.Total{Count: int64(n)})
				return err
			})
			for _, sort := range []roll.Sort{roll.Joined, roll.LastOrder, roll.Spend, roll.Points} {
				for _, up := range []bool{false, true} {
					want := model(all, filter.is, sort, up)
					for _, cut := range [][3]int{{7, 5, 1}, {1, 1, 1}, {50, 1000, 1000}, {9, 20, 1}} {
						in := roll.In{Filter: filter.f, Sort: sort, Up: up}
						got := w.all(in.Within(cut[1], cut[2]), cut[0])
						equal(t, fmt.Sprint(filter.name, " by ", sort, " up ", up, " cut ", cut), got, want)
					}
				}
			}
		}
	})
}

func model(all []one, is func(*one) bool, sort roll.Sort, up bool) []int64 {
	kept := slices.DeleteFunc(slices.Clone(all), func(o one) bool { return !is(&o) })
	slices.SortFunc(kept, func(a, b one) int {
		order := cmp.Or(cmp.Compare(a.value(sort), b.value(sort)), cmp.Compare(a.id, b.id))
		if up {
			return order
		}
		return -order
	})
	ids := make([]int64, len(kept))
	for i := range kept {
		ids[i] = kept[i].id
	}
	return ids
}
