package reward

import (
	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/ledger"
)

// facts answers conditions about one member, as the books stand, for windows that end with a day.
type facts struct {
	bk  *Books
	id  int64
	day calendar.Day
}

// FactsAt answers conditions about the member for windows that end with the local day of the instant.
func (bk *Books) FactsAt(id int64, at calendar.Instant) expr.Facts {
	return &facts{bk: bk, id: id, day: at.Day(bk.zone)}
}

// Window gives a window over the member's days.
func (f *facts) Window(name string, p expr.Period) (int64, bool) {
	return f.bk.Member.Sum(f.id, name, p, f.day), true
}

// Attribute gives what is known of the member; the names are those of the catalogue of segments.
func (f *facts) Attribute(name string) (any, bool) {
	switch name {
	case "tier":
		code := f.bk.Tier.Code(f.id)
		return code, code != ""
	case "points_available":
		return f.bk.Ledger.Balance(f.id, ledger.Points).Available, true
	case "growth_value":
		return f.bk.Ledger.Balance(f.id, ledger.Growth).Net(), true
	}
	return f.bk.Member.Attribute(f.id, name, f.day)
}
