package shell

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
	if !ok || prefix == "" || err != nil {
		return text
	}
	if id == 0 {
		return noun
	}
	return noun + ":" + store.FormatID(prefix, id)
}

// Subject is the subject of an event of that kind as it is shown outside; "" where the kind does not tell what it is.
func Subject(kind string, id int64) string {
	noun, verb, _ := strings.Cut(kind, ".")
	switch {
	case noun == "order" && verb == "refunded":
		noun = "refund"
	case noun == "member" && (verb == "merged" || verb == "unmerged"):
		noun = "merge"
	case noun == "member" && (verb == "fact" || verb == "fact_withdrawn"):
		noun = "fact"
	}
	prefix := prefixes[noun]
	if prefix == "" || id == 0 {
		return ""
	}
	return store.FormatID(prefix, id)
}

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

// Summary is what the operation of that id does, in the caller's language; the id itself where there is none.
func (c *Call) Summary(operation string) string {
	op := c.server.table.byID[operation]
	switch {
	case op == nil:
		return operation
	case c.Language() == "zh":
		return op.Zh
	}
	return op.En
}
