package sales

import (
	"context"

	"regulars/internal/api/shell"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/store"
)

// Owners are the members behind records, by record, as the caller may see them; erased ones are left out.
func Owners(ctx context.Context, tx *store.Tx, c *shell.Call, records []int64) (map[int64]*OrderOwner, error) {
	return orderOwners(ctx, tx, c, records)
}

// MemberRef is who is meant by one of the three; the zero Ref where none is given.
func MemberRef(id, phone, card string) (member.Ref, error) { return memberRef(&id, phone, card) }

// Payments are payments inside.
func Payments(list []PaymentBody) []order.Payment {
	out := make([]order.Payment, len(list))
	for i, p := range list {
		out[i] = order.Payment{Kind: p.Kind, AmountMinor: p.AmountMinor}
	}
	return out
}
