package org

import (
	"strconv"
	"strings"

	"regulars/internal/store"
)

// prefixes of ids, by the noun that stands before the number inside.
var prefixes = map[string]string{
	"order": "ord", "refund": "ref", "return": "ret", "grant": "grt", "member": "mem", "merge": "mrg", "hold": "hld", "event": "evt", "fact": "evt", "act": "act",
	"staff": "stf", "key": "key", "store": "sto", "reward": "grt", "approval": "apr", "product": "prd", "coupon": "cpn", "coupon_template": "cpt", "issue": "cis", "price_list": "prl", "mall_item": "mit", "redemption": "mrd", "category": "cat", "job": "job", "segment": "seg", "import": "imp", "export": "exp", "view": "viw", "tag_rule": "rul",
	"benefit": "etl", "entitlement": "etl", "entitlement_use": "eus", "use": "eus", "times_card": "tck", "card_sale": "tcs", "stamp_card": "stc", "simulation": "sim", "pack": "pck", "budget": "bud", "plan": "mbs", "paid_plan": "pln", "recharge": "rch", "recharge_offer": "rof", "withdrawal": "wdr", "batch": "rwb", "reward_batch": "rwb", "handout": "pho",
}

// Reference writes "order:123" with the id as it is shown outside; what has no number stays.
func Reference(text string) string {
	noun, number, ok := strings.Cut(text, ":")
	prefix := prefixes[noun]
	id, err := strconv.ParseInt(number, 10, 64)
	switch {
	case !ok || err != nil:
		return text
	case id == 0:
		return noun
	case prefix == "":
		return text
	}
	return noun + ":" + store.FormatID(prefix, id)
}

// Prefix is what stands before the ids of a noun outside; "" where it has none.
func Prefix(noun string) string { return prefixes[noun] }

// Inside is Reference the other way round: "store:sto_…" as it is kept; what is no reference stays.
func Inside(text string) string {
	noun, name, ok := strings.Cut(text, ":")
	prefix := prefixes[noun]
	if !ok || prefix == "" {
		return text
	}
	id, err := store.ParseID(prefix, name)
	if err != nil {
		return text
	}
	return noun + ":" + strconv.FormatInt(id, 10)
}
