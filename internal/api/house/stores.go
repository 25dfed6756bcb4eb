package house

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/org"
	"regulars/internal/store"
)

// StoreBody is a store as it is made or changed.
type StoreBody struct {
	Code    string `json:"code" minLength:"1" maxLength:"40" doc:"The merchant's own, unique" example:"SH-01"`
	Name    string `json:"name" minLength:"1" maxLength:"100" example:"Xuhui"`
	Kind    string `json:"kind" enum:"pos,web,miniapp,h5,marketplace" example:"pos"`
	Region  string `json:"region,omitempty" maxLength:"100"`
	Address string `json:"address,omitempty" maxLength:"200"`
	Phone   string `json:"phone,omitempty" maxLength:"40" doc:"Of the shop"`
	Closed  bool   `json:"closed,omitempty"`
}

// StoreOut is a store.
type StoreOut struct {
	ID string `json:"id" doc:"sto_…"`
	StoreBody
	CreatedAt wire.Time `json:"created_at"`
	Version   int64     `json:"version" doc:"The ETag of the store"`
}

// storeByID names a store in the path.
type storeByID struct {
	ID string `path:"id" maxLength:"32" doc:"sto_…"`
}

// addStores registers the stores.
func addStores(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "store.list", Method: http.MethodGet, Path: "/v1/stores", Group: houseGroup, En: "List stores", Zh: "门店列表", Permission: string(org.SettingsRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Page) (shell.List[StoreOut], error) {
		after, err := in.CursorID()
		if err != nil {
			return shell.List[StoreOut]{}, err
		}
		list, err := org.ListStores(ctx, tx, after, in.Limit)
		return shell.Paged(list, in.Limit, storeOut, func(s org.Store) int64 { return s.ID }), err
	})
	type add struct{ Body StoreBody }
	shell.Write(t, shell.Op{
		ID: "store.add", Method: http.MethodPost, Path: "/v1/stores", Group: houseGroup, En: "Add a store", Zh: "新增门店",
		Permission: string(org.StoresWrite), Status: http.StatusCreated,
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *add) (store.Made, error) {
		s, err := org.AddStore(ctx, tx, in.Body.in())
		return made("store", s.ID), err
	}, showStore)
	shell.Read(t, shell.Op{
		ID: "store.get", Method: http.MethodGet, Path: "/v1/stores/{id}", Group: houseGroup, En: "Read a store", Zh: "查看门店", Permission: string(org.SettingsRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *storeByID) (StoreOut, error) {
		id, err := shell.PathID("sto", "store", in.ID)
		if err != nil {
			return StoreOut{}, err
		}
		return showStore(ctx, tx, c, made("store", id))
	})
	type change struct {
		storeByID
		Body StoreBody
	}
	shell.Write(t, shell.Op{
		ID: "store.change", Method: http.MethodPut, Path: "/v1/stores/{id}", Group: houseGroup, En: "Change or close a store", Zh: "修改或关闭门店",
		Permission: string(org.StoresWrite), IfMatch: true,
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		id, err := shell.PathID("sto", "store", in.ID)
		if err != nil {
			return store.Made{}, err
		}
		_, err = org.ChangeStore(ctx, tx, id, c.Version(), in.Body.in())
		return made("store", id), err
	}, showStore)
}

// in is what the room takes.
func (b StoreBody) in() org.StoreIn {
	return org.StoreIn{Code: b.Code, Name: b.Name, Kind: b.Kind, Region: b.Region, Address: b.Address, Phone: b.Phone, Closed: b.Closed}
}

// showStore renders a store and sets its ETag.
func showStore(ctx context.Context, tx *store.Tx, c *shell.Call, m store.Made) (StoreOut, error) {
	s, err := org.GetStore(ctx, tx, m.ID)
	if err == nil {
		c.SetETag(s.Version)
	}
	return storeOut(s), err
}

// storeOut is a store outside.
func storeOut(s org.Store) StoreOut {
	return StoreOut{
		ID:        store.FormatID("sto", s.ID),
		StoreBody: StoreBody{Code: s.Code, Name: s.Name, Kind: s.Kind, Region: s.Region, Address: s.Address, Phone: s.Phone, Closed: !s.Open},
		CreatedAt: wire.At(s.CreatedAt), Version: s.Version,
	}
}
