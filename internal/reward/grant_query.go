package reward

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/member/trait"
	"regulars/internal/reward/item"
	"regulars/internal/reward/use"
	"regulars/internal/store"
)

const grantColumns = `id, member_id, kind, reason, rule, root, made_by, at, state, cost_minor, unrecovered_minor, revoked_at, uses`

func findGrants(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Granted, error) {
	var out []*Granted
	byID := map[int64]*Granted{}
	var ids []int64
	err := tx.Query(ctx, sql, func(r store.Row) error {
		g := &Granted{}
		var uses string
		err := r.Scan(&g.ID, &g.MemberID, &g.Kind, &g.Reason, &g.Rule, &g.Root, &g.MadeBy, &g.At, &g.State, &g.CostMinor, &g.UnrecoveredMinor, &g.RevokedAt, &uses)
		if err == nil {
			g.Uses, err = use.Read(uses)
		}
		out, ids = append(out, g), append(ids, g.ID)
		byID[g.ID] = g
		return err
	}, slices.Concat([]any{tx.MerchantID()}, args)...)
	if err != nil || len(out) == 0 {
		return out, err
	}
	return out, tx.Query(ctx, `SELECT grant_id, kind, subject_id, code, pack_id, amount, taken_back, cost_minor, made FROM reward_part
		WHERE merchant_id = $1 AND grant_id = ANY($2) ORDER BY grant_id, position`, func(r store.Row) error {
		var id int64
		p, err := scanPart(r, &id)
		if g := byID[id]; g != nil {
			g.Parts = append(g.Parts, p)
		}
		return err
	}, tx.MerchantID(), ids)
}

func scanPart(r store.Row, grantID *int64) (Part, error) {
	var p Part
	var subject int64
	var code, made string
	if err := r.Scan(grantID, (*string)(&p.Kind), &subject, &code, &p.PackID, &p.Amount, &p.TakenBack, &p.CostMinor, &made); err != nil {
		return p, err
	}
	switch p.Kind {
	case item.Coupon:
		p.TemplateID = subject
	case item.PlanDays:
		p.PlanID, p.Days = subject, p.Amount
	case item.Entitlement, item.DrawChances:
		p.Benefit = code
	case item.TierDays:
		p.Tier, p.Days = code, p.Amount
	case item.Tag:
		p.Tag = code
	case item.Gift:
		p.TemplateID, p.SKU = subject, code
	case item.Points, item.Growth, item.Bonus, item.Commission:
		p.Item.Amount = p.Amount
	case item.Pack: // never a part: it was taken apart
	}
	switch p.Kind {
	case item.Coupon, item.Entitlement, item.DrawChances, item.Gift:
		p.Quantity = p.Amount
	}
	if err := json.Unmarshal([]byte(made), &p.Made); err != nil {
		return p, fmt.Errorf("stored grant %d: %w", *grantID, err)
	}
	return p, nil
}

// subject is the part's reference: of a template or plan.
func (p *Part) subject() int64 { return p.TemplateID + p.PlanID }

// code is the part's reference: of a benefit, tier, tag or article.
func (p *Part) code() string { return p.Benefit + p.Tier + p.Tag + p.SKU }

// GetGrant reads a grant. Returns ErrGrant.
func GetGrant(ctx context.Context, tx *store.Tx, id int64) (*Granted, error) {
	found, err := findGrants(ctx, tx, `SELECT `+grantColumns+` FROM reward_grant WHERE merchant_id = $1 AND id = $2`, id)
	if err == nil && len(found) == 0 {
		return nil, ErrGrant.New(nil)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// ListGrants lists what was given to a member other than by orders, newest first, after the id of the last one seen (0: from the newest).
func ListGrants(ctx context.Context, tx *store.Tx, memberID, after int64, limit int) ([]*Granted, error) {
	if after == 0 {
		after = int64(calendar.Never)
	}
	return findGrants(ctx, tx, `SELECT `+grantColumns+` FROM reward_grant WHERE merchant_id = $1 AND member_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4`, memberID, after, limit)
}

// ListAll lists what was given to anybody, newest first, after the id of the last one seen (0: from the newest). kind and state "" are any.
func ListAll(ctx context.Context, tx *store.Tx, kind, state string, after int64, limit int) ([]*Granted, error) {
	if after == 0 {
		after = int64(calendar.Never)
	}
	return findGrants(ctx, tx, `SELECT `+grantColumns+` FROM reward_grant WHERE merchant_id = $1 AND id < $2
		AND (CAST($3 AS text) = '' OR kind = $3) AND (CAST($4 AS text) = '' OR state = $4) ORDER BY id DESC LIMIT $5`, after, kind, state, limit)
}

// GrantsOfRoot lists what was given to anybody because of a fact, oldest first.
func GrantsOfRoot(ctx context.Context, tx *store.Tx, root string) ([]*Granted, error) {
	return findGrants(ctx, tx, `SELECT `+grantColumns+` FROM reward_grant WHERE merchant_id = $1 AND root = $2 ORDER BY id`, root)
}

// ManyGrants reads grants by id.
func ManyGrants(ctx context.Context, tx *store.Tx, ids []int64) ([]*Granted, error) {
	return findGrants(ctx, tx, `SELECT `+grantColumns+` FROM reward_grant WHERE merchant_id = $1 AND id = ANY($2) ORDER BY id`, ids)
}

var (
	insertGrants = store.Insert{Table: "reward_grant", Columns: []string{
		"merchant_id", "id", "member_id", "kind", "reason", "rule", "root", "made_by", "alone", "at", "state", "cost_minor", "unrecovered_minor", "revoked_at", "uses",
	}}
	insertParts = store.Insert{Table: "reward_part", Columns: []string{
		"merchant_id", "grant_id", "position", "kind", "subject_id", "code", "pack_id", "amount", "taken_back", "cost_minor", "made",
	}}
)

// saveGrants writes what was given and what was taken back, at the latest when the transaction commits.
func (bk *Books) saveGrants(ctx context.Context) error {
	var heads, parts, taken, takenParts [][]any
	merchant := bk.tx.MerchantID()
	for _, g := range bk.given {
		uses, err := use.Text(g.Uses)
		if err != nil {
			return err
		}
		heads = append(heads, []any{
			merchant, g.ID, g.MemberID, g.Kind, g.Reason, g.Rule, g.Root, g.MadeBy, g.alone, g.At, g.State, g.CostMinor, g.UnrecoveredMinor, g.RevokedAt, uses,
		})
		for i := range g.Parts {
			p := &g.Parts[i]
			parts = append(parts, []any{
				merchant, g.ID, int64(i), string(p.Kind), p.subject(), p.code(), p.PackID, p.Amount, p.TakenBack, p.CostMinor, madeText(p.Made),
			})
		}
	}
	for _, g := range bk.taken {
		taken = append(taken, []any{g.ID, g.State, g.UnrecoveredMinor, g.RevokedAt})
		for i := range g.Parts {
			takenParts = append(takenParts, []any{g.ID, int64(i), g.Parts[i].TakenBack})
		}
	}
	store.InsertLater(bk.tx, insertGrants, heads, nil)
	store.InsertLater(bk.tx, insertParts, parts, nil)
	store.UpdateLater(bk.tx, store.Update{Table: "reward_grant", Key: []string{"id"}, Set: []string{"state", "unrecovered_minor", "revoked_at"}}, taken, nil)
	store.UpdateLater(bk.tx, store.Update{Table: "reward_part", Key: []string{"grant_id", "position"}, Set: []string{"taken_back"}}, takenParts, nil)
	bk.given, bk.taken = nil, nil
	if bk.stock.budgets != nil {
		bk.stock.budgets.Save()
	}
	return bk.saveTags(ctx)
}

func madeText(ids []int64) string {
	if len(ids) == 0 {
		return "[]"
	}
	text, err := json.Marshal(ids)
	if err != nil { // plain numbers
		return "[]"
	}
	return string(text)
}

func (bk *Books) saveTags(ctx context.Context) error {
	if len(bk.tags) > 0 {
		words := map[int64][]string{}
		for _, t := range bk.tags {
			words[t.MemberID] = append(words[t.MemberID], t.Tags...)
		}
		if err := trait.AddTags(ctx, bk.tx, trait.TagByReward, words); err != nil {
			return err
		}
	}
	for _, t := range bk.untags {
		gone, err := bk.tagsGone(ctx, t)
		if err != nil {
			return err
		}
		if err := trait.RemoveTags(ctx, bk.tx, t.MemberID, gone); err != nil {
			return err
		}
	}
	bk.tags, bk.untags = nil, nil
	return nil
}

// tagsGone are those of the tags that no other grant gives the member, or a record merged into it.
func (bk *Books) tagsGone(ctx context.Context, of trait.TagsFor) ([]string, error) {
	records, err := member.WithAliases(ctx, bk.tx, of.MemberID)
	if err != nil {
		return nil, err
	}
	gone := slices.Clone(of.Tags)
	err = bk.tx.Query(ctx, `SELECT p.code FROM reward_grant g JOIN reward_part p ON p.merchant_id = g.merchant_id AND p.grant_id = g.id
		WHERE g.merchant_id = $1 AND p.merchant_id = $1 AND g.member_id = ANY($2) AND g.state = 'given' AND p.kind = 'tag' AND p.code = ANY($3)`, func(r store.Row) error {
		var tag string
		err := r.Scan(&tag)
		gone = slices.DeleteFunc(gone, func(one string) bool { return one == tag })
		return err
	}, bk.tx.MerchantID(), records, of.Tags)
	return gone, err
}

// Assets are the kinds of items that are booked in the ledger, as its assets.
func Assets() []ledger.Asset {
	return []ledger.Asset{ledger.Points, ledger.Growth, ledger.Bonus, ledger.Commission}
}
