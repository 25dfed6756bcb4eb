package coupon_test

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// Many want one coupon: one has it.
func TestOneCouponIsUsedOnce(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(nil)
		held, free := s.give(tpl, s.ada)[0], s.codes(coupon.BatchIn{TemplateID: tpl.ID, Count: 1})[0]
		members := []int64{s.ada, s.bea}
		for range 6 {
			members = append(members, s.enrol())
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		used := map[string]int{}
		for i := range 64 {
			wg.Go(func() {
				for code, member := range map[string]int64{held: s.ada, free: members[i%len(members)]} {
					err := s.redeem(code, member, int64(100+i))
					mu.Lock()
					switch {
					case err == nil:
						used[code]++
					case !fault.Has(err, coupon.ErrUsed) && !fault.Has(err, coupon.ErrClaimed):
						s.t.Error(err)
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if used[held] != 1 || used[free] != 1 {
			s.t.Errorf("used %v", used)
		}
	})
}

// Many claim from a small stock and under a limit: never over.
func TestIssueUnderContention(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) { in.Stock, in.PerMemberLimit = 10, 3 })
		var wg sync.WaitGroup
		for i := range 32 {
			wg.Go(func() {
				members := []int64{s.ada, s.bea}
				if i%2 == 0 {
					members = []int64{s.bea, s.ada}
				}
				s.tryGive(tpl, members...)
			})
		}
		wg.Wait()
		s.view(func(tx *store.Tx) error {
			for _, id := range []int64{s.ada, s.bea} {
				list, err := coupon.List(ctx, tx, coupon.ListIn{MemberID: id, Limit: 100})
				if err != nil || len(list.Coupons) != 3 {
					s.t.Errorf("%d coupons, %v", len(list.Coupons), err)
				}
			}
			return nil
		})
	})
}

func TestManyCodesInSeconds(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 100,000 codes")
	}
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) { in.Stock = coupon.MaxCodes })
		began := time.Now()
		var made []coupon.Made
		s.tx(func(tx *store.Tx) error {
			b, err := coupon.MakeCodes(ctx, tx, coupon.BatchIn{TemplateID: tpl.ID, Count: coupon.MaxCodes})
			if err != nil {
				return err
			}
			made, err = b.Coupons(ctx, tx)
			return err
		})
		s.t.Logf("%d codes in %s", len(made), time.Since(began))
		seen := map[string]bool{}
		for _, m := range made {
			if _, err := strconv.ParseInt(m.Code, 10, 64); err != nil || seen[m.Code] || !coupon.ValidCode(m.Code) {
				s.t.Fatalf("code %s", m.Code)
			}
			seen[m.Code] = true
		}
		if len(seen) != coupon.MaxCodes {
			s.t.Errorf("%d codes", len(seen))
		}
		s.tx(func(tx *store.Tx) error { // the oldest: it is found on the last page
			_, err := coupon.VoidCode(ctx, tx, made[0].Code, "misprint")
			return err
		})
		in, pages, void := coupon.ListIn{TemplateID: tpl.ID, State: coupon.Void, Limit: 50}, 0, 0
		s.view(func(tx *store.Tx) error {
			for {
				page, err := coupon.List(ctx, tx, in)
				pages, void, in.Before = pages+1, void+len(page.Coupons), page.Next
				if err != nil || page.Next == 0 {
					return err
				}
			}
		})
		if void != 1 || pages < 2 || pages > 10 {
			s.t.Errorf("found %d in %d pages", void, pages)
		}
	})
}

func TestTell(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) {
			in.Terms.Validity, in.Terms.RemindDays = coupon.Validity{ActivatesAfterDays: 1, Days: 10}, 3
		})
		code := s.give(tpl, s.ada)[0]
		s.codes(coupon.BatchIn{TemplateID: tpl.ID, Count: 2}) // of nobody, told to nobody
		tell := func() (kinds []string) {
			s.tx(func(tx *store.Tx) error {
				_, _, err := coupon.Tell(ctx, tx)
				kinds = nil
				for _, e := range tx.Emitted() {
					kinds = append(kinds, e.Kind)
				}
				return err
			})
			return kinds
		}
		for _, step := range []struct {
			days int
			want string
		}{{0, ""}, {1, coupon.EventActivated}, {1, ""}, {6, coupon.EventExpiring}, {0, ""}, {5, coupon.EventExpired}, {5, ""}} {
			storetest.Clock(s.db).Add(time.Duration(step.days) * 24 * time.Hour)
			got := tell()
			if len(got) > 1 || (len(got) == 1) != (step.want != "") || len(got) == 1 && got[0] != step.want {
				s.t.Errorf("on %s told %v, want %q", s.now().In(s.scope.Merchant.Zone), got, step.want)
			}
		}
		if s.state(code) != coupon.Expired {
			s.t.Errorf("the coupon is %s", s.state(code))
		}
		late := s.give(tpl, s.ada)[0]
		storetest.Clock(s.db).Add(100 * 24 * time.Hour) // nobody was there
		if got := tell(); len(got) != 2 || got[0] != coupon.EventActivated || got[1] != coupon.EventExpired {
			s.t.Errorf("after a long sleep told %v of %s", got, late)
		}
	})
}

func TestMergeAndErasure(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) { in.Terms.Transferable = true })
		ofAda, ofBea := s.give(tpl, s.ada)[0], s.give(tpl, s.bea)[0]
		s.tx(func(tx *store.Tx) error { return coupon.Move(ctx, tx, s.bea, s.ada) })
		if s.coupon(ofBea).MemberID != s.ada {
			s.t.Errorf("not moved: %+v", s.coupon(ofBea))
		}
		s.tx(func(tx *store.Tx) error { return coupon.Unmove(ctx, tx, s.bea, s.ada) })
		if s.coupon(ofBea).MemberID != s.bea || s.coupon(ofAda).MemberID != s.ada {
			s.t.Errorf("not moved back: %+v", s.coupon(ofBea))
		}
		s.tx(func(tx *store.Tx) error { return coupon.Forfeit(ctx, tx, s.ada) })
		if s.state(ofAda) != coupon.Void || s.state(ofBea) != coupon.Usable {
			s.t.Errorf("%s, %s", s.state(ofAda), s.state(ofBea))
		}
		s.view(func(tx *store.Tx) error {
			list, err := coupon.Export(ctx, tx, s.ada)
			if err != nil || len(list) != 1 || list[0].Code != ofAda {
				s.t.Errorf("%v %+v", err, list)
			}
			rep, err := coupon.ReportOn(ctx, tx, tpl.ID, 30)
			if err != nil || rep.States[coupon.Void] != 1 || rep.States[coupon.Usable] != 1 || rep.Issued != 2 {
				s.t.Errorf("%v %+v", err, rep)
			}
			return nil
		})
	})
}

// What one merchant made, no other can see, claim or use.
func TestAnotherMerchant(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(nil)
		code := s.codes(coupon.BatchIn{TemplateID: tpl.ID, Count: 1})[0]
		other := storetest.Merchant(s.t, s.db)
		err := s.db.Tx(ctx, other, func(tx *store.Tx) error {
			if _, err := coupon.ByCode(ctx, tx, code); !fault.Has(err, coupon.ErrUnknown) {
				s.t.Errorf("read: %v", err)
			}
			if _, err := coupon.Get(ctx, tx, tpl.ID); !fault.Has(err, coupon.ErrTemplate) {
				s.t.Errorf("template: %v", err)
			}
			if _, err := coupon.MakeCodes(ctx, tx, coupon.BatchIn{TemplateID: tpl.ID, Count: 1}); !fault.Has(err, coupon.ErrTemplate) {
				s.t.Errorf("issued: %v", err)
			}
			list, err := coupon.ListTemplates(ctx, tx, coupon.TemplatesIn{Limit: 10})
			if err != nil || len(list) != 0 {
				s.t.Errorf("%v %v", list, err)
			}
			return coupon.Check(ctx, tx, func(f coupon.Finding) { s.t.Errorf("%+v", f) })
		})
		if err != nil {
			s.t.Fatal(err)
		}
	})
}
