package price_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/catalog"
	"regulars/internal/catalog/price"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// shop is a merchant with one price list.
type shop struct {
	t     *testing.T
	db    *store.DB
	scope store.Scope
	list  price.List
}

var ctx = context.Background()

func each(t *testing.T, story func(s *shop)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := &shop{t: t, db: db, scope: storetest.Merchant(t, db)}
		s.tx(func(tx *store.Tx) (err error) {
			s.list, err = price.Add(ctx, tx, price.List{Code: "gold", Name: "Gold"})
			return err
		})
		story(s)
	})
}

func (s *shop) tx(fn func(tx *store.Tx) error) {
	s.t.Helper()
	if err := s.db.Tx(ctx, s.scope, fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) save(sets ...price.Set) (out []price.Saved) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) (err error) {
		out, err = price.Save(ctx, tx, s.list.ID, sets)
		return err
	})
	return out
}

// buy takes units in a transaction of its own.
func (s *shop) buy(sku string, units int64) error {
	return s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
		bk := price.OpenLater(tx, price.Need{Lists: []string{"gold"}, SKUs: []string{sku}})
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		if refused := bk.Take("gold", sku, units); refused != nil {
			return refused
		}
		bk.Save()
		return nil
	})
}

func (s *shop) row(sku string) (row price.Row) {
	s.t.Helper()
	err := s.db.View(ctx, s.scope, func(tx *store.Tx) error {
		rows, err := price.ListPrices(ctx, tx, price.ListIn{ListID: s.list.ID, Text: sku, Limit: 10})
		if len(rows) == 1 {
			row = rows[0]
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return row
}

func TestAListIsRefused(t *testing.T) {
	each(t, func(s *shop) {
		now := calendar.Of(storetest.Start)
		for name, c := range map[string]struct {
			list price.List
			want fault.Code
		}{
			"taken":             {price.List{Code: "gold"}, price.ErrListTaken},
			"no code":           {price.List{}, fault.ErrRequired},
			"a kind":            {price.List{Code: "x", Kind: "secret"}, fault.ErrInvalid},
			"an empty span":     {price.List{Code: "x", FromAt: now, UntilAt: now}, price.ErrSpan},
			"a flash for ever":  {price.List{Code: "x", Kind: price.Flash, FromAt: now}, price.ErrFlashSpan},
			"a NUL in the name": {price.List{Code: "x", Name: "a\x00b"}, fault.ErrInvalid},
		} {
			err := s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
				_, err := price.Add(ctx, tx, c.list)
				return err
			})
			if !fault.Has(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestAListIsChangedByVersion(t *testing.T) {
	each(t, func(s *shop) {
		change := func(version int64, l price.List) (price.List, error) {
			var out price.List
			err := s.db.Tx(ctx, s.scope, func(tx *store.Tx) (err error) {
				out, err = price.Change(ctx, tx, s.list.ID, version, l)
				return err
			})
			return out, err
		}
		got, err := change(1, price.List{Code: "other", Kind: price.Flash, Name: "Gold prices", Closed: true})
		if err != nil || got.Code != "gold" || got.Kind != price.Member || !got.Closed || got.Version != 2 {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := change(1, price.List{}); !fault.Has(err, org.ErrStale) {
			t.Errorf("an old version: %v", err)
		}
		stranger := storetest.Merchant(t, s.db)
		err = s.db.Tx(ctx, stranger, func(tx *store.Tx) error {
			_, err := price.Change(ctx, tx, s.list.ID, 2, price.List{})
			return err
		})
		if !fault.Has(err, price.ErrListUnknown) {
			t.Errorf("another merchant's: %v", err)
		}
	})
}

func TestPricesAreSaved(t *testing.T) {
	each(t, func(s *shop) {
		s.tx(func(tx *store.Tx) error {
			_, err := catalog.Save(ctx, tx, []catalog.Product{{SKU: "a", Name: "Green tea", PriceMinor: 1_000, CostMinor: new(int64(300))}, {SKU: "b", Name: "Oolong", PriceMinor: 100}})
			return err
		})
		if out := s.save(price.Set{SKU: "z", PriceMinor: 1}); !fault.Has(out[0].Err, catalog.ErrProductUnknown) {
			t.Errorf("a product that there is not: %v", out[0].Err)
		}
		out := s.save(price.Set{SKU: "a", PriceMinor: 900, Stock: new(int64(5))}, price.Set{SKU: "b", PriceMinor: 100}, price.Set{SKU: "a", PriceMinor: 1},
			price.Set{SKU: "", PriceMinor: 1}, price.Set{SKU: "c", PriceMinor: -1}, price.Set{SKU: "d", Stock: new(int64(-2))})
		for i, want := range []string{"", "", "price_repeated", "required", "out_of_range", "out_of_range"} {
			got := ""
			if out[i].Err != nil {
				got = out[i].Err.Code.Code
			}
			if got != want || out[i].Created != (want == "") {
				t.Errorf("%d: %q, %v", i, got, out[i].Created)
			}
		}
		if row := s.row("a"); row.Name != "Green tea" || row.ListMinor != 1_000 || *row.CostMinor != 300 || row.PriceMinor != 900 || row.Left() != 5 {
			t.Errorf("%+v", row)
		}
		if row := s.row("b"); row.Left() != price.Unlimited || row.CostMinor != nil {
			t.Errorf("%+v", row)
		}
		if err := s.buy("a", 3); err != nil {
			t.Fatal(err)
		}
		if out := s.save(price.Set{SKU: "a", PriceMinor: 900, Stock: new(int64(2))}); !fault.Has(out[0].Err, price.ErrBelowSold) {
			t.Errorf("below what is sold: %+v", out)
		}
		if out := s.save(price.Set{SKU: "a", PriceMinor: 800, Stock: new(int64(3))}); out[0].Err != nil || out[0].Created {
			t.Errorf("exactly what is sold: %+v", out)
		}
		if row := s.row("a"); row.Sold != 3 || row.PriceMinor != 800 {
			t.Errorf("%+v", row)
		}
		s.tx(func(tx *store.Tx) error { return price.Remove(ctx, tx, s.list.ID, "a") })
		err := s.db.Tx(ctx, s.scope, func(tx *store.Tx) error { return price.Remove(ctx, tx, s.list.ID, "a") })
		if !fault.Has(err, price.ErrUnknown) {
			t.Errorf("removed twice: %v", err)
		}
	})
}

func TestPricesHoldWithinTheSpan(t *testing.T) {
	each(t, func(s *shop) {
		now := calendar.Of(storetest.Start)
		later := now.Add(time.Hour)
		s.tx(func(tx *store.Tx) (err error) {
			s.list, err = price.Add(ctx, tx, price.List{Code: "noon", Kind: price.Flash, FromAt: now, UntilAt: later})
			return err
		})
		s.save(price.Set{SKU: "a", PriceMinor: 10, Stock: new(int64(2))})
		err := s.db.View(ctx, s.scope, func(tx *store.Tx) error {
			bk := price.OpenLater(tx, price.Need{Lists: []string{"noon", "gold", "none"}, SKUs: []string{"a", "b"}})
			if err := tx.Flush(ctx); err != nil {
				return err
			}
			for at, want := range map[calendar.Instant]bool{now - 1: false, now: true, later - 1: true, later: false} {
				if _, found := bk.Find("noon", "a", at); found != want {
					t.Errorf("at %d: %v", at, found)
				}
			}
			if p := bk.Deal(now, 0)["noon"]["a"]; p.UnitMinor != 10 || !p.Limited || p.Left != 2 {
				t.Errorf("%+v", p)
			}
			if p := bk.Deal(later, 0); len(p) != 0 {
				t.Errorf("over: %v", p)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// Many who buy at once never get more than there are, and what comes back can be bought again.
func TestNeverOversold(t *testing.T) {
	each(t, func(s *shop) {
		s.save(price.Set{SKU: "a", PriceMinor: 10, Stock: new(int64(20))})
		var sold, refused atomic.Int64
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				for range 4 {
					switch err := s.buy("a", 1); {
					case err == nil:
						sold.Add(1)
					case fault.Has(err, price.ErrSoldOut):
						refused.Add(1)
					default:
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if sold.Load() != 20 || refused.Load() != 44 {
			t.Errorf("%d sold, %d refused", sold.Load(), refused.Load())
		}
		s.tx(func(tx *store.Tx) error {
			bk := price.OpenLater(tx, price.Need{Lists: []string{"gold"}, SKUs: []string{"a"}, Back: true})
			if err := tx.Flush(ctx); err != nil {
				return err
			}
			bk.GiveBack("gold", "a", 3)
			bk.GiveBack("gold", "gone", 3)
			bk.Save()
			return nil
		})
		if err := s.buy("a", 4); !fault.Has(err, price.ErrSoldOut) {
			t.Error(err)
		}
		if err := s.buy("a", 3); err != nil {
			t.Error(err)
		}
	})
}
