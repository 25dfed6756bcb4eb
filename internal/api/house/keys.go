package house

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/staff"
	"regulars/internal/store"
)

// KeyBody is a new API key.
type KeyBody struct {
	Name      string    `json:"name" minLength:"1" maxLength:"100" example:"till-1"`
	Scopes    []string  `json:"scopes,omitempty" maxItems:"50" maxLength:"40" doc:"Permissions; every one but administration where none is named"`
	ExpiresAt wire.Time `json:"expires_at,omitempty" doc:"Never where absent"`
}

// KeyOut is an API key.
type KeyOut struct {
	ID        string    `json:"id" doc:"key_…"`
	Name      string    `json:"name"`
	Key       string    `json:"key,omitempty" doc:"The key itself; shown once, when it is made"`
	Hint      string    `json:"hint" doc:"Its last characters"`
	Scopes    []string  `json:"scopes"`
	MadeBy    string    `json:"made_by,omitempty" doc:"stf_…; absent where the command line made it"`
	CreatedAt wire.Time `json:"created_at"`
	UsedAt    wire.Time `json:"used_at" doc:"Exact to a minute"`
	ExpiresAt wire.Time `json:"expires_at"`
	RevokedAt wire.Time `json:"revoked_at"`
}

// addKeys registers API keys.
func addKeys(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "key.list", Method: http.MethodGet, Path: "/v1/keys", Group: staffGroup, En: "List API keys", Zh: "接口密钥列表", Permission: string(org.KeysWrite),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Page) (shell.List[KeyOut], error) {
		after, err := in.CursorID()
		if err != nil {
			return shell.List[KeyOut]{}, err
		}
		list, err := staff.ListKeys(ctx, tx, after, in.Limit)
		return shell.Paged(list, in.Limit, keyOut, func(k staff.Key) int64 { return k.ID }), err
	})
	type add struct{ Body KeyBody }
	shell.Write(t, shell.Op{
		ID: "key.make", Method: http.MethodPost, Path: "/v1/keys", Group: staffGroup, En: "Make an API key", Zh: "创建接口密钥",
		Permission: string(org.KeysWrite), Status: http.StatusCreated, Detail: "The key is in the answer, once; a repeat with the same Idempotency-Key does not show it again.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *add) (store.Made, error) {
		who := c.Who()
		key, k, err := staff.MakeKey(ctx, tx, staff.MakeKeyIn{Name: in.Body.Name, Scopes: in.Body.Scopes, ExpiresAt: in.Body.ExpiresAt.Instant(), By: &who})
		c.Carry(key)
		return made("key", k.ID), err
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, m store.Made) (KeyOut, error) {
		list, err := staff.ListKeys(ctx, tx, m.ID-1, 1)
		if err == nil && (len(list) == 0 || list[0].ID != m.ID) {
			err = fault.ErrNotFound.New(fault.P{"what": "key"})
		}
		if err != nil {
			return KeyOut{}, err
		}
		out := keyOut(list[0])
		out.Key, _ = c.Carried().(string)
		return out, nil
	})
	type one struct {
		ID string `path:"id" maxLength:"32" doc:"key_…"`
	}
	shell.Write(t, shell.Op{
		ID: "key.revoke", Method: http.MethodDelete, Path: "/v1/keys/{id}", Group: staffGroup, En: "Revoke an API key", Zh: "吊销接口密钥", Permission: string(org.KeysWrite),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *one) (store.Made, error) {
		id, err := shell.PathID("key", "key", in.ID)
		if err != nil {
			return store.Made{}, err
		}
		c.AfterCommit(func() { clearDirectory(c) })
		return made("key", id), staff.RevokeKey(ctx, tx, id)
	}, nothing)
}

// keyOut is a key outside.
func keyOut(k staff.Key) KeyOut {
	out := KeyOut{
		ID: store.FormatID("key", k.ID), Name: k.Name, Hint: k.Hint, Scopes: k.Scopes, MadeBy: shell.Named("stf", k.MadeBy), CreatedAt: wire.At(k.CreatedAt),
		UsedAt: wire.At(k.UsedAt), ExpiresAt: wire.At(k.ExpiresAt),
	}
	if k.RevokedAt != calendar.Never {
		out.RevokedAt = wire.At(k.RevokedAt)
	}
	return out
}
