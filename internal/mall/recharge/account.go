package recharge

import (
	"context"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/money"
	"regulars/internal/order"
	"regulars/internal/store"
)

// Account is what became of one recharge: what of its lots is left, and what was bought with it.
type Account struct {
	*Recharge
	MadeOn        calendar.Day
	PrincipalLeft int64 // free to be drawn
	BonusLeft     int64
	Held          int64 // reserved by holds, of both
	Uses          []Use // newest last
}

// Use is what one document drew from the recharge, less what it gave back, and what that cost before any discount.
type Use struct {
	By        ledger.Cause
	Principal int64
	Bonus     int64
	ListMinor int64
}

// Used is what was drawn and not given back, principal and bonus together.
func (a *Account) Used() int64 {
	var sum int64
	for _, u := range a.Uses {
		sum += u.Principal + u.Bonus
	}
	return sum
}

// List is what was bought with it at the price before any discount.
func (a *Account) List() int64 {
	var sum int64
	for _, u := range a.Uses {
		sum += u.ListMinor
	}
	return sum
}

// AtRatio is what was used at the ratio paid: used · amount / (amount + bonus), rounded down.
func (a *Account) AtRatio() int64 {
	return money.MulDiv(a.Used(), a.AmountMinor, a.AmountMinor+a.BonusMinor, money.Floor)
}

// Cooling reports whether the day lies within the cooling days, on which the member needs no reason: so many after the day of the recharge.
func (a *Account) Cooling(t *Terms, today calendar.Day) bool {
	return t.CoolingDays > 0 && today-a.MadeOn <= calendar.Day(t.CoolingDays)
}

// Because says whose reason a withdrawal has.
type Because string

// The reasons.
const (
	OfMember   Because = "member"
	OfMerchant Because = "merchant"
)

// Charge is at what the uses count when principal is paid back.
func (a *Account) Charge(t *Terms, because Because, cooling bool) int64 {
	switch {
	case cooling || because == OfMerchant || t.OwnBasis == Ratio:
		return a.AtRatio()
	case t.OwnBasis == Paid:
		return a.Used()
	}
	return max(a.List(), a.Used())
}

// Worth is what of the recharge can be paid back: the principal less what the uses count, less what was paid back before.
func (a *Account) Worth(t *Terms, because Because, cooling bool) int64 {
	return max(a.AmountMinor-a.Charge(t, because, cooling)-a.WithdrawnMinor, 0)
}

// Accounts are the accounts of a member's recharges that have something left, or were used since they were made, newest first. They are read from the
// ledger as it is saved: the caller has posted what is due.
func Accounts(ctx context.Context, tx *store.Tx, member int64) ([]*Account, error) {
	list, err := readRecharges(ctx, tx, rechargeSelect+` AND member_id = $2 AND withdrawn_minor < amount_minor ORDER BY id DESC LIMIT $3`, tx.MerchantID(), member, maxAccounts)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	w := &walk{accounts: map[int64]*Account{}, lots: map[int64]int64{}, drawn: map[drawing]*Use{}}
	out := make([]*Account, len(list))
	for i, r := range list {
		out[i] = &Account{Recharge: r, MadeOn: r.MadeAt.Day(tx.Zone())}
		w.accounts[r.ID] = out[i]
	}
	if err := w.entries(ctx, tx, member, list[len(list)-1].ID); err != nil {
		return nil, err
	}
	return out, w.listPrices(ctx, tx)
}

// drawing names what one document drew of one recharge.
type drawing struct {
	recharge int64
	by       ledger.Cause
}

// walk goes over a member's entries of stored value, oldest first.
type walk struct {
	accounts map[int64]*Account
	lots     map[int64]int64 // lot to recharge
	drawn    map[drawing]*Use
}

// entries reads them from the first recharge in question on.
func (w *walk) entries(ctx context.Context, tx *store.Tx, member, from int64) error {
	var all []ledger.Entry
	before := int64(0)
	for {
		page, err := ledger.Entries(ctx, tx, ledger.EntriesIn{MemberID: member, Assets: []ledger.Asset{ledger.Principal, ledger.Bonus}, Before: before})
		if err != nil {
			return err
		}
		all = append(all, page...)
		if len(page) < ledger.MaxPage || page[len(page)-1].ID < from {
			break
		}
		before = page[len(page)-1].ID
	}
	for _, e := range slices.Backward(all) {
		w.entry(&e)
	}
	for k, u := range w.drawn {
		if u.Principal+u.Bonus > 0 {
			w.accounts[k.recharge].Uses = append(w.accounts[k.recharge].Uses, *u)
		}
	}
	for _, a := range w.accounts {
		slices.SortFunc(a.Uses, func(x, y Use) int { return int(max(min(x.By.ID-y.By.ID, 1), -1)) })
	}
	return nil
}

func (w *walk) entry(e *ledger.Entry) {
	if e.LotID == e.ID && e.Cause.Kind == "recharge" && w.accounts[e.Cause.ID] != nil { // a lot of the recharge, or one that follows it
		a := w.accounts[e.Cause.ID]
		w.lots[e.ID] = a.ID
		a.Held += e.Held
		if e.Asset == ledger.Principal {
			a.PrincipalLeft += e.Remaining - e.Held
		} else {
			a.BonusLeft += e.Remaining - e.Held
		}
		return
	}
	owner := w.lots[e.LotID]
	if owner == 0 || e.Account != ledger.Spent || e.Cause.Kind == "recharge" {
		return
	}
	k := drawing{owner, e.Cause}
	if w.drawn[k] == nil {
		w.drawn[k] = &Use{By: e.Cause}
	}
	if e.Asset == ledger.Principal {
		w.drawn[k].Principal -= e.Amount
	} else {
		w.drawn[k].Bonus -= e.Amount
	}
}

// listPrices says of each use what it cost before any discount: of an order its part of the list price of what remains of it, rounded down;
// of anything else what it drew.
func (w *walk) listPrices(ctx context.Context, tx *store.Tx) error {
	var ids []int64
	for k := range w.drawn {
		if k.by.Kind == "order" {
			ids = append(ids, k.by.ID)
		}
	}
	slices.Sort(ids)
	orders, err := order.Many(ctx, tx, slices.Compact(ids))
	if err != nil {
		return err
	}
	for _, a := range w.accounts {
		for i := range a.Uses {
			u := &a.Uses[i]
			u.ListMinor = u.Principal + u.Bonus
			if o := orders[u.By.ID]; o != nil && u.By.Kind == "order" && o.KeptMinor > 0 {
				u.ListMinor = money.MulDiv(u.ListMinor, listOf(o), o.KeptMinor, money.Floor)
			}
		}
	}
	return nil
}

// listOf is the list price of what remains of an order, without what points paid.
func listOf(o *order.Order) int64 {
	var sum int64
	for i := range o.Lines {
		s := o.Outcome.Lines[i].Share
		sum += money.Part(s.TotalMinor, o.Remaining[i], o.Lines[i].Quantity) - money.Part(s.PointsMinor, o.Remaining[i], o.Lines[i].Quantity)
	}
	return sum
}
