package item_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/reward/item"
)

// good has one item of each kind.
func good() []item.Item {
	return []item.Item{
		{Kind: item.Points, Amount: 1}, {Kind: item.Growth, Amount: money.Limit}, {Kind: item.Bonus, Amount: 5}, {Kind: item.Commission, Amount: 5},
		{Kind: item.Coupon, TemplateID: 7}, {Kind: item.Coupon, TemplateID: 7, Quantity: 1_000}, {Kind: item.Pack, PackID: 9},
		{Kind: item.Entitlement, Benefit: "lounge", Quantity: 2}, {Kind: item.DrawChances, Benefit: "spring"}, {Kind: item.PlanDays, PlanID: 3, Days: 30},
		{Kind: item.TierDays, Tier: "gold", Days: 30}, {Kind: item.Tag, Tag: "妈妈"}, {Kind: item.Gift, SKU: "mug"},
	}
}

func TestEveryKindPassesAndReadsBack(t *testing.T) {
	items := good()
	if err := item.Check(items, "rewards"); err != nil {
		t.Fatal(err)
	}
	for _, kind := range item.Kinds() {
		found := false
		for _, it := range items {
			found = found || it.Kind == kind
		}
		if !found {
			t.Errorf("no item of kind %s is tried", kind)
		}
	}
	back, err := item.Decode(item.Encode(items))
	if err != nil || !cmp.Equal(items, back) {
		t.Errorf("%v, %s", err, cmp.Diff(items, back))
	}
	if none, err := item.Decode(item.Encode(nil)); err != nil || len(none) != 0 {
		t.Errorf("%v, %v", none, err)
	}
}

func TestCheckRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		items []item.Item
		field string
		code  fault.Code
	}{
		"nothing":              {nil, "rewards", fault.ErrRequired},
		"too many":             {make([]item.Item, item.MaxItems+1), "rewards", fault.ErrTooMany},
		"no such kind":         {[]item.Item{{Kind: "cash", Amount: 1}}, "rewards[0].kind", item.ErrKind},
		"no points":            {[]item.Item{{Kind: item.Points}}, "rewards[0].amount", fault.ErrRange},
		"below 0":              {[]item.Item{{Kind: item.Points, Amount: -1}}, "rewards[0].amount", fault.ErrRange},
		"beyond the limit":     {[]item.Item{{Kind: item.Bonus, Amount: money.Limit + 1}}, "rewards[0].amount", fault.ErrRange},
		"a field of another":   {[]item.Item{{Kind: item.Tag, Tag: "a", Days: 3}}, "rewards[0].days", item.ErrField},
		"quantity of a tag":    {[]item.Item{{Kind: item.Tag, Tag: "a", Quantity: 1}}, "rewards[0].quantity", item.ErrField},
		"no template":          {[]item.Item{{Kind: item.Points, Amount: 1}, {Kind: item.Coupon}}, "rewards[1].template_id", fault.ErrRequired},
		"too many coupons":     {[]item.Item{{Kind: item.Coupon, TemplateID: 1, Quantity: 1_001}}, "rewards[0].quantity", fault.ErrRange},
		"coupons below 0":      {[]item.Item{{Kind: item.Coupon, TemplateID: 1, Quantity: -1}}, "rewards[0].quantity", fault.ErrRange},
		"no days":              {[]item.Item{{Kind: item.PlanDays, PlanID: 1}}, "rewards[0].days", fault.ErrRange},
		"no days of a tier":    {[]item.Item{{Kind: item.TierDays, Tier: "gold"}}, "rewards[0].days", fault.ErrRange},
		"days of no tier":      {[]item.Item{{Kind: item.TierDays, Days: 3}}, "rewards[0].tier", fault.ErrRequired},
		"a tier of a tag":      {[]item.Item{{Kind: item.Tag, Tag: "a", Tier: "gold"}}, "rewards[0].tier", item.ErrField},
		"a long name of a tag": {[]item.Item{{Kind: item.Tag, Tag: string(make([]rune, 65))}}, "rewards[0].tag", fault.ErrTooLong},
	} {
		err := item.Check(c.items, "rewards")
		if e := fault.As(err); !fault.Has(err, c.code) || e.Field != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTimes(t *testing.T) {
	for _, it := range good() {
		want := it.Count() * 3
		if it.Kind == item.Tag || it.Kind == item.Pack {
			want = 1
		}
		if got := it.Times(3).Count(); got != want {
			t.Errorf("%+v three times: %d, want %d", it, got, want)
		}
	}
}
