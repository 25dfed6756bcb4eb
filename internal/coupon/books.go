package coupon

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/store"
)

// Need says which coupons must be loaded.
type Need struct {
	Members   []int64  // whose open coupons (pending, usable, locked)
	Codes     []string // these, whoever holds them; those that nobody holds are locked
	IDs       []int64  // these, whatever their state; the members who hold them must be locked
	Orders    []int64  // used by these orders
	Templates []int64  // of which some will be issued, or claimed: locked
	Give      []int64  // to these members
}

// Books are the coupons of some members in memory. Their methods change nothing but memory, and a refusal is a value. Whoever saves them holds
// the wallets of all members concerned.
type Books struct {
	tx        *store.Tx
	coupons   map[int64]*Coupon
	codes     map[string]int64
	templates map[int64]*Template
	given     map[giving]int64 // how many of a template a member was given
	uses      map[int64]*Use   // open, by coupon
	returned  []*Use           // by these books
	terms     map[termsKey]*Terms
	segments  map[belonging]bool
	members   []int64 // whose coupons were asked for
	events    []event.Event
}

type giving struct{ member, template int64 }

type termsKey struct{ template, id int64 }

// Use is one order that used a coupon.
type Use struct {
	ID           int64
	CouponID     int64
	TemplateID   int64
	MemberID     int64
	OrderID      int64
	StoreID      int64
	At           calendar.Instant
	AmountMinor  int64 // what it took off
	PayableMinor int64 // of the order
	ReturnedAt   calendar.Instant
	fresh        bool
}

const couponColumns = `c.id, c.template_id, c.terms_id, c.code, c.member_id, c.record_id, c.given_to, c.grant_id, c.rule, c.root, c.issued_at,
	c.held_at, c.activates_at, c.expires_at, c.order_id, c.used_at, c.hold_id, c.hold_until, c.voided_at, c.void_reason, c.tell_at`

const couponSelect = `SELECT ` + couponColumns + `, t.document FROM coupon c
	JOIN coupon_terms t ON t.merchant_id = c.merchant_id AND t.template_id = c.template_id AND t.id = c.terms_id
	WHERE c.merchant_id = $1 AND t.merchant_id = $1 AND `

// Open reads the coupons at once; see OpenLater.
func Open(ctx context.Context, tx *store.Tx, need Need) (*Books, error) {
	bk := OpenLater(tx, need)
	return bk, bk.Complete(ctx)
}

// OpenLater asks for the coupons; they are there when the transaction next waits for an answer, and their conditions after Complete. The wallets
// of the members must be locked by statements before it.
func OpenLater(tx *store.Tx, need Need) *Books {
	bk := &Books{
		tx: tx, coupons: map[int64]*Coupon{}, codes: map[string]int64{}, templates: map[int64]*Template{}, given: map[giving]int64{},
		uses: map[int64]*Use{}, terms: map[termsKey]*Terms{}, segments: map[belonging]bool{},
	}
	bk.Load(need)
	return bk
}

// Load asks for more, as OpenLater does. What the books have changed stays changed.
func (bk *Books) Load(need Need) {
	m, now := bk.tx.MerchantID(), bk.tx.Now()
	bk.members = append(bk.members, slices.Concat(need.Members, need.Give)...)
	bk.loadTemplates(need)
	if len(need.Members) > 0 {
		bk.tx.QueryLater(couponSelect+`c.member_id = ANY($2) AND c.member_id <> 0 AND c.order_id = 0 AND c.voided_at = 9223372036854775807
			AND (c.expires_at > $3 OR c.hold_until > $3)`, bk.take, m, need.Members, now)
	}
	if len(need.Codes) > 0 {
		if bk.tx.Writes() {
			bk.tx.QueryLater(`SELECT id FROM coupon WHERE merchant_id = $1 AND code = ANY($2) AND member_id = 0 ORDER BY id FOR UPDATE`,
				func(store.Row) error { return nil }, m, need.Codes)
		}
		bk.tx.QueryLater(couponSelect+`c.code = ANY($2)`, bk.take, m, need.Codes)
		bk.loadClaimed(need)
	}
	if len(need.IDs) > 0 {
		bk.tx.QueryLater(couponSelect+`c.id = ANY($2)`, bk.take, m, need.IDs)
	}
	if orders := slices.DeleteFunc(slices.Clone(need.Orders), func(id int64) bool { return id == 0 }); len(orders) > 0 {
		bk.tx.QueryLater(couponSelect+`c.order_id = ANY($2) AND c.order_id <> 0`, bk.take, m, orders)
		bk.tx.QueryLater(`SELECT id, coupon_id, template_id, member_id, order_id, store_id, at, amount_minor, payable_minor, returned_at FROM coupon_use
			WHERE merchant_id = $1 AND order_id = ANY($2) AND returned_at = 9223372036854775807`, bk.takeUse, m, orders)
	}
}

// loadTemplates locks the templates, in the order of their ids, and counts what the members were given of them.
func (bk *Books) loadTemplates(need Need) {
	if len(need.Templates) == 0 {
		return
	}
	m := bk.tx.MerchantID()
	bk.tx.QueryLater(templateSelect+` AND t.id = ANY($2) ORDER BY t.id FOR UPDATE`, func(r store.Row) error {
		t, err := scanTemplate(r)
		if err != nil {
			return err
		}
		if known := bk.templates[t.ID]; known == nil || !known.locked { // what was seen without the lock may have changed
			t.locked, bk.templates[t.ID] = true, t
		}
		return err
	}, m, need.Templates)
	if len(need.Give) == 0 {
		return
	}
	bk.tx.QueryLater(givenSelect+`g.template_id = ANY($3)`+givenGroup, bk.count, m, need.Give, need.Templates)
}

// Given to a member, by the merchant or by a friend: what is still with it, what of the merchant's went on to others, and both of records that were merged
// into it. What of these counts for a template is asked outside.
const (
	givenSelect = `SELECT g.holder, g.template_id, COUNT(*) FROM (
			SELECT member_id AS holder, template_id FROM coupon WHERE merchant_id = $1 AND member_id = ANY($2) AND member_id <> 0
			UNION ALL
			SELECT given_to, template_id FROM coupon WHERE merchant_id = $1 AND given_to = ANY($2) AND given_to <> member_id
			UNION ALL
			SELECT m.alias_of, c.template_id FROM member m JOIN coupon c ON c.merchant_id = m.merchant_id AND c.given_to = m.id AND c.given_to <> c.member_id
			WHERE m.merchant_id = $1 AND c.merchant_id = $1 AND m.alias_of = ANY($2) AND m.alias_of <> 0
		) AS g WHERE `
	givenGroup = ` GROUP BY g.holder, g.template_id`
)

// count notes how many coupons of a template a member was given, unless these books know already.
func (bk *Books) count(r store.Row) error {
	var g giving
	var n int64
	err := r.Scan(&g.member, &g.template, &n)
	if _, known := bk.given[g]; !known {
		bk.given[g] = n
	}
	return err
}

// loadClaimed reads the templates of codes that nobody holds, and what the members were given of them: using such a code claims it.
func (bk *Books) loadClaimed(need Need) {
	m := bk.tx.MerchantID()
	members := slices.Concat(need.Members, need.Give)
	if len(members) == 0 {
		return
	}
	bk.tx.QueryLater(templateSelect+` AND t.id IN (SELECT template_id FROM coupon WHERE merchant_id = $1 AND code = ANY($2) AND member_id = 0)`, func(r store.Row) error {
		t, err := scanTemplate(r)
		if err == nil && bk.templates[t.ID] == nil {
			bk.templates[t.ID] = t
		}
		return err
	}, m, need.Codes)
	bk.tx.QueryLater(givenSelect+`g.template_id IN (SELECT template_id FROM coupon WHERE merchant_id = $1 AND code = ANY($3) AND member_id = 0)`+givenGroup,
		bk.count, m, members, need.Codes)
}

// take keeps a coupon that was read, unless it is there already.
func (bk *Books) take(r store.Row) error {
	c, text, err := scanCoupon(r)
	if err != nil || bk.coupons[c.ID] != nil {
		return err
	}
	if c.Terms, err = bk.termsOf(termsKey{c.TemplateID, c.TermsID}, text); err != nil {
		return err
	}
	bk.keep(c)
	return nil
}

func (bk *Books) keep(c *Coupon) {
	bk.coupons[c.ID] = c
	bk.codes[c.Code] = c.ID
	if u := bk.uses[c.ID]; u != nil {
		c.UsedMinor = u.AmountMinor
	}
}

func (bk *Books) termsOf(key termsKey, text string) (*Terms, error) {
	if t := bk.terms[key]; t != nil {
		return t, nil
	}
	t, err := parseTerms(text)
	bk.terms[key] = t
	return t, err
}

func (bk *Books) takeUse(r store.Row) error {
	u := &Use{}
	err := scanUse(r, u)
	if bk.uses[u.CouponID] == nil {
		bk.uses[u.CouponID] = u
		if c := bk.coupons[u.CouponID]; c != nil {
			c.UsedMinor = u.AmountMinor
		}
	}
	return err
}

func scanUse(r store.Row, u *Use) error {
	return r.Scan(&u.ID, &u.CouponID, &u.TemplateID, &u.MemberID, &u.OrderID, &u.StoreID, &u.At, &u.AmountMinor, &u.PayableMinor, &u.ReturnedAt)
}

func scanCoupon(r store.Row) (*Coupon, string, error) {
	c := &Coupon{}
	var document string
	err := r.Scan(&c.ID, &c.TemplateID, &c.TermsID, &c.Code, &c.MemberID, &c.RecordID, &c.GivenTo, &c.GrantID, &c.Rule, &c.Root, &c.IssuedAt,
		&c.HeldAt, &c.ActivatesAt, &c.ExpiresAt, &c.OrderID, &c.UsedAt, &c.HoldID, &c.HoldUntil, &c.VoidedAt, &c.VoidReason, &c.tellAt, &document)
	return c, document, err
}

// Complete waits for what was asked for and compiles the conditions of the coupons.
func (bk *Books) Complete(ctx context.Context) error {
	if err := bk.tx.Flush(ctx); err != nil {
		return err
	}
	if err := bk.compile(ctx); err != nil {
		return err
	}
	return bk.loadSegments(ctx)
}

// Usable are the coupons that the member could use at the instant, by their ids: what the basket says is not asked.
func (bk *Books) Usable(member int64, at calendar.Instant) []*Coupon {
	var out []*Coupon
	for _, c := range bk.coupons {
		if c.MemberID == member && member != 0 && c.State(at) == Usable {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b *Coupon) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// ByCode is the coupon of the code among those loaded; nil where there is none.
func (bk *Books) ByCode(code string) *Coupon { return bk.coupons[bk.codes[code]] }

// ByID is the coupon among those loaded; nil where there is none.
func (bk *Books) ByID(id int64) *Coupon { return bk.coupons[id] }

// OfOrder are the loaded coupons that the order uses, by their ids.
func (bk *Books) OfOrder(order int64) []*Coupon {
	var out []*Coupon
	for _, id := range slices.Sorted(maps.Keys(bk.coupons)) {
		if c := bk.coupons[id]; c.OrderID == order && order != 0 {
			out = append(out, c)
		}
	}
	return out
}

// OfRoot are the loaded coupons that go back to the fact and are not void, by their ids.
func (bk *Books) OfRoot(root string) []*Coupon {
	var out []*Coupon
	for _, id := range slices.Sorted(maps.Keys(bk.coupons)) {
		if c := bk.coupons[id]; c.Root == root && c.VoidedAt == calendar.Never {
			out = append(out, c)
		}
	}
	return out
}

func (bk *Books) find(id int64) (*Coupon, *fault.Error) {
	if c := bk.coupons[id]; c != nil {
		return c, nil
	}
	return nil, ErrUnknown.New(nil)
}

// emit tells of a coupon; the events leave with Save.
func (bk *Books) emit(kind string, member int64, c *Coupon, at calendar.Instant, more map[string]any) {
	data := map[string]any{"template": store.FormatID("cpt", c.TemplateID), "name": c.Terms.Name, "expires_at": int64(c.ExpiresAt)}
	maps.Copy(data, more)
	bk.events = append(bk.events, event.Event{Kind: kind, MemberID: member, Subject: c.ID, At: at, Root: c.Root, Data: data})
}
