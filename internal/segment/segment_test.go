package segment_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars/internal/calendar"
	"regulars/internal/catalog"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/merge"
	"regulars/internal/member/trait"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

type world struct {
	t     *testing.T
	db    *store.DB
	scope store.Scope
	ctx   context.Context
	ids   []int64
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

func (w *world) refused(code fault.Code, fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Tx(w.ctx, w.scope, fn); !fault.Has(err, code) {
		w.t.Errorf("got %v, want %s", err, code.Code)
	}
}

// pick is one of the values, going round with the number.
func pick[T any](n int, values ...T) T { return values[n%len(values)] }

// newWorld has a crowd in which every attribute is missing somewhere.
func newWorld(t *testing.T, db *store.DB, crowd int) *world {
	w := &world{t, db, storetest.Merchant(t, db), context.Background(), nil}
	noon := calendar.Of(storetest.Start)
	w.do(func(tx *store.Tx) error {
		_, err := tx.Exec(w.ctx, `INSERT INTO org_store (merchant_id, id, code, name, kind, region, address, phone, open, created_at, version)
VALUES ($1, 5, 'north', '北', 'pos', '北区', '', '', true, 0, 1), ($1, 6, 'south', '南', 'pos', '', '', '', true, 0, 1)`, tx.MerchantID())
		if err != nil {
			return err
		}
		if _, err := catalog.SaveCategories(w.ctx, tx, []catalog.Category{{Code: "food", Name: "f"}, {Code: "drinks", Name: "d", Parent: "food"}, {Code: "milk", Name: "m", Parent: "drinks"}}); err != nil {
			return err
		}
		for _, d := range []trait.Definition{{Code: "size", Type: trait.TypeInt, LabelEn: "Size", WhyEn: "w"}, {Code: "pets", Type: trait.TypeBool, LabelEn: "Pets", WhyEn: "w"},
			{Code: "since", Type: trait.TypeDay, LabelEn: "Since", WhyEn: "w"}, {Code: "hobby", Type: trait.TypeText, LabelEn: "Hobby", WhyEn: "w"},
			{Code: "secret", Type: trait.TypeText, LabelEn: "Secret", WhyEn: "w", Sensitive: true}} {
			if _, err := trait.SaveDefinition(w.ctx, tx, d); err != nil {
				return err
			}
		}
		return nil
	})
	var in []member.EnrolIn
	for n := range crowd {
		e := member.EnrolIn{Identities: member.Identities{ExternalID: fmt.Sprint(n)}, Gender: pick(n, "", "male", "female"), StoreID: pick(n, int64(0), 5, 6), Channel: pick(n/2, "", "pos", "web"),
			Campaign: pick(n/3, "", "Spring 2026", "春"), Customer: n%11 == 0, JoinedAt: noon.Add(-time.Duration(n*7) * time.Hour), Attributes: map[string]any{}}
		if n%3 > 0 {
			day := calendar.DayOf(1970+n%50, time.Month(n%12+1), 5)
			e.Birthday = &day
		}
		if n%6 > 3 { // of leap months and of days that not every month has, too
			e.Lunar = member.Lunar{Month: int64(4 + n%3), Day: int64(pick(n/6, 1, 15, 29, 30)), Leap: n%4 == 0}
		}
		if n%4 > 0 {
			e.Tags, e.Attributes["size"], e.Attributes["pets"] = []string{pick(n, "vip", "baby", "new"), "x"}, n%9, n%2 == 0
		}
		if n%5 > 0 {
			e.Attributes["since"], e.Attributes["hobby"] = fmt.Sprintf("2026-06-%02d", n%28+1), pick(n, "tea", "climbing", "茶")
		}
		in = append(in, e)
	}
	w.do(func(tx *store.Tx) error {
		out, err := member.Enrol(w.ctx, tx, in)
		for i, r := range out {
			if r.Err != nil {
				return fmt.Errorf("%d: %w", i, r.Err)
			}
			w.ids = append(w.ids, r.MemberID)
		}
		return err
	})
	w.do(func(tx *store.Tx) error {
		bk, err := member.Open(w.ctx, tx, w.ids, member.BookNeed{})
		for n, id := range w.ids {
			for k := range n % 4 {
				minor := int64(n*100 + k)
				bk.AddOrder(id, member.OrderFact{At: noon.Add(-time.Duration(n*k*9+n%3*60) * time.Hour), StoreID: pick(n+k, int64(0), 5, 6), PayableMinor: minor,
					Categories: []member.CategoryPart{{Code: pick(n, "milk", "bread"), Minor: minor}}})
			}
			if n%7 == 0 {
				bk.Book(id, member.DayDelta{On: noon.Day(w.scope.Merchant.Zone) - calendar.Day(n), Points: int64(n), Recharge: 5})
			}
		}
		if err == nil {
			err = bk.Save(w.ctx, tx)
		}
		return err
	})
	w.do(func(tx *store.Tx) error { // the rooms above write these
		_, err := tx.Exec(w.ctx, `INSERT INTO plan (merchant_id, id, code, version, on_sale, created_at, updated_at) VALUES ($1, 7, 'plus', 1, true, 0, 0)`, tx.MerchantID())
		if err != nil {
			return err
		}
		for n, id := range w.ids {
			if err := w.household(tx, n, id); err != nil {
				return err
			}
			if tier := pick(n, "", "gold", "silver"); tier != "" {
				if _, err := tx.Exec(w.ctx, `INSERT INTO tier_member (merchant_id, member_id, tier, since_at, merit, keep_until, grace_until, manual, manual_until, gifts, due_at)
VALUES ($1, $2, $3, 0, '', 0, 0, '', 0, '', 0)`, tx.MerchantID(), id, tier); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return w
}

// facts are those of a member's books, with what other rooms know beside.
type facts struct {
	bk       *member.Books
	id       int64
	today    calendar.Day
	tier     string
	plans    []string
	segments []string
}

func (f *facts) Attribute(name string) (any, bool) {
	switch name {
	case "tier":
		return f.tier, f.tier != ""
	case "points_available", "growth_value":
		return int64(0), true
	case "plans":
		return f.plans, true
	case "segments":
		return f.segments, true
	}
	return f.bk.Attribute(f.id, name, f.today)
}

func (f *facts) Window(name string, p expr.Period) (int64, bool) {
	return f.bk.Sum(f.id, name, p, f.today), true
}

var clauses = []string{
	`tier == "gold"`, `tier != "gold"`, `tier in ["gold", "silver"]`, `status == "member"`, `"vip" in tags`, `gender == "female"`, `gender != "male"`, `has(gender)`, `birthday < "2000-01-01"`, `birthday == "1992-11-05"`,
	`birthday_month == 6`, `birthday_month in [1, 2, 3]`, `lunar_birthday_month == 5`, `birthday_this_month`, `!birthday_this_month`, `has(birthday_this_month)`, `birthday_this_month != true`, `children >= 1`, `children == 0`, `child_birthday_this_month`, `!child_birthday_this_month`, `youngest_child_days < 1000`, `youngest_child_days >= 0`, `has(youngest_child_days)`, `"plus" in plans`, `!("plus" in plans)`, `"nothing" in plans`, `store == "north"`, `store != "south"`, `has(store)`, `channel == "pos"`, `campaign.startsWith("Spring")`, `campaign.contains("2026")`,
	`referred`, `!advised`, `personalised`, `joined_on >= "2026-06-10"`, `joined_on == "2026-06-12"`, `joined_days > 5`, `joined_days <= 1`, `joined_days == 3`, `order_count == 2`, `spend_minor > 3000`, `refund_minor == 0`,
	`average_minor >= 1500`, `purchase_days > 1`, `interval_days < 4`, `interval_days >= 0`, `first_order_on < "2026-06-01"`, `has(last_order_on)`, `last_order_days > 3`, `last_order_days == 0`, `first_order_days <= 10`, `favourite_category == "milk"`, `favourite_category == "food"`, `favourite_category != "drinks"`, `favourite_category in ["drinks", "bread"]`, `"food" == favourite_category && has(favourite_category)`,
	`favourite_store == "north"`, `favourite_store != "north"`, `points_available == 0`, `growth_value > 0`, `attr.size > 4`, `attr.size != 3`, `attr.pets`, `!attr.pets`, `attr.since >= "2026-06-14"`, `attr.hobby == "茶"`, `attr.hobby.contains("c")`, `has(attr.hobby)`,
	`spend(7) > 0`, `orders("year") >= 2`, `orders(30) == 1`, `points("ever") > 20`, `recharge(90) == 5`, `spend(3) - refund(3) > 1000`, `spend_minor - points_available > 2000`, `order_count * 2 >= 4`,
}

// A member is selected by SQL if and only if the condition holds for the member's facts (invariant 1), for every attribute of the
// catalogue, on both engines.
func TestSelectionEqualsEvaluation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db, 60)
		named := w.named()
		clauses := slices.Concat(clauses, []string{
			fmt.Sprintf("%q in segments", named[0]), fmt.Sprintf("!(%q in segments)", named[1]), fmt.Sprintf("%q in segments || %q in segments", named[0], named[1]), `!("seg_nothing" in segments)`,
		})
		var catalogue *expr.Catalogue
		tiers := map[int64]string{}
		var bk *member.Books
		w.see(func(tx *store.Tx) (err error) {
			if catalogue, err = segment.Catalogue(w.ctx, tx); err != nil {
				return err
			}
			err = tx.Query(w.ctx, `SELECT member_id, tier FROM tier_member WHERE merchant_id = $1`, func(r store.Row) error {
				var id int64
				var tier string
				err := r.Scan(&id, &tier)
				tiers[id] = tier
				return err
			}, tx.MerchantID())
			if err != nil {
				return err
			}
			bk, err = member.Open(w.ctx, tx, w.ids, member.Everything())
			return err
		})
		in := map[string][]int64{}
		w.see(func(tx *store.Tx) (err error) {
			for _, name := range named {
				if in[name], err = segment.AmongNamed(w.ctx, tx, name, w.ids); err != nil {
					return err
				}
			}
			none, err := segment.AmongNamed(w.ctx, tx, "seg_nothing", w.ids)
			if len(none) > 0 || len(in[named[0]]) == 0 || len(in[named[1]]) != 4 {
				t.Errorf("in segments: %v, %v", in, none)
			}
			return err
		})
		now, today := calendar.Of(storetest.Clock(db).Now()), calendar.Of(storetest.Start).Day(w.scope.Merchant.Zone)
		of := func(n int, id int64) *facts {
			f := &facts{bk: bk, id: id, today: today, tier: tiers[id]}
			if s := w.span(n); s[0] <= now && now < min(s[1], s[2]) {
				f.plans = []string{"plus"}
			}
			for _, name := range named {
				if slices.Contains(in[name], id) {
					f.segments = append(f.segments, name)
				}
			}
			return f
		}
		check := func(text string) (held int, wrong string) {
			condition, err := catalogue.Compile(text, expr.Member)
			if err != nil {
				return 0, err.Error()
			}
			var selected []int64
			w.see(func(tx *store.Tx) (err error) {
				selected, err = member.ListIDs(w.ctx, tx, member.Filter{Condition: condition}, 0, 1000)
				return err
			})
			for n, id := range w.ids {
				holds := condition.Holds(of(n, id))
				if holds {
					held++
				}
				if in := slices.Contains(selected, id); in != holds {
					wrong = fmt.Sprintf("%s: member %d holds %v, selected %v", text, n, holds, in)
				}
			}
			return held, wrong
		}
		for _, text := range clauses {
			held, wrong := check(text)
			if wrong != "" {
				t.Error(wrong)
			}
			if held == 0 && !strings.Contains(text, `"nothing"`) && !strings.Contains(text, "referred") && !strings.Contains(text, "growth_value") {
				t.Errorf("%s holds for nobody: it tries nothing", text)
			}
		}
		covered := strings.Join(clauses, " ")
		for _, a := range catalogue.Attributes(expr.Member) {
			if !strings.Contains(covered, a.Name) {
				t.Errorf("the attribute %s is not tried", a.Name)
			}
		}
		for _, win := range catalogue.Windows() {
			if !strings.Contains(covered, win.Name+"(") && win.Name != "principal" && win.Name != "growth" && win.Name != "referrals" {
				t.Errorf("the window %s is not tried", win.Name)
			}
		}
		rapid.Check(t, func(rt *rapid.T) {
			var build func(depth int) string
			build = func(depth int) string {
				switch k := rapid.IntRange(0, 3).Draw(rt, "kind"); {
				case depth == 0 || k == 0:
					return rapid.SampledFrom(clauses).Draw(rt, "clause")
				case k == 1:
					return "!(" + build(depth-1) + ")"
				default:
					return "(" + build(depth-1) + pick(k, " && ", " || ") + build(depth-1) + ")"
				}
			}
			if _, wrong := check(build(3)); wrong != "" {
				rt.Fatal(wrong)
			}
		})
	})
}

func TestSavedSegments(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db, 12)
		var dynamic, static segment.Segment
		w.do(func(tx *store.Tx) (err error) {
			if dynamic, err = segment.Save(w.ctx, tx, segment.Segment{Name: " Gold ", Kind: segment.Dynamic, Condition: `tier == "gold"`}); err != nil {
				return err
			}
			static, err = segment.Save(w.ctx, tx, segment.Segment{Name: "Friends", Kind: segment.Static})
			return err
		})
		save := func(s segment.Segment) func(tx *store.Tx) error {
			return func(tx *store.Tx) error { _, err := segment.Save(w.ctx, tx, s); return err }
		}
		w.refused(segment.ErrNameTaken, save(segment.Segment{Name: "Gold", Kind: segment.Static}))
		w.refused(fault.ErrRequired, save(segment.Segment{Name: "x", Kind: segment.Dynamic}))
		w.refused(fault.ErrInvalid, save(segment.Segment{Name: "x", Kind: "odd"}))
		w.refused(expr.ErrMisspelt, save(segment.Segment{Name: "x", Kind: segment.Dynamic, Condition: `teir == "gold"`}))
		w.refused(expr.ErrOutOfPlace, save(segment.Segment{Name: "x", Kind: segment.Dynamic, Condition: `order.hour == 3`}))
		w.refused(segment.ErrStale, save(segment.Segment{ID: dynamic.ID, Version: 9, Name: "Gold", Condition: `tier == "gold"`}))
		w.refused(segment.ErrUnknown, save(segment.Segment{ID: 9, Version: 1, Name: "x"}))

		w.do(func(tx *store.Tx) error {
			n, err := segment.AddMembers(w.ctx, tx, static.ID, []int64{w.ids[0], w.ids[3], w.ids[3], w.ids[5]})
			if n != 3 {
				t.Errorf("%d were added", n)
			}
			return err
		})
		w.refused(segment.ErrKind, func(tx *store.Tx) error {
			_, err := segment.AddMembers(w.ctx, tx, dynamic.ID, w.ids[:1])
			return err
		})
		w.refused(member.ErrUnknown, func(tx *store.Tx) error {
			_, err := segment.AddMembers(w.ctx, tx, static.ID, []int64{7})
			return err
		})
		who := func(a segment.Audience) (ids []int64) {
			t.Helper()
			w.see(func(tx *store.Tx) error {
				after := int64(0)
				for {
					page, err := segment.Members(w.ctx, tx, a, after, 2)
					if err != nil {
						return err
					}
					ids = append(ids, page...)
					if len(page) < 2 {
						break
					}
					after = page[1]
				}
				n, err := segment.Count(w.ctx, tx, a)
				if n != int64(len(ids)) {
					t.Errorf("%v counts %d and lists %d", a, n, len(ids))
				}
				return err
			})
			return ids
		}
		same := func(what string, got, want []int64) {
			t.Helper()
			if !slices.Equal(got, want) {
				t.Errorf("%s: got %v, want %v", what, got, want)
			}
		}
		same("gold", who(segment.Audience{SegmentID: dynamic.ID}), []int64{w.ids[1], w.ids[4], w.ids[7], w.ids[10]})
		same("friends", who(segment.Audience{SegmentID: static.ID}), []int64{w.ids[0], w.ids[3], w.ids[5]})
		same("everybody", who(segment.Audience{}), w.ids)

		// an alias on the list stands for its member
		w.do(func(tx *store.Tx) error { _, err := merge.Absorb(w.ctx, tx, w.ids[3], w.ids[1]); return err })
		same("merged", who(segment.Audience{SegmentID: static.ID}), []int64{w.ids[0], w.ids[1], w.ids[5]})
		w.do(func(tx *store.Tx) error {
			in, err := segment.Holds(w.ctx, tx, segment.Audience{SegmentID: static.ID}, w.ids[1])
			out, err2 := segment.Holds(w.ctx, tx, segment.Audience{Condition: `tier == "gold"`}, w.ids[0])
			if !in || out || err2 != nil {
				t.Errorf("holds %v, %v, %v", in, out, err2)
			}
			n, err3 := segment.RemoveMembers(w.ctx, tx, static.ID, []int64{w.ids[1], w.ids[0]})
			if n != 2 || err3 != nil {
				t.Errorf("%d were removed, %v", n, err3)
			}
			return err
		})
		same("after", who(segment.Audience{SegmentID: static.ID}), []int64{w.ids[5]})

		w.do(func(tx *store.Tx) error { return segment.Archive(w.ctx, tx, static.ID, static.Version, nil) })
		w.do(save(segment.Segment{Name: "Friends", Kind: segment.Static})) // the name is free again
	})
}

func TestTagsByRule(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db, 12)
		var rule segment.TagRule
		w.do(func(tx *store.Tx) (err error) {
			if err = trait.AddTags(w.ctx, tx, trait.TagByHand, map[int64][]string{w.ids[0]: {"big"}}); err != nil {
				return err
			}
			rule, err = segment.SaveTagRule(w.ctx, tx, segment.TagRule{Tag: "big", Condition: `spend_minor >= 1000`, Enabled: true})
			return err
		})
		holders := func() (out []int) {
			w.see(func(tx *store.Tx) error {
				for n, id := range w.ids {
					tags, err := trait.ListTags(w.ctx, tx, id)
					if err != nil {
						return err
					}
					if slices.ContainsFunc(tags, func(t trait.Tag) bool { return t.Tag == "big" }) {
						out = append(out, n)
					}
				}
				return nil
			})
			return out
		}
		apply := func(want ...int) {
			t.Helper()
			if err := segment.ApplyTagRules(w.ctx, w.db, w.scope); err != nil {
				t.Fatal(err)
			}
			if got := holders(); !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		}
		apply(0, 6, 7, 10, 11) // 0 by hand
		apply(0, 6, 7, 10, 11)
		w.do(func(tx *store.Tx) (err error) {
			rule.Condition = `spend_minor >= 2100`
			rule, err = segment.SaveTagRule(w.ctx, tx, rule)
			return err
		})
		w.do(func(tx *store.Tx) error { // a hand keeps what the rule would take off
			return trait.AddTags(w.ctx, tx, trait.TagByHand, map[int64][]string{w.ids[6]: {"big"}})
		})
		apply(0, 6, 7, 11)
		w.refused(segment.ErrRuleTaken, func(tx *store.Tx) error {
			_, err := segment.SaveTagRule(w.ctx, tx, segment.TagRule{Tag: "big", Condition: `order_count > 1`})
			return err
		})
		w.refused(segment.ErrRuleStale, func(tx *store.Tx) error {
			_, err := segment.SaveTagRule(w.ctx, tx, segment.TagRule{ID: rule.ID, Version: 1, Condition: `order_count > 1`})
			return err
		})
		if err := segment.DeleteTagRule(w.ctx, w.db, w.scope, rule.ID, rule.Version); err != nil {
			t.Fatal(err)
		}
		if got := holders(); !slices.Equal(got, []int{0, 6}) {
			t.Errorf("after the rule was deleted: %v", got)
		}
	})
}
