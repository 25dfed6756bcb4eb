package handout

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

const (
	handoutSelect = `SELECT id, pack_id, note, codes, uses, per_member, budgets, from_at, until_at, made_by, at, closed_at FROM reward_handout WHERE merchant_id = $1 `
	sqlCode       = `SELECT id, handout_id, code, claims, voided_at FROM reward_code WHERE merchant_id = $1 AND code = $2`
	sqlCodeByID   = `SELECT id, handout_id, code, claims, voided_at FROM reward_code WHERE merchant_id = $1 AND id = $2`
	sqlCodes      = `SELECT id, handout_id, code, claims, voided_at FROM reward_code WHERE merchant_id = $1 AND handout_id = $2 AND id > $3 ORDER BY id LIMIT $4`
)

func readMany(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Handout, error) {
	var out []*Handout
	err := tx.Query(ctx, sql, func(r store.Row) error {
		h := &Handout{}
		var budgets string
		err := r.Scan(&h.ID, &h.PackID, &h.Note, &h.Codes, &h.Uses, &h.PerMember, &budgets, &h.From, &h.Until, &h.MadeBy, &h.At, &h.ClosedAt)
		if err == nil {
			err = json.Unmarshal([]byte(budgets), &h.Budgets)
		}
		out = append(out, h)
		return err
	}, slices.Concat([]any{tx.MerchantID()}, args)...)
	return out, err
}

// read is a handout without its figures.
func read(ctx context.Context, tx *store.Tx, id int64) (*Handout, error) {
	found, err := readMany(ctx, tx, handoutSelect+`AND id = $2`, id)
	if err == nil && len(found) == 0 {
		err = ErrUnknown.New(nil)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// Get is a handout with its figures. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (*Handout, error) {
	h, err := read(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return h, figures(ctx, tx, []*Handout{h})
}

// List is a page of a pack's handouts with their figures, newest first, after the id of the last one seen (0: from the newest).
func List(ctx context.Context, tx *store.Tx, packID, after int64, limit int) ([]*Handout, error) {
	if after <= 0 {
		after = int64(calendar.Never)
	}
	found, err := readMany(ctx, tx, handoutSelect+`AND pack_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4`, packID, after, min(max(limit, 1), MaxPage))
	if err != nil {
		return nil, err
	}
	return found, figures(ctx, tx, found)
}

// figures fills in what became of handouts.
func figures(ctx context.Context, tx *store.Tx, list []*Handout) error {
	byID := map[int64]*Handout{}
	ids := make([]int64, len(list))
	for i, h := range list {
		byID[h.ID], ids[i] = h, h.ID
	}
	tx.QueryLater(`SELECT c.handout_id, COUNT(*), COUNT(DISTINCT c.member_id), CAST(COALESCE(SUM(g.cost_minor) FILTER (WHERE g.state = 'given'), 0) AS bigint)
		FROM reward_claim c JOIN reward_grant g ON g.merchant_id = c.merchant_id AND g.id = c.grant_id
		WHERE c.merchant_id = $1 AND g.merchant_id = $1 AND c.handout_id = ANY($2) GROUP BY c.handout_id`, func(r store.Row) error {
		var id int64
		var f Figures
		err := r.Scan(&id, &f.Claims, &f.Members, &f.CostMinor)
		f.Void = byID[id].Void
		byID[id].Figures = f
		return err
	}, tx.MerchantID(), ids)
	tx.QueryLater(`SELECT handout_id, COUNT(*) FROM reward_code WHERE merchant_id = $1 AND handout_id = ANY($2) AND voided_at < 9223372036854775807
		GROUP BY handout_id`, func(r store.Row) error {
		var id, n int64
		err := r.Scan(&id, &n)
		byID[id].Void = n
		return err
	}, tx.MerchantID(), ids)
	return tx.Flush(ctx)
}

func scanCode(r store.Row) (*Code, error) {
	c := &Code{}
	return c, r.Scan(&c.ID, &c.HandoutID, &c.Text, &c.Claims, &c.VoidedAt)
}

func readCode(ctx context.Context, tx *store.Tx, sql string, key any) (c *Code, err error) {
	found, err := store.One(ctx, tx, sql, func(r store.Row) (err error) {
		c, err = scanCode(r)
		return err
	}, tx.MerchantID(), key)
	if err == nil && !found {
		err = ErrCode.New(nil)
	}
	return c, err
}

// Find is a code with its handout, without figures. Returns ErrCode.
func Find(ctx context.Context, tx *store.Tx, code string) (*Code, *Handout, error) {
	return with(ctx, tx, sqlCode, CleanCode(code))
}

// ByID is Find by the code's id.
func ByID(ctx context.Context, tx *store.Tx, id int64) (*Code, *Handout, error) {
	return with(ctx, tx, sqlCodeByID, id)
}

func with(ctx context.Context, tx *store.Tx, sql string, key any) (*Code, *Handout, error) {
	c, err := readCode(ctx, tx, sql, key)
	if err != nil {
		return nil, nil, err
	}
	h, err := read(ctx, tx, c.HandoutID)
	return c, h, err
}

// Codes is a page of a handout's codes, in the order in which they were made, after the id of the last one seen (0: from the first).
func Codes(ctx context.Context, tx *store.Tx, id, after int64, limit int) ([]*Code, error) {
	var out []*Code
	return out, tx.Query(ctx, sqlCodes, func(r store.Row) error {
		c, err := scanCode(r)
		out = append(out, c)
		return err
	}, tx.MerchantID(), id, after, limit)
}

// AllCodes reads every code of a handout, some thousands at a time.
func AllCodes(ctx context.Context, tx *store.Tx, id int64, fn func(c *Code) error) error {
	after := int64(0)
	for {
		page, err := Codes(ctx, tx, id, after, codeBatch)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, c := range page {
			if err := fn(c); err != nil {
				return err
			}
		}
		after = page[len(page)-1].ID
	}
}

// Finding is a breach of an invariant of the room.
type Finding struct {
	HandoutID int64
	Invariant int
	Detail    string
}

const (
	sqlCounted = `SELECT c.handout_id, c.claims, (SELECT COUNT(*) FROM reward_claim m WHERE m.merchant_id = $1 AND m.code_id = c.id) FROM reward_code c
		WHERE c.merchant_id = $1 AND (c.claims > 0 AND c.claims <> (SELECT COUNT(*) FROM reward_claim m WHERE m.merchant_id = $1 AND m.code_id = c.id)
			OR c.claims > (SELECT h.uses FROM reward_handout h WHERE h.merchant_id = $1 AND h.id = c.handout_id)) ORDER BY c.id LIMIT 1000`
	sqlGrantless = `SELECT m.handout_id, m.grant_id, m.code_id FROM reward_claim m LEFT JOIN reward_grant g ON g.merchant_id = m.merchant_id AND g.id = m.grant_id
		LEFT JOIN reward_code c ON c.merchant_id = m.merchant_id AND c.id = m.code_id
		WHERE m.merchant_id = $1 AND (g.id IS NULL OR c.id IS NULL OR c.claims = 0 OR g.member_id <> m.member_id OR g.root <> 'code:' || CAST(m.code_id AS text))
		ORDER BY m.grant_id LIMIT 1000`
	sqlMade = `SELECT h.id, h.codes, COUNT(c.id) FROM reward_handout h LEFT JOIN reward_code c ON c.merchant_id = h.merchant_id AND c.handout_id = h.id
		WHERE h.merchant_id = $1 GROUP BY h.id, h.codes HAVING COUNT(c.id) <> h.codes ORDER BY h.id LIMIT 1000`
)

// Check proves the invariants of the room over a merchant.
func Check(ctx context.Context, tx *store.Tx, report func(Finding)) error {
	for _, c := range []struct {
		invariant   int
		sql, detail string
	}{
		{1, sqlCounted, "of a code %d claims are counted, %d are there"},
		{3, sqlGrantless, "the claim of grant %d does not fit its grant or its code %d"},
		{1, sqlMade, "it says %d codes, %d are there"},
	} {
		err := tx.Query(ctx, c.sql, func(r store.Row) error {
			var id, a, b int64
			err := r.Scan(&id, &a, &b)
			report(Finding{id, c.invariant, fmt.Sprintf(c.detail, a, b)})
			return err
		}, tx.MerchantID())
		if err != nil {
			return err
		}
	}
	return nil
}
