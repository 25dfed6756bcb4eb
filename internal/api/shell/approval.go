package shell

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"regulars/internal/api/wire"
	"regulars/internal/org"
	"regulars/internal/store"
)

// approvalKind is the kind of a made record that is a request for a second person.
const approvalKind = "approval"

// ApprovalAsked is the answer to a write that waits for a second person.
type ApprovalAsked struct {
	ApprovalID string `json:"approval_id" doc:"Of the request that a second person decides about: apr_…"`
}

// approvalAnswer is the id of an approval on its way out.
type approvalAnswer int64

// body is the answer.
func (a approvalAnswer) body() ApprovalAsked {
	return ApprovalAsked{ApprovalID: store.FormatID("apr", int64(a))}
}

// Stored is a write as it waits for a second person.
type Stored struct {
	Path  map[string]string `json:"path,omitempty"`
	Query string            `json:"query,omitempty"`
	Match string            `json:"if_match,omitempty"`
	Body  json.RawMessage   `json:"body,omitempty"`
}

// askApproval stores the call for a second person.
func (c *Call) askApproval(ctx context.Context, key, hash string) (made store.Made, err error) {
	s := Stored{Query: c.request.URL.RawQuery, Match: c.ifMatch(), Path: map[string]string{}}
	subject, memberID := c.op.ID, int64(0)
	for _, name := range pathNames(c.op.Path) {
		value := c.request.PathValue(name)
		s.Path[name] = value
		subject = value
		if id, err := store.ParseID("mem", value); err == nil {
			subject, memberID = org.Subject("member", id), id
		}
	}
	if c.body != nil {
		s.Body = wire.JSON(nil, c.body)
	}
	text, err := json.Marshal(s)
	if err != nil {
		return made, err
	}
	err = c.DB().Tx(ctx, c.Scope(), func(tx *store.Tx) error {
		a, err := org.Ask(ctx, tx, org.AskIn{
			Verb: c.op.ID, Subject: subject, MemberID: memberID, Permission: org.Permission(c.op.Permission), Body: string(text), Behind: c.Who().Behind,
		})
		if err != nil {
			return err
		}
		made = store.Made{Kind: approvalKind, ID: a.ID}
		if key == "" {
			return nil
		}
		return store.Keep(ctx, tx, key, hash, made)
	})
	return made, err
}

// Replay does a stored write in the transaction of its approval, for the caller who has agreed to it.
func (c *Call) Replay(ctx context.Context, tx *store.Tx, operation, body string) (store.Made, error) {
	op := c.server.table.byID[operation]
	if op == nil || op.replay == nil {
		return store.Made{}, fmt.Errorf("approval of %q, which is no write", operation)
	}
	var s Stored
	if err := json.NewDecoder(strings.NewReader(body)).Decode(&s); err != nil {
		return store.Made{}, fmt.Errorf("stored request: %w", err)
	}
	in := reflect.New(op.in)
	if err := op.params.Bind(func(name string) string { return s.Path[name] }, s.Query, in.Elem()); err != nil {
		return store.Made{}, err
	}
	again := *c
	again.op, again.approved, again.match = op, true, s.Match
	if len(s.Body) > 0 {
		node, e := wire.Parse(s.Body)
		if e != nil {
			return store.Made{}, e
		}
		again.body = &node
		if err := op.body.Bind(&node, in.Elem().FieldByIndex(op.bodyAt).Addr().Interface()); err != nil {
			return store.Made{}, err
		}
	}
	return op.replay(ctx, tx, &again, in)
}
