package people

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/terms"
	"regulars/internal/api/wire"
	"regulars/internal/behaviour"
	"regulars/internal/org"
	"regulars/internal/program/act"
	"regulars/internal/program/wording"
	"regulars/internal/store"
)

// EventTrial is an event to try a programme on.
type EventTrial struct {
	Program  *terms.WhichProgram `json:"program,omitempty" doc:"draft where absent"`
	MemberID string              `json:"member_id" minLength:"1" maxLength:"32"`
	Event    string              `json:"event" minLength:"1" maxLength:"40" doc:"One that the programme declares, member.joined or member.profile"`
	At       wire.Time           `json:"at,omitempty"`
	Data     map[string]any      `json:"data,omitempty" maxProperties:"50"`
}

// EventTried is what it would earn.
type EventTried struct {
	Points int64    `json:"points"`
	Growth int64    `json:"growth"`
	Why    []string `json:"why" doc:"What the rules would decide, in words"`
}

// addTrial registers the trial of events.
func addTrial(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "program.try_event", Method: http.MethodPost, Path: "/v1/program/preview-event", Group: "Programme", En: "What an event would earn a member by a draft", Zh: "按草稿预览行为奖励",
		Permission: string(org.MembersRead), Detail: "Writes nothing. Caps count what the member was given so far.",
	}, func(ctx context.Context, c *shell.Call, in *struct{ Body EventTrial }) (out EventTried, err error) {
		if err := c.Who().Require(org.ProgramRead); err != nil {
			return out, err
		}
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
			out, err = tryEvent(ctx, tx, c, &in.Body)
			return err
		})
		return out, err
	})
}

func tryEvent(ctx context.Context, tx *store.Tx, c *shell.Call, in *EventTrial) (EventTried, error) {
	id, err := shell.ID("mem", "member_id", in.MemberID)
	if err != nil {
		return EventTried{}, err
	}
	p, number, err := in.Program.Compile(ctx, tx, "draft")
	if err != nil {
		return EventTried{}, err
	}
	at := in.At.Instant()
	if at == 0 {
		at = tx.Now()
	}
	done, err := behaviour.Try(ctx, tx, behaviour.TryIn{MemberID: id, Act: act.Act{Kind: in.Event, At: at, Data: in.Data}, Program: p, Edition: number})
	out := EventTried{Points: done.PointsEarned(), Growth: done.GrowthEarned(), Why: []string{}}
	for _, s := range done.Trace {
		out.Why = append(out.Why, wording.Step(p, s, c.Language(), tx.Currency()))
	}
	return out, err
}
