package deal

import (
	"fmt"
	"slices"

	"regulars/internal/fault"
)

// What benefits may name that is not there.
var (
	ErrNoPlan      = fault.Declare(fault.Invalid, "benefit_plan", "There is no paid plan {code}.", "没有付费会员“{code}”。")
	ErrNoPriceList = fault.Declare(fault.Invalid, "benefit_price_list", "There is no price list {code}.", "没有价目表“{code}”。")
)

// Named is what benefits may name beside tiers: the codes of all there is.
type Named struct{ Plans, PriceLists []string }

// Missing refuses each name of something that is not there: such a benefit would give nothing. Who compiles what was published
// long ago does not ask.
func (n *Named) Missing(list []Benefit) (wrong []*fault.Error) {
	for i := range list {
		b, field := &list[i], fmt.Sprintf("benefits[%d]", i)
		for k, code := range b.Plans {
			if !slices.Contains(n.Plans, code) {
				wrong = append(wrong, ErrNoPlan.At(fmt.Sprintf("%s.plans[%d]", field, k), fault.P{"code": code}))
			}
		}
		if b.Kind == MemberPrice && b.PriceList != "" && !slices.Contains(n.PriceLists, b.PriceList) {
			wrong = append(wrong, ErrNoPriceList.At(field+".price_list", fault.P{"code": b.PriceList}))
		}
	}
	return wrong
}

// Names reports whether anything is named that [Named.Missing] asks for.
func Names(list []Benefit) bool {
	return slices.ContainsFunc(list, func(b Benefit) bool { return len(b.Plans) > 0 || b.Kind == MemberPrice && b.PriceList != "" })
}
