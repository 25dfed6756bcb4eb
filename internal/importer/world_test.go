package importer_test

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"regulars/internal/edition"
	"regulars/internal/expr"
	"regulars/internal/importer"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// cache compiles programmes of the attributes that the default one uses.
func cache() *edition.Cache {
	return edition.NewCache(func(context.Context, *store.Tx) (*expr.Catalogue, error) {
		return expr.NewCatalogue([]expr.Attribute{
			{Name: "birthday_this_month", Type: expr.Bool, Scope: expr.Member, En: "birthday", Zh: "生日"},
			{Name: "order.month", Type: expr.Int, Scope: expr.Order, En: "month", Zh: "月"},
		}, []expr.Window{{Name: "spend", Column: "spend", En: "spend", Zh: "消费"}})
	})
}

// world is a merchant with the default programme.
type world struct {
	t     testing.TB
	db    *store.DB
	scope store.Scope
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, newWorld(t, db)) }, cache())
}

func newWorld(t testing.TB, db *store.DB) *world {
	w := &world{t, db, storetest.Merchant(t, db)}
	w.do(func(ctx context.Context, tx *store.Tx) error {
		_, err := edition.Start(ctx, tx, program.Default("CNY", "zh"))
		return err
	})
	return w
}

func (w *world) do(fn func(ctx context.Context, tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Tx(w.t.Context(), w.scope, func(tx *store.Tx) error { return fn(w.t.Context(), tx) }); err != nil {
		w.t.Fatal(err)
	}
}

// number is a figure that a statement gives; its $1 is the merchant.
func (w *world) number(sql string, args ...any) (n int64) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx *store.Tx) error {
		_, err := store.One(ctx, tx, sql, func(r store.Row) error { return r.Scan(&n) }, append([]any{tx.MerchantID()}, args...)...)
		return err
	})
	return n
}

// text is a file with this content.
func text(content string) importer.Source {
	return importer.Source{Name: "test.csv", Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

func mapped(t testing.TB, yaml string) importer.Mapping {
	t.Helper()
	m, err := importer.ParseMapping([]byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func preset(t testing.TB) importer.Mapping {
	t.Helper()
	m, err := importer.Preset("online-retail")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (w *world) run(in importer.In) *importer.Report {
	w.t.Helper()
	r, err := importer.Import(w.t.Context(), w.db, w.scope, in)
	if err != nil {
		w.t.Fatal(err)
	}
	if r.RowsRead != r.RowsTaken+r.RowsRefused || r.RowsRefused != int64(len(r.Refused)) {
		w.t.Errorf("read %d, taken %d, refused %d, listed %d", r.RowsRead, r.RowsTaken, r.RowsRefused, len(r.Refused))
	}
	return r
}

// codes is what was refused, as "row:field:code …".
func codes(r *importer.Report) string {
	var out []string
	for _, f := range r.Refused {
		b, _ := json.Marshal(f.Row)
		out = append(out, string(b)+":"+f.Field+":"+f.Code)
	}
	return strings.Join(out, " ")
}

// onlineRetail is the real file; the test skips where it is missing.
func onlineRetail(t testing.TB) importer.Source {
	t.Helper()
	folder := os.Getenv("REGULARS_TEST_DATA")
	path := filepath.Join(folder, "online_retail", "online_retail.csv.gz")
	if _, err := os.Stat(path); folder == "" || err != nil {
		t.Skip("REGULARS_TEST_DATA names no folder with online_retail/online_retail.csv.gz: the real file is not tried")
	}
	src, err := importer.File(path)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// london makes the merchant one of that file's place.
func (w *world) london() {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		w.t.Fatal(err)
	}
	w.scope.Merchant.Currency, w.scope.Merchant.Zone, w.scope.Merchant.Language = "GBP", zone, "en"
}
