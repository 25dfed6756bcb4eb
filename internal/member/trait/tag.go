package trait

import (
	"context"
	"slices"
	"strings"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/member/contact"
	"regulars/internal/store"
)

// Limits of the package.
const (
	MaxTag        = 40    // characters of a tag
	MaxTags       = 100   // tags of one member
	MaxAttributes = 100   // attributes of a merchant's own
	MaxChoices    = 100   // choices of one attribute
	MaxValue      = 500   // characters of an attribute's value, a label or a reason
	MaxConsents   = 50    // consents told at once
	MaxSource     = 200   // characters of the source of a consent
	MaxHistory    = 10000 // lines of a history of consents

	// MaxAhead is how far a clock elsewhere may be ahead of ours.
	MaxAhead = 10 * time.Minute
)

// The sources of a tag. A rule takes off only what a rule put on.
const (
	TagByHand   = "hand"
	TagByRule   = "rule"
	TagByImport = "import"
	TagByReward = "reward"
	TagByMerge  = "merge"
)

// Tag is a word on a person.
type Tag struct {
	Tag    string
	Source string
	RuleID int64 // of the rule, 0 for other sources
	At     calendar.Instant
}

// EventChanged tells that something of a member changed.
const EventChanged = "member.changed"

var tagColumns = []string{"merchant_id", "member_id", "tag", "source", "rule_id", "at"}

// insertTags leaves a tag that is there already.
var insertTags = store.Insert{Table: "member_tag", Columns: tagColumns, Conflict: "ON CONFLICT (merchant_id, member_id, tag) DO NOTHING"}

// claimTags makes a tag that a rule put on one that stays when the rule no longer holds.
var claimTags = store.Insert{Table: "member_tag", Columns: tagColumns,
	Conflict: "ON CONFLICT (merchant_id, member_id, tag) DO UPDATE SET source = excluded.source, rule_id = 0 WHERE member_tag.source IN ('rule', 'merge')"}

// TagSource is by whom tags are put on in this transaction: by hand, or by an import of historic facts.
func TagSource(tx *store.Tx) string {
	if tx.Historic() {
		return TagByImport
	}
	return TagByHand
}

// Unique are the words sorted, each once.
func Unique(words []string) []string {
	out := slices.Clone(words)
	slices.Sort(out)
	return slices.Compact(out)
}

// CheckTag refuses what cannot be a tag.
func CheckTag(field, tag string) *fault.Error {
	if strings.TrimSpace(tag) != tag {
		return fault.ErrInvalid.At(field, fault.P{"reason": "spaces at its ends"})
	}
	if tag == "" {
		return fault.ErrRequired.At(field, nil)
	}
	return contact.Text(field, tag, MaxTag)
}

// CheckTags refuses what cannot be tags, and too many of them.
func CheckTags(field string, tags []string) *fault.Error {
	if len(tags) > MaxTags {
		return fault.ErrTooMany.At(field, fault.P{"limit": MaxTags})
	}
	var errs []*fault.Error
	for _, tag := range tags {
		errs = append(errs, CheckTag(field, tag))
	}
	return fault.As(fault.Join(errs...))
}

// TagsFor are tags of one member.
type TagsFor struct {
	MemberID int64
	Tags     []string
}

// FirstTags puts tags on members who have none yet, and tells nobody: they belong to the enrolment.
func FirstTags(ctx context.Context, tx *store.Tx, in []TagsFor) error {
	var rows [][]any
	for _, of := range in {
		for _, tag := range Unique(of.Tags) {
			rows = append(rows, []any{tx.MerchantID(), of.MemberID, tag, TagSource(tx), int64(0), tx.Now()})
		}
	}
	_, err := store.InsertMany(ctx, tx, insertTags, rows)
	return err
}

// AddTags puts tags on members, by hand (by the importer, in a transaction of historic facts) or as a reward, and tells of those that
// are new. A tag that a rule put on becomes one that stays.
func AddTags(ctx context.Context, tx *store.Tx, source string, tags map[int64][]string) error {
	ids := make([]int64, 0, len(tags))
	for id, words := range tags {
		if err := CheckTags("tags", words); err != nil {
			return err
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	have, err := TagsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, id := range ids {
		fresh := missing(Unique(tags[id]), have[id])
		if len(have[id])+len(fresh) > MaxTags {
			return fault.ErrTooMany.At("tags", fault.P{"limit": MaxTags})
		}
		for _, tag := range Unique(tags[id]) {
			rows = append(rows, []any{tx.MerchantID(), id, tag, source, int64(0), tx.Now()})
		}
		tagged(tx, id, fresh, nil)
	}
	_, err = store.InsertMany(ctx, tx, claimTags, rows)
	return err
}

// RemoveTags takes tags off a member, whoever put them on, and tells of those that were there.
func RemoveTags(ctx context.Context, tx *store.Tx, id int64, tags []string) error {
	var gone []string
	err := tx.Query(ctx, `DELETE FROM member_tag WHERE merchant_id = $1 AND member_id = $2 AND tag = ANY($3) RETURNING tag`,
		func(r store.Row) error {
			var tag string
			err := r.Scan(&tag)
			gone = append(gone, tag)
			return err
		}, tx.MerchantID(), id, Unique(tags))
	slices.Sort(gone)
	tagged(tx, id, nil, gone)
	return err
}

// tagged tells of tags that came and went, if any.
func tagged(tx *store.Tx, id int64, added, removed []string) {
	data := map[string]any{}
	if len(added) > 0 {
		data["tags_added"] = added
	}
	if len(removed) > 0 {
		data["tags_removed"] = removed
	}
	if len(data) > 0 {
		tx.Emit(event.Event{Kind: EventChanged, MemberID: id, Subject: id, At: tx.Now(), Data: data})
	}
}

// missing are the sorted words that are not among have.
func missing(words []string, have []Tag) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return slices.ContainsFunc(have, func(t Tag) bool { return t.Tag == w })
	})
}

// TagsOf are the tags of members, sorted.
func TagsOf(ctx context.Context, tx *store.Tx, ids []int64) (map[int64][]Tag, error) {
	out := TagsLater(tx, ids)
	return out, tx.Flush(ctx)
}

// TagsLater is TagsOf; the map is filled when the transaction next waits for an answer.
func TagsLater(tx *store.Tx, ids []int64) map[int64][]Tag {
	out := map[int64][]Tag{}
	tx.QueryLater(`SELECT member_id, tag, source, rule_id, at FROM member_tag WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY member_id, tag`,
		func(r store.Row) error {
			var id int64
			var t Tag
			err := r.Scan(&id, &t.Tag, &t.Source, &t.RuleID, &t.At)
			out[id] = append(out[id], t)
			return err
		}, tx.MerchantID(), ids)
	return out
}

// ListTags are the tags of one member with who put them on.
func ListTags(ctx context.Context, tx *store.Tx, id int64) ([]Tag, error) {
	tags, err := TagsOf(ctx, tx, []int64{id})
	return tags[id], err
}

// RuleTags is a stretch of members for which a rule has been evaluated.
type RuleTags struct {
	RuleID       int64
	Tag          string
	After, Until int64   // of the ids: After < id ≤ Until
	Holds        []int64 // those for whom the condition holds, sorted
}

// SyncRuleTags puts the tag of a rule on those for whom it holds, and takes it off those for whom it held before. Tags from other sources
// are left alone. It answers how many came and went.
func SyncRuleTags(ctx context.Context, tx *store.Tx, in RuleTags) (added, removed int, err error) {
	have := map[int64]bool{}
	var lost []int64
	err = tx.Query(ctx, `SELECT member_id, rule_id FROM member_tag WHERE merchant_id = $1 AND tag = $2 AND member_id > $3 AND member_id <= $4 ORDER BY member_id`,
		func(r store.Row) error {
			var id, rule int64
			err := r.Scan(&id, &rule)
			have[id] = true
			if _, holds := slices.BinarySearch(in.Holds, id); rule == in.RuleID && !holds {
				lost = append(lost, id)
			}
			return err
		}, tx.MerchantID(), in.Tag, in.After, in.Until)
	if err != nil {
		return 0, 0, err
	}
	var rows [][]any
	for _, id := range in.Holds {
		if !have[id] {
			rows = append(rows, []any{tx.MerchantID(), id, in.Tag, TagByRule, in.RuleID, tx.Now()})
			tagged(tx, id, []string{in.Tag}, nil)
		}
	}
	for _, id := range lost {
		tagged(tx, id, nil, []string{in.Tag})
	}
	if len(lost) > 0 {
		if _, err := tx.Exec(ctx, `DELETE FROM member_tag WHERE merchant_id = $1 AND member_id = ANY($2) AND tag = $3 AND rule_id = $4`,
			tx.MerchantID(), lost, in.Tag, in.RuleID); err != nil {
			return 0, 0, err
		}
	}
	_, err = store.InsertMany(ctx, tx, insertTags, rows)
	return len(rows), len(lost), err
}
