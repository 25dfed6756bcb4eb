package story_test

import (
	"context"
	"fmt"
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/story"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func TestTimelineTakesAnEventOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, scope := context.Background(), storetest.Merchant(t, db)
		var events []event.Event
		for i := range 5 {
			events = append(events, event.Event{ID: int64(10 + i), Kind: "k", MemberID: 1, Subject: 7, At: calendar.Instant(100 - i), Data: map[string]any{"n": i}})
		}
		events = append(events, event.Event{ID: 99, Kind: "about nobody"}, event.Event{ID: 98, Kind: "other", MemberID: 2})
		err := db.Tx(ctx, scope, func(tx *store.Tx) error {
			if err := story.Timeline(ctx, tx, events); err != nil {
				return err
			}
			return story.Timeline(ctx, tx, events)
		})
		if err != nil {
			t.Fatal(err)
		}
		var seen []int64
		after := ""
		for {
			err := db.View(ctx, scope, func(tx *store.Tx) error {
				lines, next, err := story.ListTimeline(ctx, tx, story.TimelineIn{MemberID: 1, After: after, Limit: 2})
				for _, l := range lines {
					seen = append(seen, l.ID)
					if l.Data["n"] != float64(l.ID-10) || l.Subject != 7 {
						t.Errorf("line %+v", l)
					}
				}
				after = next
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if after == "" {
				break
			}
		}
		if fmt.Sprint(seen) != "[10 11 12 13 14]" {
			t.Errorf("saw %v", seen)
		}
	})
}

func TestFactsAreToldOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, scope := context.Background(), storetest.Merchant(t, db)
		var id int64
		tell := func(in ...story.FactIn) (out []story.FactResult, emitted int) {
			t.Helper()
			err := db.Tx(ctx, scope, func(tx *store.Tx) (err error) {
				out, err = story.RecordFacts(ctx, tx, in)
				emitted = len(tx.Emitted())
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return out, emitted
		}
		err := db.Tx(ctx, scope, func(tx *store.Tx) error {
			out, err := member.Enrol(ctx, tx, []member.EnrolIn{{Identities: member.Identities{ExternalID: "x"}}})
			id = out[0].MemberID
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		visit := story.FactIn{EventID: "e1", MemberID: id, Type: "visit", Data: map[string]any{"b": 1, "a": "x"}}
		first, n := tell(visit, visit, story.FactIn{EventID: "e2", MemberID: 7, Type: "visit"}, story.FactIn{EventID: "e3", MemberID: id, Type: "Visit!"}, story.FactIn{MemberID: id, Type: "visit"})
		if n != 1 || first[0].Err != nil || first[0].Repeated || !first[1].Repeated || first[1].ID != first[0].ID {
			t.Errorf("%d events, results %+v", n, first)
		}
		if !fault.Has(first[2].Err, member.ErrUnknown) || !fault.Has(first[3].Err, fault.ErrInvalid) || !fault.Has(first[4].Err, fault.ErrRequired) {
			t.Errorf("refused %v %v %v", first[2].Err, first[3].Err, first[4].Err)
		}
		other := visit
		other.Type = "view"
		again, n := tell(visit, other)
		if n != 0 || again[0].ID != first[0].ID || !fault.Has(again[1].Err, story.ErrFactReused) {
			t.Errorf("%d events, results %+v", n, again)
		}
	})
}
