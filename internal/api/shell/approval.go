package shell

import (
	"context"
	"fmt"
	"reflect"

	"regulars/internal/api/wire"
	"regulars/internal/fault"
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

// Approval is a write that is stored until a second person has agreed.
type Approval struct {
	Operation string
	Path      map[string]string // the parameters of the path
	Query     string
	Body      string // canonical JSON; "" where there is none
	Reason    *fault.Error
}

// askApproval stores the call for a second person.
func (c *Call) askApproval(ctx context.Context, key, hash string, why *fault.Error) (made store.Made, err error) {
	a := Approval{Operation: c.op.ID, Query: c.request.URL.RawQuery, Reason: why, Path: map[string]string{}}
	for _, name := range pathNames(c.op.Path) {
		a.Path[name] = c.request.PathValue(name)
	}
	if c.body != nil {
		a.Body = string(wire.JSON(nil, c.body))
	}
	err = c.DB().Tx(ctx, c.Scope(), func(tx *store.Tx) error {
		id, err := c.server.config.ApprovalKeep(ctx, tx, a)
		if err != nil {
			return err
		}
		made = store.Made{Kind: approvalKind, ID: id}
		if key == "" {
			return nil
		}
		return store.Keep(ctx, tx, key, hash, made)
	})
	return made, err
}

// Replay does a stored write in the transaction of its approval, for the caller who agreed to it.
func (t *Table) Replay(ctx context.Context, tx *store.Tx, c *Call, a Approval) (store.Made, error) {
	op := t.byID[a.Operation]
	if op == nil || op.replay == nil {
		return store.Made{}, fmt.Errorf("approval of %q, which is no write", a.Operation)
	}
	in := reflect.New(op.in)
	if err := op.params.Bind(func(name string) string { return a.Path[name] }, a.Query, in.Elem()); err != nil {
		return store.Made{}, err
	}
	again := *c
	again.op, again.approved = op, true
	if a.Body != "" {
		node, e := wire.Parse([]byte(a.Body))
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
