package reward

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/program"
	"regulars/internal/tier"
)

// ReassessIn says from when on upgrades are asked again, and when that is.
type ReassessIn struct {
	Since calendar.Instant // of the fact that was undone
	At    calendar.Instant
	Why   string
}

// Reassess asks each upgrade since a fact again, at its own instant, over the days as they now stand: a refund in November must not
// cost the gold of January because a window moved on. From the first that fails on all changes are undone; what has fallen due since then is asked
// again, each for its own last day, and then the member is assessed.
func (bk *Books) Reassess(ctx context.Context, id int64, in ReassessIn) error {
	if !bk.IsMember(id) {
		bk.Assess(id, in.At, in.Why)
		return nil
	}
	changes, err := bk.Tier.Since(ctx, id, in.Since)
	if err != nil {
		return err
	}
	for i, c := range changes {
		if c.Move != program.TierUpgraded {
			continue
		}
		ed := bk.Editions.At(c.At)
		asOf := c.At
		if c.Why == "" {
			asOf-- // time alone made it: what ended was asked for its own last day
		}
		if !ed.Program.Upheld(c.TierChange, bk.FactsAt(id, asOf)) {
			bk.Tier.Undo(id, changes[i:], tier.AssessIn{Program: ed.Program, Edition: ed.Number, At: in.At, Why: in.Why})
			bk.tiersDue(id, in.At)
			break
		}
	}
	bk.Assess(id, in.At, in.Why)
	return nil
}

// tiersDue has what of the tier falls due until the instant end, each at its own instant.
func (bk *Books) tiersDue(id int64, until calendar.Instant) {
	for range ledger.MaxInstants {
		due := bk.tierDue(id)
		if due > until {
			return
		}
		bk.assess(id, due, due-1, "")
	}
}
