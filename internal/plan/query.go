package plan

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/expr/tree"
	"regulars/internal/offer/deal"
	"regulars/internal/store"
)

const membershipSelect = `SELECT m.id, m.member_id, m.record_id, m.plan_id, p.code, m.version, m.edition, m.act,
	m.made_at, m.starts_at, m.ends_at, m.rest_from, m.rest_until, m.rest_days, m.closed_at, m.closed,
	m.price_minor, m.credit_minor, m.back_minor, m.refund_minor, m.unrecovered_minor,
	m.principal_minor, m.bonus_minor, m.principal_back_minor, m.bonus_back_minor,
	m.source, m.number, m.hash, m.cause, m.store_id, m.made_by, m.reason, m.detail, v.document
	FROM plan_membership m JOIN plan p ON p.merchant_id = $1 AND p.id = m.plan_id
	JOIN plan_version v ON v.merchant_id = $1 AND v.plan_id = m.plan_id AND v.version = m.version`

// scanMembership reads a row; the document of its terms is answered as text.
func scanMembership(r store.Row) (m *Membership, document string, err error) {
	m = &Membership{}
	var act, closed, detail string
	err = r.Scan(&m.ID, &m.MemberID, &m.RecordID, &m.PlanID, &m.Code, &m.Version, &m.Edition, &act,
		&m.MadeAt, &m.StartsAt, &m.EndsAt, &m.Rest.From, &m.Rest.Until, &m.Rest.Past, &m.ClosedAt, &closed,
		&m.PriceMinor, &m.CreditMinor, &m.BackMinor, &m.RefundMinor, &m.UnrecoveredMinor,
		&m.PrincipalMinor, &m.BonusMinor, &m.PrincipalBackMinor, &m.BonusBackMinor,
		&m.Source, &m.Number, &m.Hash, &m.Cause, &m.StoreID, &m.MadeBy, &m.Reason, &detail, &document)
	m.Act, m.Closed = Act(act), Closed(closed)
	if err == nil && detail != "" {
		err = json.Unmarshal([]byte(detail), &m.Detail)
	}
	return m, document, err
}

var insertMembership = store.Insert{
	Table: "plan_membership", Columns: []string{
		"merchant_id", "id", "member_id", "record_id", "plan_id", "version", "edition", "act", "made_at", "starts_at", "ends_at", "remind_at",
		"rest_from", "rest_until", "rest_days", "closed_at", "closed", "price_minor",
		"credit_minor", "back_minor", "refund_minor", "unrecovered_minor", "principal_minor", "bonus_minor", "principal_back_minor", "bonus_back_minor",
		"source", "number", "hash", "cause", "store_id", "made_by", "reason", "detail", "told_at", "ended_told",
	},
	Conflict: "ON CONFLICT (merchant_id, number, source) WHERE number <> '' DO NOTHING",
}

var updateMembership = store.Update{
	Table: "plan_membership", Key: []string{"id"},
	Set: []string{
		"starts_at", "ends_at", "remind_at", "rest_from", "rest_until", "rest_days", "closed_at", "closed", "refund_minor", "unrecovered_minor",
		"principal_back_minor", "bonus_back_minor", "reason", "detail",
	},
}

func (m *Membership) row(tx *store.Tx) ([]any, error) {
	detail, err := json.Marshal(m.Detail)
	return []any{
		tx.MerchantID(), m.ID, m.MemberID, m.RecordID, m.PlanID, m.Version, m.Edition, string(m.Act), m.MadeAt, m.StartsAt, m.EndsAt, m.remindAt(tx.Zone()),
		m.Rest.From, m.Rest.Until, m.Rest.Past, m.ClosedAt, string(m.Closed), m.PriceMinor,
		m.CreditMinor, m.BackMinor, m.RefundMinor, m.UnrecoveredMinor, m.PrincipalMinor, m.BonusMinor, m.PrincipalBackMinor, m.BonusBackMinor,
		m.Source, m.Number, m.Hash, m.Cause, m.StoreID, m.MadeBy, m.Reason, string(detail), int64(0), false,
	}, err
}

// readMemberships runs a statement that begins with membershipSelect.
func readMemberships(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Membership, error) {
	bk := &Books{tx: tx, terms: map[termsKey]*Terms{}}
	var out []*Membership
	err := tx.Query(ctx, sql, func(r store.Row) error {
		m, document, err := scanMembership(r)
		if err != nil {
			return err
		}
		out = append(out, m)
		return bk.read(m, document)
	}, args...)
	return out, err
}

// GetMembership is one membership. Returns ErrMembers.
func GetMembership(ctx context.Context, tx *store.Tx, id int64) (*Membership, error) {
	list, err := readMemberships(ctx, tx, membershipSelect+` WHERE m.merchant_id = $1 AND m.id = $2`, tx.MerchantID(), id)
	if err == nil && len(list) == 0 {
		return nil, ErrMembers.New(nil)
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// FindNumber is the membership that was sold under a number, or nil.
func FindNumber(ctx context.Context, tx *store.Tx, source, number string) (*Membership, error) {
	list, err := readMemberships(ctx, tx, membershipSelect+` WHERE m.merchant_id = $1 AND m.number = $2 AND m.source = $3 AND m.number <> ''`, tx.MerchantID(), number, source)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

// OfMember are all memberships that a member holds or held, newest first.
func OfMember(ctx context.Context, tx *store.Tx, member int64) ([]*Membership, error) {
	return readMemberships(ctx, tx, membershipSelect+` WHERE m.merchant_id = $1 AND m.member_id = $2 ORDER BY m.id DESC LIMIT 1000`, tx.MerchantID(), member)
}

// PaidFor reports whether the fact was a purchase of the member whose refund was less by the worth of its used gifts: they are the member's then.
func PaidFor(ctx context.Context, tx *store.Tx, member int64, root string) (bool, error) {
	if !strings.HasPrefix(root, rootPrefix) {
		return false, nil
	}
	list, err := OfMember(ctx, tx, member)
	return slices.ContainsFunc(list, func(m *Membership) bool {
		return slices.ContainsFunc(m.Detail.Kept, func(id int64) bool { return Root(id) == root })
	}), err
}

// ListIn asks for a page of memberships, newest first.
type ListIn struct {
	PlanID int64 // 0: of all plans
	Active bool  // those that are active now
	Before int64 // the id at which the last page ended; 0 for the first page
	Limit  int
}

// ListMemberships is a page of memberships of all members, newest first.
func ListMemberships(ctx context.Context, tx *store.Tx, in ListIn) ([]*Membership, error) {
	if in.Before == 0 {
		in.Before = int64(calendar.Never)
	}
	until := calendar.Never // of the beginning: any
	since := calendar.Instant(-1)
	if in.Active {
		until, since = tx.Now(), tx.Now()
	}
	return readMemberships(ctx, tx, membershipSelect+` WHERE m.merchant_id = $1 AND m.id < $2 AND (m.plan_id = $3 OR CAST($3 AS bigint) = 0)
		AND m.starts_at <= $4 AND m.ends_at > $5 AND m.closed_at > $5 ORDER BY m.id DESC LIMIT $6`,
		tx.MerchantID(), in.Before, in.PlanID, until, since, min(max(in.Limit, 1), MaxPage))
}

// Had reports whether a member, or a record merged into it, ever bought the plan and did not cancel it.
func Had(ctx context.Context, tx *store.Tx, member, plan int64) (bool, error) {
	return store.One(ctx, tx, `SELECT id FROM plan_membership WHERE merchant_id = $1 AND member_id = $2 AND plan_id = $3 AND act <> 'given' AND closed <> 'cancelled' LIMIT 1`,
		func(store.Row) error { return nil }, tx.MerchantID(), member, plan)
}

const planSelect = `SELECT p.id, p.code, p.version, p.on_sale, p.created_at, p.updated_at, v.document FROM plan p
	JOIN plan_version v ON v.merchant_id = $1 AND v.plan_id = p.id AND v.version = p.version WHERE p.merchant_id = $1`

func scanPlan(r store.Row) (*Plan, error) {
	p := &Plan{}
	var document string
	if err := r.Scan(&p.ID, &p.Code, &p.Version, &p.OnSale, &p.CreatedAt, &p.UpdatedAt, &document); err != nil {
		return p, err
	}
	if err := json.Unmarshal([]byte(document), &p.Terms); err != nil {
		return p, fmt.Errorf("terms of plan %d: %w", p.ID, err)
	}
	return p, nil
}

func readPlans(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Plan, error) {
	var out []*Plan
	err := tx.Query(ctx, sql, func(r store.Row) error {
		p, err := scanPlan(r)
		out = append(out, p)
		return err
	}, args...)
	return out, err
}

// Get is a plan as it is sold now. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (*Plan, error) {
	list, err := readPlans(ctx, tx, planSelect+` AND p.id = $2`, tx.MerchantID(), id)
	if err == nil && len(list) == 0 {
		return nil, ErrUnknown.New(nil)
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// List are the merchant's plans, those on sale first, the highest first.
func List(ctx context.Context, tx *store.Tx) ([]*Plan, error) {
	list, err := readPlans(ctx, tx, planSelect+` ORDER BY p.id`, tx.MerchantID())
	slices.SortStableFunc(list, func(a, b *Plan) int {
		switch {
		case a.OnSale == b.OnSale:
			return cmp.Compare(b.Terms.Level, a.Terms.Level)
		case a.OnSale:
			return -1
		}
		return 1
	})
	return list, err
}

// Choices are the plans as conditions name them, those no longer sold too.
func Choices(ctx context.Context, tx *store.Tx) (tree.Choices, error) {
	list, err := List(ctx, tx)
	var out []expr.Choice
	for _, p := range list {
		out = append(out, expr.Choice{Value: p.Code, En: p.Terms.Name.In("en"), Zh: p.Terms.Name.In("zh")})
	}
	return tree.Choices{"plans": out}, err
}

// BenefitNames are how people call the benefits of plans, by "<plan>/<benefit>": as they are sold now.
func BenefitNames(ctx context.Context, tx *store.Tx) (map[string]deal.Text, error) {
	list, err := List(ctx, tx)
	out := map[string]deal.Text{}
	for _, p := range list {
		for i := range p.Terms.Benefits {
			b, of := &p.Terms.Benefits[i], p.Terms.Name
			out[p.Code+"/"+b.Code] = deal.Text{Zh: of.In("zh") + " · " + b.Name.In("zh"), En: of.In("en") + " · " + b.Name.In("en")}
		}
	}
	return out, err
}

// Version is one version of a plan's terms.
type Version struct {
	Number int64
	MadeAt calendar.Instant
	MadeBy string
	Terms  Terms
}

// Versions are all versions of a plan, newest first.
func Versions(ctx context.Context, tx *store.Tx, id int64) ([]Version, error) {
	var out []Version
	err := tx.Query(ctx, `SELECT version, made_at, made_by, document FROM plan_version WHERE merchant_id = $1 AND plan_id = $2 ORDER BY version DESC LIMIT 200`,
		func(r store.Row) error {
			var v Version
			var document string
			if err := r.Scan(&v.Number, &v.MadeAt, &v.MadeBy, &document); err != nil {
				return err
			}
			out = append(out, v)
			return json.Unmarshal([]byte(document), &out[len(out)-1].Terms)
		}, tx.MerchantID(), id)
	return out, err
}
