package member

import (
	"context"
	"slices"
	"unicode/utf8"

	"regulars/internal/member/contact"
	"regulars/internal/store"
)

// The look-ups of a search; each goes by an index and stops at its limit.
const (
	sqlFindIdentity = `SELECT member_id FROM member_identity WHERE merchant_id = $1 AND digest = $2`
	sqlFindLast4    = `SELECT member_id FROM member_identity WHERE merchant_id = $1 AND last4_digest = $2 AND last4_digest <> '' AND member_id < $3
ORDER BY member_id DESC LIMIT $4`
	sqlFindName  = `SELECT id FROM member WHERE merchant_id = $1 AND name_digest = $2 AND name_digest <> '' AND id < $3 ORDER BY id DESC LIMIT $4`
	sqlFindName1 = `SELECT id FROM member WHERE merchant_id = $1 AND name1_digest = $2 AND name1_digest <> '' AND id < $3 ORDER BY id DESC LIMIT $4`
	sqlFindName2 = `SELECT id FROM member WHERE merchant_id = $1 AND name2_digest = $2 AND name2_digest <> '' AND id < $3 ORDER BY id DESC LIMIT $4`
)

// lookup is one way in which a query may name people; all give a stretch of the people who have a last four or a name, and the one who has
// an identity: with a range on it SQLite would walk the members.
type lookup struct{ sql, digest string }

// lookups are all ways in which a text may name people.
func (b *blinder) lookups(q string) []lookup {
	var out []lookup
	for _, as := range []Identities{{Phone: q}, {Email: q}, {Card: q}, {ExternalID: q}} {
		if keys, err := b.keys(&as); err == nil {
			for _, k := range keys {
				out = append(out, lookup{sqlFindIdentity, k.digest})
			}
		}
	}
	if len(q) == 4 && digitsOnly(q) {
		out = append(out, lookup{sqlFindLast4, b.blind("phone4", q)})
	}
	whole, first, firstTwo := b.nameKeys(q)
	if whole == "" {
		return out
	}
	out = append(out, lookup{sqlFindName, whole})
	switch utf8.RuneCountInString(contact.Fold(q)) {
	case 1:
		out = append(out, lookup{sqlFindName1, first})
	case 2:
		out = append(out, lookup{sqlFindName2, firstTwo})
	}
	return out
}

func digitsOnly(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// Candidates are the largest ids below before of records that the query names, at most n, largest first.
func Candidates(ctx context.Context, tx *store.Tx, q string, before int64, n int) ([]int64, error) {
	if contact.Text("q", q, MaxName) != nil {
		return nil, nil
	}
	var out []int64
	if id, err := store.ParseID("mem", q); err == nil && id < before {
		out = append(out, id)
	}
	for _, l := range newBlinder(tx).lookups(q) {
		args := []any{tx.MerchantID(), l.digest, before, n}
		if l.sql == sqlFindIdentity {
			args = args[:2]
		}
		err := tx.Query(ctx, l.sql, func(r store.Row) error {
			var id int64
			err := r.Scan(&id)
			if id < before {
				out = append(out, id)
			}
			return err
		}, args...)
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	slices.Reverse(out)
	return out[:min(len(out), n)], nil
}
