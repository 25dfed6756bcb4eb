package shell

import (
	"strings"

	"regulars/internal/org"
	"regulars/internal/store"
)

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
	prefix := org.Prefix(noun)
	if prefix == "" || id == 0 {
		return ""
	}
	return store.FormatID(prefix, id)
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
