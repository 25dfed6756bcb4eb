package reward_test

import (
	"fmt"
	"sync"
	"testing"

	"regulars/internal/fault"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// What somebody takes back from one at the moment at which all of it is taken back is taken once.
func TestRevokedFromOneAndFromAllAtOnce(t *testing.T) {
	each(t, nil, func(s *shop) {
		for round := range 10 {
			root := fmt.Sprint("batch:", round+1)
			g, err := s.grant(reward.GrantIn{Items: points(100), Root: root})
			if err != nil {
				t.Fatal(err)
			}
			var all sync.WaitGroup
			for range 3 {
				all.Go(func() {
					if _, err := s.revoke(g.ID); err != nil && !fault.Has(err, reward.ErrRevoked) {
						t.Error(err)
					}
				})
				all.Go(func() {
					err := s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
						_, err := reward.RevokeRoot(ctx, tx, root)
						return err
					})
					if err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		if p := s.points(); p.Net() != 0 {
			t.Errorf("%+v", p)
		}
	})
}
