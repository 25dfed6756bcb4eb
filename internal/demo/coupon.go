package demo

import (
	"context"
	"math/rand/v2"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/member/proof"
	"regulars/internal/offer"
	"regulars/internal/reward/issue"
	"regulars/internal/store"
)

// couponDays is for how many days before the end the shop gives coupons.
const couponDays = 75

// couponTerms are the coupons of the shop. First-stage formula takes part in none: the rules of the trade forbid to promote it.
func couponTerms(s *story) []coupon.TemplateIn {
	day := func(ago calendar.Day) calendar.Instant { return (s.last - ago).Start(s.in.zone) }
	no1 := `line.category != "milk-1"`
	once := func(class string, order int64) coupon.Stacking {
		return coupon.Stacking{Class: class, Mode: offer.OncePerClass, Order: order}
	}
	beside := coupon.Stacking{Mode: offer.Always, Order: 5}
	return []coupon.TemplateIn{
		{
			Terms: coupon.Terms{
				Name: "满300减30", Kind: offer.AmountOff, AmountMinor: 3000, MinSpendMinor: 30_000, Stacking: once("满减", 1), RemindDays: 3,
				Validity: coupon.Validity{Days: 30}, Scope: coupon.Scope{Condition: no1},
			}, Stock: 6000, PerMemberLimit: 3, Note: "老客月度券，每月 5 日发放",
		},
		{
			Terms: coupon.Terms{
				Name: "纸尿裤8.8折", Kind: offer.PercentOff, OffBp: 1200, CapMinor: 5000, Stacking: beside, RemindDays: 3, Transferable: true,
				Validity: coupon.Validity{Days: 45}, Scope: coupon.Scope{Categories: []string{"diaper"}},
			}, Stock: 3000, PerMemberLimit: 1, Note: "送给一岁内宝宝家庭，可转赠",
		},
		{
			Terms: coupon.Terms{
				Name: "满59包邮", Kind: offer.FreeDelivery, MinSpendMinor: 5900, Stacking: beside,
				Validity: coupon.Validity{Days: 60}, Scope: coupon.Scope{Channels: []string{"web", "miniapp"}},
			}, Stock: coupon.MaxStock, PerMemberLimit: 3,
		},
		{
			Terms: coupon.Terms{
				Name: "双倍瓜子券", Kind: offer.PointsMultiplier, PointsBp: 20_000, Stacking: beside, RemindDays: 5,
				Validity: coupon.Validity{ActivatesAfterDays: 1, Days: 20},
			}, Stock: 1500, PerMemberLimit: 1,
		},
		{
			Terms: coupon.Terms{
				Name: "新店海报·立减15", Kind: offer.AmountOff, AmountMinor: 1500, MinSpendMinor: 12_000, Stacking: once("满减", 2), RemindDays: 2,
				Validity: coupon.Validity{Days: 14}, Scope: coupon.Scope{Channels: []string{"pos"}, Condition: no1},
			}, Stock: 2000, PerMemberLimit: 1, Note: "印在门店海报与传单上的券码",
		},
		{
			Terms: coupon.Terms{
				Name: "双11返场券", Kind: offer.AmountOff, AmountMinor: 5000, MinSpendMinor: 49_900, Stacking: coupon.Stacking{Mode: offer.Never},
				Validity: coupon.Validity{From: day(30), Until: day(6)}, Scope: coupon.Scope{Condition: no1},
			}, Stock: 800, PerMemberLimit: 1,
		},
	}
}

// drawCoupons has the office make coupons and give them, members claim codes, and the service desk help.
func (s *story) drawCoupons(at func(calendar.Day, int, int) calendar.Instant) {
	terms := couponTerms(s)
	s.stage(at(s.last-couponDays, 9, 20), act{marketerMail, func(ctx context.Context, _ *player, tx *store.Tx) error {
		for _, in := range terms {
			if in.Terms.Validity.Until == 0 {
				if _, err := coupon.Save(ctx, tx, in); err != nil {
					return err
				}
			}
		}
		return nil
	}})
	s.stage(at(s.last-32, 9, 30), act{marketerMail, func(ctx context.Context, _ *player, tx *store.Tx) error {
		_, err := coupon.Save(ctx, tx, terms[5])
		return err
	}})
	for month := range 3 {
		on := s.last - couponDays + 2 + calendar.Day(month*31)
		s.stage(at(on, 10, 0), act{marketerMail, s.give("满300减30", 2, month)})
	}
	s.stage(at(s.last-60, 10, 30), act{marketerMail, s.give("纸尿裤8.8折", 5, 1)})
	s.stage(at(s.last-50, 10, 30), act{marketerMail, s.give("满59包邮", 4, 2)})
	s.stage(at(s.last-18, 10, 30), act{marketerMail, s.give("双倍瓜子券", 6, 3)})
	s.stage(at(s.last-31, 10, 0), act{marketerMail, s.give("双11返场券", 5, 0)})
	s.stage(at(s.last-40, 14, 0), act{marketerMail, codes("新店海报·立减15", 300)})
	for n := range 12 {
		s.stage(at(s.last-38+calendar.Day(3*n), 11, 10+n), act{supportMail, s.claim("新店海报·立减15", n)})
	}
	s.stage(at(s.last-20, 15, 40), act{supportMail, s.giveOn("纸尿裤8.8折")})
	s.stage(at(s.last-16, 16, 5), act{marketerMail, void("新店海报·立减15", "传单印刷错误，作废补发")})
	s.stage(at(s.last-4, 18, 0), act{marketerMail, pause("双11返场券")})
}

// find is the template of a name. Ids are not kept: a run that was killed goes on in another process.
func find(ctx context.Context, tx *store.Tx, name string) (*coupon.Template, error) {
	list, err := coupon.ListTemplates(ctx, tx, coupon.TemplatesIn{Limit: 200})
	if err != nil {
		return nil, err
	}
	for _, t := range list {
		if t.Terms.Name == name {
			return t.Template, nil
		}
	}
	return nil, coupon.ErrTemplate.New(nil)
}

// give gives a coupon to one of so many members.
func (s *story) give(name string, of, rest int) func(context.Context, *player, *store.Tx) error {
	return func(ctx context.Context, p *player, tx *store.Tx) error {
		t, err := find(ctx, tx, name)
		if err != nil {
			return err
		}
		var members []int64
		for n, f := range s.families[:s.in.members] {
			if n%of == rest%of && f.id != 0 && len(members) < coupon.MaxMembers {
				members = append(members, f.id)
			}
		}
		if len(members) == 0 {
			return nil
		}
		in := issue.In{Members: members, Reason: name}
		in.TemplateID, in.MadeBy, in.Approved = t.ID, p.by(marketerMail), true
		_, err = issue.Give(ctx, tx, in)
		return err
	}
}

// codes makes codes to print.
func codes(name string, n int) func(context.Context, *player, *store.Tx) error {
	return func(ctx context.Context, p *player, tx *store.Tx) error {
		t, err := find(ctx, tx, name)
		if err != nil {
			return err
		}
		_, err = coupon.MakeCodes(ctx, tx, coupon.BatchIn{TemplateID: t.ID, Count: n, MadeBy: p.by(marketerMail)})
		return err
	}
}

// claim has some members claim codes of a poster at the counter.
func (s *story) claim(name string, n int) func(context.Context, *player, *store.Tx) error {
	return func(ctx context.Context, _ *player, tx *store.Tx) error {
		free, err := some(ctx, tx, name, coupon.Unclaimed, 5)
		if err != nil {
			return err
		}
		for i, c := range free {
			f := s.families[(37*n+11*i)%s.in.members]
			if f.id == 0 {
				continue
			}
			_, err := coupon.Claim(ctx, tx, f.id, c.Code)
			if refused := fault.As(err); refused != nil && refused.Code.Kind == fault.Refused { // has one, or is nobody any more
				continue
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// giveOn has a few members give a coupon to a friend.
func (s *story) giveOn(name string) func(context.Context, *player, *store.Tx) error {
	return func(ctx context.Context, _ *player, tx *store.Tx) error {
		usable, err := some(ctx, tx, name, coupon.Usable, 4)
		if err != nil {
			return err
		}
		for i, c := range usable {
			to := s.families[(13+29*i)%s.in.members]
			if to.id == 0 || to.id == c.MemberID {
				continue
			}
			_, err := coupon.TransferCode(ctx, tx, coupon.TransferIn{Code: c.Code, To: to.id, Shown: proof.TrustedCaller()})
			if refused := fault.As(err); refused != nil && refused.Code.Kind == fault.Refused {
				continue
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// void cancels some codes that nobody claimed.
func void(name, reason string) func(context.Context, *player, *store.Tx) error {
	return func(ctx context.Context, _ *player, tx *store.Tx) error {
		free, err := some(ctx, tx, name, coupon.Unclaimed, 6)
		if err != nil {
			return err
		}
		for _, c := range free {
			if _, err := coupon.VoidCode(ctx, tx, c.Code, reason); err != nil {
				return err
			}
		}
		return nil
	}
}

// pause stops giving a coupon.
func pause(name string) func(context.Context, *player, *store.Tx) error {
	return func(ctx context.Context, _ *player, tx *store.Tx) error {
		t, err := find(ctx, tx, name)
		if err != nil {
			return err
		}
		in := coupon.TemplateIn{ID: t.ID, Version: t.Version, Terms: t.Terms, Stock: t.Stock, PerMemberLimit: t.PerMemberLimit, Status: coupon.Paused, Note: t.Note}
		_, err = coupon.Save(ctx, tx, in)
		return err
	}
}

// some are a few coupons of a template that stand so.
func some(ctx context.Context, tx *store.Tx, name string, state coupon.State, n int) ([]*coupon.Coupon, error) {
	t, err := find(ctx, tx, name)
	if err != nil {
		return nil, err
	}
	return coupon.List(ctx, tx, coupon.ListIn{TemplateID: t.ID, State: state, Limit: n})
}

// usesCoupons says whether a family asks for its coupons with an order: most do, as soon as the shop gives them.
func (s *story) usesCoupons(o *sale, n int) bool {
	if o.family < 0 || o.at < (s.last-couponDays).Start(s.in.zone).Add(10*time.Hour) {
		return false
	}
	return rand.New(rand.NewPCG(s.in.seed, 1<<47+uint64(n))).Float64() < 0.7
}
