package mall

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/width"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/media"
	"regulars/internal/money"
	"regulars/internal/org"
	"regulars/internal/reward/item"
)

// HandOver says how an item reaches the member.
type HandOver string

// The ways. Either leaves it to the member.
const (
	AtOnce   HandOver = "at_once"
	Pickup   HandOver = "pickup"
	Delivery HandOver = "delivery"
	Either   HandOver = "either"
)

// Per is the period within which a member may have so many.
type Per string

// The periods, by the merchant's own days; a week begins on Monday.
const (
	PerEver  Per = "ever"
	PerDay   Per = "day"
	PerWeek  Per = "week"
	PerMonth Per = "month"
	PerYear  Per = "year"
)

// Unlimited is the stock of an item without a limit.
const Unlimited = -1

// Terms are what a redemption keeps of its item.
type Terms struct {
	Name       string      `json:"name"`
	Points     int64       `json:"points"`      // of one
	PriceMinor int64       `json:"price_minor"` // of one
	CostMinor  int64       `json:"cost_minor"`  // of goods, of one; what rewards cost is reckoned by their grant
	Gives      []item.Item `json:"gives,omitempty"`
	SKU        string      `json:"sku,omitempty"`
	Picture    string      `json:"picture,omitempty"` // digest of package media
	Early      string      `json:"early,omitempty"`   // code of the benefit by which it was taken before others
}

// Item is something that points buy.
type Item struct {
	ID int64
	Terms
	Summary   string
	Stock     int64 // units in all, those taken included; Unlimited where there is no limit
	Taken     int64 // units of redemptions that are not cancelled
	PerMember int64 // 0: as many as one likes
	Per       Per
	HandOver  HandOver
	Tier      string // from this tier upward; "" for everybody
	Condition string // over the member; "" for everybody
	FromAt    calendar.Instant
	UntilAt   calendar.Instant
	Closed    bool
	Position  int64 // order among the items
	BudgetID  int64 // that its rewards draw from; 0 for none
	Version   int64
}

// Left is how many there are; Unlimited where there is no limit.
func (it *Item) Left() int64 {
	if it.Stock == Unlimited {
		return Unlimited
	}
	return it.Stock - it.Taken
}

// State says whether the item is on offer at the instant.
func (it *Item) State(at calendar.Instant) string {
	switch {
	case it.Closed:
		return "closed"
	case at < it.FromAt:
		return "coming"
	case at >= it.UntilAt:
		return "over"
	case it.Left() == 0:
		return "sold_out"
	}
	return "on_offer"
}

// most is how many units one redemption takes: of packs a few, of what a member has or has not, such as a tag, one.
func (it *Item) most() int64 {
	kinds := map[item.Kind]bool{}
	for _, g := range it.Gives {
		kinds[g.Kind] = true
	}
	switch {
	case kinds[item.Pack]:
		return maxPacks
	case kinds[item.Tag] && len(kinds) == 1:
		return 1
	}
	return MaxQuantity
}

// times is what so many units give: packs as often, a tag once.
func times(gives []item.Item, n int64) []item.Item {
	var out []item.Item
	for _, g := range gives {
		copies := int64(1)
		if g.Kind == item.Pack {
			copies = n
		}
		for range copies {
			out = append(out, g.Times(n))
		}
	}
	return out
}

// refuse says why nobody can have so many at the instant. When it opens is another matter for each member.
func (it *Item) refuse(quantity int64, at calendar.Instant) *fault.Error {
	switch {
	case quantity > it.most():
		return fault.ErrRange.At("quantity", fault.P{"min": 1, "max": it.most()})
	case it.Closed:
		return ErrClosed.At("item_id", nil)
	case at >= it.UntilAt:
		return ErrOver.At("item_id", nil)
	case it.Stock != Unlimited && it.Left() < quantity:
		return ErrSoldOut.At("quantity", fault.P{"left": it.Left()})
	}
	return nil
}

// check fills defaults and names every field that is wrong in itself.
func (it *Item) check() error {
	if it.Per == "" {
		it.Per = PerEver
	}
	if it.UntilAt == 0 {
		it.UntilAt = calendar.Never
	}
	if it.HandOver == "" && it.SKU == "" {
		it.HandOver = AtOnce
	} else if it.HandOver == "" {
		it.HandOver = Pickup
	}
	wrong := it.checkTexts()
	most := func(field string, value, high int64) {
		if value < 0 || value > high {
			wrong = append(wrong, fault.ErrRange.At(field, fault.P{"min": 0, "max": high}))
		}
	}
	most("points", it.Points, money.Limit)
	most("price_minor", it.PriceMinor, money.Limit)
	most("cost_minor", it.CostMinor, money.Limit)
	most("per_member_limit", it.PerMember, MaxStock)
	most("position", it.Position, maxPosition)
	if it.Stock != Unlimited {
		most("stock", it.Stock, MaxStock)
	}
	if it.Points == 0 && it.PriceMinor == 0 {
		wrong = append(wrong, ErrFree.At("points", nil))
	}
	switch it.Per {
	case PerEver, PerDay, PerWeek, PerMonth, PerYear:
	default:
		wrong = append(wrong, fault.ErrInvalid.At("limit_per", fault.P{"reason": "ever, day, week, month, year"}))
	}
	if it.FromAt < 0 || it.FromAt >= it.UntilAt {
		wrong = append(wrong, ErrSpan.At("until", nil))
	}
	return fault.Join(append(wrong, it.checkGives()...)...)
}

func (it *Item) checkTexts() []*fault.Error {
	var wrong []*fault.Error
	for _, text := range []struct {
		field    string
		value    *string
		limit    int
		required bool
	}{
		{"name", &it.Name, maxName, true},
		{"summary", &it.Summary, maxSummary, false},
		{"sku", &it.SKU, maxCode, false},
		{"tier", &it.Tier, maxCode, false},
		{"picture", &it.Picture, media.MaxName, false},
	} {
		clean, refused := org.CleanText(text.field, *text.value, text.limit)
		if refused == nil && clean == "" && text.required {
			refused = fault.ErrRequired.At(text.field, nil)
		}
		if *text.value = clean; refused != nil {
			wrong = append(wrong, refused)
		}
	}
	return wrong
}

// checkGives refuses what is neither rewards nor goods, and what cannot be handed over so.
func (it *Item) checkGives() []*fault.Error {
	goods := it.SKU != ""
	if goods == (len(it.Gives) > 0) {
		return []*fault.Error{ErrGives.At("gives", nil)}
	}
	switch it.HandOver {
	case AtOnce, Pickup, Delivery, Either:
	default:
		return []*fault.Error{fault.ErrInvalid.At("hand_over", fault.P{"reason": "at_once, pickup, delivery, either"})}
	}
	if goods == (it.HandOver == AtOnce) {
		return []*fault.Error{ErrHandOver.At("hand_over", nil)}
	}
	if goods && it.BudgetID != 0 {
		return []*fault.Error{ErrBudget.At("budget_id", nil)}
	}
	if goods {
		return nil
	}
	if refused := fault.As(item.Check(it.Gives, "gives")); refused != nil {
		return []*fault.Error{refused}
	}
	for i, g := range it.Gives {
		if g.Kind == item.Points || g.Kind == item.Commission { // points for points, and what only promoters earn
			return []*fault.Error{ErrGivesFor.At(fmt.Sprintf("gives[%d].kind", i), fault.P{"kind": string(g.Kind)})}
		}
	}
	return nil
}

// since is when the period began that the instant lies in.
func (p Per) since(at calendar.Instant, zone *time.Location) calendar.Instant {
	day := at.Day(zone)
	switch p {
	case PerDay:
		return day.Start(zone)
	case PerWeek:
		return (day - (day+3)%7).Start(zone) // the first of all days is a Thursday
	case PerMonth:
		return day.FirstOfMonth().Start(zone)
	case PerYear:
		return day.FirstOfYear().Start(zone)
	case PerEver:
	}
	return 0
}

// fold makes a text comparable: half width, lower case. Both are done here, because the engines differ.
func fold(text string) string { return strings.ToLower(width.Fold.String(text)) }
