package importer

import (
	"context"
	"strings"

	"regulars/internal/catalog"
	"regulars/internal/fault"
	"regulars/internal/importer/mapping"
	"regulars/internal/importer/sheet"
	"regulars/internal/money"
	"regulars/internal/store"
)

// productPlan writes the products of a file. A column that the mapping does not name leaves what the catalogue says.
type productPlan struct {
	*reader
	exponent int
	items    []productRow
	bySKU    map[string]int64 // row
}

// productRow is one product of the file.
type productRow struct {
	row int64
	catalog.Product
	priced bool // a list price is given
}

func readProducts(ctx context.Context, t *sheet.Table, m *mapping.Mapping, in place, tell func(int64)) (*productPlan, error) {
	r, err := newReader(t, m, in)
	if err != nil {
		return nil, err
	}
	p := &productPlan{reader: r, exponent: money.Exponent(in.currency), bySKU: map[string]int64{}}
	err = r.each(ctx, t, tell, func(cells []string, row int) *fault.Error {
		item, refusal := p.take(cells)
		if refusal != nil {
			return refusal
		}
		if first, there := p.bySKU[item.SKU]; there {
			return ErrTwice.At("sku", fault.P{"row": first})
		}
		item.row = int64(row)
		p.bySKU[item.SKU] = item.row
		p.items = append(p.items, item)
		return nil
	})
	return p, err
}

func (p *productPlan) take(cells []string) (productRow, *fault.Error) {
	item := productRow{Product: catalog.Product{
		SKU: p.text(cells, "sku"), Name: strings.Clone(sheet.Cut(p.c.Value(cells, "name"))), Category: p.text(cells, "category"),
	}}
	if item.SKU == "" {
		return item, p.wrong.at(fault.ErrRequired, "sku")
	}
	var ok bool
	if item.Type, ok = productTypes[strings.ToLower(p.c.Value(cells, "type"))]; !ok {
		return item, p.wrong.at(fault.ErrInvalid, "type")
	}
	if item.Status, ok = productStates[strings.ToLower(p.c.Value(cells, "status"))]; !ok {
		return item, p.wrong.at(fault.ErrInvalid, "status")
	}
	price, given, err := p.amount(cells, "price")
	if err != nil {
		return item, err
	}
	item.PriceMinor, item.priced = price, given
	cost, given, err := p.amount(cells, "cost")
	if given {
		item.CostMinor = &cost
	}
	return item, err
}

var productTypes = map[string]string{
	"": "", "product": catalog.TypeProduct, "商品": catalog.TypeProduct, "delivery": catalog.TypeDelivery, "配送": catalog.TypeDelivery,
	"运费": catalog.TypeDelivery, "fee": catalog.TypeFee, "费用": catalog.TypeFee, "服务费": catalog.TypeFee,
}

var productStates = map[string]string{
	"": "", "on_sale": catalog.OnSale, "在售": catalog.OnSale, "上架": catalog.OnSale, "off_sale": catalog.OffSale, "下架": catalog.OffSale, "停售": catalog.OffSale,
}

func (p *productPlan) amount(cells []string, field string) (minor int64, given bool, refusal *fault.Error) {
	text := p.c.Value(cells, field)
	if text == "" {
		return 0, false, nil
	}
	d, ok := sheet.ParseDecimal(text, p.comma)
	if !ok {
		return 0, false, p.wrong.at(ErrNumber, field)
	}
	if d.Negative() {
		return 0, false, p.wrong.at(ErrNegative, field)
	}
	minor, _, ok = d.Minor(1, p.exponent)
	if !ok {
		return 0, false, p.wrong.at(ErrSpanRange, field)
	}
	return minor, true, nil
}

func (p *productPlan) size() int         { return len(p.items) }
func (p *productPlan) next(from int) int { return min(from+chunkRows, len(p.items)) }
func (p *productPlan) committed(written) {}

// One row may depend on the one before: there is one lane.
func (p *productPlan) lanes(int) []plan { return []plan{p} }

func (p *productPlan) apart(context.Context, *store.Tx, int) (bool, error) { return false, nil }

func (p *productPlan) write(ctx context.Context, tx *store.Tx, from, to int) (written, error) {
	var w written
	products, err := p.overlay(ctx, tx, from, to)
	if err != nil {
		return w, err
	}
	if err := p.makeCategories(ctx, tx, products); err != nil {
		return w, err
	}
	saved, err := catalog.Save(ctx, tx, products)
	if err != nil {
		return w, err
	}
	for i, s := range saved {
		switch {
		case s.Err != nil:
			w.refused = append(w.refused, refused{p.items[from+i].row, s.Err})
		case s.Created:
			w.counts.ProductsCreated++
		default:
			w.counts.ProductsChanged++
		}
	}
	return w, nil
}

// overlay lays the file over what the catalogue says already.
func (p *productPlan) overlay(ctx context.Context, tx *store.Tx, from, to int) ([]catalog.Product, error) {
	var skus []string
	for _, item := range p.items[from:to] {
		skus = append(skus, item.SKU)
	}
	old, err := catalog.Lookup(ctx, tx, skus)
	if err != nil {
		return nil, err
	}
	out := make([]catalog.Product, 0, to-from)
	for _, item := range p.items[from:to] {
		n := item.Product
		if o, ok := old[n.SKU]; ok {
			keep(&n.Name, o.Name)
			keep(&n.Category, o.Category)
			keep(&n.Type, o.Type)
			keep(&n.Status, o.Status)
			if !item.priced {
				n.PriceMinor = o.PriceMinor
			}
			if n.CostMinor == nil {
				n.CostMinor = o.CostMinor
			}
		}
		out = append(out, n)
	}
	return out, nil
}

func keep(value *string, old string) {
	if *value == "" {
		*value = old
	}
}

// makeCategories makes the categories that the chunk names and nobody knows, at the top: they can be moved and named later.
func (p *productPlan) makeCategories(ctx context.Context, tx *store.Tx, products []catalog.Product) error {
	tree, err := catalog.LoadTree(ctx, tx)
	if err != nil {
		return err
	}
	var missing []catalog.Category
	seen := map[string]bool{"": true}
	for _, n := range products {
		if _, there := tree.Get(n.Category); !there && !seen[n.Category] {
			seen[n.Category] = true
			missing = append(missing, catalog.Category{Code: n.Category, Name: n.Category})
		}
	}
	if len(missing) == 0 {
		return nil
	}
	_, err = catalog.SaveCategories(ctx, tx, missing) // one that is refused has its products refused
	return err
}

func (p *productPlan) foresee(ctx context.Context, tx *store.Tx) (Counts, []refused, error) {
	var counts Counts
	for from := 0; from < len(p.items); from = p.next(from) {
		var skus []string
		for _, item := range p.items[from:p.next(from)] {
			skus = append(skus, item.SKU)
		}
		old, err := catalog.Lookup(ctx, tx, skus)
		if err != nil {
			return counts, nil, err
		}
		counts.ProductsChanged += int64(len(old))
		counts.ProductsCreated += int64(len(skus) - len(old))
	}
	return counts, nil, nil
}
