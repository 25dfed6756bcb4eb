package insight

import (
	"context"
	"encoding/json"
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

// counted is what fn counts on a snapshot, now or lately, and when that was. What lasts is kept in the database too, so that a server that
// has just started need not count first.
func counted[T any](ctx context.Context, db *store.DB, scope store.Scope, what key, fn func(context.Context, *store.Tx) (T, error)) (T, calendar.Instant, error) {
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
		what.merchant, what.now = scope.Merchant.ID, db.Now()
		way := ways{count: now}
		if what.lasts {
			way.load = func(ctx context.Context) (taken, error) { return loadCount[T](ctx, db, scope, what.name) }
			way.save = func(ctx context.Context, t taken) error { return saveCount(ctx, db, scope, what.name, t) }
		}
		get = func(ctx context.Context) (taken, error) { return shelf.get(ctx, what, way) }
	}
	out, err := get(ctx)
	if err != nil {
		return none, 0, err
	}
	return out.value.(T), out.at, nil
}

// ways are how a count comes about: it is counted, and where it lasts loaded first and saved then.
type ways struct {
	count, load func(context.Context) (taken, error)
	save        func(context.Context, taken) error
}

// loadCount is what a server counted earlier; its instant is 0 where none did.
func loadCount[T any](ctx context.Context, db *store.DB, scope store.Scope, name string) (out taken, err error) {
	var value T
	var text string
	err = db.View(ctx, scope, func(tx *store.Tx) error {
		_, err := store.One(ctx, tx, `SELECT counted_at, value FROM insight_count WHERE merchant_id = $1 AND name = $2`,
			func(r store.Row) error { return r.Scan(&out.at, &text) }, tx.MerchantID(), name)
		return err
	})
	if err == nil && out.at != 0 {
		err = json.Unmarshal([]byte(text), &value)
	}
	out.value = value
	return out, err
}

// saveCount keeps a count for servers that start later, unless a newer one is kept: saving may be overtaken by the next count.
func saveCount(ctx context.Context, db *store.DB, scope store.Scope, name string, t taken) error {
	text, err := json.Marshal(t.value)
	if err != nil {
		return err
	}
	return db.Tx(ctx, scope, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO insight_count (merchant_id, name, counted_at, value) VALUES ($1, $2, $3, $4)
			ON CONFLICT (merchant_id, name) DO UPDATE SET counted_at = excluded.counted_at, value = excluded.value
			WHERE excluded.counted_at > insight_count.counted_at`, tx.MerchantID(), name, t.at, string(text))
		return err
	})
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
	name     string
	lasts    bool // it is kept in the database too
	now      calendar.Instant
}

// get answers the count that is there, makes the first one, or has an old one made anew.
func (s *Shelf) get(ctx context.Context, k key, way ways) (taken, error) {
	s.mu.Lock()
	c := s.find(k)
	if (c.kept.at == 0 || k.old(c.kept)) && !c.making {
		c.making = true
		s.making.Add(1)
		go s.count(context.WithoutCancel(ctx), k, c, way)
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

// old reports whether it is time to count again.
func (k key) old(t taken) bool { return k.now >= t.at.Add(countedFor) }

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
	if of[k.name] == nil {
		for what := range of {
			if len(of) < maxCounts {
				break
			}
			delete(of, what)
		}
		of[k.name] = &count{first: make(chan struct{})}
	}
	return of[k.name]
}

// count counts. Where a server counted before, its count serves those who wait, until there is a new one. A count that failed is not kept:
// who waits for it is told, the next caller tries again.
func (s *Shelf) count(ctx context.Context, k key, c *count, way ways) {
	defer s.making.Done()
	ctx, done := context.WithTimeout(ctx, countLimit)
	defer done()
	if way.load != nil && c.kept.at == 0 { // nobody else writes it while making is set
		if before, err := way.load(ctx); err == nil && before.at != 0 {
			s.put(k, c, before, nil, k.old(before))
			if !k.old(before) {
				return
			}
		}
	}
	kept, err := way.count(ctx)
	s.put(k, c, kept, err, false)
	if err == nil && way.save != nil {
		_ = way.save(ctx, kept) // it only spares a server that starts later some time
	}
}

// put keeps a count, or that there is none; more says that the next one is being made already.
func (s *Shelf) put(k key, c *count, kept taken, err error, more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := c.kept.at == 0
	c.making = more
	if err == nil {
		c.kept = kept
	}
	if !first {
		return
	}
	c.err = err
	if err != nil && s.merchants[k.merchant][k.name] == c {
		delete(s.merchants[k.merchant], k.name)
	}
	close(c.first)
}

// Counted is what fn counts on a snapshot, now or, where there are many members, lately, and when that was. The name tells counts of
// one merchant apart.
func Counted[T any](ctx context.Context, db *store.DB, scope store.Scope, name string, fn func(context.Context, *store.Tx) (T, error)) (T, calendar.Instant, error) {
	return counted(ctx, db, scope, key{name: name}, fn)
}
