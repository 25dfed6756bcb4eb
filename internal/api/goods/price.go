package goods

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/catalog/price"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
)

// priceGroup is the heading of what is sold, and for how much to whom.
const priceGroup = "Catalogue"

// PriceListBody is a price list as it is changed.
type PriceListBody struct {
	Name   string    `json:"name,omitempty" maxLength:"200" example:"Gold prices"`
	From   wire.Time `json:"from,omitempty" doc:"Since ever where absent"`
	Until  wire.Time `json:"until,omitempty" doc:"For ever where absent; the first instant at which it no longer holds"`
	Closed bool      `json:"closed,omitempty" doc:"Nobody buys by it until it is opened again"`
}

// PriceListOut is a price list.
type PriceListOut struct {
	ID   string `json:"id" doc:"prl_…"`
	Code string `json:"code"`
	Kind string `json:"kind" enum:"member,flash"`
	PriceListBody
	State  string `json:"state" enum:"coming,in_force,over,closed" doc:"Now"`
	Prices int64  `json:"prices" doc:"How many it has"`

	Opening
	UsedBy  []PriceUser `json:"used_by" doc:"By which benefits one may buy by it: nobody does where it is empty"`
	Version int64       `json:"version" doc:"The ETag of the list"`
}

// PriceBody is one price of a list.
type PriceBody struct {
	SKU        string `json:"sku" minLength:"1" maxLength:"64" example:"DP-88"`
	PriceMinor int64  `json:"price_minor" minimum:"0" maximum:"10000000000" example:"11900"`
	Stock      *int64 `json:"stock,omitempty" minimum:"0" maximum:"1000000000" doc:"Units to be sold at this price, sold ones included; no limit where absent"`
}

// PriceOut is one price of a list with what is left.
type PriceOut struct {
	PriceBody
	Sold           int64  `json:"sold" doc:"Units; counted where there is a stock"`
	Left           *int64 `json:"left" doc:"null where there is no limit"`
	Name           string `json:"name,omitempty" doc:"Of the product"`
	ListPriceMinor int64  `json:"list_price_minor" doc:"The product's own price; 0 where none is stated"`
	CostMinor      *int64 `json:"cost_minor,omitempty"`
}

// PriceSaved is what became of one price of a batch.
type PriceSaved struct {
	SKU     string         `json:"sku"`
	Created bool           `json:"created"`
	Problem *shell.Problem `json:"problem,omitempty" doc:"Why it was refused; the others are saved"`
}

// PriceSavedList is what became of a batch, in its order.
type PriceSavedList struct {
	Results []PriceSaved `json:"results"`
}

// listByID names a price list in the path.
type listByID struct {
	ID string `path:"id" maxLength:"32" doc:"prl_…"`
}

func (in listByID) id() (int64, error) { return shell.PathID("prl", "price list", in.ID) }

// listsIn asks for price lists.
type listsIn struct {
	shell.Page
	MemberID string `query:"member_id" maxLength:"32" doc:"For whom it shall be told when they open"`
}

// addPrices registers price lists.
func addPrices(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "price_list.list", Method: http.MethodGet, Path: "/v1/price-lists", Group: priceGroup, En: "List price lists", Zh: "价格表列表", Permission: string(org.CatalogRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *listsIn) (shell.List[PriceListOut], error) {
		after, err := in.CursorID()
		if err != nil {
			return shell.List[PriceListOut]{}, err
		}
		lists, err := price.Lists(ctx, tx, after, in.Limit)
		if err != nil {
			return shell.List[PriceListOut]{}, err
		}
		users, err := priceUsers(ctx, tx, c.Language())
		if err != nil {
			return shell.List[PriceListOut]{}, err
		}
		opens, err := OpeningsFor(ctx, tx, c, in.MemberID)
		if err != nil {
			return shell.List[PriceListOut]{}, err
		}
		return shell.Paged(lists, in.Limit, func(l price.List) PriceListOut { return listOut(tx, l, users[l.Code], opens) }, func(l price.List) int64 { return l.ID }), err
	})
	type add struct {
		Body struct {
			Code string `json:"code" minLength:"1" maxLength:"64" doc:"The merchant's own, unique; the programme names it" example:"gold"`
			Kind string `json:"kind,omitempty" enum:",member,flash" doc:"member where absent; a flash sale has a beginning and an end"`
			PriceListBody
		}
	}
	shell.Write(t, shell.Op{
		ID: "price_list.add", Method: http.MethodPost, Path: "/v1/price-lists", Group: priceGroup, En: "Make a price list", Zh: "新建价格表",
		Permission: string(org.CatalogWrite), Status: http.StatusCreated,
		Detail: "Who may buy by it is said by the programme: a benefit of the kind member_price names the code of the list.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *add) (store.Made, error) {
		l := in.Body.list()
		l.Code, l.Kind = in.Body.Code, in.Body.Kind
		l, err := price.Add(ctx, tx, l)
		return store.Made{Kind: "price_list", ID: l.ID}, err
	}, showList)
	shell.Get(t, shell.Op{
		ID: "price_list.get", Method: http.MethodGet, Path: "/v1/price-lists/{id}", Group: priceGroup, En: "Read a price list", Zh: "查看价格表", Permission: string(org.CatalogRead),
	}, listByID.id, showList)
	type change struct {
		listByID
		Body PriceListBody
	}
	shell.Write(t, shell.Op{
		ID: "price_list.change", Method: http.MethodPut, Path: "/v1/price-lists/{id}", Group: priceGroup, En: "Change or close a price list", Zh: "修改或停用价格表",
		Permission: string(org.CatalogWrite), IfMatch: true,
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		_, err = price.Change(ctx, tx, id, c.Version(), in.Body.list())
		return store.Made{Kind: "price_list", ID: id}, err
	}, showList)
	addPricesOf(t)
	addPriceFile(t)
}

// addPricesOf registers the prices of a list.
func addPricesOf(t *shell.Table) {
	type list struct {
		listByID
		shell.Page
		Q string `query:"q" maxLength:"100" doc:"Part of a sku or of the product's name"`
	}
	shell.Read(t, shell.Op{
		ID: "price.list", Method: http.MethodGet, Path: "/v1/price-lists/{id}/prices", Group: priceGroup, En: "The prices of a list", Zh: "价格表明细", Permission: string(org.CatalogRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *list) (shell.List[PriceOut], error) {
		id, err := in.id()
		if err != nil {
			return shell.List[PriceOut]{}, err
		}
		after, err := in.Cursor()
		if err != nil {
			return shell.List[PriceOut]{}, err
		}
		rows, err := price.ListPrices(ctx, tx, price.ListIn{ListID: id, Text: in.Q, After: after, Limit: in.Limit})
		out, next := make([]PriceOut, len(rows)), ""
		for i := range rows {
			out[i] = priceOut(&rows[i])
		}
		if len(rows) == in.Limit {
			next = rows[len(rows)-1].SKU
		}
		return shell.Listed(out, next), err
	})
	type save struct {
		listByID
		Body struct {
			Prices []PriceBody `json:"prices" minItems:"1" maxItems:"1000"`
		}
	}
	shell.Do(t, shell.Op{
		ID: "price.save", Method: http.MethodPut, Path: "/v1/price-lists/{id}/prices", Group: priceGroup, En: "Save prices of a list", Zh: "保存价格", Permission: string(org.CatalogWrite),
		Detail: "Adds what is new and replaces what is there. One that is refused does not spoil the others. Saving the same twice changes nothing.",
	}, func(ctx context.Context, c *shell.Call, in *save) (PriceSavedList, error) {
		id, err := in.id()
		if err != nil {
			return PriceSavedList{}, err
		}
		return savePrices(ctx, c, id, in.Body.Prices)
	})
	type remove struct {
		listByID
		SKU string `path:"sku" maxLength:"64"`
	}
	shell.Write(t, shell.Op{
		ID: "price.remove", Method: http.MethodDelete, Path: "/v1/price-lists/{id}/prices/{sku}", Group: priceGroup, En: "Take a product off a price list", Zh: "从价格表移除商品",
		Permission: string(org.CatalogWrite),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *remove) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "price_list", ID: id}, price.Remove(ctx, tx, id, in.SKU)
	}, func(context.Context, *store.Tx, *shell.Call, store.Made) (shell.Empty, error) {
		return shell.Empty{}, nil
	})
}

// savePrices saves a batch; it is its own natural key, so that a repeat changes nothing.
func savePrices(ctx context.Context, c *shell.Call, id int64, prices []PriceBody) (PriceSavedList, error) {
	sets := make([]price.Set, len(prices))
	for i, p := range prices {
		sets[i] = price.Set{SKU: p.SKU, PriceMinor: p.PriceMinor, Stock: p.Stock}
	}
	var saved []price.Saved
	err := c.DB().Tx(ctx, c.Scope(), func(tx *store.Tx) (err error) {
		saved, err = price.Save(ctx, tx, id, sets)
		return err
	})
	out := PriceSavedList{Results: make([]PriceSaved, len(saved))}
	for i, s := range saved {
		out.Results[i] = PriceSaved{SKU: prices[i].SKU, Created: s.Created, Problem: problem(c, s.Err)}
	}
	return out, err
}

// problem is a refusal within a batch; nil for none.
func problem(c *shell.Call, e *fault.Error) *shell.Problem {
	if e == nil {
		return nil
	}
	p := c.Problem(e)
	return &p
}

func (b PriceListBody) list() price.List {
	return price.List{Name: b.Name, Closed: b.Closed, FromAt: b.From.Instant(), UntilAt: b.Until.Instant()}
}

// showList renders a price list and sets its ETag.
func showList(ctx context.Context, tx *store.Tx, c *shell.Call, m store.Made) (PriceListOut, error) {
	l, err := price.Get(ctx, tx, m.ID)
	if err != nil {
		return PriceListOut{}, err
	}
	users, err := priceUsers(ctx, tx, c.Language())
	if err != nil {
		return PriceListOut{}, err
	}
	opens, err := OpeningsFor(ctx, tx, c, "")
	c.SetETag(l.Version)
	return listOut(tx, l, users[l.Code], opens), err
}

func listOut(tx *store.Tx, l price.List, users []PriceUser, opens *Openings) PriceListOut {
	state := "in_force"
	switch now := tx.Now(); {
	case l.Closed:
		state = "closed"
	case now < l.FromAt:
		state = "coming"
	case now >= l.UntilAt:
		state = "over"
	}
	return PriceListOut{
		ID: store.FormatID("prl", l.ID), Code: l.Code, Kind: l.Kind, State: state, Prices: l.Prices, Version: l.Version, UsedBy: append([]PriceUser{}, users...), Opening: opens.Of(l.FromAt),
		PriceListBody: PriceListBody{Name: l.Name, From: wire.At(l.FromAt), Until: wire.At(l.UntilAt), Closed: l.Closed},
	}
}

func priceOut(r *price.Row) PriceOut {
	out := PriceOut{
		PriceBody: PriceBody{SKU: r.SKU, PriceMinor: r.PriceMinor}, Sold: r.Sold, Name: r.Name, ListPriceMinor: r.ListMinor, CostMinor: r.CostMinor,
	}
	if left := r.Left(); left != price.Unlimited {
		stock := r.Stock
		out.Stock, out.Left = &stock, &left
	}
	return out
}
