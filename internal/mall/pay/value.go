package pay

import (
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/money"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// ErrBalance refuses more stored value than the price.
var ErrBalance = fault.Declare(fault.Invalid, "balance_above_price", "At most {price} can be paid with stored value.", "最多可用储值支付 {price}。")

// Value is stored value that pays for something beside orders: principal and bonus, which never mix.
type Value struct{ PrincipalMinor, BonusMinor int64 }

// Document is what stored value is spent for, or comes back from.
type Document struct {
	MemberID int64
	Cause    ledger.Cause
	Root     string
	At       calendar.Instant
	Grace    calendar.Instant // of what comes back: what had expired goes on to live until then
}

// Rest is what of a price is left to money where so much of it is paid with stored value. Returns ErrBalance.
func Rest(tx *store.Tx, price, balance int64) (int64, *fault.Error) {
	if balance < 0 || balance > price {
		return 0, ErrBalance.At("balance_minor", fault.P{"price": money.Words(price, tx.Currency())})
	}
	return price - balance, nil
}

// Draw spends stored value of a member, divided into principal and bonus as the programme in force says for orders. The books were opened with Draw.
// Returns program.ErrBalanceShort, and the ledger's refusals.
func Draw(bk *reward.Books, of Document, amount int64) (v Value, refused *fault.Error) {
	if amount == 0 {
		return v, nil
	}
	ed := bk.Editions.At(of.At)
	st := bk.Standing(of.MemberID, ed, of.At)
	if available := st.PrincipalMinor + st.BonusMinor; amount > available {
		return v, program.ErrBalanceShort.At("balance_minor", fault.P{"available": fault.Minor(available), "asked": fault.Minor(amount)})
	}
	v.BonusMinor = ed.BonusOf(&st, amount)
	v.PrincipalMinor = amount - v.BonusMinor
	return v, v.each(func(asset ledger.Asset, part int64) *fault.Error {
		return bk.Ledger.Spend(of.MemberID, ledger.In{Asset: asset, Amount: part, Cause: of.Cause, Root: of.Root, Version: ed.Number, At: of.At})
	})
}

// GiveBack returns stored value to the lots that it was drawn from for the document. The books were opened with Draw and with the cause.
func (v Value) GiveBack(bk *reward.Books, of Document) *fault.Error {
	return v.each(func(asset ledger.Asset, part int64) *fault.Error {
		_, refused := bk.Ledger.GiveBack(of.MemberID, ledger.In{
			Asset: asset, Amount: part, Cause: of.Cause, Root: of.Root, Version: bk.Editions.At(of.At).Number, At: of.At, ExpiresAt: of.Grace,
		})
		return refused
	})
}

func (v Value) each(part func(ledger.Asset, int64) *fault.Error) *fault.Error {
	if v.BonusMinor > 0 {
		if refused := part(ledger.Bonus, v.BonusMinor); refused != nil {
			return refused
		}
	}
	if v.PrincipalMinor > 0 {
		return part(ledger.Principal, v.PrincipalMinor)
	}
	return nil
}

// Grace is until when what comes back expired goes on to live.
func Grace(tx *store.Tx, settings org.Settings) calendar.Instant {
	if settings.RefundGraceDays == 0 {
		return tx.Now()
	}
	return (tx.Today() + calendar.Day(settings.RefundGraceDays)).End(tx.Zone())
}
