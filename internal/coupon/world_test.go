package coupon_test

import (
	"context"
	"fmt"
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/offer"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

var ctx = context.Background()

// shop is a merchant with some members.
type shop struct {
	t     *testing.T
	db    *store.DB
	scope store.Scope
	ada   int64
	bea   int64
}

// each tells a story on both engines; afterwards the invariants hold.
func each(t *testing.T, story func(s *shop)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := &shop{t: t, db: db, scope: storetest.Merchant(t, db)}
		s.tx(func(tx *store.Tx) error {
			_, err := edition.Start(ctx, tx, program.Default("CNY", "zh"))
			return err
		})
		s.ada, s.bea = s.enrol(), s.enrol()
		story(s)
		s.proven()
	}, edition.NewCache(segment.Catalogue))
}

func (s *shop) proven() {
	s.t.Helper()
	s.view(func(tx *store.Tx) error {
		return coupon.Check(ctx, tx, func(f coupon.Finding) { s.t.Errorf("%+v", f) })
	})
}

func (s *shop) tx(fn func(tx *store.Tx) error) {
	s.t.Helper()
	if err := s.db.Tx(ctx, s.scope, fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) view(fn func(tx *store.Tx) error) {
	s.t.Helper()
	if err := s.db.View(ctx, s.scope, fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) enrol() (id int64) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) error {
		out, err := reward.Enrol(ctx, tx, []member.EnrolIn{{Identities: member.Identities{ExternalID: fmt.Sprint(tx.NewID())}}}, false)
		if err == nil {
			id = out[0].MemberID
		}
		return err
	})
	return id
}

// good is a template that nobody can object to.
func good() coupon.TemplateIn {
	return coupon.TemplateIn{Terms: coupon.Terms{Name: "满100减20", Kind: offer.AmountOff, AmountMinor: 2000, MinSpendMinor: 10_000}, Stock: 1000}
}

func (s *shop) template(edit func(in *coupon.TemplateIn)) *coupon.Template {
	s.t.Helper()
	in := good()
	if edit != nil {
		edit(&in)
	}
	var t *coupon.Template
	s.tx(func(tx *store.Tx) (err error) {
		t, err = coupon.Save(ctx, tx, in)
		return err
	})
	return t
}

// give issues one to each and answers the codes of those who could have one.
func (s *shop) give(t *coupon.Template, members ...int64) (codes []string) {
	s.t.Helper()
	codes, refused := s.tryGive(t, members...)
	if refused != nil && !fault.Has(refused, coupon.ErrLimit) {
		s.t.Fatal(refused)
	}
	return codes
}

func (s *shop) tryGive(t *coupon.Template, members ...int64) (codes []string, last error) {
	s.t.Helper()
	err := s.on(coupon.Need{Templates: []int64{t.ID}, Give: members}, members, func(bk *coupon.Books, at calendar.Instant) *fault.Error {
		codes, last = nil, nil
		for _, m := range members {
			ids, refused := bk.Issue(ctx, m, t.ID, 1, coupon.Cause{Root: "test:1", At: at})
			if refused != nil {
				last = refused
				continue
			}
			codes = append(codes, bk.ByID(ids[0]).Code)
		}
		return nil
	})
	if err != nil {
		s.t.Error(err)
	}
	return codes, last
}

func (s *shop) codes(in coupon.BatchIn) (codes []string) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) error {
		codes = nil
		b, err := coupon.MakeCodes(ctx, tx, in)
		if err != nil {
			return err
		}
		made, err := b.Coupons(ctx, tx)
		for _, m := range made {
			codes = append(codes, m.Code)
		}
		return err
	})
	return codes
}

func (s *shop) coupon(code string) *coupon.Coupon {
	s.t.Helper()
	var c *coupon.Coupon
	s.view(func(tx *store.Tx) (err error) {
		c, err = coupon.ByCode(ctx, tx, code)
		return err
	})
	return c
}

func (s *shop) now() calendar.Instant { return s.db.Now() }

func (s *shop) state(code string) coupon.State { return s.coupon(code).State(s.now()) }

// on changes coupons on books under the wallets' locks.
func (s *shop) on(need coupon.Need, members []int64, do func(bk *coupon.Books, at calendar.Instant) *fault.Error) error {
	return s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
		if _, err := ledger.Open(ctx, tx, members, ledger.Need{}); err != nil {
			return err
		}
		bk, err := coupon.Open(ctx, tx, need)
		if err != nil {
			return err
		}
		if refused := do(bk, tx.Now()); refused != nil {
			return refused
		}
		return bk.Save(ctx)
	})
}

// redeem uses a coupon by its code.
func (s *shop) redeem(code string, member, order int64) error {
	return s.on(coupon.Need{Members: []int64{member}, Codes: []string{code}}, []int64{member}, func(bk *coupon.Books, at calendar.Instant) *fault.Error {
		c := bk.ByCode(code)
		if c == nil {
			return coupon.ErrUnknown.New(nil)
		}
		return bk.Redeem(c.ID, coupon.RedeemIn{MemberID: member, OrderID: order, At: at, AmountMinor: 2000, PayableMinor: 9000})
	})
}

func (s *shop) giveBack(order, member int64, graceDays int) error {
	return s.on(coupon.Need{Orders: []int64{order}}, []int64{member}, func(bk *coupon.Books, at calendar.Instant) *fault.Error {
		for _, c := range bk.OfOrder(order) {
			grace := at
			if graceDays > 0 {
				grace = (at.Day(s.scope.Merchant.Zone) + calendar.Day(graceDays)).End(s.scope.Merchant.Zone)
			}
			if refused := bk.GiveBack(c.ID, at, grace); refused != nil {
				return refused
			}
		}
		return nil
	})
}
