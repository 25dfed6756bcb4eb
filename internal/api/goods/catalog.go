package goods

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/catalog"
	"regulars/internal/org"
	"regulars/internal/store"
)

// CategoryBody is one category.
type CategoryBody struct {
	Code     string `json:"code" minLength:"1" maxLength:"64" example:"diapers"`
	Name     string `json:"name,omitempty" maxLength:"200"`
	Parent   string `json:"parent,omitempty" maxLength:"64" doc:"Code of the category above"`
	Position int64  `json:"position,omitempty" minimum:"0" maximum:"1000000"`
	MarginBp *int64 `json:"margin_bp,omitempty" minimum:"-10000" maximum:"10000" doc:"Gross margin in hundredths of a percent of the price"`
}

// CategoryOut is one category as it is kept.
type CategoryOut struct {
	CategoryBody
	ID      string   `json:"id" doc:"cat_…"`
	Path    []string `json:"path" doc:"Codes from the top to this one"`
	Version int64    `json:"version"`
}

// ProductChange is a product without its sku, which never changes.
type ProductChange struct {
	Name       string  `json:"name,omitempty" maxLength:"200" example:"Diapers L"`
	Category   string  `json:"category,omitempty" maxLength:"64" doc:"Code of a category"`
	Type       string  `json:"type,omitempty" enum:",product,delivery,fee"`
	PriceMinor int64   `json:"price_minor,omitempty" minimum:"0" maximum:"10000000000" example:"12900"`
	CostMinor  *int64  `json:"cost_minor,omitempty" minimum:"0" maximum:"10000000000"`
	Status     string  `json:"status,omitempty" enum:",on_sale,off_sale"`
	Picture    *string `json:"picture,omitempty" maxLength:"32" doc:"That was sent; it stays where absent, \"\" takes it away"`
}

// ProductBody is one product.
type ProductBody struct {
	SKU string `json:"sku" minLength:"1" maxLength:"64" example:"DP-88"`
	ProductChange
}

// ProductOut is one product as it is kept.
type ProductOut struct {
	ID string `json:"id" doc:"prd_…"`
	ProductBody
	PictureURL string `json:"picture_url,omitempty" doc:"Address of the picture"`
	Version    int64  `json:"version" doc:"The ETag of the product"`
}

// SavedOut is what became of one of a batch.
type SavedOut struct {
	ID      string         `json:"id,omitempty"`
	Created bool           `json:"created"`
	Problem *shell.Problem `json:"problem,omitempty" doc:"Why it was refused; the others are saved"`
}

// SavedList is what became of a batch, in its order.
type SavedList struct {
	Results []SavedOut `json:"results"`
}

// productList asks for products.
type productList struct {
	shell.Page
	Q        string `query:"q" maxLength:"100" doc:"Part of a sku or a name"`
	Category string `query:"category" maxLength:"64"`
	Status   string `query:"status" enum:"on_sale,off_sale"`
}

// addCatalog registers categories and products.
func addCatalog(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "category.list", Method: http.MethodGet, Path: "/v1/categories", Group: priceGroup, En: "The tree of categories", Zh: "品类树", Permission: string(org.CatalogRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Part) (shell.List[CategoryOut], error) {
		tree, err := catalog.LoadTree(ctx, tx)
		if err != nil {
			return shell.List[CategoryOut]{}, err
		}
		var out []CategoryOut
		for _, c := range tree.All() {
			out = append(out, CategoryOut{
				ID: store.FormatID("cat", c.ID), Path: tree.Path(c.Code), Version: c.Version,
				CategoryBody: CategoryBody{Code: c.Code, Name: c.Name, Parent: c.Parent, Position: c.Position, MarginBp: c.MarginBp},
			})
		}
		return shell.Whole(out, *in, func(o *CategoryOut) string { return o.ID })
	})
	type categories struct {
		Body struct {
			Categories []CategoryBody `json:"categories" minItems:"1" maxItems:"1000"`
		}
	}
	save := func(id, path, en, zh string) shell.Op {
		return shell.Op{
			ID: id, Method: http.MethodPut, Path: path, Group: priceGroup, En: en, Zh: zh, Permission: string(org.CatalogWrite),
			Detail: "Adds what is new and replaces what is there. One that is refused does not spoil the others. Saving the same twice changes nothing.",
		}
	}
	shell.Do(t, save("category.save", "/v1/categories", "Save categories", "保存品类"), func(ctx context.Context, c *shell.Call, in *categories) (SavedList, error) {
		list := make([]catalog.Category, len(in.Body.Categories))
		for i, b := range in.Body.Categories {
			list[i] = catalog.Category{Code: b.Code, Name: b.Name, Parent: b.Parent, Position: b.Position, MarginBp: b.MarginBp}
		}
		return saveAll(ctx, c, "cat", list, catalog.SaveCategories)
	})
	type products struct {
		Body struct {
			Products []ProductBody `json:"products" minItems:"1" maxItems:"1000"`
		}
	}
	shell.Do(t, save("product.save", "/v1/products", "Save products", "保存商品"), func(ctx context.Context, c *shell.Call, in *products) (SavedList, error) {
		list := make([]catalog.Product, len(in.Body.Products))
		for i, b := range in.Body.Products {
			list[i] = b.product()
		}
		return saveAll(ctx, c, "prd", list, catalog.Save)
	})
	shell.Read(t, shell.Op{
		ID: "product.list", Method: http.MethodGet, Path: "/v1/products", Group: priceGroup, En: "List products", Zh: "商品列表", Permission: string(org.CatalogRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *productList) (shell.List[ProductOut], error) {
		page, err := catalog.List(ctx, tx, catalog.ListIn{Text: in.Q, Category: in.Category, Status: in.Status, After: in.After, Limit: in.Limit})
		out := shell.List[ProductOut]{Data: make([]ProductOut, len(page.Products))}
		for i, p := range page.Products {
			out.Data[i] = productOut(tx, p)
		}
		if page.Next != "" {
			out.Next = &page.Next
		}
		return out, err
	})
	addProduct(t)
}

// productBySKU names a product in the path.
type productBySKU struct {
	SKU string `path:"sku" maxLength:"64"`
}

// addProduct registers one product.
func addProduct(t *shell.Table) {
	show := func(ctx context.Context, tx *store.Tx, c *shell.Call, sku string) (ProductOut, error) {
		p, err := catalog.Get(ctx, tx, sku)
		if err != nil {
			return ProductOut{}, err
		}
		c.SetETag(p.Version)
		return productOut(tx, p), nil
	}
	shell.Read(t, shell.Op{
		ID: "product.get", Method: http.MethodGet, Path: "/v1/products/{sku}", Group: priceGroup, En: "Read a product", Zh: "查看商品", Permission: string(org.CatalogRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *productBySKU) (ProductOut, error) {
		return show(ctx, tx, c, in.SKU)
	})
	type change struct {
		productBySKU
		Body ProductChange
	}
	shell.Write(t, shell.Op{
		ID: "product.change", Method: http.MethodPut, Path: "/v1/products/{sku}", Group: priceGroup, En: "Change a product", Zh: "修改商品",
		Permission: string(org.CatalogWrite), IfMatch: true,
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		p := in.Body.product()
		p.SKU = in.SKU
		p, err := catalog.Change(ctx, tx, catalog.ChangeIn{Product: p, Match: c.Version()})
		return store.Made{Kind: "product", ID: p.ID}, err
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (ProductOut, error) {
		sku, err := catalog.SKU(ctx, tx, made.ID)
		if err != nil {
			return ProductOut{}, err
		}
		return show(ctx, tx, c, sku)
	})
}

// saveAll saves a batch; it is its own natural key, so that a repeat changes nothing.
func saveAll[T any](ctx context.Context, c *shell.Call, prefix string, list []T,
	verb func(context.Context, *store.Tx, []T) ([]catalog.Saved, error)) (SavedList, error) {
	var saved []catalog.Saved
	err := c.DB().Tx(ctx, c.Scope(), func(tx *store.Tx) (err error) {
		saved, err = verb(ctx, tx, list)
		return err
	})
	if err != nil {
		return SavedList{}, err
	}
	out := SavedList{Results: make([]SavedOut, len(saved))}
	for i, s := range saved {
		out.Results[i] = SavedOut{ID: shell.Named(prefix, s.ID), Created: s.Created, Problem: problem(c, s.Err)}
	}
	return out, nil
}

// product is what the room takes.
func (b *ProductBody) product() catalog.Product {
	p := b.ProductChange.product()
	p.SKU = b.SKU
	return p
}

func (b *ProductChange) product() catalog.Product {
	return catalog.Product{
		Name: b.Name, Category: b.Category, Type: b.Type, PriceMinor: b.PriceMinor, CostMinor: b.CostMinor, Status: b.Status, Picture: b.Picture,
	}
}

// productOut is a product outside.
func productOut(tx *store.Tx, p catalog.Product) ProductOut {
	return ProductOut{
		ID: store.FormatID("prd", p.ID), Version: p.Version, PictureURL: PictureURL(tx, *p.Picture),
		ProductBody: ProductBody{SKU: p.SKU, ProductChange: ProductChange{
			Name: p.Name, Category: p.Category, Type: p.Type, PriceMinor: p.PriceMinor, CostMinor: p.CostMinor, Status: p.Status, Picture: p.Picture,
		}},
	}
}
