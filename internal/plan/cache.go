package plan

import (
	"context"
	"sync"

	"regulars/internal/offer/deal"
	"regulars/internal/store"
)

// Cache keeps compiled benefits of versions of plans. It is a value of the database: [NewCache] goes into store.Config.Values; without
// one every use compiles anew.
type Cache struct {
	mu   sync.Mutex
	sets map[cacheKey]*deal.Set
}

type cacheKey struct{ merchant, plan, version int64 }

// NewCache makes an empty cache.
func NewCache() *Cache { return &Cache{sets: map[cacheKey]*deal.Set{}} }

// compiled is the compiled benefits of the version that the membership was bought with; nil where it has none.
func compiled(_ context.Context, _ *store.Tx, _ *Membership) (*deal.Set, error) {
	return nil, nil
}
