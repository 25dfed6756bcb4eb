package worldtest

import (
	"context"
	"fmt"

	"regulars/internal/check"
	"regulars/internal/job"
	"regulars/internal/ledger"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// Standing is all that a member holds and has done, as text: two histories that end the same have the same.
func (w *World) Standing(id int64) string {
	w.Helper()
	var out string
	w.View(func(tx *store.Tx) error {
		bk, err := reward.Open(w.Ctx, tx, reward.Need{Members: []int64{id}, From: tx.Now(), Until: tx.Now(), AllDays: true})
		if err != nil {
			return err
		}
		bk.CatchUp(id, tx.Now())
		s := bk.Member.Stat(id)
		state, _ := bk.Tier.State(id)
		out = fmt.Sprintf("points %+v growth %d tier %s keep %s grace %s orders %d spend %d first %d last %d likes %s",
			bk.Ledger.Balance(id, ledger.Points), bk.Ledger.Balance(id, ledger.Growth).Net(), bk.TierOf(id), state.KeepUntil, state.GraceUntil,
			s.OrderCount, s.SpendMinor, s.FirstOrderAt, s.LastOrderAt, s.Favourites)
		for _, d := range bk.Member.Days(id) {
			if d.Orders != 0 || d.Spend != 0 || d.Points != 0 || d.Growth != 0 {
				out += fmt.Sprintf(" [%s %d %d %d %d]", d.On, d.Orders, d.Spend, d.Points, d.Growth)
			}
		}
		return nil
	})
	return out
}

// Points is what the member has, as it stands in the database.
func (w *World) Points(id int64) ledger.Balance {
	w.Helper()
	return w.Holds(id, ledger.Points)
}

// Holds is what the member has of an asset, as it stands in the database.
func (w *World) Holds(id int64, asset ledger.Asset) (b ledger.Balance) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		bk, err := ledger.Open(w.Ctx, tx, []int64{id}, ledger.Need{})
		if err == nil {
			b = bk.Balance(id, asset)
		}
		return err
	})
	return b
}

// Tier is the code of the member's tier.
func (w *World) Tier(id int64) (code string) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		bk, err := reward.Open(w.Ctx, tx, reward.Need{Members: []int64{id}, From: tx.Now(), Until: tx.Now()})
		if err == nil {
			code = bk.TierOf(id)
		}
		return err
	})
	return code
}

// Drain carries the outbox to the consumers; to none at all where none are named.
func (w *World) Drain(consumers ...job.Consumer) {
	w.Helper()
	scopeOf := func(context.Context, int64) (store.Scope, error) { return w.Scope, nil }
	relay := &job.Relay{DB: w.DB, Scope: scopeOf, Holder: "test", Consumers: consumers}
	if err := relay.Drain(w.Ctx, w.Scope.Merchant.ID); err != nil {
		w.Fatal(err)
	}
}

// Findings are what check finds.
func (w *World) Findings() (out []string) {
	w.Helper()
	if err := check.Run(w.Ctx, w.DB, w.Scope, func(f check.Finding) { out = append(out, f.String()) }); err != nil {
		w.Fatal(err)
	}
	return out
}

// Sound proves every invariant of the merchant.
func (w *World) Sound() {
	w.Helper()
	w.Drain()
	for _, f := range w.Findings() {
		w.Errorf("found: %s", f)
	}
}
