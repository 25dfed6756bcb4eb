package recharge

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/mall/pay"
	"regulars/internal/member"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// Recharge is one purchase of stored value, and what of it was paid back.
type Recharge struct {
	ID          int64
	MemberID    int64     // who holds it now
	RecordID    int64     // the record that it was made for
	OfferID     int64     // 0: without an offer
	Offer       deal.Text // its name then
	AmountMinor int64     // principal
	BonusMinor  int64

	WithdrawnMinor int64 // paid back
	ChargedMinor   int64 // principal that paid for uses when it was closed
	VoidedMinor    int64 // bonus that was taken back
	ExtraMinor     int64 // what of WithdrawnMinor was more than the principal left: uses of bonus cost less than they had drawn

	Source, Number string
	Hash           string
	StoreID        int64
	Payments       []pay.Payment
	MadeAt         calendar.Instant
	MadeBy         string
	Giftless       deal.Text // why the gift was not given: a budget was at its end
}

// MakeIn is a recharge that is to be made.
type MakeIn struct {
	MemberID    int64
	OfferID     int64
	AmountMinor int64 // without an offer; with one it may say the same
	Source      string
	Number      string
	StoreID     int64
	Payments    []pay.Payment
	MadeBy      string
}

func (in *MakeIn) hash() string {
	return store.Digest(struct {
		Member, Offer, Amount, Store int64
		Payments                     []pay.Payment
	}{in.MemberID, in.OfferID, in.AmountMinor, in.StoreID, in.Payments})
}

// Make sells stored value to a member. Made before under the same number, it answers what was made then, and again. Returns ErrReused, ErrOffer, ErrClosed,
// ErrOften, ErrFirst, ErrAmount, ErrOnlyOffer, ErrLimit, order.ErrPayments, member.ErrUnknown, reward.ErrNoMember.
func Make(ctx context.Context, tx *store.Tx, in MakeIn) (r *Recharge, again bool, err error) {
	if err := pay.Number(in.Source, in.Number); err != nil {
		return nil, false, err
	}
	if made, err := repeated(ctx, tx, &in); made != nil || err != nil {
		return made, true, err
	}
	holder, err := member.Holder(ctx, tx, in.MemberID)
	if err != nil {
		return nil, false, err
	}
	bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{holder}, From: tx.Now(), Until: tx.Now()})
	if err != nil {
		return nil, false, err
	}
	if made, err := repeated(ctx, tx, &in); made != nil || err != nil { // made while we waited for the lock
		return made, true, err
	}
	if !bk.IsMember(holder) {
		return nil, false, reward.ErrNoMember.At("member_id", nil)
	}
	bk.CatchUp(holder, tx.Now())
	c := &counter{tx: tx, books: bk, member: holder}
	if c.terms, _, err = GetTerms(ctx, tx); err != nil {
		return nil, false, err
	}
	if r, err = c.draft(ctx, &in); err != nil {
		return nil, false, err
	}
	if err := c.checkLimit(ctx, r.AmountMinor); err != nil {
		return nil, false, err
	}
	if err := c.book(ctx, r); err != nil {
		return nil, false, err
	}
	has, err := org.HasFacts(ctx, tx)
	if err == nil && !has {
		err = org.NoteFacts(ctx, tx) // they fix the merchant's zone
	}
	if err != nil {
		return nil, false, err
	}
	return r, false, bk.Save(ctx)
}

// counter is where value is sold to one member.
type counter struct {
	tx     *store.Tx
	books  *reward.Books
	member int64
	terms  Terms
	offer  *Offer // nil: without one
}

// draft is the recharge that was asked for.
func (c *counter) draft(ctx context.Context, in *MakeIn) (*Recharge, error) {
	r := &Recharge{
		ID: c.tx.NewID(), MemberID: c.member, RecordID: c.member, OfferID: in.OfferID, AmountMinor: in.AmountMinor, Source: in.Source, Number: in.Number,
		Hash: in.hash(), StoreID: in.StoreID, MadeAt: c.tx.Now(), MadeBy: in.MadeBy,
	}
	switch {
	case in.OfferID != 0:
		if err := c.takeOffer(ctx, r); err != nil {
			return nil, err
		}
	case !c.terms.AnyAmount:
		return nil, ErrOnlyOffer.At("offer_id", nil)
	case in.AmountMinor < 1 || in.AmountMinor > money.Limit:
		return nil, fault.ErrRange.At("amount_minor", fault.P{"min": 1, "max": int64(money.Limit)})
	}
	var refused *fault.Error
	if r.Payments, refused = pay.Check(in.Payments, r.AmountMinor); refused != nil {
		return nil, refused
	}
	return r, nil
}

const sqlTaken = `SELECT CAST(COALESCE(SUM(CASE WHEN offer_id = $3 THEN 1 ELSE 0 END), 0) AS bigint), COUNT(*) FROM mall_recharge WHERE merchant_id = $1 AND member_id = $2`

// takeOffer fills the recharge from its offer.
func (c *counter) takeOffer(ctx context.Context, r *Recharge) (err error) {
	if c.offer, err = GetOffer(ctx, c.tx, r.OfferID); err != nil {
		return err
	}
	t := &c.offer.Terms
	if !c.offer.Open(c.tx) {
		return ErrClosed.At("offer_id", nil)
	}
	if r.AmountMinor != 0 && r.AmountMinor != t.AmountMinor {
		return ErrAmount.At("amount_minor", fault.P{"amount": money.Words(t.AmountMinor, c.tx.Currency())})
	}
	var taken, all int64
	if _, err := store.One(ctx, c.tx, sqlTaken, func(row store.Row) error { return row.Scan(&taken, &all) }, c.tx.MerchantID(), c.member, r.OfferID); err != nil {
		return err
	}
	switch {
	case t.FirstOnly && all > 0:
		return ErrFirst.At("offer_id", nil)
	case t.PerMember > 0 && taken >= t.PerMember:
		return ErrOften.At("offer_id", fault.P{"limit": t.PerMember})
	}
	r.AmountMinor, r.BonusMinor, r.Offer = t.AmountMinor, t.BonusMinor, t.Name
	return nil
}

const sqlKnown = `SELECT m.id FROM member m WHERE m.merchant_id = $1 AND (m.id = $2 OR m.alias_of = $2) AND (m.name_digest <> ''
	OR EXISTS (SELECT 1 FROM member_identity i WHERE i.merchant_id = $1 AND i.member_id = m.id AND i.kind = 'phone')) LIMIT 1`

// checkLimit refuses more principal than one card may hold.
func (c *counter) checkLimit(ctx context.Context, amount int64) error {
	limit := c.terms.LimitMinor
	if c.terms.AnonymousLimitMinor > 0 {
		known, err := store.One(ctx, c.tx, sqlKnown, func(store.Row) error { return nil }, c.tx.MerchantID(), c.member)
		if err != nil {
			return err
		}
		if !known {
			limit = c.terms.AnonymousLimitMinor
		}
	}
	has := max(c.books.Ledger.Balance(c.member, ledger.Principal).Net(), 0)
	if limit > 0 && has+amount > limit {
		return ErrLimit.At("amount_minor", fault.P{"limit": money.Words(limit, c.tx.Currency()), "has": money.Words(has, c.tx.Currency())})
	}
	return nil
}

// book puts the value into the wallet, notes the day, gives what else comes with it, and writes the recharge.
func (c *counter) book(ctx context.Context, r *Recharge) error {
	at := c.tx.Now()
	in := ledger.In{Asset: ledger.Principal, Amount: r.AmountMinor, Cause: r.cause(), Account: ledger.Recharged, At: at}
	if _, refused := c.books.Ledger.Earn(c.member, in); refused != nil {
		return refused
	}
	if r.BonusMinor > 0 {
		in.Asset, in.Amount, in.Account = ledger.Bonus, r.BonusMinor, ledger.Issued
		if days := c.offer.Terms.BonusDays; days > 0 {
			in.ExpiresAt = (at.Day(c.tx.Zone()) + calendar.Day(days)).End(c.tx.Zone())
		}
		if _, refused := c.books.Ledger.Earn(c.member, in); refused != nil {
			return refused
		}
	}
	c.books.Member.Book(c.member, member.DayDelta{On: at.Day(c.tx.Zone()), Recharge: r.AmountMinor})
	if c.offer != nil && len(c.offer.Terms.Gift) > 0 {
		var err error
		r.Giftless, err = pay.Gift(ctx, c.books, reward.GrantIn{
			MemberID: c.member, Items: c.offer.Terms.Gift, Reason: r.Offer.In(c.tx.Merchant().Language), Rule: "recharge", Root: Root(r.ID),
			Budgets: c.offer.Terms.Budgets, MadeBy: r.MadeBy,
		})
		if err != nil {
			return err
		}
	}
	c.books.Assess(c.member, at, Root(r.ID))
	row, err := r.row(c.tx)
	if err != nil {
		return err
	}
	store.InsertLater(c.tx, insertRecharge, [][]any{row}, store.AllOrAgain([][]any{row}))
	c.tx.Emit(event.Event{Kind: EventRecharged, MemberID: c.member, Subject: r.ID, At: at, Root: Root(r.ID), Data: map[string]any{
		"amount_minor": r.AmountMinor, "bonus_minor": r.BonusMinor,
	}})
	return nil
}

func (r *Recharge) cause() ledger.Cause { return ledger.Cause{Kind: "recharge", ID: r.ID} }

// repeated is what was made before under the number, or nil.
func repeated(ctx context.Context, tx *store.Tx, in *MakeIn) (*Recharge, error) {
	list, err := readRecharges(ctx, tx, rechargeSelect+` AND number = $2 AND source = $3`, tx.MerchantID(), in.Number, in.Source)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	if list[0].Hash != in.hash() {
		return nil, ErrReused.At("number", fault.P{"source": in.Source, "number": in.Number})
	}
	return list[0], nil
}
