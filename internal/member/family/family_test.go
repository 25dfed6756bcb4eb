package family_test

import (
	"context"
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/family"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func TestChildren(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, scope := context.Background(), storetest.Merchant(t, db)
		do := func(code fault.Code, fn func(tx *store.Tx) error) {
			t.Helper()
			err := db.Tx(ctx, scope, fn)
			if code.Code == "" && err != nil || code.Code != "" && !fault.Has(err, code) {
				t.Errorf("got %v, want %q", err, code.Code)
			}
		}
		fine := fault.Code{}
		var id int64
		do(fine, func(tx *store.Tx) error {
			out, err := member.Enrol(ctx, tx, []member.EnrolIn{{Identities: member.Identities{ExternalID: "x"}}})
			id = out[0].MemberID
			return err
		})
		today := calendar.Of(storetest.Start).Day(scope.Merchant.Zone)
		add := func(of int64, birthday calendar.Day, consent calendar.Instant) func(tx *store.Tx) error {
			return func(tx *store.Tx) error {
				_, err := family.Add(ctx, tx, family.Child{MemberID: of, Name: "宝宝", Birthday: birthday, ConsentAt: consent})
				return err
			}
		}
		now := calendar.Of(storetest.Start)
		do(family.ErrConsentNeeded, add(id, today, 0))
		do(fault.ErrRange, add(id, today+400, now))
		do(member.ErrUnknown, add(7, today, now))
		do(fine, add(id, today+200, now)) // expected
		do(fine, func(tx *store.Tx) error {
			list, err := family.List(ctx, tx, id)
			if len(list) != 1 || list[0].Name != "宝宝" || list[0].Birthday != today+200 {
				t.Errorf("listed %+v", list)
			}
			return err
		})
		do(member.ErrUnknown, func(tx *store.Tx) error { return family.Remove(ctx, tx, id, 7) })
		do(fine, func(tx *store.Tx) error {
			list, err := family.List(ctx, tx, id)
			if err != nil {
				return err
			}
			return family.Remove(ctx, tx, id, list[0].ID)
		})
		for range family.MaxChildren {
			do(fine, add(id, today, now))
		}
		do(fault.ErrTooMany, add(id, today, now))
	})
}
