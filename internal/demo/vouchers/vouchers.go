package vouchers

import (
	"context"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/member/proof"
	"regulars/internal/offer"
	"regulars/internal/reward/issue"
	"regulars/internal/reward/mass"
	"regulars/internal/store"
)

// Days is for how many days before the end the shop gives coupons.
const Days = 75

// Stage is where the coupons are played: who the members are, in the order in which they joined (0: not yet), and who gives.
type Stage struct {
	Last    calendar.Day
	Zone    *time.Location
	Members []int64
	Soon    []int64 // who comes to a counter next
	By      string
}

// Act is something that is done at a time of a day, so many before the last.
type Act struct {
	Ago          int
	Hour, Minute int
	Support      bool // the service desk does it, else marketing
	Do           func(ctx context.Context, tx *store.Tx, on Stage) error
}

type do = func(ctx context.Context, tx *store.Tx, on Stage) error

// The names of the coupons.
const (
	monthly  = "满300减30"
	diapers  = "纸尿裤8.8折"
	freight  = "满59包邮"
	double   = "双倍瓜子券"
	poster   = "新店海报·立减15"
	eleventh = "双11返场券"
)

// Acts are all of them: coupons are made and given, members claim codes and give coupons on, the service desk helps.
func Acts() []Act {
	list := []Act{
		{Ago: Days, Hour: 9, Minute: 20, Do: open},
		{Ago: 32, Hour: 9, Minute: 30, Do: openEleventh},
		{Ago: 73, Hour: 10, Do: give(monthly, 2, 0)},
		{Ago: 42, Hour: 10, Do: give(monthly, 2, 1)},
		{Ago: 11, Hour: 10, Do: give(monthly, 2, 0)},
		{Ago: 60, Hour: 10, Minute: 30, Do: give(diapers, 5, 1)},
		{Ago: 50, Hour: 10, Minute: 30, Do: give(freight, 4, 2)},
		{Ago: 18, Hour: 10, Minute: 30, Do: give(double, 6, 3)},
		{Ago: 31, Hour: 10, Do: give(eleventh, 5, 0)},
		{Ago: 40, Hour: 14, Do: codes(poster, 300)},
		{Ago: 20, Hour: 15, Minute: 40, Support: true, Do: giveOn(diapers)},
		{Ago: 16, Hour: 16, Minute: 5, Do: void(poster, "传单印刷错误，作废补发")},
		{Ago: 4, Hour: 18, Do: pause(eleventh)},
	}
	for n := range 12 {
		list = append(list, Act{Ago: 38 - 3*n, Hour: 11, Minute: 10 + n, Support: true, Do: claim(poster)})
	}
	return list
}

// open makes the templates, but for the one of the eleventh.
func open(ctx context.Context, tx *store.Tx, on Stage) error {
	for _, in := range terms(on) {
		if in.Terms.Name == eleventh {
			continue
		}
		if _, err := coupon.Save(ctx, tx, in); err != nil {
			return err
		}
	}
	return nil
}

func openEleventh(ctx context.Context, tx *store.Tx, on Stage) error {
	for _, in := range terms(on) {
		if in.Terms.Name == eleventh {
			_, err := coupon.Save(ctx, tx, in)
			return err
		}
	}
	return nil
}

// terms are the coupons of the shop. First-stage formula takes part in none: the rules of the trade forbid to promote it.
func terms(on Stage) []coupon.TemplateIn {
	day := func(ago calendar.Day) calendar.Instant { return (on.Last - ago).Start(on.Zone) }
	no1 := `line.category != "milk-1"`
	once := func(class string, order int64) coupon.Stacking {
		return coupon.Stacking{Class: class, Mode: offer.OncePerClass, Order: order}
	}
	beside := coupon.Stacking{Mode: offer.Always, Order: 5}
	return []coupon.TemplateIn{
		{
			Terms: coupon.Terms{
				Name: monthly, Kind: offer.AmountOff, AmountMinor: 3000, MinSpendMinor: 30_000, Stacking: once("满减", 1), RemindDays: 3,
				Validity: coupon.Validity{Days: 30}, Scope: coupon.Scope{Condition: no1},
			}, Stock: 6000, PerMemberLimit: 3, Note: "老客月度券，每月 5 日发放",
		},
		{
			Terms: coupon.Terms{
				Name: diapers, Kind: offer.PercentOff, OffBp: 1200, CapMinor: 5000, Stacking: beside, RemindDays: 3, Transferable: true,
				Validity: coupon.Validity{Days: 45}, Scope: coupon.Scope{Categories: []string{"diaper"}},
			}, Stock: 3000, PerMemberLimit: 1, Note: "送给一岁内宝宝家庭，可转赠",
		},
		{
			Terms: coupon.Terms{
				Name: freight, Kind: offer.FreeDelivery, MinSpendMinor: 5900, Stacking: beside,
				Validity: coupon.Validity{Days: 60}, Scope: coupon.Scope{Channels: []string{"web", "miniapp"}},
			}, Stock: coupon.MaxStock, PerMemberLimit: 3,
		},
		{
			Terms: coupon.Terms{
				Name: double, Kind: offer.PointsMultiplier, PointsBp: 20_000, Stacking: beside, RemindDays: 5,
				Validity: coupon.Validity{ActivatesAfterDays: 1, Days: 20},
			}, Stock: 1500, PerMemberLimit: 1,
		},
		{
			Terms: coupon.Terms{
				Name: poster, Kind: offer.AmountOff, AmountMinor: 1500, MinSpendMinor: 12_000, Stacking: once("满减", 2), RemindDays: 2,
				Validity: coupon.Validity{Days: 14}, Scope: coupon.Scope{Channels: []string{"pos"}, Condition: no1},
			}, Stock: 2000, PerMemberLimit: 1, Note: "印在门店海报与传单上的券码",
		},
		{
			Terms: coupon.Terms{
				Name: eleventh, Kind: offer.AmountOff, AmountMinor: 5000, MinSpendMinor: 49_900, Stacking: coupon.Stacking{Mode: offer.Never},
				Validity: coupon.Validity{From: day(30), Until: day(6)}, Scope: coupon.Scope{Condition: no1},
			}, Stock: 800, PerMemberLimit: 1,
		},
	}
}

// Find is the template of a name. Ids are not kept: a run that was killed goes on in another process.
func Find(ctx context.Context, tx *store.Tx, name string) (*coupon.Template, error) {
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
func give(name string, of, rest int) do {
	return func(ctx context.Context, tx *store.Tx, on Stage) error {
		t, err := Find(ctx, tx, name)
		if err != nil {
			return err
		}
		var members []int64
		for n, id := range on.Members {
			if n%of == rest%of && id != 0 && len(members) < coupon.MaxMembers {
				members = append(members, id)
			}
		}
		if len(members) == 0 {
			return nil
		}
		in := issue.In{Members: members, Reason: name, Allowed: mass.Allowance{Approved: true}}
		in.TemplateID, in.MadeBy = t.ID, on.By
		_, err = issue.Give(ctx, tx, in)
		return err
	}
}

// codes makes codes to print.
func codes(name string, n int) do {
	return func(ctx context.Context, tx *store.Tx, on Stage) error {
		t, err := Find(ctx, tx, name)
		if err != nil {
			return err
		}
		_, err = coupon.MakeCodes(ctx, tx, coupon.BatchIn{TemplateID: t.ID, Count: n, MadeBy: on.By})
		return err
	}
}

// claim has some members who are at a counter claim codes of a poster.
func claim(name string) do {
	return func(ctx context.Context, tx *store.Tx, on Stage) error {
		free, err := some(ctx, tx, name, coupon.Unclaimed, 5)
		if err != nil {
			return err
		}
		for i, c := range free {
			if i == len(on.Soon) {
				break
			}
			_, err := coupon.Claim(ctx, tx, on.Soon[i], c.Code)
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
func giveOn(name string) do {
	return func(ctx context.Context, tx *store.Tx, on Stage) error {
		usable, err := some(ctx, tx, name, coupon.Usable, 4)
		if err != nil {
			return err
		}
		for i, c := range usable {
			to := on.Members[(13+29*i)%len(on.Members)]
			if to == 0 || to == c.MemberID {
				continue
			}
			_, err := coupon.TransferCode(ctx, tx, coupon.TransferIn{Code: c.Code, To: to, Shown: proof.TrustedCaller()})
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
func void(name, reason string) do {
	return func(ctx context.Context, tx *store.Tx, _ Stage) error {
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
func pause(name string) do {
	return func(ctx context.Context, tx *store.Tx, _ Stage) error {
		t, err := Find(ctx, tx, name)
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
	t, err := Find(ctx, tx, name)
	if err != nil {
		return nil, err
	}
	found, err := coupon.List(ctx, tx, coupon.ListIn{TemplateID: t.ID, State: state, Limit: n})
	return found.Coupons, err
}
