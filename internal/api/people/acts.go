package people

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/behaviour"
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/story"
	"regulars/internal/org"
	"regulars/internal/program/act"
	"regulars/internal/program/wording"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// EventWithdrawn is an event that never happened, and what was taken back of what it had earned.
type EventWithdrawn struct {
	EventOut
	WithdrawnAt wire.Time `json:"withdrawn_at"`
	Points      int64     `json:"points" doc:"Taken back; what was spent by then is owed"`
	Growth      int64     `json:"growth"`
}

// addWithdrawal registers the withdrawal of what was told.
func addWithdrawal(t *shell.Table) {
	type one struct {
		ID   string `path:"id" maxLength:"32" doc:"evt_…"`
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"500"`
		}
	}
	shell.Write(t, shell.Op{
		ID: "event.withdraw", Method: http.MethodPost, Path: "/v1/events/{id}/withdraw", Group: "Events", En: "Withdraw an event that never happened", Zh: "撤销事件",
		Permission: string(org.EventsWrite), Detail: "What it earned is taken back, and its room of caps comes back to its day. Its event_id stays used.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *one) (store.Made, error) {
		id, err := shell.PathID("evt", "event", in.ID)
		if err != nil {
			return store.Made{}, err
		}
		_, err = behaviour.Withdraw(ctx, tx, id, in.Body.Reason)
		return store.Made{Kind: "event", ID: id}, err
	}, showWithdrawn)
}

// showWithdrawn renders an event that was withdrawn.
func showWithdrawn(ctx context.Context, tx *store.Tx, _ *shell.Call, made store.Made) (EventWithdrawn, error) {
	found, err := story.ManyFacts(ctx, tx, []int64{made.ID})
	if err != nil {
		return EventWithdrawn{}, err
	}
	f := found[made.ID]
	if f == nil {
		return EventWithdrawn{}, fault.ErrNotFound.New(fault.P{"what": "event"})
	}
	out := EventWithdrawn{EventOut: EventOut{ID: store.FormatID("evt", f.ID), EventID: f.EventID}, WithdrawnAt: wire.At(f.WithdrawnAt)}
	grants, err := reward.GrantsOfRoot(ctx, tx, story.Root(f.ID))
	for _, g := range grants {
		for _, p := range g.Parts {
			switch p.Kind {
			case item.Points:
				out.Points += p.TakenBack
			case item.Growth:
				out.Growth += p.TakenBack
			default:
			}
		}
	}
	return out, err
}

// timelineOut are lines of a timeline, each with what the programme calls it and why it earned what it did.
func timelineOut(ctx context.Context, tx *store.Tx, c *shell.Call, lines []story.TimelineLine) ([]TimelineOut, error) {
	out := make([]TimelineOut, len(lines))
	places, roots := map[string][]int{}, make([]string, len(lines))
	var facts []int64
	for i, l := range lines {
		out[i] = TimelineOut{At: wire.At(l.At), Kind: l.Kind, Subject: shell.Subject(l.Kind, l.Subject), Root: org.Reference(l.Root), Data: l.Data, On: store.FormatID("mem", l.On)}
		roots[i] = behaviour.RootOf(l.Kind, l.ID, l.Subject)
		places[roots[i]] = append(places[roots[i]], i)
		if l.Kind == member.EventFact || l.Kind == member.EventFactWithdrawn {
			facts = append(facts, l.Subject)
		}
	}
	decided, err := behaviour.Of(ctx, tx, roots)
	if err != nil || len(decided)+len(facts) == 0 {
		return out, err
	}
	table, err := edition.Load(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, o := range decided {
		ed, err := table.ByNumber(ctx, tx, o.Edition)
		if err != nil {
			return nil, err
		}
		for _, s := range o.Trace {
			for _, i := range places[o.Root] {
				out[i].Why = append(out[i].Why, wording.Step(ed.Program, s, c.Language(), tx.Currency()))
			}
		}
	}
	return out, tellFacts(ctx, tx, c, table, lines, out, facts)
}

// tellFacts says what the facts among the lines are called, and which were withdrawn.
func tellFacts(ctx context.Context, tx *store.Tx, c *shell.Call, table *edition.Timetable, lines []story.TimelineLine, out []TimelineOut, facts []int64) error {
	now, err := table.At(ctx, tx, tx.Now())
	if err != nil {
		return err
	}
	told, err := story.ManyFacts(ctx, tx, facts)
	for i, l := range lines {
		if l.Kind != member.EventFact && l.Kind != member.EventFactWithdrawn {
			continue
		}
		kind, _ := l.Data["type"].(string)
		if k := act.Find(now.Document().Events, kind); k != nil {
			out[i].Label = k.Name.In(c.Language())
		}
		if f := told[l.Subject]; f != nil && f.WithdrawnAt != calendar.Never {
			out[i].WithdrawnAt = wire.At(f.WithdrawnAt)
		}
	}
	return err
}
