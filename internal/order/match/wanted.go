package match

import (
	"maps"
	"slices"

	"regulars/internal/calendar"
)

// Wanted tells which orders the units of many returns can come from, so that no others need be loaded. Its zero value wants nothing.
type Wanted struct{ products map[product]*claims }

// product is what comes back of one sku to one holder.
type product struct {
	holder int64
	sku    string
}

// claims are the returns of a product.
type claims struct {
	units int64                      // in all
	open  map[calendar.Instant]int64 // units not yet found for the returns of the instant
}

// Add wants so many units, for a return of the holder at the instant. All must be added before the first order is shown.
func (w *Wanted) Add(holder int64, sku string, at calendar.Instant, units int64) {
	if sku == "" {
		return // rule 2
	}
	if w.products == nil {
		w.products = map[product]*claims{}
	}
	c := w.products[product{holder, sku}]
	if c == nil {
		c = &claims{open: map[calendar.Instant]int64{}}
		w.products[product{holder, sku}] = c
	}
	c.units += units
	for at := range c.open {
		c.open[at] = c.units
	}
	c.open[at] = c.units
}

// SKUs are those that are wanted.
func (w *Wanted) SKUs() []string {
	skus := make([]string, 0, len(w.products))
	for p := range maps.Keys(w.products) {
		skus = append(skus, p.sku)
	}
	slices.Sort(skus)
	return slices.Compact(skus)
}

// Show reports whether a return can come to the units that remain of a line. Lines are shown by their orders, newest first: another
// return may have been there before, so each can go as far as the newest orders that hold what all of them take.
func (w *Wanted) Show(holder int64, sku string, placed calendar.Instant, remaining int64) (wanted bool) {
	c := w.products[product{holder, sku}]
	if c == nil {
		return false
	}
	for at, open := range c.open {
		if placed < at && open > 0 {
			c.open[at] = open - remaining
			wanted = true
		}
	}
	return wanted
}
