package price

import (
	"cmp"
	"slices"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/store"
)

// Unlimited is the stock of a price without a limit.
const Unlimited = -1

// Price is what a sku costs by a list.
type Price struct {
	List       string // code
	SKU        string
	PriceMinor int64
	Stock      int64 // units to be sold at this price, sold ones included; Unlimited where there is no limit
	Sold       int64 // of a limited price
}

// Left is how many units there are to be had; Unlimited where there is no limit.
func (p *Price) Left() int64 {
	if p.Stock == Unlimited {
		return Unlimited
	}
	return p.Stock - p.Sold
}

// Need says which prices must be loaded: those of the skus in the lists.
type Need struct {
	Lists []string // codes
	SKUs  []string
	Back  bool // units are given back, also of prices that have no limit any more
}

// Books are some prices in memory. Units are taken and given back on them, and saved together.
type Books struct {
	tx     *store.Tx
	lists  map[string]*List
	prices map[key]*entry
}

type key struct{ list, sku string }

type entry struct {
	Price
	changed bool
}

// OpenLater reads the prices when the transaction next waits for an answer. In a writing transaction it locks the limited ones, by
// list and sku: call it after all members have been locked (invariant 3).
func OpenLater(tx *store.Tx, need Need) *Books {
	bk := &Books{tx: tx, lists: make(map[string]*List, len(need.Lists)), prices: map[key]*entry{}}
	if len(need.Lists) == 0 || len(need.SKUs) == 0 {
		return bk
	}
	tx.QueryLater(`SELECT code, kind, closed, from_at, until_at FROM catalog_price_list WHERE merchant_id = $1 AND code = ANY($2)`, func(r store.Row) error {
		l := &List{}
		err := r.Scan(&l.Code, &l.Kind, &l.Closed, &l.FromAt, &l.UntilAt)
		bk.lists[l.Code] = l
		return err
	}, tx.MerchantID(), need.Lists)
	keep := func(r store.Row) error {
		e := &entry{}
		err := r.Scan(&e.List, &e.SKU, &e.PriceMinor, &e.Stock, &e.Sold)
		bk.prices[key{e.List, e.SKU}] = e
		return err
	}
	least := int64(0)
	if need.Back {
		least = Unlimited
	} else {
		tx.QueryLater(`SELECT list, sku, price_minor, stock, sold FROM catalog_price
			WHERE merchant_id = $1 AND list = ANY($2) AND sku = ANY($3) AND stock < 0`, keep, tx.MerchantID(), need.Lists, need.SKUs)
	}
	tx.QueryLater(`SELECT list, sku, price_minor, stock, sold FROM catalog_price
		WHERE merchant_id = $1 AND list = ANY($2) AND sku = ANY($3) AND stock >= $4 ORDER BY list, sku FOR UPDATE`, keep,
		tx.MerchantID(), need.Lists, need.SKUs, least)
	return bk
}

// Find gives what the sku costs by the list at the instant; it misses where the list has no price for it or is not in force.
func (bk *Books) Find(list, sku string, at calendar.Instant) (Price, bool) {
	l, e := bk.lists[list], bk.prices[key{list, sku}]
	if l == nil || e == nil || !l.InForce(at) {
		return Price{}, false
	}
	return e.Price, true
}

// Deal gives all prices in force at the instant, as a deal takes them, and those that are so within the time ahead with when they are.
func (bk *Books) Deal(at calendar.Instant, ahead time.Duration) deal.Prices {
	if len(bk.prices) == 0 {
		return nil
	}
	out := deal.Prices{}
	for k, e := range bk.prices {
		l := bk.lists[k.list]
		if l == nil || !l.InForce(max(at, l.FromAt)) || l.FromAt > at.Add(ahead) {
			continue
		}
		if out[k.list] == nil {
			out[k.list] = map[string]deal.Price{}
		}
		p := deal.Price{UnitMinor: e.PriceMinor, Limited: e.Stock != Unlimited}
		if p.Limited {
			p.Left = e.Left()
		}
		if l.FromAt > at {
			p.From = l.FromAt
		}
		out[k.list][k.sku] = p
	}
	return out
}

// Take sells units at the price of the list; of a price without a limit nothing is counted. Returns ErrSoldOut where there
// are fewer, with nothing done.
func (bk *Books) Take(list, sku string, units int64) *fault.Error {
	e := bk.prices[key{list, sku}]
	switch {
	case e == nil:
		return ErrUnknown.New(fault.P{"sku": sku})
	case e.Stock == Unlimited:
		return nil
	case e.Left() < units:
		return ErrSoldOut.New(fault.P{"sku": sku, "left": e.Left()})
	}
	e.Sold += units
	e.changed = true
	return nil
}

// GiveBack returns units that were sold; those of a price that is no longer on its list come back to nothing.
func (bk *Books) GiveBack(list, sku string, units int64) {
	e := bk.prices[key{list, sku}]
	if e == nil || e.Sold == 0 {
		return
	}
	e.Sold = max(e.Sold-units, 0) // fewer where it had no limit when they were sold
	e.changed = true
}

// Save writes what changed, at the latest when the transaction commits.
func (bk *Books) Save() {
	var rows [][]any
	for k, e := range bk.prices {
		if e.changed {
			rows = append(rows, []any{k.list, k.sku, e.Sold})
			e.changed = false
		}
	}
	slices.SortFunc(rows, func(a, b []any) int {
		return cmp.Or(cmp.Compare(a[0].(string), b[0].(string)), cmp.Compare(a[1].(string), b[1].(string)))
	})
	store.UpdateLater(bk.tx, store.Update{Table: "catalog_price", Key: []string{"list", "sku"}, Set: []string{"sold"}}, rows, nil)
}
