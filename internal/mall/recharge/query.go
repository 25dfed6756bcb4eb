package recharge

import (
	"context"
	"encoding/json"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

const rechargeSelect = `SELECT id, member_id, record_id, offer_id, offer, amount_minor, bonus_minor, withdrawn_minor, charged_minor, voided_minor, extra_minor,
	source, number, hash, store_id, payments, made_at, made_by, giftless FROM mall_recharge WHERE merchant_id = $1`

func readRecharges(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Recharge, error) {
	var out []*Recharge
	err := tx.Query(ctx, sql, func(row store.Row) error {
		r := &Recharge{}
		var payments, offer, giftless string
		err := row.Scan(&r.ID, &r.MemberID, &r.RecordID, &r.OfferID, &offer, &r.AmountMinor, &r.BonusMinor, &r.WithdrawnMinor, &r.ChargedMinor, &r.VoidedMinor,
			&r.ExtraMinor, &r.Source, &r.Number, &r.Hash, &r.StoreID, &payments, &r.MadeAt, &r.MadeBy, &giftless)
		if err == nil {
			err = json.Unmarshal([]byte(payments), &r.Payments)
		}
		if err == nil {
			err = json.Unmarshal([]byte(offer), &r.Offer)
		}
		if err == nil {
			err = json.Unmarshal([]byte(giftless), &r.Giftless)
		}
		out = append(out, r)
		return err
	}, args...)
	return out, err
}

var insertRecharge = store.Insert{
	Table: "mall_recharge", Columns: []string{
		"merchant_id", "id", "member_id", "record_id", "offer_id", "offer", "amount_minor", "bonus_minor", "withdrawn_minor", "charged_minor", "voided_minor",
		"extra_minor", "source", "number", "hash", "store_id", "payments", "made_at", "made_by", "giftless",
	},
	Conflict: "ON CONFLICT (merchant_id, number, source) DO NOTHING",
}

func (r *Recharge) row(tx *store.Tx) ([]any, error) {
	payments, err := json.Marshal(r.Payments)
	if err != nil {
		return nil, err
	}
	offer, err := json.Marshal(r.Offer)
	if err != nil {
		return nil, err
	}
	giftless, err := json.Marshal(r.Giftless)
	return []any{
		tx.MerchantID(), r.ID, r.MemberID, r.RecordID, r.OfferID, string(offer), r.AmountMinor, r.BonusMinor, r.WithdrawnMinor, r.ChargedMinor, r.VoidedMinor,
		r.ExtraMinor, r.Source, r.Number, r.Hash, r.StoreID, string(payments), r.MadeAt, r.MadeBy, string(giftless),
	}, err
}

// Get is one recharge. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (*Recharge, error) {
	list, err := readRecharges(ctx, tx, rechargeSelect+` AND id = $2`, tx.MerchantID(), id)
	if err == nil && len(list) == 0 {
		return nil, ErrUnknown.New(nil)
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// ListIn asks for a page of recharges or withdrawals, newest first.
type ListIn struct {
	MemberID    int64            // 0: of all members
	From, Until calendar.Instant // made from the first, before the second; 0: open
	Before      int64            // the id at which the last page ended; 0 for the first page
	Limit       int
}

func (in *ListIn) fill() {
	if in.Before == 0 {
		in.Before = int64(calendar.Never)
	}
	if in.Until == 0 {
		in.Until = calendar.Never
	}
	in.Limit = min(max(in.Limit, 1), MaxPage)
}

// List is a page of recharges, newest first.
func List(ctx context.Context, tx *store.Tx, in ListIn) ([]*Recharge, error) {
	in.fill()
	if in.MemberID != 0 {
		return readRecharges(ctx, tx, rechargeSelect+` AND member_id = $2 AND id < $3 AND made_at >= $4 AND made_at < $5 ORDER BY id DESC LIMIT $6`,
			tx.MerchantID(), in.MemberID, in.Before, in.From, in.Until, in.Limit)
	}
	return readRecharges(ctx, tx, rechargeSelect+` AND id < $2 AND made_at >= $3 AND made_at < $4 ORDER BY id DESC LIMIT $5`,
		tx.MerchantID(), in.Before, in.From, in.Until, in.Limit)
}

const withdrawalSelect = `SELECT id, member_id, record_id, amount_minor, because, reason, parts, made_at, made_by FROM mall_withdrawal WHERE merchant_id = $1`

func readWithdrawals(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Withdrawal, error) {
	var out []*Withdrawal
	err := tx.Query(ctx, sql, func(row store.Row) error {
		w := &Withdrawal{}
		var because, parts string
		err := row.Scan(&w.ID, &w.MemberID, &w.RecordID, &w.AmountMinor, &because, &w.Reason, &parts, &w.MadeAt, &w.MadeBy)
		w.Because = Because(because)
		if err == nil {
			err = json.Unmarshal([]byte(parts), &w.Parts)
		}
		out = append(out, w)
		return err
	}, args...)
	return out, err
}

// GetWithdrawal is one withdrawal. Returns ErrWithdrawn.
func GetWithdrawal(ctx context.Context, tx *store.Tx, id int64) (*Withdrawal, error) {
	list, err := readWithdrawals(ctx, tx, withdrawalSelect+` AND id = $2`, tx.MerchantID(), id)
	if err == nil && len(list) == 0 {
		return nil, ErrWithdrawn.New(nil)
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// Withdrawals is a page of withdrawals, newest first.
func Withdrawals(ctx context.Context, tx *store.Tx, in ListIn) ([]*Withdrawal, error) {
	in.fill()
	if in.MemberID != 0 {
		return readWithdrawals(ctx, tx, withdrawalSelect+` AND member_id = $2 AND id < $3 AND made_at >= $4 AND made_at < $5 ORDER BY id DESC LIMIT $6`,
			tx.MerchantID(), in.MemberID, in.Before, in.From, in.Until, in.Limit)
	}
	return readWithdrawals(ctx, tx, withdrawalSelect+` AND id < $2 AND made_at >= $3 AND made_at < $4 ORDER BY id DESC LIMIT $5`,
		tx.MerchantID(), in.Before, in.From, in.Until, in.Limit)
}
