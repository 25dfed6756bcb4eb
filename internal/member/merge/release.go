package merge

import (
	"context"
	"encoding/json"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/trait"
	"regulars/internal/store"
)

// ReleaseIn undoes a merge. The histories are those of the orders that each record has from now on.
type ReleaseIn struct {
	MergeID    int64
	From, Into member.History
}

// Merge is one that was made.
type Merge struct {
	ID       int64
	From     int64
	Into     int64
	Actor    string
	At       calendar.Instant
	UndoneAt calendar.Instant // calendar.Never while it stands
}

// merged is a merge with what it did.
type merged struct {
	from, into int64
	did        moved
}

// Release makes the merged record stand alone again. Returns ErrUnknown, ErrUndone, ErrLater where the other was merged again since.
func Release(ctx context.Context, tx *store.Tx, in ReleaseIn) (Merge, error) {
	m, text, err := read(ctx, tx, sqlMergeLock, in.MergeID)
	if err != nil {
		return m, err
	}
	if m.UndoneAt != calendar.Never {
		return m, ErrUndone.New(nil)
	}
	what := &merged{from: m.From, into: m.Into}
	if err := json.Unmarshal([]byte(text), &what.did); err != nil {
		return m, err
	}
	f, i, err := lock(ctx, tx, m.From, m.Into)
	if err != nil {
		return m, err
	}
	if i.alias != 0 || f.alias != m.Into {
		return m, later(ctx, tx, m)
	}
	if err := part(ctx, tx, what, i); err != nil {
		return m, err
	}
	if err := member.Rebuild(ctx, tx, m.From, in.From); err != nil {
		return m, err
	}
	if err := member.Rebuild(ctx, tx, m.Into, in.Into); err != nil {
		return m, err
	}
	m.UndoneAt = tx.Now()
	if _, err := tx.Exec(ctx, `UPDATE member_merge SET undone_at = $3 WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), m.ID, m.UndoneAt); err != nil {
		return m, err
	}
	tx.Emit(event.Event{Kind: member.EventUnmerged, MemberID: m.Into, Subject: m.ID, At: tx.Now(), Data: map[string]any{"from": store.FormatID("mem", m.From)}})
	return m, nil
}

// part gives everything back that the merge moved.
func part(ctx context.Context, tx *store.Tx, m *merged, into record) error {
	if err := empty(ctx, tx, m, into); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE member SET alias_of = 0, version = version + 1, updated_at = $3 WHERE merchant_id = $1 AND id = $2`,
		tx.MerchantID(), m.from, tx.Now()); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE member SET version = version + 1, updated_at = $3 WHERE merchant_id = $1 AND id = $2`,
		tx.MerchantID(), m.into, tx.Now()); err != nil {
		return err
	}
	if len(m.did.Aliases) > 0 {
		if _, err := tx.Exec(ctx, `UPDATE member SET alias_of = $3 WHERE merchant_id = $1 AND id = ANY($2) AND alias_of = $4`,
			tx.MerchantID(), m.did.Aliases, m.from, m.into); err != nil {
			return err
		}
	}
	if len(m.did.Children) > 0 {
		if _, err := tx.Exec(ctx, `UPDATE member_child SET member_id = $3 WHERE merchant_id = $1 AND id = ANY($2) AND member_id = $4`,
			tx.MerchantID(), m.did.Children, m.from, m.into); err != nil {
			return err
		}
	}
	ids, err := member.WithAliases(ctx, tx, m.into)
	if err != nil {
		return err
	}
	return trait.GiveBack(ctx, tx, m.into, ids[1:])
}

const (
	sqlMerge     = `SELECT id, from_id, into_id, actor, merged_at, undone_at, moved FROM member_merge WHERE merchant_id = $1 AND id = $2`
	sqlMergeLock = sqlMerge + ` FOR UPDATE`
)

func read(ctx context.Context, tx *store.Tx, sql string, id int64) (m Merge, did string, err error) {
	found, err := store.One(ctx, tx, sql,
		func(r store.Row) error { return r.Scan(&m.ID, &m.From, &m.Into, &m.Actor, &m.At, &m.UndoneAt, &did) }, tx.MerchantID(), id)
	if err == nil && !found {
		err = ErrUnknown.New(nil)
	}
	return m, did, err
}

// later names the merge that has to be undone first.
func later(ctx context.Context, tx *store.Tx, m Merge) error {
	var id int64
	_, err := store.One(ctx, tx, `SELECT id FROM member_merge WHERE merchant_id = $1 AND from_id = $2 AND undone_at = $3 ORDER BY id DESC LIMIT 1`,
		func(r store.Row) error { return r.Scan(&id) }, tx.MerchantID(), m.Into, calendar.Never)
	if err != nil {
		return err
	}
	return ErrLater.New(fault.P{"merge_id": store.FormatID("mrg", id)})
}

// Get is one merge. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (Merge, error) {
	m, _, err := read(ctx, tx, sqlMerge, id)
	return m, err
}

// List are the merges that a record took part in, newest first.
func List(ctx context.Context, tx *store.Tx, id int64, limit int) ([]Merge, error) {
	var out []Merge
	err := tx.Query(ctx, `SELECT id, from_id, into_id, actor, merged_at, undone_at FROM member_merge WHERE merchant_id = $1 AND from_id = $2
UNION ALL SELECT id, from_id, into_id, actor, merged_at, undone_at FROM member_merge WHERE merchant_id = $1 AND into_id = $2 ORDER BY id DESC LIMIT $3`,
		func(r store.Row) error {
			var m Merge
			err := r.Scan(&m.ID, &m.From, &m.Into, &m.Actor, &m.At, &m.UndoneAt)
			out = append(out, m)
			return err
		}, tx.MerchantID(), id, limit)
	return out, err
}
