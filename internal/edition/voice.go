package edition

import (
	"context"

	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/store"
)

// Voice is how the merchant's people are told of refusals: in the currency, and by what the programme in force calls points and growth.
func Voice(ctx context.Context, tx *store.Tx) (*fault.Voice, error) {
	v := money.Voice(tx.Currency())
	ed, err := At(ctx, tx, tx.Now())
	if err == nil {
		v.Points, v.Growth = ed.Document().Points.Name, ed.Document().Growth.Name
	}
	return v, err
}
