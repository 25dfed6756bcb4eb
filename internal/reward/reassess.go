package reward

import (
	"context"

	"regulars/internal/calendar"
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
// cost the gold of January because a window moved on. From the first that fails on all changes are undone; then the member is assessed.
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
		if !ed.Program.Upheld(c.TierChange, bk.FactsAt(id, c.At)) {
			bk.Tier.Undo(id, changes[i:], tier.AssessIn{Program: ed.Program, Edition: ed.Number, At: in.At, Why: in.Why})
			break
		}
	}
	bk.Assess(id, in.At, in.Why)
	return nil
}
