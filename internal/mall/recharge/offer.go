package recharge

import (
	"context"
	"encoding/json"
	"fmt"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// OfferTerms is what an offer says.
type OfferTerms struct {
	Name        deal.Text   `json:"name"`
	AmountMinor int64       `json:"amount_minor"` // principal
	BonusMinor  int64       `json:"bonus_minor"`
	BonusDays   int64       `json:"bonus_days,omitempty"` // the bonus lives so many days; 0 for ever
	Gift        []item.Item `json:"gift,omitempty"`       // what else comes with it
	Budgets     []int64     `json:"budgets,omitempty"`    // that the gift draws from: where one is at its end, there is none
	From        string      `json:"from,omitempty"`       // first day
	Until       string      `json:"until,omitempty"`      // last day
	PerMember   int64       `json:"per_member,omitempty"` // how often a member may take it; 0 is no limit
	FirstOnly   bool        `json:"first_only,omitempty"` // for a first recharge alone
}

// Offer is so much bonus for so much principal.
type Offer struct {
	ID        int64
	OnSale    bool
	Version   int64
	CreatedAt calendar.Instant
	UpdatedAt calendar.Instant
	Terms     OfferTerms
}

// open reports whether the offer can be taken on the day.
func (o *Offer) open(on calendar.Day) bool {
	from, err := calendar.ParseDay(o.Terms.From)
	if o.Terms.From != "" && (err != nil || on < from) {
		return false
	}
	until, err := calendar.ParseDay(o.Terms.Until)
	return o.OnSale && (o.Terms.Until == "" || err == nil && on <= until)
}

// Open reports whether the offer can be taken now.
func (o *Offer) Open(tx *store.Tx) bool { return o.open(tx.Today()) }

func (t *OfferTerms) check(ctx context.Context, tx *store.Tx) error {
	c := &form.Checker{Zone: tx.Zone()}
	c.Text("name", t.Name, maxName, true)
	c.Between("amount_minor", t.AmountMinor, 1, money.Limit)
	c.Between("bonus_minor", t.BonusMinor, 0, money.Limit)
	c.Between("bonus_days", t.BonusDays, 0, maxBonusDays)
	c.May("bonus_days", t.BonusDays != 0, t.BonusMinor > 0, "no bonus")
	c.Between("per_member", t.PerMember, 0, maxPerMember)
	if t.From != "" || t.Until != "" {
		placed := &form.Checker{Zone: tx.Zone()}
		placed.Days("", t.From, t.Until)
		for _, e := range placed.Wrong {
			e.Field = e.Field[1:] // ".from"
			c.Add(e)
		}
	}
	if len(t.Gift) > 0 {
		err := reward.Check(ctx, tx, t.Gift, "gift")
		if e := fault.As(err); e != nil {
			c.Add(e)
		} else if err != nil {
			return err
		}
	}
	return fault.Join(c.Wrong...)
}

const offerSelect = `SELECT id, document, on_sale, version, created_at, updated_at FROM mall_recharge_offer WHERE merchant_id = $1`

func readOffers(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Offer, error) {
	var out []*Offer
	err := tx.Query(ctx, sql, func(r store.Row) error {
		o := &Offer{}
		var document string
		if err := r.Scan(&o.ID, &document, &o.OnSale, &o.Version, &o.CreatedAt, &o.UpdatedAt); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(document), &o.Terms); err != nil {
			return fmt.Errorf("recharge offer %d: %w", o.ID, err)
		}
		out = append(out, o)
		return nil
	}, args...)
	return out, err
}

// GetOffer is one offer. Returns ErrOffer.
func GetOffer(ctx context.Context, tx *store.Tx, id int64) (*Offer, error) {
	list, err := readOffers(ctx, tx, offerSelect+` AND id = $2`, tx.MerchantID(), id)
	if err == nil && len(list) == 0 {
		return nil, ErrOffer.At("offer_id", nil)
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// ListOffers are the merchant's offers, those on sale first.
func ListOffers(ctx context.Context, tx *store.Tx) ([]*Offer, error) {
	return readOffers(ctx, tx, offerSelect+` ORDER BY on_sale DESC, id`, tx.MerchantID())
}

// OfferIn is what an offer is made or changed to.
type OfferIn struct {
	OnSale bool
	Terms  OfferTerms
}

// AddOffer makes an offer. It is audited. Returns what is wrong with it field by field, and fault.ErrTooMany.
func AddOffer(ctx context.Context, tx *store.Tx, in OfferIn) (*Offer, error) {
	t := in.Terms
	if err := t.check(ctx, tx); err != nil {
		return nil, err
	}
	var have int64
	_, err := store.One(ctx, tx, `SELECT COUNT(*) FROM mall_recharge_offer WHERE merchant_id = $1`, func(r store.Row) error { return r.Scan(&have) }, tx.MerchantID())
	if err != nil {
		return nil, err
	}
	if have >= MaxOffers {
		return nil, fault.ErrTooMany.New(fault.P{"limit": MaxOffers})
	}
	document, err := json.Marshal(&t)
	if err != nil {
		return nil, err
	}
	o := &Offer{ID: tx.NewID(), OnSale: in.OnSale, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(), Terms: t}
	_, err = tx.Exec(ctx, `INSERT INTO mall_recharge_offer (merchant_id, id, document, on_sale, version, created_at, updated_at) VALUES ($1, $2, $3, $4, 1, $5, $5)`,
		tx.MerchantID(), o.ID, string(document), in.OnSale, tx.Now())
	if err != nil {
		return nil, err
	}
	return o, org.Audit(ctx, tx, org.Change{Verb: "recharge_offer.added", Subject: org.Subject("recharge_offer", o.ID), After: t})
}

// ChangeOffer changes an offer that has the given version; what was recharged keeps what it was offered. It is audited. Returns ErrOffer, ErrStale.
func ChangeOffer(ctx context.Context, tx *store.Tx, id, version int64, in OfferIn) (*Offer, error) {
	t := in.Terms
	old, err := GetOffer(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if err := t.check(ctx, tx); err != nil {
		return nil, err
	}
	document, err := json.Marshal(&t)
	if err != nil {
		return nil, err
	}
	n, err := tx.Exec(ctx, `UPDATE mall_recharge_offer SET document = $4, on_sale = $5, version = version + 1, updated_at = $6 WHERE merchant_id = $1 AND id = $2 AND version = $3`,
		tx.MerchantID(), id, version, string(document), in.OnSale, tx.Now())
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, ErrStale.New(nil)
	}
	o := &Offer{ID: id, OnSale: in.OnSale, Version: version + 1, CreatedAt: old.CreatedAt, UpdatedAt: tx.Now(), Terms: t}
	return o, org.Audit(ctx, tx, org.Change{Verb: "recharge_offer.changed", Subject: org.Subject("recharge_offer", id), Before: old.Terms, After: t})
}
