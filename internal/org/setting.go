package org

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/store"
)

// Settings are a merchant's own rules that are no part of its programme. What a stored document does not name
// has its default, so that a new setting needs no migration.
type Settings struct {
	PhoneRegion string `json:"phone_region"` // ISO 3166 country of numbers without a country code

	OrderMaxAgeDays   int `json:"order_max_age_days"`  // older orders need orders:backdate
	ReturnWindowDays  int `json:"return_window_days"`  // default for pending points and for follow-ups
	RefundGraceDays   int `json:"refund_grace_days"`   // what comes back expired lives so much longer; 0 for not at all
	QuoteHoldSeconds  int `json:"quote_hold_seconds"`  // longest hold of a quote
	ApprovalDays      int `json:"approval_days"`       // a request waits so long
	ProofAbovePoints  int `json:"proof_above_points"`  // points that leave without the member's proof, at most
	ProofAboveBalance int `json:"proof_above_balance"` // the same for balance, in minor units
	ProofAboveCoupons int `json:"proof_above_coupons"` // the same for what coupons take off, in minor units; 0: every coupon needs proof
	ProofAboveUses    int `json:"proof_above_uses"`    // the same for uses of entitlements and times cards
	ProofCodeSeconds  int `json:"proof_code_seconds"`  // how long a member code is taken
	OverridePoints    int `json:"override_points"`     // the most that staff may let go at once by override
	OverrideBalance   int `json:"override_balance"`    // in minor units
	OverrideCoupons   int `json:"override_coupons"`    // in minor units
	OverrideUses      int `json:"override_uses"`

	EarnOnBonus            bool `json:"earn_on_bonus"`            // points are earned on payable including bonus spent
	DeductUnrecovered      bool `json:"deduct_unrecovered"`       // a refund is lessened by what could not be taken back
	ProgramNeedsSecond     bool `json:"program_needs_second"`     // publishing waits for a second person
	ProgramNeedsSimulation bool `json:"program_needs_simulation"` // publishing asks for a simulation of the very draft
	EraseNeedsSecond       bool `json:"erase_needs_second"`       // erasing a person waits for a second person
	SecondFactorForAll     bool `json:"second_factor_for_all"`    // staff without a second factor may only set it up
	AdjustmentKeyPoints    int  `json:"adjustment_key_points"`    // most points that a key adjusts at once without a second person
	RewardMinor            int  `json:"reward_minor"`             // most that one call gives, by its cost in minor units, without a second person
	MassMembers            int  `json:"mass_members"`             // most members, or codes, that one call gives to without a second person
	AssumedMinor           int  `json:"assumed_minor"`            // what a piece of unknown cost, such as a coupon of half the price, counts for in these limits
	AloneDayTimes          int  `json:"alone_day_times"`          // how often what a person may give at once, in a day to all members together
	PayBackMinor           int  `json:"pay_back_minor"`           // most that a person pays back at once for a plan or a times card alone

	// AdjustmentPoints is the most that a role adjusts at once, and in a day of one member, without a second person, in points or growth; 0 always needs one.
	AdjustmentPoints map[Role]int `json:"adjustment_points"`
	// TierDays is for how long a role gives a tier by hand, or as a reward, without a second person; 0 always needs one.
	TierDays map[Role]int `json:"tier_days"`
}

// DefaultSettings are the settings of a merchant that has changed none.
func DefaultSettings() Settings {
	return Settings{
		PhoneRegion: "CN", OrderMaxAgeDays: 30, ReturnWindowDays: 7, RefundGraceDays: 30, QuoteHoldSeconds: 900, ApprovalDays: 7,
		ProofCodeSeconds: 180, OverridePoints: 2000, OverrideBalance: 10_000, OverrideCoupons: 10_000, OverrideUses: 1,
		AdjustmentKeyPoints: 1000, RewardMinor: 200_000, MassMembers: 500, AssumedMinor: 5000, AloneDayTimes: 10, PayBackMinor: 20_000,
		AdjustmentPoints: map[Role]int{Owner: 100_000, Marketer: 10_000, Support: 1000, Analyst: 0, Cashier: 0},
		TierDays:         map[Role]int{Owner: maxTierDays, Marketer: 366, Support: 31, Analyst: 0, Cashier: 0},
	}
}

// AdjustmentLimit is the most points or growth that this actor may adjust at once without a second person.
func (s Settings) AdjustmentLimit(p Principal) int64 {
	switch {
	case p.KeyID != 0:
		return int64(s.AdjustmentKeyPoints)
	case p.StaffID != 0:
		return int64(s.AdjustmentPoints[p.Role])
	}
	return 0
}

// TierDaysLimit is the longest time in days for which this actor may give a tier without a second person. Systems do what they were made for.
func (s Settings) TierDaysLimit(p Principal) int64 {
	if p.StaffID == 0 {
		return money.Limit
	}
	return int64(s.TierDays[p.Role])
}

// PayBackLimit is the most in minor units that this actor may pay back at once for a plan or a times card without a second person.
func (s Settings) PayBackLimit(p Principal) int64 {
	if p.StaffID == 0 {
		return money.Limit
	}
	return int64(s.PayBackMinor)
}

// PayBack refuses to pay back more at once for a plan or a times card than the actor may alone. Returns ErrPayBack.
func PayBack(ctx context.Context, tx *store.Tx, p Principal, minor int64, approved bool) error {
	s, _, err := GetSettings(ctx, tx)
	if err == nil && !approved && minor > s.PayBackLimit(p) {
		err = ErrPayBack.New(fault.P{"limit": fault.Minor(s.PayBackLimit(p))})
	}
	return err
}

// validate names every field that is out of its range.
func (s Settings) validate() error {
	var refused []*fault.Error
	within := func(field string, value, low, high int) {
		if value < low || value > high {
			refused = append(refused, fault.ErrRange.At(field, fault.P{"min": low, "max": high}))
		}
	}
	within("order_max_age_days", s.OrderMaxAgeDays, 0, 3650)
	within("return_window_days", s.ReturnWindowDays, 0, 365)
	within("refund_grace_days", s.RefundGraceDays, 0, 365)
	within("quote_hold_seconds", s.QuoteHoldSeconds, 0, 86_400)
	within("approval_days", s.ApprovalDays, 1, 90)
	within("proof_above_points", s.ProofAbovePoints, 0, money.Limit)
	within("proof_above_balance", s.ProofAboveBalance, 0, money.Limit)
	within("proof_above_coupons", s.ProofAboveCoupons, 0, money.Limit)
	within("proof_above_uses", s.ProofAboveUses, 0, 1000)
	within("proof_code_seconds", s.ProofCodeSeconds, 30, 1200)
	within("override_points", s.OverridePoints, 0, money.Limit)
	within("override_balance", s.OverrideBalance, 0, money.Limit)
	within("override_coupons", s.OverrideCoupons, 0, money.Limit)
	within("override_uses", s.OverrideUses, 0, 1000)
	within("adjustment_key_points", s.AdjustmentKeyPoints, 0, money.Limit)
	within("reward_minor", s.RewardMinor, 0, money.Limit)
	within("mass_members", s.MassMembers, 1, 1_000_000)
	within("assumed_minor", s.AssumedMinor, 0, money.Limit)
	within("alone_day_times", s.AloneDayTimes, 1, 1000)
	within("pay_back_minor", s.PayBackMinor, 0, money.Limit)
	roles := func(field string, limits map[Role]int, most int) {
		for role, limit := range limits {
			within(field+"."+string(role), limit, 0, most)
			if !role.Known() {
				refused = append(refused, fault.ErrInvalid.At(field, fault.P{"reason": "no role " + string(role)}))
			}
		}
	}
	roles("adjustment_points", s.AdjustmentPoints, money.Limit)
	roles("tier_days", s.TierDays, maxTierDays)
	if len(s.PhoneRegion) != 2 || s.PhoneRegion[0] < 'A' || s.PhoneRegion[0] > 'Z' || s.PhoneRegion[1] < 'A' || s.PhoneRegion[1] > 'Z' {
		refused = append(refused, fault.ErrInvalid.At("phone_region", fault.P{"reason": "two capitals, such as CN"}))
	}
	return fault.Join(refused...)
}

const (
	sqlSettings     = `SELECT document, version FROM org_setting WHERE merchant_id = $1`
	sqlSettingsSave = `INSERT INTO org_setting (merchant_id, document, facts_at, updated_at, version) VALUES ($1, $2, $3, $4, 1)
ON CONFLICT (merchant_id) DO UPDATE SET document = excluded.document, updated_at = excluded.updated_at, version = org_setting.version + 1
WHERE org_setting.version = $5`
	sqlSettingsBegin = `INSERT INTO org_setting (merchant_id, document, facts_at, updated_at, version) VALUES ($1, '{}', $2, $3, 0)
ON CONFLICT (merchant_id) DO NOTHING`
	sqlFacts     = `SELECT facts_at FROM org_setting WHERE merchant_id = $1`
	sqlFactsLock = `INSERT INTO org_setting (merchant_id, document, facts_at, updated_at, version) VALUES ($1, '{}', $2, $3, 0)
ON CONFLICT (merchant_id) DO UPDATE SET facts_at = org_setting.facts_at RETURNING facts_at`
	sqlFactsNote = `INSERT INTO org_setting (merchant_id, document, facts_at, updated_at, version) VALUES ($1, '{}', $2, $2, 0)
ON CONFLICT (merchant_id) DO UPDATE SET facts_at = excluded.facts_at WHERE org_setting.facts_at = $3`
)

// GetSettings are the merchant's settings and their version for If-Match: 0 where none was ever saved.
func GetSettings(ctx context.Context, tx *store.Tx) (Settings, int64, error) {
	s, version := DefaultSettings(), int64(0)
	_, err := store.One(ctx, tx, sqlSettings, func(row store.Row) error {
		var document string
		if err := row.Scan(&document, &version); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(document), &s); err != nil {
			return fmt.Errorf("stored settings: %w", err)
		}
		return nil
	}, tx.MerchantID())
	return s, version, err
}

// SettingsForFacts are the settings as a room that records facts reads them, and whether there are facts already: with the first
// ones it calls NoteFacts.
func SettingsForFacts(ctx context.Context, tx *store.Tx) (s Settings, facts bool, err error) {
	get := SettingsLater(tx)
	err = tx.Flush(ctx)
	s, facts = get()
	return s, facts, err
}

// SettingsLater is SettingsForFacts; the answer can be asked for once the transaction has waited for one.
func SettingsLater(tx *store.Tx) (get func() (s Settings, facts bool)) {
	s, facts := DefaultSettings(), false
	tx.QueryLater(`SELECT document, facts_at FROM org_setting WHERE merchant_id = $1`, func(row store.Row) error {
		var document string
		var at calendar.Instant
		if err := row.Scan(&document, &at); err != nil {
			return err
		}
		facts = at != calendar.Never
		if err := json.Unmarshal([]byte(document), &s); err != nil {
			return fmt.Errorf("stored settings: %w", err)
		}
		return nil
	}, tx.MerchantID())
	return func() (Settings, bool) { return s, facts }
}

// beginSettings makes the row of a new merchant: from then on a missing audit trail is a finding.
func beginSettings(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, sqlSettingsBegin, tx.MerchantID(), calendar.Never, tx.Now())
	return err
}

// SaveSettings replaces the settings that have the given version. Returns ErrStale.
func SaveSettings(ctx context.Context, tx *store.Tx, version int64, s Settings) (int64, error) {
	if err := s.validate(); err != nil {
		return 0, err
	}
	usual := DefaultSettings() // a role that is not named keeps its default
	maps.Copy(usual.AdjustmentPoints, s.AdjustmentPoints)
	maps.Copy(usual.TierDays, s.TierDays)
	s.AdjustmentPoints, s.TierDays = usual.AdjustmentPoints, usual.TierDays
	old, was, err := GetSettings(ctx, tx)
	if err != nil {
		return 0, err
	}
	if was != version {
		return 0, ErrStale.New(nil)
	}
	document, err := json.Marshal(s)
	if err != nil {
		return 0, err
	}
	changed, err := tx.Exec(ctx, sqlSettingsSave, tx.MerchantID(), string(document), calendar.Never, tx.Now(), version)
	if err != nil {
		return 0, err
	}
	if changed == 0 {
		return 0, ErrStale.New(nil)
	}
	return version + 1, Audit(ctx, tx, Change{Verb: "settings.changed", Subject: merchantSubject, Before: old, After: s})
}

// NoteFacts fixes the merchant's zone and currency: the rooms that record facts call it with the first one.
// Calling it again changes nothing.
func NoteFacts(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, sqlFactsNote, tx.MerchantID(), tx.Now(), calendar.Never)
	return err
}

// HasFacts reports whether there are facts, so that zone and currency are fixed.
func HasFacts(ctx context.Context, tx *store.Tx) (bool, error) {
	at := calendar.Never
	_, err := store.One(ctx, tx, sqlFacts, func(row store.Row) error { return row.Scan(&at) }, tx.MerchantID())
	return at != calendar.Never, err
}

// refuseWithFacts returns ErrFixed where there are facts, and keeps the first ones out until the commit.
func refuseWithFacts(ctx context.Context, tx *store.Tx) error {
	at := calendar.Never
	_, err := store.One(ctx, tx, sqlFactsLock, func(row store.Row) error { return row.Scan(&at) }, tx.MerchantID(), calendar.Never, tx.Now())
	if err == nil && at != calendar.Never {
		err = ErrFixed.New(nil)
	}
	return err
}
