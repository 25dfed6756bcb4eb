package hand

import (
	"context"
	"slices"

	"regulars/internal/benefit"
	"regulars/internal/benefit/card"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/store"
)

// names are the entitlements that the order names by number, and those that its hold reserves.
func (o *Order) names() (ids []int64) {
	for _, u := range o.Asked.Uses {
		if u.Ref.ID != 0 {
			ids = append(ids, u.Ref.ID)
		}
	}
	if o.Hold != nil && o.Hold.Outcome.Deal != nil {
		for _, e := range o.Hold.Outcome.Deal.Entitlements {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// Owners finds who but its member holds what an order names: times cards that others let him use. [Ask] has their locks taken with those of the members, and
// [Open] reads who may use what.
func Owners(ctx context.Context, tx *store.Tx, orders []Order) error {
	var ids []int64
	for i := range orders {
		if orders[i].Member != 0 {
			ids = append(ids, orders[i].names()...)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	holders, err := card.Holders(ctx, tx, ids)
	for i := range orders {
		o := &orders[i]
		for _, id := range o.names() {
			if h := holders[id]; h != 0 && h != o.Member && o.Member != 0 && !slices.Contains(o.Owners, h) {
				o.Owners = append(o.Owners, h)
			}
		}
	}
	return err
}

// openShared reads who may use the cards of others that orders name, under the locks of those who let them.
func (bk *Books) openShared(ctx context.Context, orders []Order) (err error) {
	var cards []int64
	for i := range orders {
		if len(orders[i].Owners) == 0 {
			continue
		}
		for _, id := range orders[i].names() {
			if e := bk.held.Benefit.Find(id); e != nil && e.Holder != orders[i].Member {
				cards = append(cards, e.Card())
			}
		}
	}
	bk.sharers, err = card.Sharers(ctx, bk.tx, cards)
	return err
}

// resolve is what a reference means to the member of an order: something of his own, or a card that somebody lets him use.
func (bk *Books) resolve(o *Order, ref benefit.Ref) (*benefit.Entitlement, *fault.Error) {
	e := bk.held.Benefit.Find(ref.ID)
	if ref.ID == 0 || e == nil || e.Holder == o.Member {
		return bk.held.Benefit.Resolve(o.Member, ref, o.Placed)
	}
	if !e.Terms.Shared || !bk.held.IsMember(e.Holder) || !slices.Contains(bk.sharers[e.Card()], o.Member) {
		return nil, benefit.ErrUnknown.New(nil)
	}
	return e, nil
}

const sqlOwners = `SELECT CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END FROM member m WHERE m.merchant_id = $1 AND m.id IN (
	SELECT u.member_id FROM benefit_use u WHERE u.merchant_id = $1 AND u.cause_id = ANY($2) AND u.cause_kind = 'order'
	UNION SELECT c.member_id FROM coupon c WHERE c.merchant_id = $1 AND c.order_id = ANY($2) AND c.order_id <> 0)`

// OwnersOf are who own now what orders used: their members, who let them use a card, and both where an order was made while two records were one member.
func OwnersOf(ctx context.Context, tx *store.Tx, orders []int64) ([]int64, error) {
	if len(orders) == 0 {
		return nil, nil
	}
	var out []int64
	err := tx.Query(ctx, sqlOwners, func(r store.Row) error {
		var id int64
		err := r.Scan(&id)
		out = append(out, id)
		return err
	}, tx.MerchantID(), orders)
	slices.Sort(out)
	return slices.Compact(out), err
}

// owners are those who own what the orders used, with their locks: of those who were not opened with the members they are taken here, after the others, so who
// meets another doing so runs again.
func (bk *Books) owners(ctx context.Context, orders []int64) ([]int64, error) {
	all, err := OwnersOf(ctx, bk.tx, orders)
	if err != nil {
		return nil, err
	}
	late := slices.DeleteFunc(slices.Clone(all), func(id int64) bool { return slices.Contains(bk.held.Member.IDs(), id) })
	if len(late) > 0 {
		_, err = ledger.Open(ctx, bk.tx, late, ledger.Need{})
	}
	return all, err
}
