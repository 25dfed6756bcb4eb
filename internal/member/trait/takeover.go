package trait

import (
	"context"
	"slices"

	"regulars/internal/store"
	"regulars/internal/vault"
)

// TakeOver gives a record what an alias of it has and it has not: tags (those by rules left out: the rules will see the
// record), answers, and consents that were said later. The alias keeps all of it, so nothing need be noted: [GiveBack] knows what was taken.
func TakeOver(ctx context.Context, tx *store.Tx, from, into int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO member_tag (merchant_id, member_id, tag, source, rule_id, at)
SELECT merchant_id, CAST($3 AS bigint), tag, 'merge', 0, at FROM member_tag WHERE merchant_id = $1 AND member_id = $2 AND source <> 'rule'
ON CONFLICT (merchant_id, member_id, tag) DO NOTHING`, tx.MerchantID(), from, into)
	if err != nil {
		return err
	}
	if err := takeAnswers(ctx, tx, from, into); err != nil {
		return err
	}
	said, err := ConsentsOf(ctx, tx, []int64{from})
	if err != nil {
		return err
	}
	return holdConsents(ctx, tx, into, said[from])
}

const sqlAnswers = `SELECT a.member_id, a.code, a.value_text, a.value_int, a.sealed FROM member_attribute a
WHERE a.merchant_id = $1 AND a.member_id = ANY($2) ORDER BY a.code`

// takeAnswers copies the answers that into has not given; sealed ones are sealed anew for their new place.
func takeAnswers(ctx context.Context, tx *store.Tx, from, into int64) error {
	v := vault.From(tx)
	own := map[string]bool{}
	var rows [][]any
	err := tx.Query(ctx, sqlAnswers, func(r store.Row) error {
		var id, number int64
		var code, text string
		var sealed []byte
		if err := r.Scan(&id, &code, &text, &number, &sealed); err != nil {
			return err
		}
		if id == into {
			own[code] = true
			return nil
		}
		plain, err := v.Unseal(tx, from, "attr."+code, sealed)
		rows = append(rows, []any{tx.MerchantID(), into, code, text, number, v.Seal(tx, into, "attr."+code, plain), true, tx.Now()})
		return err
	}, tx.MerchantID(), []int64{from, into})
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(row []any) bool { return own[row[2].(string)] })
	_, err = store.InsertMany(ctx, tx, insertAttributes, rows)
	return err
}

// holdConsents puts consents in force that were said before, without a line of history: that stands with the record that they were said to.
func holdConsents(ctx context.Context, tx *store.Tx, id int64, said []Consent) error {
	rows := make([][]any, len(said))
	for i, c := range said {
		rows[i] = []any{tx.MerchantID(), id, c.Purpose, c.Channel, c.Granted, c.At, c.Source}
	}
	_, err := store.InsertMany(ctx, tx, insertConsents, rows)
	return err
}

// GiveBack makes tags, answers and consents of a record what they are without an alias that it has lost: its own, and those
// of the aliases that are left, in the order in which they were merged.
func GiveBack(ctx context.Context, tx *store.Tx, id int64, left []int64) error {
	for _, sql := range []string{
		`DELETE FROM member_tag WHERE merchant_id = $1 AND member_id = $2 AND source = 'merge'`,
		`DELETE FROM member_attribute WHERE merchant_id = $1 AND member_id = $2 AND merged`,
		`DELETE FROM member_consent WHERE merchant_id = $1 AND member_id = $2`,
	} {
		if _, err := tx.Exec(ctx, sql, tx.MerchantID(), id); err != nil {
			return err
		}
	}
	history, err := ConsentHistory(ctx, tx, []int64{id})
	if err != nil {
		return err
	}
	for _, line := range history { // one by one: a later line about the same takes the place of an earlier one
		if err := holdConsents(ctx, tx, id, []Consent{line.Consent}); err != nil {
			return err
		}
	}
	for _, alias := range left {
		if err := TakeOver(ctx, tx, alias, id); err != nil {
			return err
		}
	}
	return nil
}
