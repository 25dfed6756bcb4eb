package prices_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"regulars/internal/catalog/price"
	"regulars/internal/fault"
	"regulars/internal/importer/prices"
	"regulars/internal/importer/sheet"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// shop is a merchant with a price list.
type shop struct {
	*testing.T
	db    *store.DB
	scope store.Scope
	list  price.List
}

func each(t *testing.T, story func(s *shop)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := &shop{T: t, db: db, scope: storetest.Merchant(t, db)}
		err := db.Tx(t.Context(), s.scope, func(tx *store.Tx) (err error) {
			s.list, err = price.Add(t.Context(), tx, price.List{Code: "gold"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		story(s)
	})
}

func source(body string) sheet.Source {
	return sheet.Source{Name: "prices", Size: int64(len(body)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil }}
}

func (s *shop) bring(body string, dry bool) (*prices.Report, error) {
	return prices.Bring(s.Context(), s.db, s.scope, prices.In{ListID: s.list.ID, Source: source(body), DryRun: dry, Language: "en"})
}

// sums are read, added, changed, same and refused.
func (s *shop) sums(body string, dry bool, want [5]int64) *prices.Report {
	s.Helper()
	r, err := s.bring(body, dry)
	if err != nil {
		s.Fatal(err)
	}
	if got := [5]int64{r.Read, r.Added, r.Changed, r.Same, r.Refused}; got != want || r.Read != r.Added+r.Changed+r.Same+r.Refused {
		s.Errorf("%v, want %v: %+v", got, want, r.Told)
	}
	return r
}

// kept is what the list says, as "sku price stock".
func (s *shop) kept() (out []string) {
	s.Helper()
	err := s.db.View(s.Context(), s.scope, func(tx *store.Tx) error {
		rows, err := price.ListPrices(s.Context(), tx, price.ListIn{ListID: s.list.ID, Limit: 20})
		for _, r := range rows {
			out = append(out, fmt.Sprintln(r.SKU, r.PriceMinor, r.Stock))
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return out
}

func TestPricesAreBrought(t *testing.T) {
	each(t, func(s *shop) {
		file := "名称,商品编码,售价,会员价,限量\n尿裤,A,129,119.00,200\n奶粉,B,299,\"¥1,299.5\",\n"
		s.sums(file, true, [5]int64{2, 2, 0, 0, 0})
		if got := s.kept(); len(got) != 0 {
			t.Errorf("a dry run wrote %v", got)
		}
		s.sums(file, false, [5]int64{2, 2, 0, 0, 0})
		s.sums(file, false, [5]int64{2, 0, 0, 2, 0})
		s.sums("A\t119\t300\r\n\r\nC\t5", false, [5]int64{2, 1, 1, 0, 0}) // pasted, without a heading
		if diff := cmp.Diff([]string{"A 11900 300\n", "B 129950 -1\n", "C 500 -1\n"}, s.kept()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPricesOfAWorkbook(t *testing.T) {
	each(t, func(s *shop) {
		book := excelize.NewFile()
		for at, value := range map[string]any{"A1": "SKU", "B1": "Price", "C1": "Stock", "A2": "A", "B2": 19.9, "C2": 30, "A3": 6901234567892, "B3": 2.55} {
			if err := book.SetCellValue("Sheet1", at, value); err != nil {
				t.Fatal(err)
			}
		}
		var body bytes.Buffer
		if err := book.Write(&body); err != nil {
			t.Fatal(err)
		}
		s.sums(body.String(), false, [5]int64{2, 2, 0, 0, 0})
		if diff := cmp.Diff([]string{"6901234567892 255 -1\n", "A 1990 30\n"}, s.kept()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestRowsAreRefusedOneByOne(t *testing.T) {
	each(t, func(s *shop) {
		r := s.sums("sku,price,stock\nA,1,\n,2,\nB,,\nC,x,\nD,-1,\nE,1.005,\nF,1,1.5\nG,1,-2\nA,3,\nH,99999999999,\n"+strings.Repeat("I", 65)+",1,\nJ,2,7", false, [5]int64{12, 2, 0, 0, 10})
		var got []string
		for _, x := range r.Told {
			if x.Reason == "" {
				t.Errorf("%+v", x)
			}
			got = append(got, fmt.Sprint(x.Row, " ", x.Field, " ", x.Code))
		}
		want := []string{
			"3 sku required", "4 price required", "5 price not_a_number", "6 price amount_negative", "7 price price_too_fine", "8 stock not_whole", "9 stock out_of_range",
			"10 sku row_repeated", "11 price amount_out_of_range", "12 sku too_long",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestFilesThatAreNone(t *testing.T) {
	each(t, func(s *shop) {
		for name, c := range map[string]struct {
			body string
			want fault.Code
		}{
			"nothing": {"", sheet.ErrEmpty}, "a heading alone": {"sku,price\n", sheet.ErrEmpty}, "no such columns": {"colour,size\nred,7\n", prices.ErrColumns},
			"a sentence": {"hello\nworld\n", prices.ErrColumns},
		} {
			if _, err := s.bring(c.body, false); !fault.Has(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		s.list.ID = 7
		if _, err := s.bring("A,1", false); !fault.Has(err, price.ErrListUnknown) {
			t.Error(err)
		}
	})
}

// More rows than one batch: each is there, and a second time nothing changes.
func TestManyPrices(t *testing.T) {
	each(t, func(s *shop) {
		var file strings.Builder
		for i := range 2*price.MaxBatch + 1 {
			fmt.Fprintf(&file, "S%05d,%d\n", i, i)
		}
		n := int64(2*price.MaxBatch + 1)
		s.sums(file.String(), false, [5]int64{n, n, 0, 0, 0})
		s.sums(file.String(), false, [5]int64{n, 0, 0, n, 0})
	})
}
