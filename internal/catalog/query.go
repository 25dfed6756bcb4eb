package catalog

import (
	"context"
	"encoding/base64"
	"strings"

	"golang.org/x/text/width"

	"regulars/internal/fault"
	"regulars/internal/store"
)

// Lookup finds the products of the skus in one statement, without their pictures; a sku without a product is left out.
func Lookup(ctx context.Context, tx *store.Tx, skus []string) (map[string]Product, error) {
	found := LookupLater(tx, skus)
	return found, tx.Flush(ctx)
}

// LookupLater is Lookup; the map is filled when the transaction next waits for an answer.
func LookupLater(tx *store.Tx, skus []string) map[string]Product {
	found := make(map[string]Product, len(skus))
	if len(skus) == 0 {
		return found
	}
	tx.QueryLater(`SELECT id, sku, name, category, type, status, price_minor, cost_minor, version
		FROM catalog_product WHERE merchant_id = $1 AND sku = ANY($2)`, func(r store.Row) error {
		var p Product
		var cost int64
		err := r.Scan(&p.ID, &p.SKU, &p.Name, &p.Category, &p.Type, &p.Status, &p.PriceMinor, &cost, &p.Version)
		p.CostMinor = Known(cost)
		found[p.SKU] = p
		return err
	}, tx.MerchantID(), skus)
	return found
}

// whole is Lookup with the pictures, which orders do not ask for.
func whole(ctx context.Context, tx *store.Tx, skus []string) (map[string]Product, error) {
	found := make(map[string]Product, len(skus))
	return found, tx.Query(ctx, `SELECT `+wholeColumns+` FROM catalog_product WHERE merchant_id = $1 AND sku = ANY($2)`, func(r store.Row) error {
		p, err := scanProduct(r)
		found[p.SKU] = p
		return err
	}, tx.MerchantID(), skus)
}

// Pictures are the digests of the pictures of products, by sku; those without one are left out.
func Pictures(ctx context.Context, tx *store.Tx, skus []string) (map[string]string, error) {
	found := map[string]string{}
	if len(skus) == 0 {
		return found, nil
	}
	return found, tx.Query(ctx, `SELECT sku, picture FROM catalog_product WHERE merchant_id = $1 AND sku = ANY($2) AND picture <> ''`, func(r store.Row) error {
		var sku, picture string
		err := r.Scan(&sku, &picture)
		found[sku] = picture
		return err
	}, tx.MerchantID(), skus)
}

// Get gives the product of a sku, or ErrNotFound.
func Get(ctx context.Context, tx *store.Tx, sku string) (Product, error) {
	found, err := whole(ctx, tx, []string{sku})
	if err != nil {
		return Product{}, err
	}
	p, ok := found[sku]
	if !ok {
		return Product{}, fault.ErrNotFound.New(fault.P{"what": "product"})
	}
	return p, nil
}

// SKU is the sku of the product of an id, or ErrNotFound.
func SKU(ctx context.Context, tx *store.Tx, id int64) (sku string, err error) {
	found, err := store.One(ctx, tx, `SELECT sku FROM catalog_product WHERE merchant_id = $1 AND id = $2`, func(r store.Row) error { return r.Scan(&sku) }, tx.MerchantID(), id)
	if err == nil && !found {
		err = fault.ErrNotFound.New(fault.P{"what": "product"})
	}
	return sku, err
}

// ListIn asks for a page of products.
type ListIn struct {
	Text     string // part of a sku or a name, in any width and case; empty for all
	Category string // code; with the categories below it; empty for all
	Status   string // empty for all
	After    string // the former page's Next
	Limit    int    // 1–MaxPage; 50 where it is 0
}

// Page is one page of products, by sku; Next is empty on the last one.
type Page struct {
	Products []Product
	Next     string
}

// List gives the products that fit, by sku.
func List(ctx context.Context, tx *store.Tx, in ListIn) (Page, error) {
	limit := in.Limit
	switch {
	case limit == 0:
		limit = 50
	case limit < 0 || limit > MaxPage:
		return Page{}, fault.ErrRange.At("limit", fault.P{"min": 1, "max": MaxPage})
	}
	after, err := base64.RawURLEncoding.DecodeString(in.After)
	if err != nil || CheckText("after", string(after), MaxCode, false) != nil {
		return Page{}, fault.ErrInvalid.At("after", fault.P{"reason": "not a cursor of this list"})
	}
	if refused := CheckText("q", in.Text, MaxName, false); refused != nil {
		return Page{}, refused
	}
	var below []string
	if in.Category != "" {
		tree, err := LoadTree(ctx, tx)
		if err != nil {
			return Page{}, err
		}
		below = tree.Below(in.Category)
	}
	var page Page
	err = tx.Query(ctx, `SELECT `+wholeColumns+` FROM catalog_product WHERE merchant_id = $1 AND sku > $2 AND ($3 = '' OR folded LIKE $4 ESCAPE '\')
			AND ($5 = '' OR category = ANY($8)) AND ($6 = '' OR status = $6)
		ORDER BY sku LIMIT $7`, func(r store.Row) error {
		p, err := scanProduct(r)
		page.Products = append(page.Products, p)
		return err
	}, tx.MerchantID(), string(after), in.Text, Pattern(in.Text), in.Category, in.Status, int64(limit+1), below)
	if err != nil {
		return Page{}, err
	}
	if len(page.Products) > limit {
		page.Products = page.Products[:limit]
		page.Next = base64.RawURLEncoding.EncodeToString([]byte(page.Products[limit-1].SKU))
	}
	return page, nil
}

const wholeColumns = `id, sku, name, category, type, status, price_minor, cost_minor, picture, version`

func scanProduct(r store.Row) (Product, error) {
	var p Product
	var cost int64
	var picture string
	err := r.Scan(&p.ID, &p.SKU, &p.Name, &p.Category, &p.Type, &p.Status, &p.PriceMinor, &cost, &picture, &p.Version)
	p.CostMinor, p.Picture = Known(cost), &picture
	return p, err
}

// fold makes a text comparable: half width, lower case. Both are done here, because the engines differ.
func fold(text string) string { return strings.ToLower(width.Fold.String(text)) }

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Pattern is what the folded column of products is asked for with LIKE … ESCAPE '\' where the text is part of a sku or a name.
func Pattern(text string) string { return "%" + likeEscaper.Replace(fold(text)) + "%" }
