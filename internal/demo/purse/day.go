package purse

import (
	"context"
	"fmt"
	"math/rand/v2"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// Day is one day at the counter.
type Day struct {
	On      calendar.Day
	Members int                            // of the shop
	Pick    func() (member, storeID int64) // somebody who comes by; 0 for nobody
	By      string                         // who serves
}

// buyer is the next who buys something of a kind.
func (d *Day) buyer(kind string, n int) (Buyer, bool) {
	id, storeID := d.Pick()
	return Buyer{Member: id, Store: storeID, Number: fmt.Sprintf("%s-%s-%02d", kind, d.On, n+1), By: d.By}, id != 0
}

// Live has people recharge, buy plans, renew them, and now and then give something back.
func Live(ctx context.Context, tx *store.Tx, r *rand.Rand, d Day) error {
	for n := range 1 + d.Members/400 {
		if b, ok := d.buyer("RC", n); ok {
			if err := Recharge(ctx, tx, r, b); err != nil {
				return err
			}
		}
	}
	for n := range (d.Members + int(d.On%5)*200) / 1000 {
		if b, ok := d.buyer("PL", n); ok {
			if err := Buy(ctx, tx, r, b); err != nil {
				return err
			}
		}
	}
	if err := Renew(ctx, tx, r, d.By); err != nil {
		return err
	}
	if d.On%11 == 0 {
		if err := PayBack(ctx, tx, r, d.By); err != nil {
			return err
		}
	}
	if d.On%17 == 0 {
		return Cancel(ctx, tx, r, d.By)
	}
	return nil
}
