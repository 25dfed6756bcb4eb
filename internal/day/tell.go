package day

import (
	"context"

	"regulars/internal/benefit"
	"regulars/internal/coupon"
	"regulars/internal/plan"
	"regulars/internal/store"
)

// tellers emit what time alone has done to what members hold: so much of it as one transaction should, and whether there is more.
func tellers() []func(ctx context.Context, tx *store.Tx) (told int64, more bool, err error) {
	return []func(context.Context, *store.Tx) (int64, bool, error){coupon.Tell, benefit.Tell, plan.Tell}
}

// Tell tells of what became usable, ends soon or has ended, and answers how many events it emitted.
func Tell(ctx context.Context, desk Desk) (total int64, err error) {
	for _, teller := range tellers() {
		for more := true; more; {
			var told int64
			err := desk.Tx(ctx, func(tx *store.Tx) (err error) {
				told, more, err = teller(ctx, tx)
				return err
			})
			if err != nil {
				return total, err
			}
			total += told
		}
	}
	return total, nil
}
