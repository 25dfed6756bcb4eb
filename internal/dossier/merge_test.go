package dossier_test

import (
	"strings"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/dossier"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/merge"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/store"
)

func (w *world) merge(from, into int64) (id int64) {
	w.Helper()
	w.Tx(func(tx *store.Tx) (err error) {
		id, err = dossier.Merge(w.Ctx, tx, from, into)
		return err
	})
	return id
}

func (w *world) undo(id int64) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error { return dossier.Undo(w.Ctx, tx, id) })
}

// capped puts a cap on the points of a day.
func capped(d *program.Document) {
	d.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerDay, Amount: 1_500}}
}

// Invariants 1 and 2: merging joins everything, undoing at once leaves both as they were.
func TestMergeAndBack(t *testing.T) {
	each(t, capped, func(w *world) {
		a, b := w.Join(), w.Join()
		first := w.Buy(w.In(a, line("milk", 2, 60_000), line("toy", 1, 50_000)))
		w.Refund(first.ID, basket.Take{Line: 0, Quantity: 1})
		w.Days(3)
		w.Buy(w.In(b, line("milk", 1, 45_000)))
		w.Give(b, 70)
		wasA, wasB := w.Standing(a), w.Standing(b)
		id := w.merge(a, b)
		w.Sound()
		if got := w.Points(b).Net(); got != 800+450+70 {
			t.Errorf("both hold %d points", got)
		}
		if got := w.Tier(b); got != "silver" {
			t.Errorf("1,250 spent together, tier %s", got)
		}
		if got := w.Points(a).Net(); got != 0 {
			t.Errorf("the alias holds %d", got)
		}
		w.undo(id)
		w.Sound()
		if got := w.Standing(a); got != wasA {
			t.Errorf("from was\n%s, is\n%s", wasA, got)
		}
		if got := w.Standing(b); got != wasB {
			t.Errorf("into was\n%s, is\n%s", wasB, got)
		}
	})
}

// What was bought and spent since the merge goes to the record that the till named; an old order can be refunded while merged.
func TestUndoAfterALife(t *testing.T) {
	each(t, nil, func(w *world) {
		a, b := w.Join(), w.Join()
		old := w.Buy(w.In(a, line("milk", 2, 300_000)))
		w.Buy(w.In(b, line("toy", 1, 20_000)))
		id := w.merge(a, b)
		if got := w.Tier(b); got != "silver" {
			t.Errorf("tier %s", got)
		}
		w.Days(1)
		spend := w.In(b, line("toy", 1, 100_000))
		spend.Ask.Points = 3_100 // more than b had: 100 of 200 are left
		w.Buy(spend)
		w.Sound()
		w.Refund(old.ID, basket.Take{Line: 0, Quantity: 1})
		w.Sound()
		w.undo(id)
		w.Sound()
		// a earned 3,000 and gave 1,500 back; b had 200, spent 3,100 and earned 969 on ¥969.
		if got := w.Points(a).Net(); got != 1_500 {
			t.Errorf("a holds %d", got)
		}
		if got := w.Points(b).Net(); got != 200-3_100+969 {
			t.Errorf("b holds %d", got)
		}
		if b := w.Points(b); b.Debt != 3_100-200-969 {
			t.Errorf("the shortage is %d", b.Debt)
		}
		if got := w.Tier(a); got != "silver" {
			t.Errorf("a is %s", got)
		}
	})
}

// Invariant 4: the tier that came with a merge goes when the order that earned it does.
func TestTierOfTheMergedOrder(t *testing.T) {
	each(t, nil, func(w *world) {
		a, b := w.Join(), w.Join()
		big := w.Buy(w.In(a, line("milk", 1, 600_000)))
		w.Buy(w.In(b, line("toy", 1, 20_000)))
		w.Days(380) // the window has moved on; gold is in its grace
		w.merge(a, b)
		if got := w.Tier(b); got != "gold" {
			t.Errorf("tier %s", got)
		}
		w.Refund(big.ID)
		if got := w.Tier(b); got != "base" {
			t.Errorf("after the refund: %s", got)
		}
		w.Sound()
	})
}

func TestMergesInARow(t *testing.T) {
	each(t, nil, func(w *world) {
		a, b, c := w.Join(), w.Join(), w.Join()
		for _, id := range []int64{a, b, c} {
			w.Buy(w.In(id, line("milk", 1, 10_000)))
		}
		was := []string{w.Standing(a), w.Standing(b), w.Standing(c)}
		one := w.merge(a, b)
		two := w.merge(b, c)
		if got := w.Points(c).Net(); got != 300 {
			t.Errorf("%d points", got)
		}
		w.Sound()
		w.refused(func(tx *store.Tx) error { return dossier.Undo(w.Ctx, tx, one) }, merge.ErrLater)
		w.undo(two)
		w.Sound()
		w.undo(one)
		w.Sound()
		for i, id := range []int64{a, b, c} {
			if got := w.Standing(id); got != was[i] {
				t.Errorf("%d was %s, is %s", i, was[i], got)
			}
		}
		w.refused(func(tx *store.Tx) error { return dossier.Undo(w.Ctx, tx, one) }, merge.ErrUndone)
		w.refused(func(tx *store.Tx) error { return dossier.Undo(w.Ctx, tx, 42) }, merge.ErrUnknown)
		w.refused(func(tx *store.Tx) error { _, err := dossier.Merge(w.Ctx, tx, a, a); return err }, merge.ErrSelf)
		w.refused(func(tx *store.Tx) error { _, err := dossier.Merge(w.Ctx, tx, a, 42); return err }, member.ErrUnknown)
	})
}

func (w *world) refused(fn func(tx *store.Tx) error, code fault.Code) {
	w.Helper()
	if err := w.DB.Tx(w.Ctx, w.Scope, fn); !fault.Has(err, code) {
		w.Errorf("want %s, got %v", code.Code, err)
	}
}

func TestExportHasEverything(t *testing.T) {
	each(t, nil, func(w *world) {
		a := w.Enrol(member.EnrolIn{Identities: member.Identities{Phone: "13900000001"}, Name: "王小明"})
		b := w.Enrol(member.EnrolIn{Identities: member.Identities{Phone: "13900000002", Email: "b@example.com"}})
		o := w.Buy(w.In(a, line("milk", 2, 20_000)))
		w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1})
		w.Give(b, 70)
		w.merge(a, b)
		var doc []byte
		w.Tx(func(tx *store.Tx) (err error) {
			doc, err = dossier.Export(w.Ctx, tx, a)
			return err
		})
		for _, want := range []string{"王小明", "+8613900000001", "+8613900000002", "b@example.com", `"sku": "milk"`, "sorry", `"member.merged"`, `"amount_minor": 10000`, `"points"`} {
			if !strings.Contains(string(doc), want) {
				t.Errorf("the export lacks %s:\n%s", want, doc)
			}
		}
		if strings.Contains(string(doc), "9223372036854775807") {
			t.Error("the export has a largest number instead of never")
		}
		w.Sound()
	})
}

// Invariant 5.
func TestErase(t *testing.T) {
	each(t, nil, func(w *world) {
		a := w.Enrol(member.EnrolIn{Identities: member.Identities{Phone: "13900000001"}, Name: "王小明"})
		b := w.Enrol(member.EnrolIn{Identities: member.Identities{Phone: "13900000002"}, Name: "王小明"})
		o := w.Buy(w.In(a, line("milk", 2, 20_000)))
		w.Buy(w.In(b, line("milk", 2, 20_000)))
		w.Give(b, 70)
		w.merge(a, b)
		w.Tx(func(tx *store.Tx) error { return dossier.Erase(w.Ctx, tx, a, "letter 17") })
		w.Sound()
		if got := w.Points(b); got.Net() != 0 {
			t.Errorf("an erased member holds %+v", got)
		}
		w.View(func(tx *store.Tx) error {
			ids, err := member.Resolve(w.Ctx, tx, []member.Ref{
				{Identities: member.Identities{Phone: "13900000001"}}, {Identities: member.Identities{Phone: "13900000002"}}, {ID: b},
			})
			for i, id := range ids {
				if id != 0 {
					t.Errorf("%d still finds %d", i, id)
				}
			}
			return err
		})
		w.Tx(func(tx *store.Tx) error { return dossier.Erase(w.Ctx, tx, b, "again") })
		w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1})
		w.Sound()
		w.refused(func(tx *store.Tx) error { return dossier.Erase(w.Ctx, tx, b, " ") }, fault.ErrRequired)
		w.refused(func(tx *store.Tx) error { return dossier.Erase(w.Ctx, tx, 42, "x") }, member.ErrUnknown)
		w.refused(func(tx *store.Tx) error { _, err := dossier.Export(w.Ctx, tx, b); return err }, member.ErrUnknown)
	})
}

// What a record drew while it was three is its own whichever of the others parts first: what is charged for one may be drawn from another, and is charged
// once more when that one goes.
func TestThreeRecordsPart(t *testing.T) {
	for _, parting := range [][]int{{0, 1}, {1, 0}} {
		each(t, nil, func(w *world) {
			a := w.Join()
			others := []int64{w.Join(), w.Join()}
			var merges []int64
			for _, id := range others {
				w.Buy(w.In(id, line("milk", 1, 4_000)))
				w.Days(1)
			}
			for _, id := range others {
				merges = append(merges, w.merge(id, a))
			}
			w.Tx(func(tx *store.Tx) error {
				got, err := order.Return(w.Ctx, tx, []order.ReturnIn{{
					Member: member.Ref{ID: a}, Source: "till", Number: "r1", Lines: []basket.Line{line("toy", 1, 2_000)}, Backdate: true,
				}})
				if err == nil && got[0].Err != nil {
					err = got[0].Err
				}
				return err
			})
			w.Sound()
			for _, i := range parting {
				w.undo(merges[i])
				w.Sound()
			}
			again := w.merge(others[parting[0]], a)
			w.Sound()
			w.undo(again)
			w.Sound()
			for _, id := range others {
				if got := w.Points(id).Net(); got != 40 {
					t.Errorf("one of the others holds %d points", got)
				}
			}
			if got := w.Points(a).Net(); got != -20 {
				t.Errorf("who returned holds %d points", got)
			}
		})
	}
}
