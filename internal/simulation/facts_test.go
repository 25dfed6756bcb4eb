package simulation_test

import (
	"fmt"
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/catalog"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// Invariant 1 with what rules ask beside orders, and what changed of it since: segments, regions, what a category lies below, birthdays.
func TestUnchangedFacts(t *testing.T) {
	var list, north int64
	worldtest.Each(t, nil, func(w *worldtest.World) {
		today := w.Now().Day(w.Scope.Merchant.Zone)
		under := func(parent string) {
			w.Tx(func(tx *store.Tx) error {
				_, err := catalog.SaveCategories(w.Ctx, tx, []catalog.Category{{Code: "food", Name: "f"}, {Code: "toys", Name: "t"}, {Code: "snack", Name: "s", Parent: parent}})
				return err
			})
		}
		under("food")
		w.Tx(func(tx *store.Tx) error {
			s, err := org.AddStore(w.Ctx, tx, org.StoreIn{Code: "n1", Name: "N", Kind: "pos", Region: "north"})
			if err != nil {
				return err
			}
			north = s.ID
			g, err := segment.Save(w.Ctx, tx, segment.Segment{Name: "list", Kind: segment.Static})
			list = g.ID
			return err
		})
		lunar := today.LunarOfMonth()[0]
		was := w.Enrol(member.EnrolIn{Identities: member.Identities{ExternalID: "a"}, Lunar: member.Lunar{Month: lunar.Month, Day: lunar.From}})
		is := w.Join()
		w.Publish(func(d *program.Document) {
			rule := func(code, when string) program.Rule {
				return program.Rule{Code: code, Name: program.Text{En: code}, Asset: program.AssetPoints, Kind: program.PerOrder, Points: 10, When: when}
			}
			d.Earning = append(d.Earning, rule("list", fmt.Sprintf("%q in segments", store.FormatID("seg", list))), rule("north", `order.region == "north"`),
				rule("food", `line.category == "food"`), rule("kin", `favourite_category == "food"`))
		})
		w.Tx(func(tx *store.Tx) error { _, err := segment.AddMembers(w.Ctx, tx, list, []int64{was}); return err })
		buy := func(id int64) {
			w.Wait(time.Hour)
			in := w.In(id, basket.Line{SKU: "s", Category: "snack", Quantity: 2, TotalMinor: 10_000})
			in.StoreID = north
			o := w.Buy(in)
			w.Wait(time.Hour)
			w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1})
		}
		buy(was)
		buy(is)
		w.Tx(func(tx *store.Tx) error {
			if _, err := segment.RemoveMembers(w.Ctx, tx, list, []int64{was}); err != nil {
				return err
			}
			if _, err := segment.AddMembers(w.Ctx, tx, list, []int64{is}); err != nil {
				return err
			}
			_, err := org.ChangeStore(w.Ctx, tx, north, 1, org.StoreIn{Code: "n1", Name: "N", Kind: "pos", Region: "south"})
			return err
		})
		under("toys")
		w.Days(40)
		buy(was)
		buy(is)
		found := play(w, inForce(w))
		same(w, found)
		equal(w, &found.Report)
	})
}
