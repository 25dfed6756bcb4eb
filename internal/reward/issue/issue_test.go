package issue_test

import (
	"context"
	"fmt"
	"testing"

	"regulars/internal/coupon"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/offer"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/reward/issue"
	"regulars/internal/reward/mass"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// A list of members is given coupons, each by a grant of its own that can be taken back; who cannot have one is told.
func TestGiveToMany(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		tx := func(fn func(tx *store.Tx) error) {
			t.Helper()
			if err := db.Tx(ctx, scope, fn); err != nil {
				t.Fatal(err)
			}
		}
		var members []int64
		var tpl *coupon.Template
		tx(func(tx *store.Tx) error {
			members = nil
			if _, err := edition.Start(ctx, tx, program.Default("CNY", "zh")); err != nil {
				return err
			}
			for i := range 3 {
				out, err := reward.Enrol(ctx, tx, []member.EnrolIn{{Identities: member.Identities{ExternalID: fmt.Sprint(i)}}}, false)
				if err != nil {
					return err
				}
				members = append(members, out[0].MemberID)
			}
			var err error
			tpl, err = coupon.Save(ctx, tx, coupon.TemplateIn{Terms: coupon.Terms{Name: "减20", Kind: offer.AmountOff, AmountMinor: 2000}, Stock: 3, PerMemberLimit: 1})
			return err
		})
		in := issue.In{Members: append(members, members[0], 42), Allowed: mass.Allowance{Approved: true}}
		in.TemplateID = tpl.ID
		var b *coupon.Batch
		tx(func(tx *store.Tx) (err error) {
			b, err = issue.Give(ctx, tx, in)
			return err
		})
		if b.Issued != 3 || len(b.Refused) != 2 || b.Refused[0].MemberID == 0 {
			t.Fatalf("%+v", b)
		}
		in.Allowed = mass.Allowance{Members: 2, CostMinor: 1e6}
		err := db.Tx(ctx, scope, func(tx *store.Tx) error {
			_, err := issue.Give(ctx, tx, in)
			return err
		})
		if !fault.Has(err, mass.ErrMass) {
			t.Errorf("many without a second person: %v", err)
		}
		tx(func(tx *store.Tx) error {
			made, err := b.Coupons(ctx, tx)
			if err != nil || len(made) != 3 {
				t.Errorf("%v %+v", err, made)
			}
			_, err = reward.RevokeRoot(ctx, tx, b.Root())
			return err
		})
		tx(func(tx *store.Tx) error {
			rep, err := coupon.ReportOn(ctx, tx, tpl.ID, 30)
			if err != nil || rep.States[coupon.Void] != 3 {
				t.Errorf("%v %+v", err, rep)
			}
			return coupon.Check(ctx, tx, func(f coupon.Finding) { t.Errorf("%+v", f) })
		})
	}, edition.NewCache(segment.Catalogue))
}
