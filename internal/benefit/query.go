package benefit

import (
	"context"
	"encoding/json"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/store"
)

const sqlEntitlements = `SELECT ` + entitlementColumns + `, CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END
	FROM benefit_entitlement e JOIN member m ON m.merchant_id = e.merchant_id AND m.id = e.member_id
	WHERE e.merchant_id = $1 AND m.merchant_id = $1 AND `

func entitlements(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Entitlement, error) {
	var out []*Entitlement
	err := tx.Query(ctx, sql, func(r store.Row) error {
		e, err := scanEntitlement(r)
		out = append(out, e)
		return err
	}, slices.Concat([]any{tx.MerchantID()}, args)...)
	return out, err
}

// Many are the entitlements of those ids that are there, by id.
func Many(ctx context.Context, tx *store.Tx, ids []int64) ([]*Entitlement, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return entitlements(ctx, tx, sqlEntitlements+`e.id = ANY($2) ORDER BY e.id`, ids)
}

// Get reads an entitlement that is stored. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (*Entitlement, error) {
	found, err := entitlements(ctx, tx, sqlEntitlements+`e.id = $2`, id)
	if err == nil && len(found) == 0 {
		return nil, ErrUnknown.New(nil)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// Past are the entitlements of a member, and of records merged into it, that are over: what was used up, has expired or was taken back, newest
// first, before an id (0: the newest). A quota is over when its period is, a line of a card not before the others.
func Past(ctx context.Context, tx *store.Tx, memberID, before int64, limit int) ([]*Entitlement, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return entitlements(ctx, tx, sqlEntitlements+`(m.id = $2 OR m.alias_of = $2) AND e.id < $3 AND (e.expires_at <= $4 OR e.used + e.revoked >= e.quantity AND e.kind <> 'quota')
		AND NOT EXISTS (SELECT 1 FROM benefit_entitlement o WHERE o.merchant_id = $1 AND o.id <> e.id AND o.member_id = e.member_id AND o.kind = 'card' AND o.source = e.source
			AND CASE WHEN o.part_of = 0 THEN o.id ELSE o.part_of END = CASE WHEN e.part_of = 0 THEN e.id ELSE e.part_of END
			AND e.follows = 0 AND o.follows = 0 AND o.expires_at > $4 AND o.used + o.revoked < o.quantity)
		ORDER BY e.id DESC LIMIT $5`, memberID, before, tx.Now(), limit)
}

// OfRecords are all entitlements that were made for records, by id.
func OfRecords(ctx context.Context, tx *store.Tx, records []int64) ([]*Entitlement, error) {
	return entitlements(ctx, tx, sqlEntitlements+`e.member_id = ANY($2) ORDER BY e.id`, records)
}

// UsesIn says which uses are listed.
type UsesIn struct {
	MemberID int64 // 0: of all members; aliases count as their member
	Benefit  string
	Stores   []int64 // nil: everywhere
	From     calendar.Instant
	Until    calendar.Instant // 0: no end
	Before   int64            // id of the last one seen; 0: the newest
	Limit    int
}

// UsesPage is a page of uses. It may be short, or even empty, while Next says where to go on.
type UsesPage struct {
	Uses []*UseLine
	Next int64 // Before of the next page; 0 on the last one
}

// UseLine is a use with what it was of.
type UseLine struct {
	Use
	Benefit string
	Kind    Kind
	Terms   Terms
	Holder  int64
}

// Uses lists what was used of entitlements, newest first; locks are not among it. Of all members it looks at a bounded number of uses for a page.
func Uses(ctx context.Context, tx *store.Tx, in UsesIn) (out UsesPage, err error) {
	if in.Before == 0 {
		in.Before = 1<<63 - 1
	}
	if in.Until == 0 {
		in.Until = calendar.Never
	}
	records, least, looked := []int64{}, int64(0), int64(0)
	if in.MemberID != 0 {
		records, err = member.WithAliases(ctx, tx, in.MemberID)
	} else {
		_, err = store.One(ctx, tx, `SELECT COALESCE(MIN(w.id), 0), COUNT(*) FROM (SELECT u.id FROM benefit_use u WHERE u.merchant_id = $1 AND u.id < $2 ORDER BY u.id DESC LIMIT $3) AS w`,
			func(r store.Row) error { return r.Scan(&least, &looked) }, tx.MerchantID(), in.Before, int64(maxWalk))
	}
	if err != nil {
		return out, err
	}
	err = tx.Query(ctx, `SELECT `+useColumns+`, e.benefit, e.kind, e.terms, CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END
		FROM benefit_use u JOIN benefit_entitlement e ON e.merchant_id = u.merchant_id AND e.id = u.entitlement_id
		JOIN member m ON m.merchant_id = u.merchant_id AND m.id = u.member_id
		WHERE u.merchant_id = $1 AND e.merchant_id = $1 AND m.merchant_id = $1 AND u.id < $2 AND u.state IN ('used', 'undone')
			AND u.at >= $3 AND u.at < $4 AND (CAST($5 AS bigint) = 0 OR u.member_id = ANY($6)) AND (CAST($7 AS text) = '' OR e.benefit = $7)
			AND (CAST($8 AS boolean) OR u.store_id = ANY($10)) AND u.id >= $11
		ORDER BY u.id DESC LIMIT $9`, func(r store.Row) error {
		l, err := scanUseLine(r)
		out.Uses = append(out.Uses, l)
		return err
	}, tx.MerchantID(), in.Before, in.From, in.Until, in.MemberID, records, in.Benefit, in.Stores == nil, in.Limit, append([]int64{}, in.Stores...), least)
	switch n := len(out.Uses); {
	case n > 0 && n == in.Limit:
		out.Next = out.Uses[n-1].ID
	case looked == maxWalk:
		out.Next = least
	}
	return out, err
}

func scanUseLine(r store.Row) (*UseLine, error) {
	l := &UseLine{Use: Use{stored: true}}
	var terms string
	err := r.Scan(append(l.fields(), &l.Benefit, (*string)(&l.Kind), &terms, &l.Holder)...)
	if err == nil {
		err = json.Unmarshal([]byte(terms), &l.Terms)
	}
	return l, err
}

// GetUse reads a use. Returns ErrUseGone.
func GetUse(ctx context.Context, tx *store.Tx, id int64) (*Use, error) {
	return oneUse(ctx, tx, sqlUse+`u.id = $2`, id)
}

// FindNumber is the use at the counter of a natural key, or nil.
func FindNumber(ctx context.Context, tx *store.Tx, source, number string) (*Use, error) {
	u, err := oneUse(ctx, tx, sqlUse+`u.source = $2 AND u.number = $3 AND u.number <> ''`, source, number)
	if fault.Has(err, ErrUseGone) {
		return nil, nil //nolint:nilnil // none is a good answer
	}
	return u, err
}

const sqlUse = `SELECT ` + useColumns + ` FROM benefit_use u WHERE u.merchant_id = $1 AND `

func oneUse(ctx context.Context, tx *store.Tx, sql string, args ...any) (*Use, error) {
	var u *Use
	found, err := store.One(ctx, tx, sql, func(r store.Row) (err error) {
		u, err = scanUse(r)
		return err
	}, slices.Concat([]any{tx.MerchantID()}, args)...)
	if err == nil && !found {
		return nil, ErrUseGone.New(nil)
	}
	return u, err
}

// Sums are what a benefit was used for in a span of time.
type Sums struct {
	Kind        string
	Benefit     string
	Documents   int64 // orders, and uses at the counter
	Members     int64
	Quantity    int64
	AmountMinor int64
	CostMinor   int64
}

// Sheet sums what documents of a span keep of each benefit, what cost most first.
func Sheet(ctx context.Context, tx *store.Tx, from, until calendar.Instant) ([]Sums, error) {
	var out []Sums
	err := tx.Query(ctx, `WITH alias AS (SELECT id, alias_of FROM member WHERE merchant_id = $1 AND alias_of <> 0)
		SELECT n.kind, n.benefit, COUNT(*), COUNT(DISTINCT COALESCE(a.alias_of, n.member_id)), CAST(SUM(n.quantity) AS bigint),
			CAST(SUM(n.amount_minor) AS bigint), CAST(SUM(n.cost_minor) AS bigint)
		FROM benefit_note n LEFT JOIN alias a ON a.id = n.member_id WHERE n.merchant_id = $1 AND n.at >= $2 AND n.at < $3 AND n.quantity > 0
		GROUP BY n.kind, n.benefit ORDER BY CAST(SUM(n.cost_minor) AS bigint) DESC, n.kind, n.benefit`, func(r store.Row) error {
		var s Sums
		err := r.Scan(&s.Kind, &s.Benefit, &s.Documents, &s.Members, &s.Quantity, &s.AmountMinor, &s.CostMinor)
		out = append(out, s)
		return err
	}, tx.MerchantID(), from, until)
	return out, err
}
