package people

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/member/family"
	"regulars/internal/member/story"
	"regulars/internal/org"
	"regulars/internal/store"
)

// EventBody is something that the merchant's own systems tell of a member.
type EventBody struct {
	EventID  string         `json:"event_id" minLength:"1" maxLength:"200" doc:"The teller's own: told twice is told once" example:"visit-2026-03-01-17"`
	MemberID string         `json:"member_id" minLength:"1" maxLength:"32" example:"mem_06y3nat5w0000"`
	Type     string         `json:"type" minLength:"1" maxLength:"40" doc:"A word of the merchant's own" example:"visit"`
	At       wire.Time      `json:"at,omitempty"`
	Data     map[string]any `json:"data,omitempty" maxProperties:"50"`
}

// EventOut is an event that was told.
type EventOut struct {
	ID      string `json:"id" doc:"evt_…"`
	EventID string `json:"event_id"`
}

// EventResult is what became of one event of a batch.
type EventResult struct {
	Status  int            `json:"status" doc:"201 told, 200 told before, else that of the problem"`
	Event   *EventOut      `json:"event,omitempty"`
	Problem *shell.Problem `json:"problem,omitempty"`
}

// EventBatch is what became of a batch, in its order.
type EventBatch struct {
	Results []EventResult `json:"results"`
}

// addEvents registers the merchant's own facts.
func addEvents(t *shell.Table) {
	type one struct{ Body EventBody }
	shell.Do(t, shell.Op{
		ID: "event.tell", Method: http.MethodPost, Path: "/v1/events", Group: "Events", En: "Tell a fact of the merchant's own", Zh: "上报事件", Permission: string(org.EventsWrite),
		Status: http.StatusCreated, Detail: "Rules of the programme may reward it, by the version in force at its time. Told more than order_max_age_days later it is kept and earns nothing.",
	}, func(ctx context.Context, c *shell.Call, in *one) (*EventOut, error) {
		results, err := tell(ctx, c, []EventBody{in.Body})
		if err != nil {
			return nil, err
		}
		if results[0].Err != nil {
			return nil, results[0].Err
		}
		if results[0].Repeated {
			c.SetStatus(http.StatusOK)
		}
		return &EventOut{ID: store.FormatID("evt", results[0].ID), EventID: in.Body.EventID}, nil
	})
	type many struct {
		Body struct {
			Events []wire.Raw[EventBody] `json:"events" minItems:"1" maxItems:"1000"`
		}
	}
	shell.Do(t, shell.Op{
		ID: "event.batch", Method: http.MethodPost, Path: "/v1/events/batch", Group: "Events", En: "Tell many facts", Zh: "批量上报事件", Permission: string(org.EventsWrite), BodyLimit: 4 << 20,
	}, func(ctx context.Context, c *shell.Call, in *many) (EventBatch, error) {
		return tellMany(ctx, c, in.Body.Events)
	})
	addWithdrawal(t)
	addTrial(t)
}

// tell records facts; an id that cannot be one is refused like one that nobody has.
func tell(ctx context.Context, c *shell.Call, bodies []EventBody) (results []story.FactResult, err error) {
	facts := make([]story.FactIn, len(bodies))
	for i, b := range bodies {
		id, err := store.ParseID("mem", b.MemberID)
		if err != nil {
			id = -1 // nobody's: refused by the room, in its place
		}
		facts[i] = story.FactIn{EventID: b.EventID, MemberID: id, Type: b.Type, At: b.At.Instant(), Data: b.Data}
	}
	err = c.DB().Tx(ctx, c.Scope(), func(tx *store.Tx) (err error) {
		results, err = story.RecordFacts(ctx, tx, facts)
		return err
	})
	return results, err
}

// tellMany records a batch; one that is wrong does not spoil the others.
func tellMany(ctx context.Context, c *shell.Call, list []wire.Raw[EventBody]) (EventBatch, error) {
	out := EventBatch{Results: make([]EventResult, len(list))}
	var bodies []EventBody
	var places []int
	for i := range list {
		b, err := list[i].Bind()
		if err != nil {
			p := c.Problem(err)
			out.Results[i] = EventResult{Status: p.Status, Problem: &p}
			continue
		}
		bodies, places = append(bodies, b), append(places, i)
	}
	if len(bodies) == 0 {
		return out, nil
	}
	results, err := tell(ctx, c, bodies)
	if err != nil {
		return EventBatch{}, err
	}
	for i, r := range results {
		one := EventResult{Status: http.StatusCreated, Event: &EventOut{ID: store.FormatID("evt", r.ID), EventID: bodies[i].EventID}}
		if r.Repeated {
			one.Status = http.StatusOK
		}
		if r.Err != nil {
			p := c.Problem(r.Err)
			one = EventResult{Status: p.Status, Problem: &p}
		}
		out.Results[places[i]] = one
	}
	return out, nil
}

// ChildBody is a child under a member.
type ChildBody struct {
	Name          string    `json:"name,omitempty" maxLength:"100" example:"小宝"`
	Birthday      wire.Date `json:"birthday" doc:"May lie ahead: a child that is expected"`
	Gender        string    `json:"gender,omitempty" enum:",female,male,other"`
	ConsentAt     wire.Time `json:"consent_at" doc:"When the guardian agreed: a child is kept only with it"`
	ConsentSource string    `json:"consent_source,omitempty" maxLength:"200"`
}

// ChildOut is a child as it is kept.
type ChildOut struct {
	ID string `json:"id" doc:"chd_…"`
	ChildBody
}

// addChildren registers the children of members.
func addChildren(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "child.list", Method: http.MethodGet, Path: "/v1/members/{id}/children", Group: memberGroup, En: "The children of a member", Zh: "会员的宝宝", Permission: string(org.MembersReveal),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *memberByID) (shell.List[ChildOut], error) {
		return showChildren(ctx, tx, *in)
	})
	type add struct {
		memberByID
		Body ChildBody
	}
	shell.Write(t, shell.Op{
		ID: "child.add", Method: http.MethodPost, Path: "/v1/members/{id}/children", Group: memberGroup, En: "Note a child, with the guardian's consent", Zh: "登记宝宝（须监护人同意）",
		Permission: string(org.MembersWrite), Status: http.StatusCreated,
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *add) (store.Made, error) {
		id, err := existing(ctx, tx, in.memberByID)
		if err != nil {
			return store.Made{}, err
		}
		b := in.Body
		child, err := family.Add(ctx, tx, family.Child{MemberID: id, Name: b.Name, Birthday: b.Birthday.Day(), Gender: b.Gender, ConsentAt: b.ConsentAt.Instant(), ConsentSource: b.ConsentSource})
		return store.Made{Kind: "child", ID: child.ID}, err
	}, func(_ context.Context, _ *store.Tx, _ *shell.Call, made store.Made) (out struct {
		ID string `json:"id" doc:"chd_…"`
	}, err error) {
		out.ID = store.FormatID("chd", made.ID)
		return out, nil
	})
	type one struct {
		memberByID
		ChildID string `path:"child_id" maxLength:"32" doc:"chd_…"`
	}
	shell.Write(t, shell.Op{
		ID: "child.remove", Method: http.MethodDelete, Path: "/v1/members/{id}/children/{child_id}", Group: memberGroup, En: "Forget a child", Zh: "删除宝宝信息", Permission: string(org.MembersWrite),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *one) (store.Made, error) {
		id, err := existing(ctx, tx, in.memberByID)
		if err != nil {
			return store.Made{}, err
		}
		child, err := shell.PathID("chd", "child", in.ChildID)
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "child", ID: child}, family.Remove(ctx, tx, id, child)
	}, nothing)
}

// nothing answers nothing.
func nothing(context.Context, *store.Tx, *shell.Call, store.Made) (shell.Empty, error) {
	return shell.Empty{}, nil
}

// showChildren lists the children of a member.
func showChildren(ctx context.Context, tx *store.Tx, in memberByID) (shell.List[ChildOut], error) {
	id, err := existing(ctx, tx, in)
	if err != nil {
		return shell.List[ChildOut]{}, err
	}
	list, err := family.List(ctx, tx, id)
	out := make([]ChildOut, len(list))
	for i, c := range list {
		out[i] = ChildOut{ID: store.FormatID("chd", c.ID), ChildBody: ChildBody{
			Name: c.Name, Birthday: wire.Date(c.Birthday), Gender: c.Gender, ConsentAt: wire.At(c.ConsentAt), ConsentSource: c.ConsentSource,
		}}
	}
	return shell.Listed(out, ""), err
}
