package segment

import (
	"context"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/contact"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Kind says how a segment is made up.
type Kind string

// The kinds of segments.
const (
	Dynamic Kind = "dynamic" // a condition
	Static  Kind = "static"  // a list
)

// Segment is a saved audience.
type Segment struct {
	ID         int64
	Name       string
	Kind       Kind
	Condition  string // of a dynamic one
	Note       string
	Version    int64
	Archived   bool
	ArchivedAt calendar.Instant // calendar.Never while it is not
	CreatedAt  calendar.Instant
	UpdatedAt  calendar.Instant
}

// check refuses what is wrong, and what SQL cannot select (invariant 3).
func (s *Segment) check(ctx context.Context, tx *store.Tx) error {
	s.Name = strings.TrimSpace(s.Name)
	errs := []*fault.Error{contact.Text("name", s.Name, MaxName), contact.Text("note", s.Note, MaxNote)}
	if s.Name == "" {
		errs = append(errs, fault.ErrRequired.At("name", nil))
	}
	switch s.Kind {
	case Dynamic:
		if strings.TrimSpace(s.Condition) == "" {
			errs = append(errs, fault.ErrRequired.At("condition", nil))
		}
	case Static:
		if s.Condition != "" {
			errs = append(errs, fault.ErrInvalid.At("condition", fault.P{"reason": string(Static)}))
		}
	default:
		errs = append(errs, fault.ErrInvalid.At("kind", fault.P{"reason": "dynamic, static"}))
	}
	if err := fault.Join(errs...); err != nil || s.Kind == Static {
		return err
	}
	catalogue, err := ofOwn(ctx, tx)
	if err == nil {
		catalogue, err = strict(ctx, tx, catalogue)
	}
	if err != nil {
		return err
	}
	return selectable(tx, catalogue, "condition", s.Condition)
}

const (
	sqlSegments = `SELECT id, name, kind, condition, note, version, archived_at, created_at, updated_at FROM segment
WHERE merchant_id = $1 AND archived_at = 9223372036854775807 ORDER BY name LIMIT $2`
	sqlKnown = `SELECT id, name, kind, condition, note, version, archived_at, created_at, updated_at FROM segment
WHERE merchant_id = $1 ORDER BY archived_at DESC, name LIMIT $2`
	sqlSegment = `SELECT id, name, kind, condition, note, version, archived_at, created_at, updated_at FROM segment WHERE merchant_id = $1 AND id = $2`
	sqlInsert  = `INSERT INTO segment (merchant_id, id, name, kind, condition, note, version, archived_at, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, 1, 9223372036854775807, $7, $7) ON CONFLICT (merchant_id, name) WHERE archived_at = 9223372036854775807 DO NOTHING`
	sqlUpdate = `UPDATE segment SET name = $4, condition = $5, note = $6, version = version + 1, updated_at = $7
WHERE merchant_id = $1 AND id = $2 AND version = $3`
	sqlNamed   = `SELECT id FROM segment WHERE merchant_id = $1 AND name = $2 AND archived_at = 9223372036854775807 AND id <> $3`
	sqlArchive = `UPDATE segment SET archived_at = $4, version = version + 1, updated_at = $4 WHERE merchant_id = $1 AND id = $2 AND version = $3`
)

// List are the merchant's segments by name, archived ones left out; there are at most MaxSegments.
func List(ctx context.Context, tx *store.Tx) ([]Segment, error) {
	return read(ctx, tx, sqlSegments, tx.MerchantID(), MaxSegments)
}

// Get is one segment, also an archived one. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (Segment, error) {
	list, err := read(ctx, tx, sqlSegment, tx.MerchantID(), id)
	if err == nil && len(list) == 0 {
		err = ErrUnknown.New(nil)
	}
	if err != nil {
		return Segment{}, err
	}
	return list[0], nil
}

func read(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Segment, error) {
	var out []Segment
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var s Segment
		var kind string
		err := r.Scan(&s.ID, &s.Name, &kind, &s.Condition, &s.Note, &s.Version, &s.ArchivedAt, &s.CreatedAt, &s.UpdatedAt)
		s.Kind, s.Archived = Kind(kind), s.ArchivedAt != calendar.Never
		out = append(out, s)
		return err
	}, args...)
	return out, err
}

// Save makes a segment (ID 0) or changes the one of that id and version; its kind is fixed. Returns ErrNameTaken, ErrStale, ErrUnknown,
// fault.ErrTooMany, or what is wrong with a field.
func Save(ctx context.Context, tx *store.Tx, s Segment) (Segment, error) {
	if s.ID == 0 {
		return add(ctx, tx, s)
	}
	old, err := Get(ctx, tx, s.ID)
	if err != nil {
		return s, err
	}
	s.Kind = old.Kind
	if err := s.check(ctx, tx); err != nil {
		return s, err
	}
	if old.Version != s.Version || old.Archived {
		return s, ErrStale.New(fault.P{"version": old.Version})
	}
	taken, err := store.One(ctx, tx, sqlNamed, func(store.Row) error { return nil }, tx.MerchantID(), s.Name, s.ID)
	if err != nil {
		return s, err
	}
	if taken {
		return s, ErrNameTaken.At("name", nil)
	}
	if err := changed(ctx, tx, old.Version, sqlUpdate, s.ID, s.Version, s.Name, s.Condition, s.Note, tx.Now()); err != nil {
		return s, err
	}
	s.Version, s.UpdatedAt, s.CreatedAt, s.ArchivedAt = s.Version+1, tx.Now(), old.CreatedAt, calendar.Never
	return s, org.Audit(ctx, tx, org.Change{Verb: "segment.changed", Subject: org.Subject("segment", s.ID), Before: old, After: s})
}

func add(ctx context.Context, tx *store.Tx, s Segment) (Segment, error) {
	if err := s.check(ctx, tx); err != nil {
		return s, err
	}
	have, err := List(ctx, tx)
	if err != nil {
		return s, err
	}
	if len(have) >= MaxSegments {
		return s, fault.ErrTooMany.New(fault.P{"limit": MaxSegments})
	}
	s.ID, s.Version, s.CreatedAt, s.UpdatedAt, s.ArchivedAt = tx.NewID(), 1, tx.Now(), tx.Now(), calendar.Never
	made, err := tx.Exec(ctx, sqlInsert, tx.MerchantID(), s.ID, s.Name, string(s.Kind), s.Condition, s.Note, tx.Now())
	if err != nil {
		return s, err
	}
	if made == 0 {
		return s, ErrNameTaken.At("name", nil)
	}
	return s, org.Audit(ctx, tx, org.Change{Verb: "segment.added", Subject: org.Subject("segment", s.ID), After: s})
}

// changed runs an update by id and version; another one may have been quicker.
func changed(ctx context.Context, tx *store.Tx, version int64, sql string, args ...any) error {
	n, err := tx.Exec(ctx, sql, append([]any{tx.MerchantID()}, args...)...)
	if err == nil && n == 0 {
		err = ErrStale.New(fault.P{"version": version})
	}
	return err
}

// Archive takes a segment out of use; what named it before, such as coupons that were issued, can still read it. users are all that
// name it: [Users], and those of the rooms above. Returns ErrUnknown, ErrStale, ErrInUse.
func Archive(ctx context.Context, tx *store.Tx, id, version int64, users []User) error {
	old, err := Get(ctx, tx, id)
	if err != nil {
		return err
	}
	if old.Version != version || old.Archived {
		return ErrStale.New(fault.P{"version": old.Version})
	}
	if len(users) > 0 {
		return ErrInUse.New(fault.P{"by": said(users)})
	}
	if err := changed(ctx, tx, version, sqlArchive, id, version, tx.Now()); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "segment.archived", Subject: org.Subject("segment", id), Before: old})
}

// filter is the segment as a filter of members.
func (s *Segment) filter(ctx context.Context, tx *store.Tx) (member.Filter, error) {
	if s.Kind == Dynamic {
		condition, err := compileOwn(ctx, tx, s.Condition)
		return member.Filter{Condition: condition}, err
	}
	return member.Filter{Where: func(b *expr.SQLBinder) (string, error) { return s.listed(b), nil }}, nil
}

// listed is being on the list as SQL over m: an alias on it stands for its member (invariant 2).
func (s *Segment) listed(b *expr.SQLBinder) string {
	return "m.id IN (SELECT CASE WHEN a.alias_of = 0 THEN a.id ELSE a.alias_of END FROM segment_member g" +
		" JOIN member a ON a.merchant_id = g.merchant_id AND a.id = g.member_id" +
		" WHERE g.merchant_id = $1 AND a.merchant_id = $1 AND g.segment_id = " + b.Bind(s.ID) + ")"
}
