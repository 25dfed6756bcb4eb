package benefit

import (
	"context"

	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/store"
)

// Open locks the wallet of the member whom a record belongs to, and reads what he holds; it answers who that is. Returns member.ErrUnknown,
// member.ErrErased.
func Open(ctx context.Context, tx *store.Tx, record int64, need Need) (*Books, int64, error) {
	holder, err := member.Holder(ctx, tx, record)
	if err != nil {
		return nil, 0, err
	}
	if _, err := ledger.Open(ctx, tx, []int64{holder}, ledger.Need{}); err != nil {
		return nil, 0, err
	}
	need.Members = []int64{holder}
	bk := OpenLater(tx, need)
	p, err := member.Get(ctx, tx, holder) // as it stands under the lock
	switch {
	case err != nil:
		return nil, 0, err
	case p.ID != holder:
		return nil, 0, store.ErrAgain // merged by somebody else at this moment
	case p.Status == member.StatusErased:
		return nil, 0, member.ErrErased.New(nil)
	}
	return bk, holder, nil
}
