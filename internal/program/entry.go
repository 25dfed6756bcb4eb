package program

import "regulars/internal/expr"

// Admits reports whether a customer becomes a member by himself: at once where entry is open, and where
// the condition of entry holds. facts may be nil where entry has no condition.
func (p *Program) Admits(facts expr.Facts) bool {
	switch p.doc.Entry.Kind {
	case EntryOpen:
		return true
	case EntryCondition:
		return p.entry != nil && facts != nil && p.entry.Holds(facts)
	default:
		return false
	}
}
