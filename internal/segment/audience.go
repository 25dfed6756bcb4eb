package segment

import (
	"context"
	"slices"

	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Audience is who is meant: a saved segment, or else a condition; neither means everybody.
type Audience struct {
	SegmentID int64
	Condition string
}

// Filter is the audience as a filter of members. Returns ErrUnknown, or what expr refuses.
func (a Audience) Filter(ctx context.Context, tx *store.Tx) (member.Filter, error) {
	if a.SegmentID != 0 {
		s, err := Get(ctx, tx, a.SegmentID)
		if err != nil {
			return member.Filter{}, err
		}
		return s.filter(ctx, tx)
	}
	if a.Condition == "" {
		return member.Filter{}, nil
	}
	condition, err := Compile(ctx, tx, a.Condition)
	return member.Filter{Condition: condition}, err
}

// Count is how many members the audience has.
func Count(ctx context.Context, tx *store.Tx, a Audience) (int64, error) {
	f, err := a.Filter(ctx, tx)
	if err != nil {
		return 0, err
	}
	return member.Count(ctx, tx, f)
}

// Members are the ids of the audience after an id, in order, at most limit.
func Members(ctx context.Context, tx *store.Tx, a Audience, after int64, limit int) ([]int64, error) {
	f, err := a.Filter(ctx, tx)
	if err != nil {
		return nil, err
	}
	return member.ListIDs(ctx, tx, f, after, limit)
}

// Among are those of the members who are in the audience, in order.
func Among(ctx context.Context, tx *store.Tx, a Audience, ids []int64) ([]int64, error) {
	f, err := a.Filter(ctx, tx)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return member.Select(ctx, tx, f, ids)
}

// AmongNamed are those of the members who are in the segment of an id as conditions name it; nobody where there is none.
func AmongNamed(ctx context.Context, tx *store.Tx, name string, ids []int64) ([]int64, error) {
	id, err := store.ParseID("seg", name)
	if err != nil {
		return nil, nil //nolint:nilerr // what names no segment names nobody
	}
	in, err := Among(ctx, tx, Audience{SegmentID: id}, ids)
	if fault.Has(err, ErrUnknown) {
		return nil, nil
	}
	return in, err
}

// Holds reports whether a member is in the audience.
func Holds(ctx context.Context, tx *store.Tx, a Audience, memberID int64) (bool, error) {
	in, err := Among(ctx, tx, a, []int64{memberID})
	return len(in) == 1, err
}

// AddMembers puts members on a static list; those who are on it already are left. It answers how many came. Returns ErrUnknown, ErrKind,
// member.ErrUnknown, fault.ErrTooMany.
func AddMembers(ctx context.Context, tx *store.Tx, id int64, members []int64) (int64, error) {
	members, err := staticMembers(ctx, tx, id, members)
	if err != nil {
		return 0, err
	}
	refs := make([]member.Ref, len(members))
	for i, m := range members {
		refs[i] = member.Ref{ID: m}
	}
	known, err := member.Resolve(ctx, tx, refs)
	if err != nil {
		return 0, err
	}
	rows := make([][]any, len(members))
	for i, m := range known {
		if m == 0 {
			return 0, member.ErrUnknown.New(nil)
		}
		rows[i] = []any{tx.MerchantID(), id, m, tx.Now()}
	}
	n, err := store.InsertMany(ctx, tx, store.Insert{
		Table: "segment_member", Columns: []string{"merchant_id", "segment_id", "member_id", "added_at"},
		Conflict: "ON CONFLICT (merchant_id, segment_id, member_id) DO NOTHING",
	}, rows)
	if err != nil {
		return 0, err
	}
	var have int64
	_, err = store.One(ctx, tx, `SELECT COUNT(*) FROM segment_member WHERE merchant_id = $1 AND segment_id = $2`,
		func(r store.Row) error { return r.Scan(&have) }, tx.MerchantID(), id)
	if err == nil && have > MaxStatic {
		err = fault.ErrTooMany.New(fault.P{"limit": MaxStatic})
	}
	if err != nil || n == 0 {
		return n, err
	}
	return n, org.Audit(ctx, tx, org.Change{Verb: "segment.members_added", Subject: org.Subject("segment", id), After: map[string]int64{"added": n}})
}

// RemoveMembers takes members off a static list. It answers how many went. Returns ErrUnknown, ErrKind.
func RemoveMembers(ctx context.Context, tx *store.Tx, id int64, members []int64) (int64, error) {
	members, err := staticMembers(ctx, tx, id, members)
	if err != nil {
		return 0, err
	}
	records, err := member.Records(ctx, tx, members) // an alias may be on the list in the place of its member
	if err != nil {
		return 0, err
	}
	for record := range records {
		members = append(members, record)
	}
	n, err := tx.Exec(ctx, `DELETE FROM segment_member WHERE merchant_id = $1 AND segment_id = $2 AND member_id = ANY($3)`, tx.MerchantID(), id, members)
	if err != nil || n == 0 {
		return n, err
	}
	return n, org.Audit(ctx, tx, org.Change{Verb: "segment.members_removed", Subject: org.Subject("segment", id), After: map[string]int64{"removed": n}})
}

// staticMembers are the ids sorted, each once, of a change to a static list.
func staticMembers(ctx context.Context, tx *store.Tx, id int64, members []int64) ([]int64, error) {
	if len(members) > MaxBatch {
		return nil, fault.ErrTooMany.At("member_ids", fault.P{"limit": MaxBatch})
	}
	s, err := Get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if s.Kind != Static {
		return nil, ErrKind.New(fault.P{"kind": string(Static)})
	}
	members = slices.Clone(members)
	slices.Sort(members)
	return slices.Compact(members), nil
}

// Forget takes an erased person off all static lists; dossier calls it.
func Forget(ctx context.Context, tx *store.Tx, records []int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM segment_member WHERE merchant_id = $1 AND member_id = ANY($2)`, tx.MerchantID(), records)
	return err
}

// On are the static segments that a person's records are on: for the export of one person.
func On(ctx context.Context, tx *store.Tx, records []int64) ([]string, error) {
	var out []string
	err := tx.Query(ctx, `SELECT DISTINCT s.name FROM segment_member g JOIN segment s ON s.merchant_id = g.merchant_id AND s.id = g.segment_id
WHERE g.merchant_id = $1 AND s.merchant_id = $1 AND g.member_id = ANY($2) ORDER BY s.name`, func(r store.Row) error {
		var name string
		err := r.Scan(&name)
		out = append(out, name)
		return err
	}, tx.MerchantID(), records)
	return out, err
}
