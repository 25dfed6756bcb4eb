package simulation

import (
	"context"

	"regulars/internal/edition"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Publish publishes the draft as the merchant's settings ask for it: simulated as it stands, and agreed to by a second person, which is
// what agreed says. Returns ErrNeeded, ErrSecond, and what edition.Publish returns.
func Publish(ctx context.Context, tx *store.Tx, in edition.PublishIn, agreed bool) (*edition.Edition, error) {
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return nil, err
	}
	if settings.ProgramNeedsSimulation {
		draft, err := edition.GetDraft(ctx, tx)
		if err != nil {
			return nil, err
		}
		digest, err := edition.Digest(draft.Document)
		if err != nil {
			return nil, err
		}
		if err := Check(ctx, tx, digest); err != nil {
			return nil, err
		}
	}
	if settings.ProgramNeedsSecond && !agreed {
		return nil, ErrSecond.New(nil)
	}
	return edition.Publish(ctx, tx, in)
}
