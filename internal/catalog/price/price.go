package price

import (
	"context"
	"slices"

	"regulars/internal/catalog"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Saved is what became of one price of a batch.
type Saved struct {
	Created bool
	Same    bool // it was there like that already
	Err     *fault.Error
}

// Set is one price as somebody states it.
type Set struct {
	SKU        string
	PriceMinor int64
	Stock      *int64 // nil: no limit
}

func (s *Set) stock() int64 {
	if s.Stock == nil {
		return Unlimited
	}
	return *s.Stock
}

func (s *Set) check() *fault.Error {
	errs := []*fault.Error{catalog.CheckText("sku", s.SKU, MaxCode, true)}
	if s.PriceMinor < 0 || s.PriceMinor > money.Limit {
		errs = append(errs, fault.ErrRange.At("price_minor", fault.P{"min": 0, "max": int64(money.Limit)}))
	}
	if s.Stock != nil && (*s.Stock < 0 || *s.Stock > MaxStock) {
		errs = append(errs, fault.ErrRange.At("stock", fault.P{"min": 0, "max": MaxStock}))
	}
	return fault.As(fault.Join(errs...))
}

// Save adds prices to a list and replaces those that it has of the same sku. A refused one does not spoil the others; saving the
// same again changes nothing. Returns ErrListUnknown; refuses ErrBelowSold, ErrTwice and
// catalog.ErrProductUnknown.
func Save(ctx context.Context, tx *store.Tx, listID int64, sets []Set) ([]Saved, error) {
	if len(sets) > MaxBatch {
		return nil, fault.ErrTooMany.At("prices", fault.P{"limit": MaxBatch})
	}
	l, err := Get(ctx, tx, listID)
	if err != nil {
		return nil, err
	}
	old, err := lock(ctx, tx, l.Code, sets)
	if err != nil {
		return nil, err
	}
	unknown, err := catalog.Missing(ctx, tx, skusOf(sets))
	if err != nil {
		return nil, err
	}
	out := make([]Saved, len(sets))
	seen := make(map[string]bool, len(sets))
	var rows [][]any
	var before, after []Price
	for i := range sets {
		s := &sets[i]
		was, there := old[s.SKU]
		out[i].Err = refusal(s, seen, was.Sold)
		if out[i].Err == nil && !there && unknown[s.SKU] {
			out[i].Err = catalog.ErrProductUnknown.At("sku", fault.P{"sku": s.SKU})
		}
		if out[i].Err != nil {
			continue
		}
		seen[s.SKU] = true
		if out[i].Same = there && was.PriceMinor == s.PriceMinor && was.Stock == s.stock(); out[i].Same {
			continue
		}
		if out[i].Created = !there; there {
			before = append(before, was)
		} else if l.Prices++; l.Prices > MaxPrices {
			return nil, fault.ErrTooMany.At("prices", fault.P{"limit": MaxPrices})
		}
		after = append(after, Price{l.Code, s.SKU, s.PriceMinor, s.stock(), was.Sold})
		rows = append(rows, []any{tx.MerchantID(), l.Code, s.SKU, s.PriceMinor, s.stock(), int64(0), tx.Now(), tx.Now()})
	}
	if len(rows) == 0 {
		return out, nil
	}
	if err := write(ctx, tx, rows); err != nil {
		return nil, err
	}
	return out, org.Audit(ctx, tx, org.Change{Verb: "price_list.priced", Subject: org.Subject("price_list", l.ID), Before: before, After: after})
}

func refusal(s *Set, seen map[string]bool, sold int64) *fault.Error {
	if err := s.check(); err != nil {
		return err
	}
	switch {
	case seen[s.SKU]:
		return ErrTwice.At("sku", fault.P{"sku": s.SKU})
	case s.Stock != nil && *s.Stock < sold:
		return ErrBelowSold.At("stock", fault.P{"sold": sold})
	}
	return nil
}

// lock reads what the list says of the skus already, and keeps others from selling meanwhile.
func lock(ctx context.Context, tx *store.Tx, list string, sets []Set) (map[string]Price, error) {
	skus := skusOf(sets)
	old := make(map[string]Price, len(skus))
	return old, tx.Query(ctx, `SELECT list, sku, price_minor, stock, sold FROM catalog_price
		WHERE merchant_id = $1 AND list = $2 AND sku = ANY($3) ORDER BY list, sku FOR UPDATE`, func(r store.Row) error {
		p, err := scan(r)
		old[p.SKU] = p
		return err
	}, tx.MerchantID(), list, skus)
}

// skusOf are the skus that can be one, in order, each once.
func skusOf(sets []Set) (skus []string) {
	for i := range sets {
		if sets[i].check() == nil {
			skus = append(skus, sets[i].SKU)
		}
	}
	slices.Sort(skus)
	return slices.Compact(skus)
}

func scan(r store.Row) (Price, error) {
	var p Price
	err := r.Scan(&p.List, &p.SKU, &p.PriceMinor, &p.Stock, &p.Sold)
	return p, err
}

func write(ctx context.Context, tx *store.Tx, rows [][]any) error {
	_, err := store.InsertMany(ctx, tx, store.Insert{
		Table:    "catalog_price",
		Columns:  []string{"merchant_id", "list", "sku", "price_minor", "stock", "sold", "created_at", "updated_at"},
		Conflict: `ON CONFLICT (merchant_id, list, sku) DO UPDATE SET price_minor = excluded.price_minor, stock = excluded.stock, updated_at = excluded.updated_at`,
	}, rows)
	return err
}

// Remove takes a sku off a list. Returns ErrListUnknown and ErrUnknown.
func Remove(ctx context.Context, tx *store.Tx, listID int64, sku string) error {
	l, err := Get(ctx, tx, listID)
	if err != nil {
		return err
	}
	old, err := lock(ctx, tx, l.Code, []Set{{SKU: sku}})
	if err != nil {
		return err
	}
	was, there := old[sku]
	if !there {
		return ErrUnknown.New(fault.P{"sku": sku})
	}
	if _, err := tx.Exec(ctx, `DELETE FROM catalog_price WHERE merchant_id = $1 AND list = $2 AND sku = $3`, tx.MerchantID(), l.Code, sku); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "price_list.unpriced", Subject: org.Subject("price_list", l.ID), Before: was})
}

// Row is a price with what the catalogue says of its product; Name and the rest are empty where it knows none.
type Row struct {
	Price
	Name      string
	ListMinor int64  // the product's own price
	CostMinor *int64 // nil where it is not known
}

// ListIn asks for a page of prices.
type ListIn struct {
	ListID int64
	Text   string // part of a sku, or of the product's name
	After  string // sku of the last one seen
	Limit  int
}

// ListPrices gives a page of the prices of a list, by sku. Returns ErrListUnknown.
func ListPrices(ctx context.Context, tx *store.Tx, in ListIn) ([]Row, error) {
	l, err := Get(ctx, tx, in.ListID)
	if err != nil {
		return nil, err
	}
	var out []Row
	err = tx.Query(ctx, `SELECT p.list, p.sku, p.price_minor, p.stock, p.sold, coalesce(c.name, ''), coalesce(c.price_minor, 0), coalesce(c.cost_minor, $7)
		FROM catalog_price p LEFT JOIN catalog_product c ON c.merchant_id = $1 AND c.sku = p.sku
		WHERE p.merchant_id = $1 AND p.list = $2 AND p.sku > $3 AND ($4 = '' OR p.sku = $4 OR coalesce(c.folded, '') LIKE $5 ESCAPE '\')
		ORDER BY p.sku LIMIT $6`, func(r store.Row) error {
		var row Row
		var cost int64
		err := r.Scan(&row.List, &row.SKU, &row.PriceMinor, &row.Stock, &row.Sold, &row.Name, &row.ListMinor, &cost)
		row.CostMinor = catalog.Known(cost)
		out = append(out, row)
		return err
	}, tx.MerchantID(), l.Code, in.After, in.Text, catalog.Pattern(in.Text), int64(in.Limit), int64(catalog.Unknown))
	return out, err
}
