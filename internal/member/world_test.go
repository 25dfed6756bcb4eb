package member_test

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"testing"

	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// world is one merchant in an empty database.
type world struct {
	t     *testing.T
	db    *store.DB
	scope store.Scope
	ctx   context.Context
}

func newWorld(t *testing.T, db *store.DB) *world {
	return &world{t, db, storetest.Merchant(t, db), context.Background()}
}

func (w *world) do(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.try(fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) try(fn func(tx *store.Tx) error) error { return w.db.Tx(w.ctx, w.scope, fn) }

func (w *world) see(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.View(w.ctx, w.scope, fn); err != nil {
		w.t.Fatal(err)
	}
}

// enrol registers people who must not be refused.
func (w *world) enrol(in ...member.EnrolIn) []int64 {
	w.t.Helper()
	ids := make([]int64, len(in))
	for i, r := range w.results(in...) {
		if r.Err != nil {
			w.t.Fatalf("person %d: %v", i, r.Err)
		}
		ids[i] = r.MemberID
	}
	return ids
}

func (w *world) results(in ...member.EnrolIn) (out []member.EnrolResult) {
	w.t.Helper()
	w.do(func(tx *store.Tx) (err error) {
		out, err = member.Enrol(w.ctx, tx, in)
		return err
	})
	return out
}

func (w *world) get(id int64) (m member.Member) {
	w.t.Helper()
	w.see(func(tx *store.Tx) (err error) {
		m, err = member.Get(w.ctx, tx, id)
		return err
	})
	return m
}

func (w *world) resolve(refs ...member.Ref) (ids []int64) {
	w.t.Helper()
	w.see(func(tx *store.Tx) (err error) {
		ids, err = member.Resolve(w.ctx, tx, refs)
		return err
	})
	return ids
}

// count is the number that a statement gives.
func (w *world) count(sql string, args ...any) (n int64) {
	w.t.Helper()
	w.see(func(tx *store.Tx) error {
		_, err := store.One(w.ctx, tx, sql, func(r store.Row) error { return r.Scan(&n) }, append([]any{tx.MerchantID()}, args...)...)
		return err
	})
	return n
}

func (w *world) refused(err error, code fault.Code) {
	w.t.Helper()
	if !fault.Has(err, code) {
		w.t.Errorf("got %v, want %s", err, code.Code)
	}
}

func phone(number string) member.EnrolIn {
	return member.EnrolIn{Identities: member.Identities{Phone: number}}
}

func byPhone(number string) member.Ref {
	return member.Ref{Identities: member.Identities{Phone: number}}
}

func ptr[T any](v T) *T { return &v }

// events are the kinds that a transaction emitted, sorted.
func events(tx *store.Tx) string {
	var out []string
	for _, e := range tx.Emitted() {
		out = append(out, e.Kind)
	}
	sort.Strings(out)
	return strings.Join(out, " ")
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
