package merge_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/family"
	"regulars/internal/member/merge"
	"regulars/internal/member/privacy"
	"regulars/internal/member/roll"
	"regulars/internal/member/story"
	"regulars/internal/member/trait"
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

func (w *world) refused(code fault.Code, fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Tx(w.ctx, w.scope, fn); !fault.Has(err, code) {
		w.t.Errorf("got %v, want %s", err, code.Code)
	}
}

var (
	noon    = calendar.Of(storetest.Start)
	history = []member.History{
		{Orders: []member.OrderFact{{At: noon - 5_000_000, StoreID: 1, PayableMinor: 700, Categories: []member.CategoryPart{{Code: "milk", Minor: 700}}}},
			Others: []member.DayDelta{{On: noon.Day(shanghai), Points: 7}}},
		{Orders: []member.OrderFact{{At: noon - 3_000_000, PayableMinor: 300}, {At: noon - 400_000_000_000, PayableMinor: 50}}},
		{},
	}
	shanghai = must(time.LoadLocation("Asia/Shanghai"))
)

// newWorld has three records: ada is poor in data, bea and cid are rich.
func newWorld(t *testing.T, db *store.DB) *world {
	w := &world{t, db, storetest.Merchant(t, db), context.Background(), nil}
	birthday := calendar.DayOf(1990, 5, 5)
	w.do(func(tx *store.Tx) error {
		for _, d := range []trait.Definition{{Code: "size", Type: trait.TypeInt, LabelEn: "Size", WhyEn: "to fit"},
			{Code: "illness", Type: trait.TypeText, LabelEn: "Illness", WhyEn: "to be careful", Sensitive: true}} {
			if _, err := trait.SaveDefinition(w.ctx, tx, d); err != nil {
				return err
			}
		}
		out, err := member.Enrol(w.ctx, tx, []member.EnrolIn{
			{Identities: member.Identities{Phone: "13800138000"}, Name: "王小明", Tags: []string{"both"}, Consents: []trait.Consent{{Purpose: "care", Channel: "sms", Granted: true, At: 5}}},
			{Identities: member.Identities{Phone: "13900139000", Email: "b@x.cn"}, Name: "小明", Gender: "male", Birthday: &birthday, Address: "上海", Tags: []string{"both", "bea"},
				Attributes: map[string]any{"size": 42, "illness": "asthma"}, JoinedAt: noon - 900_000_000,
				Consents: []trait.Consent{{Purpose: "care", Channel: "sms", At: 9}, {Purpose: "care", Channel: "email", Granted: true, At: 9}}},
			{Identities: member.Identities{Card: "CARD-1"}, Customer: true, Tags: []string{"bea", "cid"}, Attributes: map[string]any{"size": 38}, Campaign: "spring"},
		})
		for _, r := range out {
			if err == nil && r.Err != nil {
				err = r.Err
			}
			w.ids = append(w.ids, r.MemberID)
		}
		return err
	})
	w.do(func(tx *store.Tx) error {
		for i, id := range w.ids {
			if err := member.Rebuild(w.ctx, tx, id, history[i]); err != nil {
				return err
			}
		}
		_, err := family.Add(w.ctx, tx, family.Child{MemberID: w.ids[1], Name: "宝宝", Birthday: calendar.DayOf(2025, 1, 2), ConsentAt: noon, ConsentSource: "till"})
		return err
	})
	w.do(func(tx *store.Tx) error {
		return story.Timeline(w.ctx, tx, []event.Event{{ID: 1, Kind: "x", MemberID: w.ids[0], At: 10}, {ID: 2, Kind: "y", MemberID: w.ids[1], At: 5, Data: map[string]any{"n": 1}}, {ID: 3, Kind: "z"}})
	})
	return w
}

// snapshot is everything that member's tables hold of the records, without what counts changes.
func (w *world) snapshot() string {
	var out strings.Builder
	w.do(func(tx *store.Tx) error {
		list, err := member.GetMany(w.ctx, tx, w.ids)
		for _, m := range list {
			m.Version, m.UpdatedAt = 0, 0
			fmt.Fprintf(&out, "%+v\n", m)
		}
		bk, err2 := member.Open(w.ctx, tx, w.ids, member.BookNeed{Days: member.AllDays})
		for _, id := range w.ids {
			kids, err := family.List(w.ctx, tx, id)
			if err != nil {
				return err
			}
			tags, err := trait.ListTags(w.ctx, tx, id)
			if err != nil {
				return err
			}
			fmt.Fprintln(&out, id, bk.Days(id), kids, tags)
		}
		if err == nil {
			err = err2
		}
		return err
	})
	return out.String()
}

func (w *world) absorb(from, into int64) (id int64) {
	w.t.Helper()
	w.do(func(tx *store.Tx) (err error) {
		id, err = merge.Absorb(w.ctx, tx, from, into)
		return err
	})
	return id
}

func (w *world) release(id int64, from, into member.History) {
	w.t.Helper()
	w.do(func(tx *store.Tx) error {
		_, err := merge.Release(w.ctx, tx, merge.ReleaseIn{MergeID: id, From: from, Into: into})
		return err
	})
}

func (w *world) get(id int64) (m member.Member) {
	w.t.Helper()
	w.do(func(tx *store.Tx) (err error) {
		m, err = member.Get(w.ctx, tx, id)
		return err
	})
	return m
}

func union(hs ...member.History) (out member.History) {
	for _, h := range hs {
		out.Orders, out.Refunds, out.Others = append(out.Orders, h.Orders...), append(out.Refunds, h.Refunds...), append(out.Others, h.Others...)
	}
	return out
}

func TestMergedRecordsAreOnePerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ada, bea := w.ids[0], w.ids[1]
		w.absorb(bea, ada)
		m := w.get(bea)
		got := fmt.Sprintln(m.ID == ada, m.Name, m.Gender, m.Birthday, m.Address, m.Phone(), m.Email(), m.Tags, m.Attributes, m.JoinedAt == noon-900_000_000, m.Stat.OrderCount, m.Stat.SpendMinor)
		if want := "true 王小明 male 1990-05-05 上海 +8613800138000 b@x.cn [bea both] map[illness:asthma size:42] true 3 1050\n"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if len(m.Identities) != 3 || len(m.Consents) != 2 || m.Consents[1].Granted {
			t.Errorf("identities %v, consents %v", m.Identities, m.Consents)
		}
		w.do(func(tx *store.Tx) error {
			ids, err := member.Resolve(w.ctx, tx, []member.Ref{{Identities: member.Identities{Phone: "13900139000"}}, {ID: bea}})
			if fmt.Sprint(ids) != fmt.Sprint([]int64{ada, ada}) {
				t.Errorf("resolved to %v", ids)
			}
			page, err2 := roll.List(w.ctx, tx, roll.In{Limit: 10})
			found, err3 := roll.List(w.ctx, tx, roll.In{Query: "9000", Limit: 10})
			if len(page.Members) != 2 || len(found.Members) != 1 || found.Members[0].ID != ada {
				t.Errorf("%d listed, found %v", len(page.Members), found.Members)
			}
			lines, _, err4 := story.ListTimeline(w.ctx, tx, story.TimelineIn{MemberID: ada, Limit: 10})
			if len(lines) != 2 || lines[0].ID != 1 || lines[1].On != bea {
				t.Errorf("timeline %v", lines)
			}
			bk, err5 := member.Open(w.ctx, tx, w.ids, member.BookNeed{Days: member.AllDays})
			if found := bk.Differences(ada, union(history[0], history[1])); len(found) > 0 {
				t.Error(found)
			}
			if found := bk.Differences(bea, member.History{}); len(found) > 0 {
				t.Error(found)
			}
			for _, err := range []error{err2, err3, err4, err5} {
				if err != nil {
					return err
				}
			}
			return err
		})
		w.refused(merge.ErrSelf, func(tx *store.Tx) error { _, err := merge.Absorb(w.ctx, tx, ada, ada); return err })
		w.refused(member.ErrUnknown, func(tx *store.Tx) error { _, err := merge.Absorb(w.ctx, tx, 7, ada); return err })
	})
}

func TestUndoingAMergeIsExact(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		before := w.snapshot()
		same := func(what string) {
			t.Helper()
			if after := w.snapshot(); after != before {
				t.Errorf("%s:\nbefore %s\nafter  %s", what, before, after)
			}
		}
		ada, bea, cid := w.ids[0], w.ids[1], w.ids[2]
		id := w.absorb(bea, ada)
		w.release(id, history[1], history[0])
		same("one merge")
		w.refused(merge.ErrUndone, func(tx *store.Tx) error {
			_, err := merge.Release(w.ctx, tx, merge.ReleaseIn{MergeID: id})
			return err
		})

		// siblings, undone in the order in which they were made: what both had stays until the second goes
		one, two := w.absorb(bea, ada), w.absorb(cid, ada)
		w.release(one, history[1], union(history[0], history[2]))
		if m := w.get(ada); fmt.Sprint(m.Tags, m.Attributes) != "[bea both cid] map[size:38]" {
			t.Errorf("between: %v %v", m.Tags, m.Attributes)
		}
		w.release(two, history[2], history[0])
		same("siblings")

		// a chain is undone from its end
		one = w.absorb(cid, bea)
		two = w.absorb(bea, ada)
		if m := w.get(cid); m.ID != ada || m.Card() != "CARD-1" {
			t.Errorf("the alias of an alias leads to %d", m.ID)
		}
		w.refused(merge.ErrLater, func(tx *store.Tx) error {
			_, err := merge.Release(w.ctx, tx, merge.ReleaseIn{MergeID: one})
			return err
		})
		w.release(two, union(history[1], history[2]), history[0])
		if m := w.get(cid); m.ID != bea {
			t.Errorf("after the first undo the alias leads to %d", m.ID)
		}
		w.release(one, history[2], history[1])
		same("chain")
	})
}

func TestWhatWasChangedSinceStays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ada, bea := w.ids[0], w.ids[1]
		id := w.absorb(bea, ada)
		w.do(func(tx *store.Tx) error {
			gender := "other"
			_, err := member.Update(w.ctx, tx, member.UpdateIn{ID: ada, Patch: member.Patch{Gender: &gender, Attributes: map[string]any{"size": 44}, Tags: &[]string{"bea", "both", "new"}}})
			return err
		})
		w.release(id, history[1], history[0])
		m := w.get(ada)
		if got := fmt.Sprintln(m.Gender, m.Attributes, m.Tags, m.BirthdayOK); got != "other map[size:44] [bea both new] false\n" {
			t.Errorf("got %s", got)
		}
	})
}

func TestErasureLeavesANumber(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ada, bea := w.ids[0], w.ids[1]
		w.absorb(bea, ada)
		w.do(func(tx *store.Tx) error {
			_, err := story.RecordFacts(w.ctx, tx, []story.FactIn{{EventID: "e1", MemberID: bea, Type: "visit", Data: map[string]any{"note": "with a dog"}}})
			return err
		})
		w.do(func(tx *store.Tx) error {
			phone := "13700137000"
			_, err := member.SetIdentities(w.ctx, tx, ada, member.IdentityPatch{Phone: &phone})
			return err
		})
		w.do(func(tx *store.Tx) error {
			d, err := privacy.Export(w.ctx, tx, bea)
			if len(d.Records) != 2 || len(d.Past) != 1 || d.Past[0].Value != "+8613800138000" || len(d.Children) != 1 || d.Children[0].Name != "宝宝" ||
				len(d.Timeline) != 2 || len(d.Facts) != 1 || len(d.Consents) != 3 || len(d.Merges) != 1 || len(d.Days) != 2 || len(d.Tags) != 2 {
				t.Errorf("exported %+v", d)
			}
			return err
		})
		w.do(func(tx *store.Tx) error {
			ids, err := privacy.Erase(w.ctx, tx, bea)
			if len(ids) != 2 {
				t.Errorf("erased %v", ids)
			}
			return err
		})
		w.do(func(tx *store.Tx) error {
			for table, sql := range map[string]string{
				"identities": `SELECT COUNT(*) FROM member_identity WHERE merchant_id = $1 AND member_id = ANY($2)`,
				"past":       `SELECT COUNT(*) FROM member_identity_past WHERE merchant_id = $1 AND member_id = ANY($2)`,
				"names":      `SELECT COUNT(*) FROM member WHERE merchant_id = $1 AND id = ANY($2) AND (length(name) > 0 OR length(address) > 0 OR name_digest <> '' OR name1_digest <> '' OR name2_digest <> '' OR birthday <> '' OR gender <> '')`,
				"children":   `SELECT COUNT(*) FROM member_child WHERE merchant_id = $1 AND member_id = ANY($2)`,
				"answers":    `SELECT COUNT(*) FROM member_attribute WHERE merchant_id = $1 AND member_id = ANY($2)`,
				"consents":   `SELECT COUNT(*) FROM member_consent_log WHERE merchant_id = $1 AND member_id = ANY($2)`,
				"timeline":   `SELECT COUNT(*) FROM member_timeline WHERE merchant_id = $1 AND member_id = ANY($2)`,
				"facts":      `SELECT COUNT(*) FROM member_fact WHERE merchant_id = $1 AND member_id = ANY($2) AND data <> '{}'`,
				"keys":       `SELECT COUNT(*) FROM vault_person WHERE merchant_id = $1 AND member_id = ANY($2) AND length(sealed_key) > 0`,
			} {
				var n int64
				if _, err := store.One(w.ctx, tx, sql, func(r store.Row) error { return r.Scan(&n) }, tx.MerchantID(), []int64{ada, bea}); err != nil {
					return err
				}
				if n != 0 {
					t.Errorf("%d %s left", n, table)
				}
			}
			bk, err := member.Open(w.ctx, tx, []int64{ada}, member.BookNeed{})
			if s := bk.Stat(ada); s.SpendMinor != 1050 {
				t.Errorf("statistics are gone: %+v", s)
			}
			ids, err2 := member.Resolve(w.ctx, tx, []member.Ref{{ID: ada}, {Identities: member.Identities{Phone: "13700137000"}}})
			if fmt.Sprint(ids) != "[0 0]" {
				t.Errorf("still found: %v", ids)
			}
			if err == nil {
				err = err2
			}
			return err
		})
		w.refused(member.ErrErased, func(tx *store.Tx) error {
			name := "x"
			_, err := member.Update(w.ctx, tx, member.UpdateIn{ID: ada, Patch: member.Patch{Name: &name}})
			return err
		})
		w.refused(member.ErrUnknown, func(tx *store.Tx) error { _, err := privacy.Export(w.ctx, tx, ada); return err })
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
