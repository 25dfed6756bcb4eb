package coupon

import (
	"context"
	"encoding/json"
	"math"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// stateSQL is the state of a coupon at the instant $2, as Coupon.State says it.
const stateSQL = `CASE WHEN c.voided_at < 9223372036854775807 THEN 'void' WHEN c.order_id <> 0 THEN 'used' WHEN c.hold_until > $2 THEN 'locked'
	WHEN c.expires_at <= $2 THEN 'expired' WHEN c.member_id = 0 THEN 'unclaimed' WHEN c.activates_at > $2 THEN 'pending' ELSE 'usable' END`

// ListIn asks for a page of coupons, newest first.
type ListIn struct {
	MemberID   int64 // those that the member holds; or
	TemplateID int64 // those of a template
	State      State // "" for all
	Before     int64 // id of the last one seen; 0 from the newest
	Limit      int
}

// Page is a page of coupons. It may be short, or even empty, while Next says where to go on.
type Page struct {
	Coupons []*Coupon
	Next    int64 // Before of the next page; 0 on the last one
}

// List gives coupons as they stand now. Of one state it looks at a bounded number of coupons for a page.
func List(ctx context.Context, tx *store.Tx, in ListIn) (Page, error) {
	if in.Before == 0 {
		in.Before = math.MaxInt64
	}
	var out Page
	whose, sql := in.TemplateID, sqlOfTemplate
	if in.MemberID != 0 {
		whose, sql = in.MemberID, sqlOfMember
	}
	least, looked := int64(0), int64(0) // the last one that is looked at
	if in.State != "" && in.MemberID == 0 {
		_, err := store.One(ctx, tx, sqlWalk, func(r store.Row) error { return r.Scan(&least, &looked) }, tx.MerchantID(), whose, in.Before, int64(maxWalk))
		if err != nil {
			return out, err
		}
	}
	bk := OpenLater(tx, Need{})
	err := tx.Query(ctx, sql, func(r store.Row) error {
		c, err := bk.read(r)
		out.Coupons = append(out.Coupons, c)
		return err
	}, tx.MerchantID(), tx.Now(), whose, string(in.State), in.Before, in.Limit, least)
	switch n := len(out.Coupons); {
	case n > 0 && n == in.Limit:
		out.Next = out.Coupons[n-1].ID
	case looked == maxWalk:
		out.Next = least
	}
	return out, err
}

const (
	sqlOfMember   = couponSelect + `c.member_id = $3 AND c.member_id <> 0 AND ($4 = '' OR ` + stateSQL + ` = $4) AND c.id < $5 AND c.id >= $7 ORDER BY c.id DESC LIMIT $6`
	sqlOfTemplate = couponSelect + `c.template_id = $3 AND ($4 = '' OR ` + stateSQL + ` = $4) AND c.id < $5 AND c.id >= $7 ORDER BY c.id DESC LIMIT $6`
	sqlWalk       = `SELECT COALESCE(MIN(w.id), 0), COUNT(*) FROM (SELECT c.id FROM coupon c WHERE c.merchant_id = $1 AND c.template_id = $2 AND c.id < $3
		ORDER BY c.id DESC LIMIT $4) AS w`
)

// read is a coupon with its terms.
func (bk *Books) read(r store.Row) (*Coupon, error) {
	c, text, err := scanCoupon(r)
	if err == nil {
		c.Terms, err = bk.termsOf(termsKey{c.TemplateID, c.TermsID}, text)
	}
	return c, err
}

// ByCode reads the coupon of a code, as a person typed it. Returns ErrUnknown.
func ByCode(ctx context.Context, tx *store.Tx, code string) (*Coupon, error) {
	code = CleanCode(code)
	bk := OpenLater(tx, Need{})
	var out *Coupon
	if ValidCode(code) {
		_, err := store.One(ctx, tx, couponSelect+`c.code = $2`, func(r store.Row) (err error) {
			out, err = bk.read(r)
			return err
		}, tx.MerchantID(), code)
		if err != nil {
			return nil, err
		}
	}
	if out == nil {
		return nil, ErrUnknown.New(nil)
	}
	return out, nil
}

// ByID reads a coupon. Returns ErrUnknown.
func ByID(ctx context.Context, tx *store.Tx, id int64) (*Coupon, error) {
	bk := OpenLater(tx, Need{})
	var out *Coupon
	_, err := store.One(ctx, tx, couponSelect+`c.id = $2`, func(r store.Row) (err error) {
		out, err = bk.read(r)
		return err
	}, tx.MerchantID(), id)
	if err == nil && out == nil {
		err = ErrUnknown.New(nil)
	}
	return out, err
}

// GetRow reads a template with what became of its coupons. Returns ErrTemplate.
func GetRow(ctx context.Context, tx *store.Tx, id int64) (*TemplateRow, error) {
	t, err := Get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	row := &TemplateRow{Template: t}
	return row, sumUses(ctx, tx, []*TemplateRow{row})
}

// TemplateRow is a template in a list, with what became of its coupons.
type TemplateRow struct {
	*Template
	Used          int64 // now, refunded ones left out
	DiscountMinor int64 // what they took off
	SalesMinor    int64 // payable of their orders
}

// TemplatesIn asks for templates.
type TemplatesIn struct {
	Status Status // "" for all but archived ones
	Before int64
	Limit  int
}

// ListTemplates gives templates, newest first.
func ListTemplates(ctx context.Context, tx *store.Tx, in TemplatesIn) ([]*TemplateRow, error) {
	if in.Before == 0 {
		in.Before = math.MaxInt64
	}
	var out []*TemplateRow
	err := tx.Query(ctx, templateSelect+` AND ($2 = '' AND t.status <> 'archived' OR t.status = $2) AND t.id < $3 ORDER BY t.id DESC LIMIT $4`, func(r store.Row) error {
		t, err := scanTemplate(r)
		out = append(out, &TemplateRow{Template: t})
		return err
	}, tx.MerchantID(), string(in.Status), in.Before, in.Limit)
	if err != nil {
		return nil, err
	}
	return out, sumUses(ctx, tx, out)
}

// sumUses adds what became of the coupons of each.
func sumUses(ctx context.Context, tx *store.Tx, rows []*TemplateRow) error {
	ids := make([]int64, len(rows))
	byID := make(map[int64]*TemplateRow, len(rows))
	for i, t := range rows {
		ids[i], byID[t.ID] = t.ID, t
	}
	return tx.Query(ctx, `SELECT template_id, COUNT(*), CAST(SUM(amount_minor) AS bigint), CAST(SUM(payable_minor) AS bigint) FROM coupon_use
		WHERE merchant_id = $1 AND template_id = ANY($2) AND returned_at = 9223372036854775807 GROUP BY template_id`, func(r store.Row) error {
		var id, n, discount, sales int64
		err := r.Scan(&id, &n, &discount, &sales)
		if t := byID[id]; t != nil {
			t.Used, t.DiscountMinor, t.SalesMinor = n, discount, sales
		}
		return err
	}, tx.MerchantID(), ids)
}

// Report is how a template does.
type Report struct {
	TemplateRow
	States map[State]int64 // how many of its coupons stand how
	Days   []ReportDay     // on which any was used, oldest first
}

// ReportDay is the uses of a day.
type ReportDay struct {
	On            calendar.Day
	Used          int64
	DiscountMinor int64
	SalesMinor    int64
}

// ReportOn counts what became of the coupons of a template, with the uses of the last so many days. Returns ErrTemplate.
func ReportOn(ctx context.Context, tx *store.Tx, id int64, days int) (*Report, error) {
	t, err := Get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	rep := &Report{TemplateRow: TemplateRow{Template: t}, States: map[State]int64{}}
	if err := sumUses(ctx, tx, []*TemplateRow{&rep.TemplateRow}); err != nil {
		return nil, err
	}
	err = tx.Query(ctx, `SELECT `+stateSQL+` AS state, COUNT(*) FROM coupon c WHERE c.merchant_id = $1 AND c.template_id = $3 GROUP BY 1`, func(r store.Row) error {
		var state string
		var n int64
		err := r.Scan(&state, &n)
		rep.States[State(state)] = n
		return err
	}, tx.MerchantID(), tx.Now(), id)
	if err != nil {
		return nil, err
	}
	since := tx.Today() - calendar.Day(days) + 1
	return rep, tx.Query(ctx, `SELECT used_on, COUNT(*), CAST(SUM(amount_minor) AS bigint), CAST(SUM(payable_minor) AS bigint) FROM coupon_use
		WHERE merchant_id = $1 AND template_id = $2 AND returned_at = 9223372036854775807 AND used_on >= $3 GROUP BY used_on ORDER BY used_on`, func(r store.Row) error {
		var d ReportDay
		err := r.Scan(&d.On, &d.Used, &d.DiscountMinor, &d.SalesMinor)
		rep.Days = append(rep.Days, d)
		return err
	}, tx.MerchantID(), id, since.String())
}

// Uses lists what orders used of a template, newest first, after the id of the last one seen (0: from the newest), with the codes.
func Uses(ctx context.Context, tx *store.Tx, templateID, before int64, limit int) ([]UseRow, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	var out []UseRow
	err := tx.Query(ctx, `SELECT u.id, u.coupon_id, u.template_id, u.member_id, u.order_id, u.store_id, u.at, u.amount_minor, u.payable_minor, u.returned_at,
			(SELECT c.code FROM coupon c WHERE c.merchant_id = $1 AND c.id = u.coupon_id)
		FROM coupon_use u WHERE u.merchant_id = $1 AND u.template_id = $2 AND u.id < $3 ORDER BY u.id DESC LIMIT $4`, func(r store.Row) error {
		var u UseRow
		err := r.Scan(&u.ID, &u.CouponID, &u.TemplateID, &u.MemberID, &u.OrderID, &u.StoreID, &u.At, &u.AmountMinor, &u.PayableMinor, &u.ReturnedAt, &u.Code)
		out = append(out, u)
		return err
	}, tx.MerchantID(), templateID, before, limit)
	return out, err
}

// UseRow is a use with the code of its coupon.
type UseRow struct {
	Use
	Code string
}

const batchSelect = `SELECT id, template_id, kind, asked, issued, refused, first_id, last_id, made_by, at FROM coupon_issue WHERE merchant_id = $1`

func scanBatch(r store.Row) (*Batch, error) {
	b := &Batch{}
	var refused string
	err := r.Scan(&b.ID, &b.TemplateID, &b.Kind, &b.Asked, &b.Issued, &refused, &b.firstID, &b.lastID, &b.MadeBy, &b.At)
	if err == nil {
		err = json.Unmarshal([]byte(refused), &b.Refused)
	}
	return b, err
}

// GetBatch reads a batch. Returns ErrBatch.
func GetBatch(ctx context.Context, tx *store.Tx, id int64) (*Batch, error) {
	var b *Batch
	_, err := store.One(ctx, tx, batchSelect+` AND id = $2`, func(r store.Row) (err error) {
		b, err = scanBatch(r)
		return err
	}, tx.MerchantID(), id)
	if err == nil && b == nil {
		err = ErrBatch.New(nil)
	}
	return b, err
}

// ListBatches gives the batches of a template, newest first.
func ListBatches(ctx context.Context, tx *store.Tx, templateID, before int64, limit int) ([]*Batch, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	var out []*Batch
	err := tx.Query(ctx, batchSelect+` AND template_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4`, func(r store.Row) error {
		b, err := scanBatch(r)
		out = append(out, b)
		return err
	}, tx.MerchantID(), templateID, before, limit)
	return out, err
}

// Made is one coupon of a batch.
type Made struct {
	ID       int64
	Code     string
	MemberID int64
}

// Coupons reads what the batch made, in its order.
func (b *Batch) Coupons(ctx context.Context, tx *store.Tx) ([]Made, error) {
	out := make([]Made, 0, b.Issued)
	err := tx.Query(ctx, `SELECT id, code, member_id FROM coupon WHERE merchant_id = $1 AND template_id = $2 AND id >= $3 AND id <= $4 AND root = $5 ORDER BY id`,
		func(r store.Row) error {
			var m Made
			err := r.Scan(&m.ID, &m.Code, &m.MemberID)
			out = append(out, m)
			return err
		}, tx.MerchantID(), b.TemplateID, b.firstID, b.lastID, b.Root())
	return out, err
}
