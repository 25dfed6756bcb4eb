package reward

import (
	"context"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/ledger"
	"regulars/internal/segment"
)

// facts answers conditions about one member, as the books stand, for windows that end with a day.
type facts struct {
	bk  *Books
	id  int64
	at  calendar.Instant
	day calendar.Day
}

// FactsAt answers conditions about the member for windows that end with the local day of the instant.
func (bk *Books) FactsAt(id int64, at calendar.Instant) expr.Facts {
	return &facts{bk: bk, id: id, at: at, day: at.Day(bk.zone)}
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
	case "plans":
		if f.bk.Plan == nil {
			return nil, false
		}
		return f.bk.Plan.Codes(f.id, f.at), true
	case "segments":
		return f.bk.segmentsOf(f.id), true
	}
	return f.bk.Member.Attribute(f.id, name, f.day)
}

// LoadSegments asks which of the members are in segments that conditions name, by their ids outside; one that is not there has nobody.
func (bk *Books) LoadSegments(ctx context.Context, named []string) error {
	for _, name := range named {
		if _, known := bk.segments[name]; known {
			continue
		}
		in, err := segment.AmongNamed(ctx, bk.tx, name, bk.Member.IDs())
		if err != nil {
			return err
		}
		if bk.segments == nil {
			bk.segments = map[string][]int64{}
		}
		bk.segments[name] = in
	}
	return nil
}

// segmentsOf are those of the segments that the member is in, in order.
func (bk *Books) segmentsOf(id int64) (in []string) {
	for name, members := range bk.segments {
		if slices.Contains(members, id) {
			in = append(in, name)
		}
	}
	slices.Sort(in)
	return in
}
