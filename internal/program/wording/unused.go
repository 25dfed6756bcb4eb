package wording

import (
	"regulars/internal/money"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
)

// Unused says why a coupon was not used.
func Unused(u deal.CouponUnused, currency string) Words {
	switch u.Reason {
	case offer.BelowMinimum:
		lacks := money.Words(u.MissingMinor, currency)
		return Words{Zh: "还差 " + lacks + " 可用。", En: lacks + " more is needed."}
	case offer.NotCombinable:
		if name := both(u.WithName); name != (program.Text{}) {
			return Words{Zh: "不可与“" + name.Zh + "”同时使用。", En: "It cannot be used beside " + name.En + "."}
		}
		return Words{Zh: "不可与已选的券同时使用。", En: "It cannot be used beside another coupon."}
	}
	if said, known := reasons()[u.Reason]; known {
		return said
	}
	return Words{Zh: "不可使用（" + string(u.Reason) + "）。", En: "It cannot be used (" + string(u.Reason) + ")."}
}

// reasons are those that name nothing.
func reasons() map[offer.Reason]Words {
	return map[offer.Reason]Words{
		offer.NotInScope:   {Zh: "本单没有适用的商品、门店或时段。", En: "It is not for what, where or when this is bought."},
		offer.GivesNothing: {Zh: "用在本单没有优惠，已为您保留。", En: "It would give nothing here, so it is kept."},
		offer.NotBest:      {Zh: "有更优惠的组合，已为您保留。", En: "Other coupons give more, so it is kept."},
		"pending":          {Zh: "尚未生效。", En: "It is not valid yet."},
		"expired":          {Zh: "已过期。", En: "It has expired."},
		"used_up":          {Zh: "已使用。", En: "It has been used."},
		"locked":           {Zh: "已被另一笔交易锁定。", En: "It is reserved by another purchase."},
		"void":             {Zh: "已作废。", En: "It is void."},
		"not_yours":        {Zh: "属于其他会员。", En: "Another member holds it."},
		"limit":            {Zh: "已达每人领取上限。", En: "The limit of each member is reached."},
		"member_only":      {Zh: "仅限会员使用。", En: "It is for members."},
		"not_in_segment":   {Zh: "不在适用人群内。", En: "It is for other members."},
		"unknown":          {Zh: "没有此券码。", En: "There is no such coupon."},
	}
}
