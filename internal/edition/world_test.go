package edition_test

import (
	"context"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/expr"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// loads counts how often a catalogue was asked for: once for each compilation.
type loads struct{ n int }

func newCache(t *testing.T, l *loads) *edition.Cache {
	t.Helper()
	attribute := func(name string, scope expr.Scope) expr.Attribute {
		return expr.Attribute{Name: name, Type: expr.Int, Scope: scope, En: name, Zh: name}
	}
	c, err := expr.NewCatalogue([]expr.Attribute{attribute("birthday_month", expr.Member), attribute("order.month", expr.Order), {
		Name: "birthday_this_month", Type: expr.Bool, Scope: expr.Member, En: "birthday", Zh: "生日",
	}},
		[]expr.Window{{Name: "spend", Column: "spend_minor", En: "spend", Zh: "消费"}})
	if err != nil {
		t.Fatal(err)
	}
	return edition.NewCache(func(context.Context, *store.Tx) (*expr.Catalogue, error) {
		l.n++
		return c, nil
	})
}

// world is a merchant with the default programme.
type world struct {
	t     *testing.T
	db    *store.DB
	scope store.Scope
	loads *loads
}

func each(t *testing.T, test func(w *world)) {
	l := &loads{}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := &world{t, db, storetest.Merchant(t, db), l}
		w.do(func(ctx context.Context, tx *store.Tx) error {
			_, err := edition.Start(ctx, tx, program.Default("CNY", "zh"))
			return err
		})
		test(w)
	}, newCache(t, l))
}

func (w *world) try(fn func(ctx context.Context, tx *store.Tx) error) error {
	return w.db.Tx(w.t.Context(), w.scope, func(tx *store.Tx) error { return fn(w.t.Context(), tx) })
}

func (w *world) do(fn func(ctx context.Context, tx *store.Tx) error) {
	w.t.Helper()
	if err := w.try(fn); err != nil {
		w.t.Fatal(err)
	}
}

// named is the default programme under another name.
func named(name string) program.Document {
	doc := program.Default("CNY", "zh")
	doc.Name.Zh = name
	return doc
}

func (w *world) draft() (d edition.Draft) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx *store.Tx) (err error) {
		d, err = edition.GetDraft(ctx, tx)
		return err
	})
	return d
}

func (w *world) save(doc program.Document) edition.Draft {
	w.t.Helper()
	match := w.draft().Version
	var d edition.Draft
	w.do(func(ctx context.Context, tx *store.Tx) (err error) {
		d, err = edition.SaveDraft(ctx, tx, match, doc)
		return err
	})
	return d
}

func (w *world) publish(in edition.PublishIn) error {
	return w.try(func(ctx context.Context, tx *store.Tx) error {
		_, err := edition.Publish(ctx, tx, in)
		return err
	})
}

func (w *world) at(at calendar.Instant) (number int64, name string) {
	w.t.Helper()
	w.do(func(ctx context.Context, tx *store.Tx) error {
		e, err := edition.At(ctx, tx, at)
		if err == nil {
			number, name = e.Number, e.Document().Name.Zh
		}
		return err
	})
	return number, name
}

var note = program.Text{Zh: "新规则"}

func start(d time.Duration) calendar.Instant { return calendar.Of(storetest.Start).Add(d) }
