package demo

import (
	"context"
	"fmt"

	"regulars/internal/edition"
	"regulars/internal/insight/design"
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

// remarks are what members and shops said of benefits in this quarter and the one before.
func remarks(ctx context.Context, _ *player, tx *store.Tx) error {
	now := tx.Now().In(tx.Zone())
	for _, r := range []struct {
		back          int
		kind, benefit string
		rating        int64
		reason        string
	}{
		{0, "quota", "adviser", 4, "用过的都说好；一半会员不知道可以在小程序里预约。"},
		{0, "free_delivery", "blossom_delivery", 2, "门槛 129 元偏高，凑不够单，多数人到店自提。"},
		{1, "quota", "adviser", 3, "周末约不上，希望延长到晚上九点。"},
		{1, "service", "golden_queue", 5, ""},
	} {
		quarter := (int(now.Month())-1)/3 - r.back
		year := now.Year()
		if quarter < 0 {
			quarter, year = quarter+4, year-1
		}
		err := design.Note(ctx, tx, design.Remark{
			Quarter: fmt.Sprintf("%d-%d", year, quarter+1), Kind: r.kind, Benefit: r.benefit, Rating: r.rating, Reason: r.reason,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
