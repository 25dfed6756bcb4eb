package item

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"regulars/internal/fault"
	"regulars/internal/money"
)

// Kind says what an item gives. The set is closed.
type Kind string

// The kinds.
const (
	Points      Kind = "points"       // Amount of them
	Growth      Kind = "growth"       // Amount of it
	Bonus       Kind = "bonus"        // Amount of stored value in minor units, which is never paid out
	Commission  Kind = "commission"   // Amount of money in minor units, owed to a promoter
	Coupon      Kind = "coupon"       // Quantity of coupons of TemplateID
	Pack        Kind = "pack"         // everything in PackID
	Entitlement Kind = "entitlement"  // Quantity of uses of Benefit
	DrawChances Kind = "draw_chances" // the same; Benefit is that of the activity
	PlanDays    Kind = "plan_days"    // Days of PlanID
	TierDays    Kind = "tier_days"    // Tier, for Days
	Tag         Kind = "tag"          // Tag
	Gift        Kind = "gift"         // Quantity of exchange coupons for the article SKU
)

// Kinds are all kinds, in the order in which pages offer them.
func Kinds() []Kind {
	return []Kind{Points, Growth, Bonus, Commission, Coupon, Pack, Entitlement, DrawChances, PlanDays, TierDays, Tag, Gift}
}

// Item is one thing that can be given. It has the fields of its kind, the others are empty.
type Item struct {
	Kind       Kind   `json:"kind"`
	Amount     int64  `json:"amount,omitempty"`
	TemplateID int64  `json:"template_id,omitempty"`
	PackID     int64  `json:"pack_id,omitempty"`
	PlanID     int64  `json:"plan_id,omitempty"`
	Benefit    string `json:"benefit,omitempty"`
	Tier       string `json:"tier,omitempty"`
	Tag        string `json:"tag,omitempty"`
	SKU        string `json:"sku,omitempty"`
	Quantity   int64  `json:"quantity,omitempty"` // of coupons, uses and gifts; 1 where it is not said
	Days       int64  `json:"days,omitempty"`
}

// IsLedger reports whether the item is booked in the ledger.
func (it Item) IsLedger() bool {
	switch it.Kind {
	case Points, Growth, Bonus, Commission:
		return true
	}
	return false
}

// Count is how many of the item are given: its amount, quantity or days, and 1 of what is not counted.
func (it Item) Count() int64 {
	switch it.Kind {
	case Points, Growth, Bonus, Commission:
		return it.Amount
	case PlanDays, TierDays:
		return it.Days
	case Tag, Pack:
		return 1
	}
	return max(it.Quantity, 1)
}

// Times is the item so many times over; of what is not counted it is the item itself.
func (it Item) Times(n int64) Item {
	switch it.Kind {
	case Points, Growth, Bonus, Commission:
		it.Amount *= n
	case PlanDays, TierDays:
		it.Days *= n
	case Coupon, Entitlement, DrawChances, Gift:
		it.Quantity = it.Count() * n
	}
	return it
}

// Check refuses lists that are too long or empty, and items that lack a field of their kind or have one of another; field is the path of the list.
func Check(items []Item, field string) error {
	if len(items) == 0 {
		return fault.ErrRequired.At(field, nil)
	}
	if len(items) > MaxItems {
		return fault.ErrTooMany.At(field, fault.P{"limit": MaxItems})
	}
	var refused []*fault.Error
	for i, it := range items {
		refused = append(refused, it.check(fmt.Sprintf("%s[%d]", field, i))...)
	}
	return fault.Join(refused...)
}

// part is one field of an item: whether it is filled, and how it is wrong where the kind has it.
type part struct {
	name   string
	filled bool
	wrong  func(field string) *fault.Error
}

func number(name string, value, most int64) part {
	return part{name, value != 0, func(field string) *fault.Error {
		if value < 1 || value > most {
			return fault.ErrRange.At(field, fault.P{"min": 1, "max": most})
		}
		return nil
	}}
}

func text(name, value string) part {
	return part{name, value != "", func(field string) *fault.Error {
		switch {
		case value == "":
			return fault.ErrRequired.At(field, nil)
		case utf8.RuneCountInString(value) > maxText:
			return fault.ErrTooLong.At(field, fault.P{"limit": maxText})
		}
		return nil
	}}
}

func id(name string, value int64) part {
	return part{name, value != 0, func(field string) *fault.Error {
		if value <= 0 {
			return fault.ErrRequired.At(field, nil)
		}
		return nil
	}}
}

// fields are the fields that items of each kind have.
func (k Kind) fields() []string {
	switch k {
	case Points, Growth, Bonus, Commission:
		return []string{"amount"}
	case Coupon:
		return []string{"template_id", "quantity"}
	case Pack:
		return []string{"pack_id"}
	case Entitlement, DrawChances:
		return []string{"benefit", "quantity"}
	case PlanDays:
		return []string{"plan_id", "days"}
	case TierDays:
		return []string{"tier", "days"}
	case Tag:
		return []string{"tag"}
	case Gift:
		return []string{"sku", "quantity"}
	}
	return nil
}

func (it Item) check(field string) []*fault.Error {
	wanted := it.Kind.fields()
	if wanted == nil {
		return []*fault.Error{ErrKind.At(field+".kind", fault.P{"kind": string(it.Kind)})}
	}
	quantity := it.Quantity
	if quantity == 0 {
		quantity = 1
	}
	parts := []part{
		number("amount", it.Amount, money.Limit), id("template_id", it.TemplateID), id("pack_id", it.PackID), id("plan_id", it.PlanID),
		text("benefit", it.Benefit), text("tier", it.Tier), text("tag", it.Tag), text("sku", it.SKU), number("quantity", quantity, MaxQuantity), number("days", it.Days, MaxDays),
	}
	var refused []*fault.Error
	for _, p := range parts {
		has := false
		for _, name := range wanted {
			has = has || name == p.name
		}
		switch path := field + "." + p.name; {
		case has:
			if e := p.wrong(path); e != nil {
				refused = append(refused, e)
			}
		case p.filled && (p.name != "quantity" || it.Quantity != 0):
			refused = append(refused, ErrField.At(path, fault.P{"kind": string(it.Kind)}))
		}
	}
	return refused
}

// Encode is the list as documents of other rooms keep it.
func Encode(items []Item) string {
	if len(items) == 0 {
		return "[]"
	}
	data, err := json.Marshal(items)
	if err != nil { // plain texts and numbers
		return "[]"
	}
	return string(data)
}

// Decode reads what Encode wrote.
func Decode(document string) ([]Item, error) {
	var items []Item
	if document == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(document), &items); err != nil {
		return nil, fmt.Errorf("stored rewards: %w", err)
	}
	return items, nil
}
