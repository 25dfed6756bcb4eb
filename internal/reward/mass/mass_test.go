package mass_test

import (
	"context"
	"fmt"
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/dossier"
	"regulars/internal/fault"
	"regulars/internal/job"
	"regulars/internal/member"
	"regulars/internal/reward"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/reward/mass"
	"regulars/internal/reward/pack"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

var anything = mass.Allowance{Approved: true}

// crowd enrols so many members.
func crowd(w *worldtest.World, n int) []int64 {
	w.Helper()
	var ids []int64
	for len(ids) < n {
		w.Tx(func(tx *store.Tx) error {
			in := make([]member.EnrolIn, min(n-len(ids), 500))
			for i := range in {
				in[i].ExternalID = fmt.Sprintf("e%d", w.Next())
			}
			out, err := reward.Enrol(w.Ctx, tx, in, false)
			for i := range out {
				ids = append(ids, out[i].MemberID)
			}
			return err
		})
	}
	return ids
}

// order has 10 points given to everybody, where nothing else is said.
func order(w *worldtest.World, in reward.GrantIn, allowed mass.Allowance) (b *mass.Batch, err error) {
	if in.Items == nil {
		in.Items = []item.Item{{Kind: item.Points, Amount: 10}}
	}
	in.Reason = "spring"
	err = w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) (err error) {
		b, err = mass.Order(w.Ctx, tx, in, segment.Audience{}, allowed)
		return err
	})
	return b, err
}

func get(w *worldtest.World, id int64) (b *mass.Batch) {
	w.Helper()
	w.View(func(tx *store.Tx) (err error) {
		b, err = mass.Get(w.Ctx, tx, id)
		return err
	})
	return b
}

// stands refuses that the batch is anything else.
func stands(w *worldtest.World, when string, id int64, state mass.State, seen, given int64) {
	w.Helper()
	if b := get(w, id); b.State != state || b.Seen != seen || b.Given != given {
		w.Errorf("%s: %s, %d seen, %d given (%s); want %s, %d, %d", when, b.State, b.Seen, b.Given, b.Why, state, seen, given)
	}
}

// work runs all jobs that are due.
func work(w *worldtest.World) {
	w.Helper()
	r := &job.Runner{
		DB: w.DB, Kinds: map[string]job.Handler{mass.JobKind: mass.Handler},
		Scope: func(context.Context, int64) (store.Scope, error) { return w.Scope, nil },
	}
	for {
		if worked, err := r.Step(w.Ctx); err != nil || !worked {
			if err != nil {
				w.Error(err)
			}
			return
		}
	}
}

func do(w *worldtest.World, verb func(context.Context, *store.Tx, int64) error, id int64) error {
	return w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error { return verb(w.Ctx, tx, id) })
}

// everyHas tells of every member who has another number of points.
func everyHas(w *worldtest.World, ids []int64, want int64) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		return tx.Query(w.Ctx, `SELECT member_id, points_available FROM ledger_wallet WHERE merchant_id = $1 AND member_id = ANY($2) AND points_available <> $3`,
			func(r store.Row) error {
				var id, n int64
				err := r.Scan(&id, &n)
				w.Errorf("member %d has %d, want %d", id, n, want)
				return err
			}, tx.MerchantID(), ids, want)
	})
}

// More than one call can take are given by a job, everybody once; and by a job it is taken back.
func TestToEverybody(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		ids := crowd(w, 1_050)
		b, err := order(w, reward.GrantIn{}, anything)
		if err != nil || b.Asked != 1_050 {
			w.Fatalf("%+v, %v", b, err)
		}
		stands(w, "ordered", b.ID, mass.Running, 0, 0)
		if err := do(w, mass.Revoke, b.ID); !fault.Has(err, mass.ErrRunning) {
			w.Errorf("taken back while it runs: %v", err)
		}
		crowd(w, 5) // who comes later was not meant
		work(w)
		stands(w, "given", b.ID, mass.Done, 1_050, 1_050)
		everyHas(w, ids, 10)
		if got := get(w, b.ID); got.CostMinor != 10_500 {
			w.Errorf("cost %d", got.CostMinor)
		}
		if err := do(w, mass.Resume, b.ID); !fault.Has(err, mass.ErrNotStopped) {
			w.Errorf("done, and gone on with: %v", err)
		}
		if err := do(w, mass.Revoke, b.ID); err != nil {
			w.Error(err)
		}
		stands(w, "being taken back", b.ID, mass.Running, 0, 1_050)
		if err := do(w, mass.Cancel, b.ID); err != nil {
			w.Error(err)
		}
		stands(w, "taking back was stopped", b.ID, mass.Stopped, 0, 1_050)
		if err := do(w, mass.Revoke, b.ID); err != nil {
			w.Error(err)
		}
		work(w)
		stands(w, "taken back", b.ID, mass.Back, 1_050, 1_050)
		everyHas(w, ids, 0)
		if err := do(w, mass.Revoke, b.ID); !fault.Has(err, reward.ErrRevoked) {
			w.Errorf("twice: %v", err)
		}
		w.Sound()
	})
}

// One person who is named by two records is given the same once.
func TestNamedTwice(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		ids := crowd(w, 3)
		w.Tx(func(tx *store.Tx) error { _, err := dossier.Merge(w.Ctx, tx, ids[0], ids[1]); return err })
		var b *mass.Batch
		w.Tx(func(tx *store.Tx) (err error) {
			in := reward.GrantIn{Items: []item.Item{{Kind: item.Points, Amount: 10}}, Reason: "spring"}
			b, err = mass.Grant(w.Ctx, tx, in, []int64{ids[0], ids[1], ids[2], ids[2], 42}, mass.Allowance{Members: 3, Points: 10, CostMinor: 30})
			return err
		})
		stands(w, "given", b.ID, mass.Done, 3, 2)
		if b = get(w, b.ID); b.RefusedCount != 1 || len(b.Refused) != 1 || b.Refused[0].MemberID != 42 {
			w.Errorf("%+v", b.Refused)
		}
		everyHas(w, ids[1:], 10)
		w.Sound()
	})
}

// A budget that is spent stops the job where it is; it goes on from there, and gives nobody the same again, though two records became one meanwhile.
func TestStoppedAndGoneOnWith(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		ids := crowd(w, 450)
		var limit budget.Budget
		w.Tx(func(tx *store.Tx) (err error) {
			limit, err = budget.Add(w.Ctx, tx, budget.Budget{Name: "Spring", Unit: budget.Count, Total: 200, Period: budget.Ever})
			return err
		})
		b, err := order(w, reward.GrantIn{Budgets: []int64{limit.ID}}, anything)
		if err != nil {
			w.Fatal(err)
		}
		if err := do(w, mass.Cancel, b.ID); err != nil {
			w.Error(err)
		}
		work(w)
		stands(w, "stopped before it began", b.ID, mass.Stopped, 0, 0)
		if err := do(w, mass.Resume, b.ID); err != nil {
			w.Error(err)
		}
		work(w)
		stands(w, "the budget is spent", b.ID, mass.Stopped, 200, 200)
		if b := get(w, b.ID); b.Why == "" || len(b.Refused) != 0 {
			w.Errorf("why %q, refused %d", b.Why, len(b.Refused))
		}
		w.Tx(func(tx *store.Tx) error {
			limit.Total = 1_000
			_, err := budget.Change(w.Ctx, tx, limit)
			return err
		})
		w.Tx(func(tx *store.Tx) error { _, err := dossier.Merge(w.Ctx, tx, ids[0], ids[449]); return err })
		if err := do(w, mass.Resume, b.ID); err != nil {
			w.Error(err)
		}
		work(w)
		stands(w, "gone on with", b.ID, mass.Done, 450, 449)
		everyHas(w, ids[1:], 10)
		w.Sound()
	})
}

// What is more than somebody may give alone is not begun, whatever it is wrapped in.
func TestAllowance(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		ids := crowd(w, 3)
		var growing pack.Pack
		w.Tx(func(tx *store.Tx) (err error) {
			growing, err = pack.Add(w.Ctx, tx, pack.Pack{Name: "Growing", Items: []item.Item{{Kind: item.Growth, Amount: 1_000}}})
			return err
		})
		wrapped := []item.Item{{Kind: item.Pack, PackID: growing.ID}}
		for name, c := range map[string]struct {
			items   []item.Item
			allowed mass.Allowance
			want    fault.Code
		}{
			"members": {nil, mass.Allowance{Members: 2, Points: 10, CostMinor: 30}, mass.ErrMass},
			"cost":    {nil, mass.Allowance{Members: 3, Points: 10, CostMinor: 29}, mass.ErrCost},
			"points":  {nil, mass.Allowance{Members: 3, Points: 9, CostMinor: 30}, reward.ErrLimit},
			"a pack":  {wrapped, mass.Allowance{Members: 3, Points: 999, CostMinor: 30}, reward.ErrLimit},
		} {
			if _, err := order(w, reward.GrantIn{Items: c.items}, c.allowed); !fault.Has(err, c.want) {
				w.Errorf("%s: %v", name, err)
			}
		}
		err := w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error {
			_, err := mass.Within(w.Ctx, tx, reward.GrantIn{MemberID: ids[0], Items: wrapped, Reason: "x"}, mass.Allowance{Points: 999, CostMinor: 1e6})
			return err
		})
		if !fault.Has(err, reward.ErrLimit) {
			w.Errorf("a pack for one: %v", err)
		}
		if _, err := order(w, reward.GrantIn{}, mass.Allowance{Members: 3, Points: 10, CostMinor: 30}); err != nil {
			w.Errorf("just as much as one may: %v", err)
		}
		w.View(func(tx *store.Tx) error {
			list, err := mass.List(w.Ctx, tx, 0, 10)
			if len(list) != 1 || list[0].RevokedAt != calendar.Never {
				w.Errorf("%d batches", len(list))
			}
			return err
		})
	})
}
