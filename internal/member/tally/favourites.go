package tally

import (
	"encoding/json"
	"strconv"
)

// liking is orders and net spend in minor units, of one category or store.
type liking [2]int64

// likes is what a member buys, and where. It has an entry for each category and store that the member bought of, so it is
// bounded by the merchant's own tree; an entry of zeros is left out.
type likes struct {
	Categories map[string]liking `json:"categories"`
	Stores     map[string]liking `json:"stores"`
}

func readLikes(text string) *likes {
	l := &likes{}
	if text != "" {
		// what this package wrote itself; a broken text counts as none and shows up as a difference
		_ = json.Unmarshal([]byte(text), l)
	}
	if l.Categories == nil {
		l.Categories = map[string]liking{}
	}
	if l.Stores == nil {
		l.Stores = map[string]liking{}
	}
	return l
}

// text is the likes with sorted keys, "" where there are none.
func (l *likes) text() string {
	if len(l.Categories) == 0 && len(l.Stores) == 0 {
		return ""
	}
	b, err := json.Marshal(l)
	if err != nil {
		panic(err) // maps of numbers
	}
	return string(b)
}

func bump(m map[string]liking, key string, count, minor int64) {
	v := m[key]
	v[0] += count
	v[1] += minor
	if v == (liking{}) {
		delete(m, key)
		return
	}
	m[key] = v
}

// top is the key of the largest net spend that still has orders; the smaller key among equals.
func top(m map[string]liking) string {
	best := ""
	for key, v := range m {
		if v[0] <= 0 {
			continue
		}
		if best == "" || v[1] > m[best][1] || v[1] == m[best][1] && key < best {
			best = key
		}
	}
	return best
}

// like adds what an order bought, and where.
func (a *Account) like(store, minor, count int64, parts []CategoryPart) {
	l := a.open()
	for _, p := range parts {
		bump(l.Categories, p.Code, count, p.Minor)
	}
	if store != 0 {
		bump(l.Stores, strconv.FormatInt(store, 10), count, minor)
	}
	a.liked()
}

// unlike takes back what a refund returned.
func (a *Account) unlike(r *RefundFact, gone int64) {
	l := a.open()
	for _, p := range r.Categories {
		count := int64(0)
		if p.Gone {
			count = -1
		}
		bump(l.Categories, p.Code, count, -p.Minor)
	}
	if r.StoreID != 0 {
		bump(l.Stores, strconv.FormatInt(r.StoreID, 10), -gone, -r.AmountMinor)
	}
	a.liked()
}

func (a *Account) open() *likes {
	if a.likes == nil {
		a.likes = readLikes(a.Stat.Favourites)
	}
	a.dirty = true
	return a.likes
}

// liked finds the favourites anew, so that conditions see them within a batch.
func (a *Account) liked() {
	a.Stat.FavouriteCategory = top(a.likes.Categories)
	a.Stat.FavouriteStore, _ = strconv.ParseInt(top(a.likes.Stores), 10, 64)
}

// join adds the likes of another.
func (l *likes) join(other *likes) {
	for key, v := range other.Categories {
		bump(l.Categories, key, v[0], v[1])
	}
	for key, v := range other.Stores {
		bump(l.Stores, key, v[0], v[1])
	}
}
