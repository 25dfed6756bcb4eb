package shell

import (
	"strconv"
	"strings"

	"regulars/internal/store"
)

// prefixes of ids, by the noun that stands before the number inside.
var prefixes = map[string]string{
	"order": "ord", "refund": "ref", "return": "ret", "grant": "grt", "member": "mem", "merge": "mrg", "hold": "hld", "event": "evt", "fact": "evt",
	"staff": "stf", "key": "key", "store": "sto", "reward": "grt", "approval": "apr", "product": "prd", "category": "cat", "job": "job", "segment": "seg", "import": "imp",
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
	if noun == "order" && verb == "refunded" {
		noun = "refund"
	}
	prefix := prefixes[noun]
	if prefix == "" || id == 0 {
		return ""
	}
	return store.FormatID(prefix, id)
}
