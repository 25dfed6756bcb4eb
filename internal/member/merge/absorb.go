package merge

import (
	"context"
	"encoding/json"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/member"
	"regulars/internal/member/trait"
	"regulars/internal/store"
)

// moved is what a merge did, for its undoing; it holds no personal data.
type moved struct {
	Fields   []string         `json:"fields,omitempty"`   // of the profile, that were empty
	Aliases  []int64          `json:"aliases,omitempty"`  // records that were pointed on
	Children []int64          `json:"children,omitempty"` // that came along
	Status   member.Status    `json:"status"`             // of the record before
	JoinedAt calendar.Instant `json:"joined_at"`
}

// record is one of the two, as it stands.
type record struct {
	id, alias int64
	status    member.Status
	joinedAt  calendar.Instant
}

const sqlPair = `SELECT id, alias_of, status, joined_at FROM member WHERE merchant_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE`

// lock locks the two rows in the order of their ids.
func lock(ctx context.Context, tx *store.Tx, from, into int64) (f, i record, err error) {
	found := map[int64]record{}
	err = tx.Query(ctx, sqlPair, func(r store.Row) error {
		var rec record
		var status string
		err := r.Scan(&rec.id, &rec.alias, &status, &rec.joinedAt)
		rec.status = member.Status(status)
		found[rec.id] = rec
		return err
	}, tx.MerchantID(), []int64{from, into})
	f, i = found[from], found[into]
	switch {
	case err != nil:
	case f.id == 0 || i.id == 0:
		err = member.ErrUnknown.New(nil)
	case f.status == member.StatusErased || i.status == member.StatusErased:
		err = member.ErrErased.New(nil)
	}
	return f, i, err
}

// Absorb makes the record from an alias of into, both of which are members whose wallets are locked. It answers the id of the merge. Returns ErrSelf,
// member.ErrUnknown, member.ErrErased, and store.ErrAgain where one of them is an alias by now: what the caller has locked is not what they hold.
func Absorb(ctx context.Context, tx *store.Tx, from, into int64) (int64, error) {
	if from == into {
		return 0, ErrSelf.New(nil)
	}
	f, i, err := lock(ctx, tx, from, into)
	if err != nil {
		return 0, err
	}
	if f.alias != 0 || i.alias != 0 {
		return 0, store.ErrAgain // merged by somebody else at this moment
	}
	did := moved{Status: i.status, JoinedAt: i.joinedAt}
	if did.Aliases, err = repoint(ctx, tx, from, into); err != nil {
		return 0, err
	}
	if err := trait.TakeOver(ctx, tx, from, into); err != nil {
		return 0, err
	}
	if did.Children, err = moveChildren(ctx, tx, from, into); err != nil {
		return 0, err
	}
	if did.Fields, err = fill(ctx, tx, f, i); err != nil {
		return 0, err
	}
	if err := member.Join(ctx, tx, from, into); err != nil {
		return 0, err
	}
	return note(ctx, tx, did, [2]int64{from, into})
}

// repoint makes from and its aliases aliases of into, and answers those aliases.
func repoint(ctx context.Context, tx *store.Tx, from, into int64) ([]int64, error) {
	ids, err := member.WithAliases(ctx, tx, from)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `UPDATE member SET alias_of = $3, version = version + 1, updated_at = $4 WHERE merchant_id = $1 AND id = ANY($2)`,
		tx.MerchantID(), ids, into, tx.Now())
	return ids[1:], err
}

func moveChildren(ctx context.Context, tx *store.Tx, from, into int64) ([]int64, error) {
	var out []int64
	err := tx.Query(ctx, `UPDATE member_child SET member_id = $3 WHERE merchant_id = $1 AND member_id = $2 RETURNING id`, func(r store.Row) error {
		var id int64
		err := r.Scan(&id)
		out = append(out, id)
		return err
	}, tx.MerchantID(), from, into)
	slices.Sort(out)
	return out, err
}

// note writes the merge down and tells of it.
func note(ctx context.Context, tx *store.Tx, did moved, pair [2]int64) (int64, error) {
	text, err := json.Marshal(did)
	if err != nil {
		return 0, err
	}
	id := tx.NewID()
	_, err = tx.Exec(ctx, `INSERT INTO member_merge (merchant_id, id, from_id, into_id, moved, actor, merged_at, undone_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, tx.MerchantID(), id, pair[0], pair[1], string(text), trait.Actor(tx), tx.Now(), calendar.Never)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `UPDATE member SET version = version + 1, updated_at = $3 WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), pair[1], tx.Now())
	tx.Emit(event.Event{Kind: member.EventMerged, MemberID: pair[1], Subject: id, At: tx.Now(), Data: map[string]any{"from": store.FormatID("mem", pair[0])}})
	return id, err
}
