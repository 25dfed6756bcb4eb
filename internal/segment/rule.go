package segment

import (
	"context"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/trait"
	"regulars/internal/org"
	"regulars/internal/store"
)

// TagRule keeps a tag on those for whom a condition holds.
type TagRule struct {
	ID        int64
	Tag       string
	Condition string
	Enabled   bool
	Version   int64
	AppliedAt calendar.Instant // 0 before the first time
	Holders   int64            // for how many it held then
}

const (
	sqlRules   = `SELECT id, tag, condition, enabled, version, applied_at, holders FROM segment_tag_rule WHERE merchant_id = $1 ORDER BY tag LIMIT $2`
	sqlRuleAdd = `INSERT INTO segment_tag_rule (merchant_id, id, tag, condition, enabled, version, applied_at, holders, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, 1, 0, 0, $6, $6) ON CONFLICT (merchant_id, tag) DO NOTHING`
	sqlRuleChange = `UPDATE segment_tag_rule SET condition = $4, enabled = $5, version = version + 1, updated_at = $6
WHERE merchant_id = $1 AND id = $2 AND version = $3`
	sqlRuleApplied = `UPDATE segment_tag_rule SET applied_at = $3, holders = $4 WHERE merchant_id = $1 AND id = $2`
)

// ListTagRules are the merchant's tag rules by tag; there are at most MaxRules.
func ListTagRules(ctx context.Context, tx *store.Tx) ([]TagRule, error) {
	var out []TagRule
	err := tx.Query(ctx, sqlRules, func(r store.Row) error {
		var t TagRule
		err := r.Scan(&t.ID, &t.Tag, &t.Condition, &t.Enabled, &t.Version, &t.AppliedAt, &t.Holders)
		out = append(out, t)
		return err
	}, tx.MerchantID(), MaxRules)
	return out, err
}

func getRule(ctx context.Context, tx *store.Tx, id int64) (TagRule, error) {
	rules, err := ListTagRules(ctx, tx)
	for _, r := range rules {
		if r.ID == id {
			return r, err
		}
	}
	if err == nil {
		err = ErrRuleUnknown.New(nil)
	}
	return TagRule{}, err
}

// SaveTagRule makes a rule (ID 0) or changes the one of that id and version; its tag is fixed. It takes effect when it is applied.
// Returns ErrRuleTaken, ErrRuleStale, ErrRuleUnknown, fault.ErrTooMany, or what is wrong with a field.
func SaveTagRule(ctx context.Context, tx *store.Tx, t TagRule) (TagRule, error) {
	have, err := ListTagRules(ctx, tx)
	if err != nil {
		return t, err
	}
	old := TagRule{}
	if t.ID != 0 {
		if old, err = getRule(ctx, tx, t.ID); err != nil {
			return t, err
		}
		t.Tag = old.Tag
	}
	if refused := trait.CheckTag("tag", t.Tag); refused != nil {
		return t, refused
	}
	if strings.TrimSpace(t.Condition) == "" {
		return t, fault.ErrRequired.At("condition", nil)
	}
	if err := Check(ctx, tx, "condition", t.Condition); err != nil {
		return t, err
	}
	if t.ID != 0 {
		return changeRule(ctx, tx, old, t)
	}
	if len(have) >= MaxRules {
		return t, fault.ErrTooMany.New(fault.P{"limit": MaxRules})
	}
	t.ID, t.Version = tx.NewID(), 1
	made, err := tx.Exec(ctx, sqlRuleAdd, tx.MerchantID(), t.ID, t.Tag, t.Condition, t.Enabled, tx.Now())
	if err == nil && made == 0 {
		err = ErrRuleTaken.At("tag", fault.P{"tag": t.Tag})
	}
	if err != nil {
		return t, err
	}
	return t, org.Audit(ctx, tx, org.Change{Verb: "segment.tag_rule_added", Subject: org.Subject("tag_rule", t.ID), After: t})
}

func changeRule(ctx context.Context, tx *store.Tx, old, t TagRule) (TagRule, error) {
	if old.Version != t.Version {
		return t, ErrRuleStale.New(fault.P{"version": old.Version})
	}
	n, err := tx.Exec(ctx, sqlRuleChange, tx.MerchantID(), t.ID, t.Version, t.Condition, t.Enabled, tx.Now())
	if err == nil && n == 0 {
		err = ErrRuleStale.New(fault.P{"version": old.Version})
	}
	if err != nil {
		return t, err
	}
	t.Version, t.AppliedAt, t.Holders = t.Version+1, old.AppliedAt, old.Holders
	return t, org.Audit(ctx, tx, org.Change{Verb: "segment.tag_rule_changed", Subject: org.Subject("tag_rule", t.ID), Before: old, After: t})
}

// DeleteTagRule removes a rule and takes its tag off those whom it gave it, a stretch of members at a time in transactions of its own.
func DeleteTagRule(ctx context.Context, db *store.DB, scope store.Scope, id, version int64) error {
	var rule TagRule
	err := db.Tx(ctx, scope, func(tx *store.Tx) error {
		var err error
		if rule, err = getRule(ctx, tx, id); err != nil {
			return err
		}
		off := rule
		off.Enabled, off.Version = false, version
		_, err = changeRule(ctx, tx, rule, off)
		return err
	})
	if err != nil {
		return err
	}
	if err := walk(ctx, db, scope, rule, nobody); err != nil {
		return err
	}
	return db.Tx(ctx, scope, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM segment_tag_rule WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), id)
		if err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "segment.tag_rule_deleted", Subject: org.Subject("tag_rule", id), Before: rule})
	})
}

// ApplyTagRules applies every enabled rule of the merchant; the day-turn calls it. It works through the members in short transactions, so
// orders go on beside it; stopped half-way, the next run finishes the work.
func ApplyTagRules(ctx context.Context, db *store.DB, scope store.Scope) error {
	var rules []TagRule
	err := db.View(ctx, scope, func(tx *store.Tx) error {
		var err error
		rules, err = ListTagRules(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, rule := range rules {
		if !rule.Enabled {
			continue
		}
		if err := walk(ctx, db, scope, rule, holders); err != nil {
			return err
		}
	}
	return nil
}

// ApplyTagRule applies one rule on demand, enabled or not. Returns ErrRuleUnknown.
func ApplyTagRule(ctx context.Context, db *store.DB, scope store.Scope, id int64) error {
	var rule TagRule
	err := db.View(ctx, scope, func(tx *store.Tx) error {
		var err error
		rule, err = getRule(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	return walk(ctx, db, scope, rule, holders)
}

// judge says which of the members from after (left out) to until a rule holds for.
type judge func(ctx context.Context, tx *store.Tx, rule TagRule, after, until int64) ([]int64, error)

func nobody(context.Context, *store.Tx, TagRule, int64, int64) ([]int64, error) { return nil, nil }

func holders(ctx context.Context, tx *store.Tx, rule TagRule, after, until int64) ([]int64, error) {
	condition, err := Compile(ctx, tx, rule.Condition)
	if err != nil {
		return nil, err
	}
	f := member.Filter{Condition: condition, Until: until}
	return member.ListIDs(ctx, tx, f, after, ruleStep)
}

// walk goes through all members, a stretch a transaction.
func walk(ctx context.Context, db *store.DB, scope store.Scope, rule TagRule, holds judge) error {
	after, total := int64(0), int64(0)
	for {
		until, n := int64(0), 0
		err := db.Tx(ctx, scope, func(tx *store.Tx) error {
			var err error
			if until, err = stretch(ctx, tx, after); err != nil {
				return err
			}
			ids, err := holds(ctx, tx, rule, after, until)
			n = len(ids)
			if err != nil {
				return err
			}
			_, _, err = trait.SyncRuleTags(ctx, tx, trait.RuleTags{RuleID: rule.ID, Tag: rule.Tag, After: after, Until: until, Holds: ids})
			return err
		})
		if err != nil {
			return err
		}
		after, total = until, total+int64(n)
		if until == int64(calendar.Never) {
			break
		}
	}
	return db.Tx(ctx, scope, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, sqlRuleApplied, tx.MerchantID(), rule.ID, tx.Now(), total)
		return err
	})
}

// stretch is the last id of the next ruleStep members, or the largest number where there are fewer.
func stretch(ctx context.Context, tx *store.Tx, after int64) (int64, error) {
	until := int64(calendar.Never)
	_, err := store.One(ctx, tx, `SELECT id FROM member WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT 1 OFFSET $3`,
		func(r store.Row) error { return r.Scan(&until) }, tx.MerchantID(), after, ruleStep-1)
	return until, err
}
