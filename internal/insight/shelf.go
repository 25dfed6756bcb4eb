package insight

import (
	"context"
	"sync"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// Shelf remembers what takes its time to count. Make one with NewShelf and give it to store.Open.
//
// Where there are few, nothing is remembered. Where there are many, one caller counts while others wait for the same count, and it is
// given to everybody for a minute; after that the old count is given once more while a new one is made, so that nobody waits but
// the very first.
type Shelf struct {
	mu        sync.Mutex
	merchants map[int64]map[string]*count
	making    sync.WaitGroup
}

// NewShelf makes an empty shelf.
func NewShelf() *Shelf { return &Shelf{merchants: map[int64]map[string]*count{}} }

// count is one thing that is counted of one merchant.
type count struct {
	first  chan struct{} // closed when the first one is there, or failed
	kept   taken
	err    error
	making bool
}

// Wait waits until nothing is being counted.
func (s *Shelf) Wait() { s.making.Wait() }

// taken is a value with the instant of the snapshot that it was counted on.
type taken struct {
	value any
	at    calendar.Instant
}

// counted is what fn counts on a snapshot, now or lately, and when that was.
func counted[T any](ctx context.Context, db *store.DB, scope store.Scope, what string, fn func(context.Context, *store.Tx) (T, error)) (T, calendar.Instant, error) {
	var none T
	now := func(ctx context.Context) (out taken, err error) {
		err = db.View(ctx, scope, func(tx *store.Tx) (err error) {
			out.at = tx.Now()
			out.value, err = fn(ctx, tx)
			return err
		})
		return out, err
	}
	shelf, many := store.FindValue[*Shelf](db)
	if many {
		err := db.View(ctx, scope, func(tx *store.Tx) (err error) {
			many, err = hasMany(ctx, tx)
			return err
		})
		if err != nil {
			return none, 0, err
		}
	}
	get := now
	if many {
		get = func(ctx context.Context) (taken, error) {
			return shelf.get(ctx, key{scope.Merchant.ID, what, db.Now()}, now)
		}
	}
	out, err := get(ctx)
	if err != nil {
		return none, 0, err
	}
	return out.value.(T), out.at, nil
}

// hasMany reports whether the merchant has so many wallets that counting takes its time.
func hasMany(ctx context.Context, tx *store.Tx) (many bool, err error) {
	var n int64
	_, err = store.One(ctx, tx, `SELECT COUNT(*) FROM (SELECT 1 AS one FROM ledger_wallet WHERE merchant_id = $1 LIMIT $2) AS few`,
		func(r store.Row) error { return r.Scan(&n) }, tx.MerchantID(), fewWallets+1)
	return n > fewWallets, err
}

// key names a count, and when it is asked for.
type key struct {
	merchant int64
	what     string
	now      calendar.Instant
}

// get answers the count that is there, makes the first one, or has an old one made anew.
func (s *Shelf) get(ctx context.Context, k key, fn func(context.Context) (taken, error)) (taken, error) {
	s.mu.Lock()
	c := s.find(k)
	old := c.kept.at != 0 && k.now >= c.kept.at.Add(countedFor)
	if (c.kept.at == 0 || old) && !c.making {
		c.making = true
		s.making.Add(1)
		go s.count(context.WithoutCancel(ctx), k, c, fn)
	}
	s.mu.Unlock()
	select {
	case <-c.first:
	case <-ctx.Done():
		return taken{}, ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return c.kept, c.err
}

// find is the count, made empty where there is none. The shelf holds maxCounts counts of maxMerchants merchants; which ones go
// for others is left to chance.
func (s *Shelf) find(k key) *count {
	of := s.merchants[k.merchant]
	if of == nil {
		for id := range s.merchants {
			if len(s.merchants) < maxMerchants {
				break
			}
			delete(s.merchants, id)
		}
		of = map[string]*count{}
		s.merchants[k.merchant] = of
	}
	if of[k.what] == nil {
		for what := range of {
			if len(of) < maxCounts {
				break
			}
			delete(of, what)
		}
		of[k.what] = &count{first: make(chan struct{})}
	}
	return of[k.what]
}

// count counts. One that failed is not kept: who waits for it is told, the next caller tries again.
func (s *Shelf) count(ctx context.Context, k key, c *count, fn func(context.Context) (taken, error)) {
	defer s.making.Done()
	ctx, done := context.WithTimeout(ctx, countLimit)
	defer done()
	kept, err := fn(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	first := c.kept.at == 0
	c.making = false
	if err == nil {
		c.kept = kept
	}
	if !first {
		return
	}
	c.err = err
	if err != nil && s.merchants[k.merchant][k.what] == c {
		delete(s.merchants[k.merchant], k.what)
	}
	close(c.first)
}
