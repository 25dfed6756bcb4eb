package edition

import (
	"context"
	"fmt"
	"sync"

	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
	"regulars/internal/store"
)

// Catalogue gives the attributes that a merchant's conditions may use. It is given by app, because they belong to
// rooms that stand above this one.
type Catalogue func(ctx context.Context, tx *store.Tx) (*expr.Catalogue, error)

// Named gives the codes of what benefits may name. It is given by app, too.
type Named func(ctx context.Context, tx *store.Tx) (*deal.Named, error)

// Cache holds the compiled programmes of all merchants. It is a value of the database: [NewCache] goes into
// store.Config.Values.
type Cache struct {
	catalogue Catalogue
	named     Named // nil: nobody asks
	mu        sync.Mutex
	merchants map[int64]*shelf
}

// shelf is what is known of one merchant.
type shelf struct {
	table    *Timetable
	compiled map[string]*program.Program // by digest and zone

	others map[string]any // what else was compiled, by a key that never means anything else
}

// NewCache makes an empty cache.
func NewCache(catalogue Catalogue) *Cache {
	return &Cache{catalogue: catalogue, merchants: map[int64]*shelf{}}
}

// Knowing has documents that name what is not there refused before they are published.
func (c *Cache) Knowing(named Named) *Cache {
	c.named = named
	return c
}

// From is the cache of the transaction's database.
func From(tx *store.Tx) *Cache { return store.Value[*Cache](tx) }

// table gives the timetable with the stamp, if it is known.
func (c *Cache) table(merchantID, stamp int64) *Timetable {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.merchants[merchantID]; s != nil && s.table != nil && s.table.stamp == stamp {
		return s.table
	}
	return nil
}

func (c *Cache) keepTable(merchantID int64, t *Timetable) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shelf(merchantID).table = t
}

func (c *Cache) shelf(merchantID int64) *shelf {
	s := c.merchants[merchantID]
	if s == nil {
		if len(c.merchants) >= maxCached { // all is quickly made anew, so nothing clever is needed
			clear(c.merchants)
		}
		s = &shelf{compiled: map[string]*program.Program{}, others: map[string]any{}}
		c.merchants[merchantID] = s
	}
	return s
}

// program gives the compiled programme of an edition.
func (c *Cache) program(ctx context.Context, tx *store.Tx, v Version) (*program.Program, error) {
	key := v.Digest + "|" + tx.Zone().String()
	c.mu.Lock()
	p := c.shelf(tx.MerchantID()).compiled[key]
	c.mu.Unlock()
	if p != nil {
		return p, nil
	}
	doc, err := document(ctx, tx, v.Number)
	if err != nil {
		return nil, err
	}
	if p, err = c.compile(ctx, tx, doc); err != nil {
		// It was compiled when it was published: what it uses has gone since. That is a fault of ours, not of whoever
		// sells something now.
		return nil, fmt.Errorf("edition %d of merchant %d no longer compiles: %s", v.Number, tx.MerchantID(), err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shelf(tx.MerchantID()).compiled[key] = p
	return p, nil
}

func (c *Cache) compile(ctx context.Context, tx *store.Tx, doc program.Document) (*program.Program, error) {
	catalogue, err := c.catalogue(ctx, tx)
	if err != nil {
		return nil, err
	}
	return program.Compile(doc, catalogue, tx.Zone())
}

// Compile makes a document run that is not published. It returns what program.Compile refuses.
func Compile(ctx context.Context, tx *store.Tx, doc program.Document) (*program.Program, error) {
	return From(tx).compile(ctx, tx, doc)
}

// Validate answers every mistake of a document; none means that it can be published.
func Validate(ctx context.Context, tx *store.Tx, doc program.Document) ([]*fault.Error, error) {
	c := From(tx)
	var mistakes []*fault.Error
	catalogue, err := c.catalogue(ctx, tx)
	if err != nil {
		return nil, err
	}
	all, named, err := c.known(ctx, tx, tiersOf(&doc))
	if err != nil {
		return nil, err
	}
	if _, err := program.Compile(doc, catalogue.Strict(all), tx.Zone()); err != nil {
		first := fault.As(err)
		if first == nil || first.Code.Kind == fault.Unavailable {
			return nil, err
		}
		mistakes = append([]*fault.Error{first}, first.More...)
	}
	if named == nil {
		return mistakes, nil
	}
	return append(mistakes, named.Missing(doc.Benefits)...), nil
}

// Compiled gives what compile makes of the merchant's catalogue, such as the scope of a coupon, and remembers it. The key names the text that was
// compiled and what it was compiled for: what stands under one never changes. It returns what compile refuses.
func Compiled[T any](ctx context.Context, tx *store.Tx, key string, compile func(*expr.Catalogue) (T, error)) (T, error) {
	return Remember(tx, key, func() (made T, err error) {
		catalogue, err := From(tx).catalogue(ctx, tx)
		if err != nil {
			return made, err
		}
		return compile(catalogue)
	})
}

// Remember gives what find finds for the merchant, and remembers it. What stands under a key never changes.
func Remember[T any](tx *store.Tx, key string, find func() (T, error)) (T, error) {
	c := From(tx)
	c.mu.Lock()
	known, found := c.shelf(tx.MerchantID()).others[key].(T)
	c.mu.Unlock()
	if found {
		return known, nil
	}
	made, err := find()
	if err != nil {
		return made, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.shelf(tx.MerchantID())
	if len(s.others) >= maxOthers {
		clear(s.others)
	}
	s.others[key] = made
	return made, nil
}
