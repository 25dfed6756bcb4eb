package privacy

import (
	"context"

	"regulars/internal/event"
	"regulars/internal/member"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// erasures empty the tables of some records ($2); what is left counts, and names nobody.
var erasures = []string{
	`DELETE FROM member_identity WHERE merchant_id = $1 AND member_id = ANY($2)`,
	`DELETE FROM member_identity_past WHERE merchant_id = $1 AND member_id = ANY($2)`,
	`DELETE FROM member_tag WHERE merchant_id = $1 AND member_id = ANY($2)`,
	`DELETE FROM member_attribute WHERE merchant_id = $1 AND member_id = ANY($2)`,
	`DELETE FROM member_consent WHERE merchant_id = $1 AND member_id = ANY($2)`,
	`DELETE FROM member_consent_log WHERE merchant_id = $1 AND member_id = ANY($2)`,
	`DELETE FROM member_proof WHERE merchant_id = $1 AND member_id = ANY($2)`,
	`DELETE FROM member_child WHERE merchant_id = $1 AND member_id = ANY($2)`,
	`DELETE FROM member_timeline WHERE merchant_id = $1 AND member_id = ANY($2)`,
	`UPDATE member_fact SET data = '{}' WHERE merchant_id = $1 AND member_id = ANY($2)`,
}

const sqlErase = `UPDATE member SET status = 'erased', name = $3, address = $3, name_digest = '', name1_digest = '', name2_digest = '', gender = '',
 birthday = '', birthday_month = 0, lunar_month = 0, lunar_day = 0, lunar_leap = false, campaign = '', adviser_id = 0, personalised = false,
 version = version + 1, updated_at = $4 WHERE merchant_id = $1 AND id = ANY($2)`

const sqlEraseLock = `SELECT id FROM member WHERE merchant_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE`

// Erase makes a person's record and those merged into it a number without a person, and destroys the person's own key. Erasing again
// does nothing. It answers the records. Returns member.ErrUnknown.
func Erase(ctx context.Context, tx *store.Tx, id int64) ([]int64, error) {
	id, err := member.Holder(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	ids, err := member.WithAliases(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if err := tx.Query(ctx, sqlEraseLock, func(store.Row) error { return nil }, tx.MerchantID(), ids); err != nil {
		return nil, err
	}
	for _, sql := range erasures {
		if _, err := tx.Exec(ctx, sql, tx.MerchantID(), ids); err != nil {
			return nil, err
		}
	}
	n, err := tx.Exec(ctx, sqlErase, tx.MerchantID(), ids, []byte{}, tx.Now())
	if err != nil {
		return nil, err
	}
	for _, of := range ids {
		if err := vault.Forget(ctx, tx, of); err != nil {
			return nil, err
		}
	}
	if n > 0 {
		tx.Emit(event.Event{Kind: member.EventErased, MemberID: id, Subject: id, At: tx.Now()})
	}
	return ids, nil
}
