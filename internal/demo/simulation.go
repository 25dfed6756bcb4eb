package demo

import (
	"context"

	"regulars/internal/edition"
	"regulars/internal/simulation"
	"regulars/internal/store"
)

// simulateDraft has the draft replayed over the last year; a server does it when it opens.
func simulateDraft(ctx context.Context, _ *player, tx *store.Tx) error {
	d, err := edition.GetDraft(ctx, tx)
	if err != nil {
		return err
	}
	_, err = simulation.Start(ctx, tx, simulation.StartIn{
		Which: simulation.Draft, Document: d.Document, From: (tx.Today() - 365).Start(tx.Zone()), Reprice: true,
	})
	return err
}
