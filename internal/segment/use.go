package segment

import (
	"context"
	"slices"
	"strings"

	"regulars/internal/edition"
	"regulars/internal/store"
)

// User is what names a segment and is in use.
type User struct {
	Kind string // program, draft, tag_rule, or what a room above says
	ID   int64  // of a programme the number of its version; 0 of the draft
	Name string // "" of programmes
}

// What names the segment $2 as conditions do.
const (
	sqlNamedEditions = `SELECT number FROM edition WHERE merchant_id = $1 AND replace(document, $2, '') <> document ORDER BY number`
	sqlNamedDraft    = `SELECT version FROM edition_draft WHERE merchant_id = $1 AND replace(document, $2, '') <> document`
	sqlNamedRules    = `SELECT id, tag FROM segment_tag_rule WHERE merchant_id = $1 AND replace(condition, $2, '') <> condition ORDER BY tag`
)

// Users are what of this room and below names the segment and is in use: programmes that are in force or to come, the draft, tag rules.
func Users(ctx context.Context, tx *store.Tx, id int64) ([]User, error) {
	name := store.FormatID("seg", id)
	out, err := programs(ctx, tx, name)
	if err != nil {
		return nil, err
	}
	err = tx.Query(ctx, sqlNamedRules, func(r store.Row) error {
		u := User{Kind: "tag_rule"}
		err := r.Scan(&u.ID, &u.Name)
		out = append(out, u)
		return err
	}, tx.MerchantID(), name)
	return out, err
}

// programs are those that name it: which decide orders now or will, and the draft.
func programs(ctx context.Context, tx *store.Tx, name string) (out []User, err error) {
	var numbers []int64
	err = tx.Query(ctx, sqlNamedEditions, func(r store.Row) error {
		var n int64
		err := r.Scan(&n)
		numbers = append(numbers, n)
		return err
	}, tx.MerchantID(), name)
	if err != nil {
		return nil, err
	}
	if len(numbers) > 0 {
		table, err := edition.Load(ctx, tx)
		if err != nil {
			return nil, err
		}
		for _, v := range table.Versions() {
			state := table.State(v, tx.Now())
			if slices.Contains(numbers, v.Number) && (state == edition.InForce || state == edition.Scheduled) {
				out = append(out, User{Kind: "program", ID: v.Number})
			}
		}
	}
	err = tx.Query(ctx, sqlNamedDraft, func(r store.Row) error {
		var version int64
		err := r.Scan(&version)
		out = append(out, User{Kind: "draft"})
		return err
	}, tx.MerchantID(), name)
	return out, err
}

// said are the users in words, as refusals name them.
type said []User

// In says them in a language.
func (s said) In(language string) string {
	zh := strings.HasPrefix(language, "zh")
	word := map[string][2]string{
		"program": {"会员体系", "the programme"}, "draft": {"会员体系草稿", "the draft of the programme"}, "coupon_template": {"优惠券", "the coupon"},
		"mall_item": {"积分商城商品", "the mall item"}, "tag_rule": {"规则标签", "the tag rule"},
	}
	var parts []string
	for i, u := range s {
		if i == 3 { // a few are enough to go on
			parts = append(parts, map[bool]string{true: "等", false: "and others"}[zh])
			break
		}
		switch {
		case zh && u.Name != "":
			parts = append(parts, word[u.Kind][0]+"“"+u.Name+"”")
		case zh:
			parts = append(parts, word[u.Kind][0])
		default:
			parts = append(parts, strings.TrimSpace(word[u.Kind][1]+" "+u.Name))
		}
	}
	return strings.Join(parts, map[bool]string{true: "、", false: ", "}[zh])
}
