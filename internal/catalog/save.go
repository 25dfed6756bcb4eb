package catalog

import (
	"context"

	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/media"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Save adds products and replaces those whose sku is there already. The results stand in the order of
// the products; a refused one does not spoil the others. It is safe to repeat: what changes nothing is
// not written and keeps its version.
func Save(ctx context.Context, tx *store.Tx, products []Product) ([]Saved, error) {
	if len(products) > MaxBatch {
		return nil, fault.ErrTooMany.At("products", fault.P{"limit": MaxBatch})
	}
	results := make([]Saved, len(products))
	work, err := loadForSave(ctx, tx, products)
	if err != nil {
		return nil, err
	}
	var rows [][]any
	seen := make(map[string]bool, len(products))
	for i := range products {
		p := products[i] // a copy: check fills in defaults
		work.keepPicture(&p)
		switch results[i].Err = work.refusal(&p, seen); {
		case results[i].Err != nil:
			continue
		case work.unchanged(&p):
			results[i].ID = work.old[p.SKU].ID
		default:
			rows = append(rows, productRow(tx, &p))
		}
		seen[p.SKU] = true
	}
	return results, writeProducts(ctx, tx, writing{products, rows, work.old, results})
}

// saving is what a batch of products is checked against.
type saving struct {
	old        map[string]Product
	categories map[string]bool
	pictures   map[string]bool
}

// keepPicture leaves a product the picture that it has where nothing is said of it.
func (s *saving) keepPicture(p *Product) {
	if old, there := s.old[p.SKU]; there && p.Picture == nil {
		p.Picture = old.Picture
	}
}

func loadForSave(ctx context.Context, tx *store.Tx, products []Product) (*saving, error) {
	skus := make([]string, 0, len(products))
	codes := make([]string, 0, len(products))
	var pictures []string
	for i := range products {
		p := &products[i]
		if CheckText("sku", p.SKU, MaxCode, true) == nil {
			skus = append(skus, p.SKU)
		}
		if p.Category != "" && CheckText("category", p.Category, MaxCode, true) == nil {
			codes = append(codes, p.Category)
		}
		if CheckText("picture", p.picture(), media.MaxName, false) == nil {
			pictures = append(pictures, p.picture())
		}
	}
	old, err := whole(ctx, tx, skus)
	if err != nil {
		return nil, err
	}
	s := &saving{old: old, categories: map[string]bool{}}
	if s.pictures, err = media.Use(ctx, tx, pictures...); err != nil {
		return nil, err
	}
	if len(codes) == 0 {
		return s, nil
	}
	return s, tx.Query(ctx, `SELECT code FROM catalog_category WHERE merchant_id = $1 AND code = ANY($2)`,
		func(r store.Row) error {
			var code string
			err := r.Scan(&code)
			s.categories[code] = true
			return err
		}, tx.MerchantID(), codes)
}

func (s *saving) refusal(p *Product, seen map[string]bool) *fault.Error {
	if err := p.check(); err != nil {
		return err
	}
	if p.Category != "" && !s.categories[p.Category] {
		return ErrCategoryUnknown.At("category", fault.P{"code": p.Category})
	}
	old := s.old[p.SKU]
	if picture := p.picture(); picture != "" && picture != old.picture() && !s.pictures[picture] {
		return media.ErrUnknown.At("picture", nil)
	}
	if seen[p.SKU] {
		return ErrRepeated.At("sku", fault.P{"code": p.SKU})
	}
	return nil
}

func (s *saving) unchanged(p *Product) bool {
	old, ok := s.old[p.SKU]
	return ok && p.same(&old)
}

// writing is one set of product rows and where their ids go.
type writing struct {
	products []Product
	rows     [][]any
	old      map[string]Product
	results  []Saved
}

var productColumns = []string{"merchant_id", "id", "sku", "name", "folded", "category", "type", "status",
	"price_minor", "cost_minor", "picture", "version", "created_at", "updated_at"}

func productRow(tx *store.Tx, p *Product) []any {
	return []any{tx.MerchantID(), tx.NewID(), p.SKU, p.Name, fold(p.SKU + " " + p.Name), p.Category, p.Type, p.Status,
		p.PriceMinor, stored(p.CostMinor), p.picture(), int64(1), tx.Now(), tx.Now()}
}

func writeProducts(ctx context.Context, tx *store.Tx, w writing) error {
	if len(w.rows) == 0 {
		return nil
	}
	ids := make(map[string]int64, len(w.rows))
	err := store.InsertReturning(ctx, tx, store.Insert{
		Table: "catalog_product", Columns: productColumns,
		Conflict: `ON CONFLICT (merchant_id, sku) DO UPDATE SET name = excluded.name, folded = excluded.folded,
			category = excluded.category, type = excluded.type, status = excluded.status,
			price_minor = excluded.price_minor, cost_minor = excluded.cost_minor, picture = excluded.picture,
			version = catalog_product.version + 1, updated_at = excluded.updated_at`,
	}, w.rows, "sku, id", func(r store.Row) error {
		var sku string
		var id int64
		err := r.Scan(&sku, &id)
		ids[sku] = id
		return err
	})
	if err != nil {
		return err
	}
	var changes []org.Change
	for i := range w.results {
		r, p := &w.results[i], &w.products[i]
		if r.Err != nil || r.ID != 0 {
			continue
		}
		old, existed := w.old[p.SKU]
		r.ID, r.Created = ids[p.SKU], !existed
		changes = append(changes, change("product", r.ID, existed, old, *p))
		if r.Created && !tx.Historic() {
			tx.Emit(event.Event{Kind: EventProductAdded, Subject: r.ID, At: tx.Now(),
				Data: map[string]any{"sku": p.SKU, "category": p.Category}})
		}
	}
	return org.AuditMany(ctx, tx, changes)
}

// change is the line of the audit trail for something that was added or changed.
func change(noun string, id int64, existed bool, before, after any) org.Change {
	c := org.Change{Verb: noun + ".added", Subject: org.Subject(noun, id), After: after}
	if existed {
		c.Verb, c.Before = noun+".changed", before
	}
	return c
}

// ChangeIn is a change of one product that somebody has read before.
type ChangeIn struct {
	Product       // sku says which; all its fields are set
	Match   int64 // the version that was read
}

// Change replaces one product. Returns ErrNotFound where the sku is unknown and org.ErrStale where it is
// no longer at the version that was read.
func Change(ctx context.Context, tx *store.Tx, in ChangeIn) (Product, error) {
	before, err := Get(ctx, tx, in.SKU)
	if err != nil {
		return Product{}, err
	}
	if before.Version != in.Match {
		return Product{}, org.ErrStale.New(nil)
	}
	work, err := loadForSave(ctx, tx, []Product{in.Product})
	if err != nil {
		return Product{}, err
	}
	p := in.Product
	work.keepPicture(&p)
	if refused := work.refusal(&p, nil); refused != nil {
		return Product{}, refused
	}
	changed, err := tx.Exec(ctx, `UPDATE catalog_product SET name = $4, folded = $5, category = $6, type = $7, status = $8,
			price_minor = $9, cost_minor = $10, picture = $12, version = version + 1, updated_at = $11
		WHERE merchant_id = $1 AND id = $2 AND version = $3`,
		tx.MerchantID(), before.ID, in.Match, p.Name, fold(p.SKU+" "+p.Name), p.Category, p.Type, p.Status,
		p.PriceMinor, stored(p.CostMinor), tx.Now(), p.picture())
	if err != nil {
		return Product{}, err
	}
	if changed == 0 { // somebody else changed it since we read it, on an engine with several writers
		return Product{}, org.ErrStale.New(nil)
	}
	p.ID, p.Version = before.ID, in.Match+1
	return p, org.Audit(ctx, tx, org.Change{Verb: "product.changed", Subject: org.Subject("product", p.ID), Before: before, After: p})
}
