package org

import (
	"sync"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// Directory is what one server remembers of merchants for a few seconds, so that a hot call costs no statement.
// App makes one and gives it to store.Open in Config.Values; without one the database is read each time.
type Directory struct{ scopes Brief[int64, store.Merchant] }

// NewDirectory is an empty directory.
func NewDirectory() *Directory { return &Directory{} }

// Clear forgets what is remembered: called after a merchant has changed.
func (d *Directory) Clear() { d.merchants().Clear() }

// directory is the one given to the database, or nil.
func directory(db *store.DB) *Directory {
	d, _ := store.FindValue[*Directory](db)
	return d
}

func (d *Directory) merchants() *Brief[int64, store.Merchant] {
	if d == nil {
		return nil
	}
	return &d.scopes
}

// Brief keeps values for five seconds, at most ten thousand of them, safe for concurrent use. A nil Brief keeps nothing; its zero value is ready.
type Brief[K comparable, V any] struct {
	mu     sync.RWMutex
	values map[K]cached[V]
}

type cached[V any] struct {
	value V
	until calendar.Instant
}

// Get is the value of the key, where there is a fresh one.
func (c *Brief[K, V]) Get(key K, now calendar.Instant) (V, bool) {
	var none V
	if c == nil {
		return none, false
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	// An entry from the future of a clock that went back does not live longer than it should.
	if one, found := c.values[key]; found && now < one.until && one.until <= now.Add(briefFor) {
		return one.value, true
	}
	return none, false
}

// Put keeps a value from now on.
func (c *Brief[K, V]) Put(key K, value V, now calendar.Instant) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.values == nil || len(c.values) >= briefSize {
		c.shrink(now)
	}
	c.values[key] = cached[V]{value, now.Add(briefFor)}
}

// shrink drops what is over; where everything is fresh it begins anew.
func (c *Brief[K, V]) shrink(now calendar.Instant) {
	for key, one := range c.values {
		if one.until <= now {
			delete(c.values, key)
		}
	}
	if c.values == nil || len(c.values) >= briefSize {
		c.values = map[K]cached[V]{}
	}
}

// Drop forgets one value.
func (c *Brief[K, V]) Drop(key K) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.values, key)
}

// Clear forgets everything.
func (c *Brief[K, V]) Clear() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values = nil
}
