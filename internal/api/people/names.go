package people

import (
	"strconv"
	"strings"

	"regulars/internal/fault"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// prefixes of ids, by the noun that stands before the number inside.
var prefixes = map[string]string{
	"order": "ord", "refund": "ref", "return": "ret", "grant": "grt", "member": "mem", "merge": "mrg", "hold": "hld", "event": "evt", "fact": "evt",
	"staff": "stf", "key": "key", "store": "sto", "reward": "grt",
}

// root writes "order:123" with the id as it is shown outside; what has no number stays.
func root(text string) string {
	noun, number, ok := strings.Cut(text, ":")
	prefix := prefixes[noun]
	id, err := strconv.ParseInt(number, 10, 64)
	if !ok || prefix == "" || err != nil || id == 0 {
		return text
	}
	return noun + ":" + store.FormatID(prefix, id)
}

// subject is the subject of an event, as it is shown outside; "" where the kind does not tell what it is.
func subject(kind string, id int64) string {
	noun, verb, _ := strings.Cut(kind, ".")
	if noun == "order" && verb == "refunded" {
		noun = "refund"
	}
	prefix := prefixes[noun]
	if prefix == "" || id == 0 {
		return ""
	}
	return store.FormatID(prefix, id)
}

// second are the refusals of adjustments that ask for a second person.
func second() []fault.Code { return []fault.Code{reward.ErrLimit} }
