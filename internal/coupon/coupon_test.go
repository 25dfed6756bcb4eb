package coupon_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/member/proof"
	"regulars/internal/offer"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func TestCodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := coupon.NewCode()
		if !coupon.ValidCode(code) || code[0] == '0' {
			t.Fatalf("%s is no code", code)
		}
		i := rapid.IntRange(0, 11).Draw(t, "digit")
		other := []byte(code)
		other[i] = '0' + (other[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if coupon.ValidCode(string(other)) {
			t.Fatalf("%s and %s differ in one digit", code, other)
		}
		j := rapid.IntRange(0, 10).Draw(t, "pair")
		swapped := []byte(code)
		swapped[j], swapped[j+1] = swapped[j+1], swapped[j]
		if string(swapped) != code && coupon.ValidCode(string(swapped)) {
			t.Fatalf("%s and %s differ in the order of two digits", code, swapped)
		}
	})
	for _, bad := range []string{"", "12345678901", "1234567890123", "12345678901a", "１２３４５６７８９０１２"} {
		if coupon.ValidCode(bad) {
			t.Errorf("%q is a code", bad)
		}
	}
	if coupon.CleanCode("1234 5678-9012") != "123456789012" {
		t.Error("spaces and hyphens stay")
	}
}

func TestATemplateSaysWhatIsWrongWithIt(t *testing.T) {
	each(t, func(s *shop) {
		for name, c := range map[string]struct {
			edit  func(in *coupon.TemplateIn)
			field string
		}{
			"no name":            {func(in *coupon.TemplateIn) { in.Terms.Name = " " }, "name"},
			"no amount":          {func(in *coupon.TemplateIn) { in.Terms.AmountMinor = 0 }, "amount_minor"},
			"an amount below 0":  {func(in *coupon.TemplateIn) { in.Terms.AmountMinor = -1 }, "amount_minor"},
			"a kind of nobody's": {func(in *coupon.TemplateIn) { in.Terms.Kind = "half" }, "kind"},
			"percent of amount":  {func(in *coupon.TemplateIn) { in.Terms.OffBp = 100 }, "percent_off"},
			"all and more":       {func(in *coupon.TemplateIn) { in.Terms = coupon.Terms{Name: "x", Kind: offer.PercentOff, OffBp: 10_001} }, "percent_off"},
			"no gift":            {func(in *coupon.TemplateIn) { in.Terms = coupon.Terms{Name: "x", Kind: offer.Gift} }, "gift_sku"},
			"fewer points": {func(in *coupon.TemplateIn) {
				in.Terms = coupon.Terms{Name: "x", Kind: offer.PointsMultiplier, PointsBp: 9000}
			}, "points_multiplier"},
			"a mode of nobody's": {func(in *coupon.TemplateIn) { in.Terms.Stacking.Mode = "often" }, "stacking.mode"},
			"over already":       {func(in *coupon.TemplateIn) { in.Terms.Validity.Until = s.now() }, "validity.until"},
			"until before from": {func(in *coupon.TemplateIn) {
				in.Terms.Validity = coupon.Validity{From: s.now() + 9, Until: s.now() + 8}
			}, "validity.until"},
			"an unknown store":    {func(in *coupon.TemplateIn) { in.Terms.Scope.Stores = []string{"moon"} }, "scope.stores[0]"},
			"an unknown category": {func(in *coupon.TemplateIn) { in.Terms.Scope.Categories = []string{"moon"} }, "scope.categories[0]"},
			"an unknown segment":  {func(in *coupon.TemplateIn) { in.Terms.Scope.Segments = []int64{7} }, "scope.segments[0]"},
			"an unknown channel":  {func(in *coupon.TemplateIn) { in.Terms.Scope.Channels = []string{"fax"} }, "scope.channels[0]"},
			"an unknown tier":     {func(in *coupon.TemplateIn) { in.Terms.Scope.Tiers = []string{"gold", "moon"} }, "scope.tiers[1]"},
			"no condition":        {func(in *coupon.TemplateIn) { in.Terms.Scope.Condition = "order.hour >" }, "scope.condition"},
			"an eighth day":       {func(in *coupon.TemplateIn) { in.Terms.Scope.Weekdays = []int64{8} }, "scope.weekdays[0]"},
			"hours of nothing":    {func(in *coupon.TemplateIn) { in.Terms.Scope.HourFrom, in.Terms.Scope.HourUntil = 20, 20 }, "scope.hours.until"},
		} {
			in := good()
			c.edit(&in)
			err := s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
				_, err := coupon.Save(ctx, tx, in)
				return err
			})
			if e := fault.As(err); e == nil || e.Field != c.field || e.Code.Kind != fault.Invalid {
				s.t.Errorf("%s: %v, want the field %s", name, err, c.field)
			}
		}
		s.template(func(in *coupon.TemplateIn) {
			in.Terms.Scope = coupon.Scope{Tiers: []string{"gold"}, Weekdays: []int64{6, 7}, HourFrom: 18, HourUntil: 21, Condition: `order.channel == "pos" || line.quantity > 2`}
		})
	})
}

func TestTheStatesOfACoupon(t *testing.T) {
	each(t, func(s *shop) {
		day := func(n int) { storetest.Clock(s.db).Add(time.Duration(n) * 24 * time.Hour) }
		tpl := s.template(func(in *coupon.TemplateIn) {
			in.Terms.Validity = coupon.Validity{ActivatesAfterDays: 2, Days: 3}
		})
		code := s.give(tpl, s.ada)[0]
		c := s.coupon(code)
		zone := s.scope.Merchant.Zone
		if start := (s.now().Day(zone) + 2).Start(zone); c.ActivatesAt != start || c.ExpiresAt != (s.now().Day(zone)+5).End(zone) {
			s.t.Errorf("active from %s to %s", c.ActivatesAt.In(zone), c.ExpiresAt.In(zone))
		}
		if got := s.state(code); got != coupon.Pending {
			s.t.Errorf("at first %s", got)
		}
		if err := s.redeem(code, s.ada, 1); !fault.Has(err, coupon.ErrUnusable) {
			s.t.Errorf("used while pending: %v", err)
		}
		day(2)
		if got := s.state(code); got != coupon.Usable {
			s.t.Errorf("then %s", got)
		}
		if err := s.redeem(code, s.bea, 1); !fault.Has(err, coupon.ErrClaimed) {
			s.t.Errorf("used by another: %v", err)
		}
		if err := s.redeem(code, s.ada, 1); err != nil || s.state(code) != coupon.Used {
			s.t.Errorf("%v, %s", err, s.state(code))
		}
		if err := s.redeem(code, s.ada, 2); !fault.Has(err, coupon.ErrUsed) {
			s.t.Errorf("used twice: %v", err)
		}
		if err := s.giveBack(1, s.ada, 30); err != nil || s.state(code) != coupon.Usable || s.coupon(code).ExpiresAt != c.ExpiresAt {
			s.t.Errorf("given back: %v, %s until %s", err, s.state(code), s.coupon(code).ExpiresAt)
		}
		if err := s.redeem(code, s.ada, 3); err != nil {
			s.t.Error(err)
		}
		day(10)
		if err := s.giveBack(3, s.ada, 30); err != nil || s.state(code) != coupon.Usable || s.coupon(code).ExpiresAt != (s.now().Day(zone)+30).End(zone) {
			s.t.Errorf("given back after its end: %v, %s until %s", err, s.state(code), s.coupon(code).ExpiresAt)
		}
		if err := s.redeem(code, s.ada, 4); err != nil {
			s.t.Error(err)
		}
		day(40)
		if err := s.giveBack(4, s.ada, 0); err != nil || s.state(code) != coupon.Expired {
			s.t.Errorf("without grace: %v, %s", err, s.state(code))
		}
	})
}

func TestTermsThatAreHeldStayAsTheyWere(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(nil)
		old := s.give(tpl, s.ada)[0]
		var changed *coupon.Template
		s.tx(func(tx *store.Tx) (err error) {
			in := good()
			in.ID, in.Version, in.Terms.AmountMinor = tpl.ID, tpl.Version, 500
			changed, err = coupon.Save(ctx, tx, in)
			return err
		})
		fresh := s.give(changed, s.ada)[0]
		a, b := s.coupon(old), s.coupon(fresh)
		if a.Terms.AmountMinor != 2000 || b.Terms.AmountMinor != 500 || a.TermsID == b.TermsID {
			s.t.Errorf("%+v, %+v", a.Terms, b.Terms)
		}
		err := s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
			in := good()
			in.ID, in.Version = tpl.ID, tpl.Version
			_, err := coupon.Save(ctx, tx, in)
			return err
		})
		if e := fault.As(err); e == nil || e.Code.Kind != fault.Stale {
			s.t.Errorf("an old version: %v", err)
		}
	})
}

func TestStockAndLimits(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) { in.Stock, in.PerMemberLimit = 3, 2 })
		codes := func(in coupon.BatchIn) error {
			in.TemplateID = tpl.ID
			return s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
				_, err := coupon.MakeCodes(ctx, tx, in)
				return err
			})
		}
		if got, last := s.tryGive(tpl, s.ada, s.ada, s.ada); len(got) != 2 || !fault.Has(last, coupon.ErrLimit) {
			s.t.Errorf("%d, %v", len(got), last)
		}
		if err := codes(coupon.BatchIn{Count: 2}); !fault.Has(err, coupon.ErrStock) {
			s.t.Errorf("over the stock: %v", err)
		}
		if err := codes(coupon.BatchIn{Count: 1}); err != nil {
			s.t.Error(err)
		}
		if got, last := s.tryGive(tpl, s.bea); len(got) != 0 || !fault.Has(last, coupon.ErrStock) {
			s.t.Errorf("%d, %v", len(got), last)
		}
	})
}

// A coupon that was given on makes no room for another one, and takes its room with the friend.
func TestGivingOnMakesNoRoom(t *testing.T) {
	each(t, func(s *shop) {
		fixed := s.template(nil)
		kept := s.give(fixed, s.ada)[0]
		tpl := s.template(func(in *coupon.TemplateIn) { in.PerMemberLimit, in.Terms.Transferable = 1, true })
		code := s.give(tpl, s.ada)[0]
		transfer := func(code string, to int64) error {
			return s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
				_, err := coupon.TransferCode(ctx, tx, coupon.TransferIn{Code: code, To: to, Shown: proof.TrustedCaller()})
				return err
			})
		}
		for name, c := range map[string]struct {
			code string
			to   int64
			want fault.Code
		}{
			"to oneself": {code, s.ada, coupon.ErrSame}, "to nobody": {code, 77, coupon.ErrNoMember},
			"not to be given on": {kept, s.bea, coupon.ErrNotTransfer}, "no code": {"123", s.bea, coupon.ErrUnknown},
		} {
			if err := transfer(c.code, c.to); !fault.Has(err, c.want) {
				s.t.Errorf("%s: %v", name, err)
			}
		}
		if err := transfer(code, s.bea); err != nil || s.coupon(code).MemberID != s.bea {
			s.t.Errorf("%v, %+v", err, s.coupon(code))
		}
		for member, want := range map[int64]int{s.ada: 0, s.bea: 0} {
			if got := len(s.give(tpl, member)); got != want {
				s.t.Errorf("member %d was given %d more, want %d", member, got, want)
			}
		}
		if err := s.redeem(code, s.bea, 9); err != nil {
			s.t.Error(err)
		}
		if err := transfer(code, s.ada); !fault.Has(err, coupon.ErrUsed) {
			s.t.Errorf("used and given on: %v", err)
		}
	})
}

func TestClaim(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) {
			in.PerMemberLimit, in.Terms.Validity = 1, coupon.Validity{Days: 7}
		})
		codes := s.codes(coupon.BatchIn{TemplateID: tpl.ID, Count: 3})
		claim := func(code string, member int64) error {
			return s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
				_, err := coupon.Claim(ctx, tx, member, code)
				return err
			})
		}
		if got := s.state(codes[0]); got != coupon.Unclaimed {
			s.t.Errorf("at first %s", got)
		}
		storetest.Clock(s.db).Add(20 * 24 * time.Hour) // days count from the claim
		for range 2 {                                  // a repeat does nothing
			if err := claim(codes[0][:4]+" "+codes[0][4:], s.ada); err != nil || s.state(codes[0]) != coupon.Usable {
				s.t.Fatalf("%v, %s", err, s.state(codes[0]))
			}
		}
		wrong := []byte(codes[1])
		wrong[3] = '0' + (wrong[3]-'0'+1)%10
		for name, c := range map[string]struct {
			code   string
			member int64
			want   fault.Code
		}{
			"claimed by another": {codes[0], s.bea, coupon.ErrClaimed}, "over the limit": {codes[1], s.ada, coupon.ErrLimit},
			"mistyped": {string(wrong), s.bea, coupon.ErrCode}, "unknown": {coupon.NewCode(), s.bea, coupon.ErrUnknown}, "by nobody": {codes[1], 12, coupon.ErrNoMember},
		} {
			if err := claim(c.code, c.member); !fault.Has(err, c.want) {
				s.t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.redeem(codes[1], s.ada, 5); !fault.Has(err, coupon.ErrLimit) {
			s.t.Errorf("claimed by use, over the limit: %v", err)
		}
		if err := s.redeem(codes[1], s.bea, 5); err != nil || s.coupon(codes[1]).MemberID != s.bea || s.state(codes[1]) != coupon.Used {
			s.t.Errorf("claimed by use: %v, %+v", err, s.coupon(codes[1]))
		}
		if err := s.redeem(codes[2], 0, 6); !fault.Has(err, coupon.ErrNoMember) {
			s.t.Errorf("by a guest: %v", err)
		}
	})
}

func TestVoid(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(nil)
		codes := append(s.give(tpl, s.ada, s.bea), s.codes(coupon.BatchIn{TemplateID: tpl.ID, Count: 1})...)
		void := func(code, reason string) error {
			return s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
				_, err := coupon.VoidCode(ctx, tx, code, reason)
				return err
			})
		}
		if err := void(codes[0], " "); !fault.Has(err, fault.ErrRequired) {
			s.t.Errorf("without a reason: %v", err)
		}
		for _, code := range []string{codes[0], codes[2]} {
			if err := void(code, "misprint"); err != nil || s.state(code) != coupon.Void {
				s.t.Errorf("%v, %s", err, s.state(code))
			}
		}
		if err := void(codes[0], "again"); !fault.Has(err, coupon.ErrVoid) {
			s.t.Errorf("twice: %v", err)
		}
		if err := s.redeem(codes[0], s.ada, 1); !fault.Has(err, coupon.ErrVoid) {
			s.t.Errorf("used: %v", err)
		}
		if err := s.redeem(codes[1], s.bea, 1); err != nil {
			s.t.Fatal(err)
		}
		if err := void(codes[1], "too late"); !fault.Has(err, coupon.ErrUsed) {
			s.t.Errorf("what was used: %v", err)
		}
	})
}

func TestAHoldKeepsItsCoupon(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) { in.Terms.Validity.Until = s.now().Add(10 * time.Minute) })
		code := s.give(tpl, s.ada)[0]
		lock := func(hold int64, until calendar.Instant) error {
			return s.on(coupon.Need{Members: []int64{s.ada}}, []int64{s.ada}, func(bk *coupon.Books, at calendar.Instant) *fault.Error {
				return bk.Lock(bk.ByCode(code).ID, hold, s.ada, at, until)
			})
		}
		if err := lock(50, s.now().Add(15*time.Minute)); err != nil || s.state(code) != coupon.Locked {
			s.t.Fatalf("%v, %s", err, s.state(code))
		}
		if err := lock(51, s.now().Add(time.Hour)); !fault.Has(err, coupon.ErrLocked) {
			s.t.Errorf("held twice: %v", err)
		}
		if err := s.redeem(code, s.ada, 1); !fault.Has(err, coupon.ErrLocked) {
			s.t.Errorf("used past the hold: %v", err)
		}
		storetest.Clock(s.db).Add(12 * time.Minute) // over, were it not held
		err := s.on(coupon.Need{Members: []int64{s.ada}}, []int64{s.ada}, func(bk *coupon.Books, at calendar.Instant) *fault.Error {
			bk.Unlock(50)
			return bk.Redeem(bk.ByCode(code).ID, coupon.RedeemIn{MemberID: s.ada, OrderID: 3, At: at})
		})
		if err != nil || s.state(code) != coupon.Used {
			s.t.Errorf("by its own hold: %v, %s", err, s.state(code))
		}
		other := s.template(nil)
		code = s.give(other, s.ada)[0]
		if err := lock(60, s.now().Add(time.Minute)); err != nil {
			s.t.Fatal(err)
		}
		storetest.Clock(s.db).Add(time.Minute)
		if got := s.state(code); got != coupon.Usable {
			s.t.Errorf("after the time of the hold %s", got)
		}
	})
}
