package member

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// IsZero reports whether the reference names nobody: a guest.
func (r Ref) IsZero() bool { return r == Ref{} }

// Names is the field of a request that the reference came from, and what a person calls it.
func (r Ref) Names() (field, by string) {
	switch {
	case r.ID != 0:
		return "member_id", "member_id"
	case r.Card != "":
		return "card_no", "card_no"
	case r.Phone != "":
		return "phone", "phone"
	case r.ExternalID != "":
		return "external_id", "external_id"
	case r.OpenID != "" || r.UnionID != "":
		return "wechat", "wechat"
	}
	return "email", "email"
}

// Text is the reference as it was given; it tells two requests apart, and is never kept.
func (r Ref) Text() string {
	if r.ID != 0 {
		return store.FormatID("mem", r.ID)
	}
	return r.Card + "\x00" + r.Phone + "\x00" + r.ExternalID + "\x00" + r.OpenID + "\x00" + r.AppID + "\x00" + r.UnionID + "\x00" + r.Email
}

// Holder is who holds what the record was given: the record itself, or the one that it was merged into.
func Holder(ctx context.Context, tx *store.Tx, id int64) (int64, error) {
	var alias int64
	found, err := store.One(ctx, tx, `SELECT alias_of FROM member WHERE merchant_id = $1 AND id = $2`, func(r store.Row) error { return r.Scan(&alias) }, tx.MerchantID(), id)
	switch {
	case err != nil:
		return 0, err
	case !found:
		return 0, ErrUnknown.New(nil)
	case alias != 0:
		return alias, nil
	}
	return id, nil
}

// Records are the members themselves and the records that were merged into them: record to holder.
func Records(ctx context.Context, tx *store.Tx, members []int64) (map[int64]int64, error) {
	out := make(map[int64]int64, len(members))
	for _, id := range members {
		out[id] = id
	}
	err := tx.Query(ctx, `SELECT id, alias_of FROM member WHERE merchant_id = $1 AND alias_of = ANY($2) AND alias_of <> 0`, func(r store.Row) error {
		var id, holder int64
		err := r.Scan(&id, &holder)
		out[id] = holder
		return err
	}, tx.MerchantID(), members)
	return out, err
}

// WithAliases are a member's id and those of the records that were merged into it: what was written for them is left with them.
func WithAliases(ctx context.Context, tx *store.Tx, id int64) ([]int64, error) {
	ids := []int64{id}
	err := tx.Query(ctx, `SELECT id FROM member WHERE merchant_id = $1 AND alias_of = $2 AND alias_of <> 0 ORDER BY id`, func(r store.Row) error {
		var alias int64
		err := r.Scan(&alias)
		ids = append(ids, alias)
		return err
	}, tx.MerchantID(), id)
	return ids, err
}

// Admit makes a customer of the books a member as of an instant; it is written by [Books.Save].
func (bk *Books) Admit(id int64, at calendar.Instant) {
	p := bk.persons[id]
	if p == nil || p.Status != StatusCustomer {
		return
	}
	p.Status, p.JoinedAt = StatusMember, at
	bk.admitted = append(bk.admitted, admission{id, at})
}

type admission struct {
	id int64
	at calendar.Instant
}

func (bk *Books) saveAdmitted(ctx context.Context, tx *store.Tx) error {
	for _, a := range bk.admitted {
		if _, err := Admit(ctx, tx, []int64{a.id}, a.at); err != nil {
			return err
		}
	}
	bk.admitted = nil
	return nil
}

// Holders are the members whom records belong to now, by record: a merged one belongs to the member it was merged into. Erased and unknown
// ones are left out.
func Holders(ctx context.Context, tx *store.Tx, records []int64) (map[int64]int64, error) {
	refs := make([]Ref, 0, len(records))
	for _, id := range records {
		if id != 0 {
			refs = append(refs, Ref{ID: id})
		}
	}
	ids, err := Resolve(ctx, tx, refs)
	out := make(map[int64]int64, len(refs))
	for i, id := range ids {
		if id != 0 {
			out[refs[i].ID] = id
		}
	}
	return out, err
}
