package house

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/fault"
	"regulars/internal/staff"
	"regulars/internal/store"
)

// ViewBody is a view of a page that somebody keeps.
type ViewBody struct {
	Page   string `json:"page" minLength:"1" maxLength:"40" doc:"Word of the page; fixed once made" example:"members"`
	Name   string `json:"name" minLength:"1" maxLength:"60" example:"Gold, not seen for 90 days"`
	Query  string `json:"query,omitempty" maxLength:"4000" doc:"What stands in the address after the page: filters, sort and columns" example:"tier=gold&sort=last_order&dir=asc"`
	Shared bool   `json:"shared,omitempty" doc:"Seen by all staff of the merchant"`
}

// ViewOut is a view as it is kept.
type ViewOut struct {
	ID string `json:"id" doc:"viw_…"`
	ViewBody
	Own       bool      `json:"own" doc:"Made by the caller, who may change it; an owner may change all that are shared"`
	MadeBy    string    `json:"made_by" doc:"stf_…"`
	MadeName  string    `json:"made_name" doc:"Of who made it"`
	UpdatedAt wire.Time `json:"updated_at"`
	Version   int64     `json:"version" doc:"The ETag"`
}

// viewIn changes a view.
type viewIn struct {
	ID   string `path:"id" maxLength:"32" doc:"viw_…"`
	Body ViewBody
}

// addViews registers saved views.
func addViews(t *shell.Table) {
	type list struct {
		Page string `query:"page" maxLength:"40" doc:"Word of the page; every page where absent"`
	}
	shell.Read(t, shell.Op{
		ID: "view.list", Method: http.MethodGet, Path: "/v1/views", Group: sessionGroup, En: "Saved views: one's own and shared ones", Zh: "已存视图",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *list) (shell.List[ViewOut], error) {
		views, err := staff.ListViews(ctx, tx, c.Who().StaffID, in.Page)
		if err != nil {
			return shell.List[ViewOut]{}, err
		}
		out, err := viewsOut(ctx, tx, c, views)
		return shell.Listed(out, ""), err
	})
	type add struct{ Body ViewBody }
	shell.Write(t, shell.Op{
		ID: "view.add", Method: http.MethodPost, Path: "/v1/views", Group: sessionGroup, En: "Save a view", Zh: "保存视图", Status: http.StatusCreated,
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *add) (store.Made, error) {
		b := in.Body
		v, err := staff.AddView(ctx, tx, staff.View{StaffID: c.Who().StaffID, Page: b.Page, Name: b.Name, Query: b.Query, Shared: b.Shared})
		return made("view", v.ID), err
	}, showView)
	shell.Write(t, shell.Op{
		ID: "view.change", Method: http.MethodPut, Path: "/v1/views/{id}", Group: sessionGroup, En: "Change a view", Zh: "修改视图", IfMatch: true,
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *viewIn) (store.Made, error) {
		id, err := shell.PathID("viw", "view", in.ID)
		if err != nil {
			return store.Made{}, err
		}
		b := in.Body
		_, err = staff.ChangeView(ctx, tx, c.Who(), staff.View{ID: id, Version: c.Version(), Name: b.Name, Query: b.Query, Shared: b.Shared})
		return made("view", id), err
	}, showView)
	type one struct {
		ID string `path:"id" maxLength:"32" doc:"viw_…"`
	}
	shell.Write(t, shell.Op{
		ID: "view.delete", Method: http.MethodDelete, Path: "/v1/views/{id}", Group: sessionGroup, En: "Delete a view", Zh: "删除视图",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *one) (store.Made, error) {
		id, err := shell.PathID("viw", "view", in.ID)
		if err != nil {
			return store.Made{}, err
		}
		return made("view", id), staff.DropView(ctx, tx, c.Who(), id)
	}, nothing)
}

// showView renders a view and sets its ETag.
func showView(ctx context.Context, tx *store.Tx, c *shell.Call, m store.Made) (ViewOut, error) {
	v, err := staff.GetView(ctx, tx, c.Who().StaffID, m.ID)
	if err != nil {
		return ViewOut{}, err
	}
	c.SetETag(v.Version)
	list, err := viewsOut(ctx, tx, c, []staff.View{v})
	if err == nil && len(list) == 0 {
		err = fault.ErrNotFound.New(fault.P{"what": "view"})
	}
	if err != nil {
		return ViewOut{}, err
	}
	return list[0], nil
}

// viewsOut are views outside.
func viewsOut(ctx context.Context, tx *store.Tx, c *shell.Call, views []staff.View) ([]ViewOut, error) {
	ids := make([]int64, len(views))
	for i, v := range views {
		ids[i] = v.StaffID
	}
	named, err := staff.Names(ctx, tx, ids)
	out := make([]ViewOut, len(views))
	for i, v := range views {
		out[i] = ViewOut{
			ID: store.FormatID("viw", v.ID), ViewBody: ViewBody{Page: v.Page, Name: v.Name, Query: v.Query, Shared: v.Shared}, Own: v.StaffID == c.Who().StaffID,
			MadeBy: store.FormatID("stf", v.StaffID), MadeName: named[v.StaffID], UpdatedAt: wire.At(v.UpdatedAt), Version: v.Version,
		}
	}
	return out, err
}
