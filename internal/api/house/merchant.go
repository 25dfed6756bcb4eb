package house

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
)

// houseGroup is the heading of the merchant's own configuration.
const houseGroup = "Merchant"

// MerchantOut is the merchant.
type MerchantOut struct {
	MeMerchant
	CreatedAt wire.Time `json:"created_at"`
	Fixed     bool      `json:"fixed" doc:"There are facts: currency and time zone cannot be changed any more"`
}

// MerchantPatch is what may change of the merchant; what is absent stays.
type MerchantPatch struct {
	Name     *string `json:"name,omitempty" minLength:"1" maxLength:"100"`
	Currency *string `json:"currency,omitempty" minLength:"3" maxLength:"3"`
	Timezone *string `json:"timezone,omitempty" maxLength:"64" example:"Asia/Shanghai"`
	Language *string `json:"language,omitempty" enum:"zh,en"`

	Brand *BrandPatch `json:"brand,omitempty"`
}

// SettingsBody is the merchant's settings.
type SettingsBody struct {
	PhoneRegion            string         `json:"phone_region" minLength:"2" maxLength:"2" doc:"ISO 3166 country of numbers without a country code" example:"CN"`
	OrderMaxAgeDays        int            `json:"order_max_age_days" minimum:"0" maximum:"3650" doc:"Older orders need orders:backdate"`
	ReturnWindowDays       int            `json:"return_window_days" minimum:"0" maximum:"365"`
	RefundGraceDays        int            `json:"refund_grace_days" minimum:"0" maximum:"365" doc:"Points that come back expired live so much longer"`
	QuoteHoldSeconds       int            `json:"quote_hold_seconds" minimum:"0" maximum:"86400"`
	ApprovalDays           int            `json:"approval_days" minimum:"1" maximum:"90" doc:"How long a request waits for a second person"`
	ProofAbovePoints       int            `json:"proof_above_points" minimum:"0" maximum:"10000000000" doc:"Points that leave at a till without the member's proof, at most"`
	ProofAboveBalance      int            `json:"proof_above_balance" minimum:"0" maximum:"10000000000" doc:"The same for balance, in minor units"`
	ProofAboveCoupons      int            `json:"proof_above_coupons" minimum:"0" maximum:"10000000000" doc:"The same for what coupons take off, in minor units; 0: every coupon needs proof"`
	ProofAboveUses         int            `json:"proof_above_uses" minimum:"0" maximum:"1000" doc:"The same for uses of entitlements and times cards"`
	ProofCodeSeconds       int            `json:"proof_code_seconds" minimum:"30" maximum:"1200" doc:"How long a member code is taken after it is shown"`
	OverridePoints         int            `json:"override_points" minimum:"0" maximum:"10000000000" doc:"Points that staff with spend:override may let go at once without proof"`
	OverrideBalance        int            `json:"override_balance" minimum:"0" maximum:"10000000000" doc:"The same for balance, in minor units"`
	OverrideCoupons        int            `json:"override_coupons" minimum:"0" maximum:"10000000000" doc:"The same for what coupons take off, in minor units"`
	OverrideUses           int            `json:"override_uses" minimum:"0" maximum:"1000" doc:"The same for uses of entitlements and times cards"`
	EarnOnBonus            bool           `json:"earn_on_bonus" doc:"Points are earned on bonus that was spent, too"`
	DeductUnrecovered      bool           `json:"deduct_unrecovered" doc:"A refund is lessened by what could not be taken back"`
	ProgramNeedsSecond     bool           `json:"program_needs_second" doc:"Publishing waits for a second person"`
	ProgramNeedsSimulation bool           `json:"program_needs_simulation,omitempty" doc:"A draft is published only after it was simulated as it stands, within 30 days"`
	EraseNeedsSecond       bool           `json:"erase_needs_second" doc:"Erasing a person waits for a second person"`
	SecondFactorForAll     bool           `json:"second_factor_for_all" doc:"Staff without a second factor may only set it up"`
	AdjustmentKeyPoints    int            `json:"adjustment_key_points" minimum:"0" maximum:"10000000000" doc:"Most points that a key adjusts at once without a second person"`
	RewardMinor            int            `json:"reward_minor" minimum:"0" maximum:"10000000000" doc:"Most that one call gives without a second person, by its cost in minor units"`
	MassMembers            int            `json:"mass_members" minimum:"1" maximum:"1000000" doc:"Most members, or codes, that one call gives to without a second person"`
	AssumedMinor           *int           `json:"assumed_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"What a piece of unknown cost counts for in these limits, such as a coupon of half the price; as usual where absent, like what follows"`
	AloneDayTimes          *int           `json:"alone_day_times,omitempty" minimum:"1" maximum:"1000" doc:"How often what a person may give at once, in a day to all members together; to one member it is once"`
	PayBackMinor           *int           `json:"pay_back_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Most that a person pays back at once for a plan or a times card without a second person"`
	AdjustmentPoints       map[string]any `json:"adjustment_points" maxProperties:"10" doc:"Most points or growth that each role adjusts at once, and in a day of one member, without a second person: {\"support\": 1000}"`
	TierDays               map[string]any `json:"tier_days,omitempty" maxProperties:"10" doc:"For how many days each role gives a tier without a second person"`
}

// addMerchant registers merchant and settings.
func addMerchant(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "merchant.get", Method: http.MethodGet, Path: "/v1/merchant", Group: houseGroup, En: "Read the merchant", Zh: "查看商户",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, _ *shell.Empty) (MerchantOut, error) {
		return merchant(ctx, tx, c)
	})
	type patch struct{ Body MerchantPatch }
	shell.Write(t, shell.Op{
		ID: "merchant.change", Method: http.MethodPatch, Path: "/v1/merchant", Group: houseGroup, En: "Change the merchant", Zh: "修改商户",
		Permission: string(org.SettingsWrite), IfMatch: true,
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *patch) (store.Made, error) {
		b := in.Body
		_, err := org.ChangeMerchant(ctx, tx, org.ChangeMerchantIn{Version: c.Version(), Name: b.Name, Currency: b.Currency, Zone: b.Timezone, Language: b.Language})
		if err == nil && b.Brand != nil {
			_, err = org.ChangeBrand(ctx, tx, org.BrandPatch(*b.Brand))
		}
		c.AfterCommit(func() { clearDirectory(c) })
		return made("merchant", tx.MerchantID()), err
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, _ store.Made) (MerchantOut, error) {
		return merchant(ctx, tx, c)
	})
	shell.Read(t, shell.Op{
		ID: "settings.get", Method: http.MethodGet, Path: "/v1/settings", Group: houseGroup, En: "Read the settings", Zh: "查看设置", Permission: string(org.SettingsRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, _ *shell.Empty) (SettingsBody, error) {
		return settings(ctx, tx, c)
	})
	type put struct{ Body SettingsBody }
	shell.Write(t, shell.Op{
		ID: "settings.save", Method: http.MethodPut, Path: "/v1/settings", Group: houseGroup, En: "Replace the settings", Zh: "保存设置",
		Permission: string(org.SettingsWrite), IfMatch: true,
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *put) (store.Made, error) {
		s, err := in.Body.settings()
		if err != nil {
			return store.Made{}, err
		}
		_, err = org.SaveSettings(ctx, tx, c.Version(), s)
		return made("settings", tx.MerchantID()), err
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, _ store.Made) (SettingsBody, error) {
		return settings(ctx, tx, c)
	})
}

// merchant is the transaction's merchant, and sets its ETag.
func merchant(ctx context.Context, tx *store.Tx, c *shell.Call) (MerchantOut, error) {
	m, err := org.GetMerchant(ctx, tx)
	if err != nil {
		return MerchantOut{}, err
	}
	fixed, err := org.HasFacts(ctx, tx)
	if err != nil {
		return MerchantOut{}, err
	}
	look, err := brand(ctx, tx)
	c.SetETag(m.Version)
	return MerchantOut{
		MeMerchant: MeMerchant{Slug: m.Slug, Name: m.Name, Currency: m.Currency, Timezone: m.Zone.String(), Language: m.Language, Brand: look},
		CreatedAt:  wire.At(m.CreatedAt), Fixed: fixed,
	}, err
}

// settings are the merchant's settings, and set their ETag.
func settings(ctx context.Context, tx *store.Tx, c *shell.Call) (SettingsBody, error) {
	s, version, err := org.GetSettings(ctx, tx)
	c.SetETag(version)
	out := SettingsBody{
		PhoneRegion: s.PhoneRegion, OrderMaxAgeDays: s.OrderMaxAgeDays, ReturnWindowDays: s.ReturnWindowDays, RefundGraceDays: s.RefundGraceDays,
		QuoteHoldSeconds: s.QuoteHoldSeconds, ApprovalDays: s.ApprovalDays, ProofAbovePoints: s.ProofAbovePoints, ProofAboveBalance: s.ProofAboveBalance,
		ProofAboveCoupons: s.ProofAboveCoupons, ProofAboveUses: s.ProofAboveUses, ProofCodeSeconds: s.ProofCodeSeconds,
		OverridePoints: s.OverridePoints, OverrideBalance: s.OverrideBalance, OverrideCoupons: s.OverrideCoupons, OverrideUses: s.OverrideUses,
		EarnOnBonus: s.EarnOnBonus, DeductUnrecovered: s.DeductUnrecovered, ProgramNeedsSecond: s.ProgramNeedsSecond, ProgramNeedsSimulation: s.ProgramNeedsSimulation, EraseNeedsSecond: s.EraseNeedsSecond,
		SecondFactorForAll: s.SecondFactorForAll, AdjustmentKeyPoints: s.AdjustmentKeyPoints, RewardMinor: s.RewardMinor, MassMembers: s.MassMembers, AssumedMinor: &s.AssumedMinor,
		AloneDayTimes: &s.AloneDayTimes, PayBackMinor: &s.PayBackMinor, AdjustmentPoints: map[string]any{}, TierDays: map[string]any{},
	}
	for role, points := range s.AdjustmentPoints {
		out.AdjustmentPoints[string(role)] = points
	}
	for role, days := range s.TierDays {
		out.TierDays[string(role)] = days
	}
	return out, err
}

// settings are the settings inside.
func (b SettingsBody) settings() (org.Settings, error) {
	s := org.Settings{
		PhoneRegion: b.PhoneRegion, OrderMaxAgeDays: b.OrderMaxAgeDays, ReturnWindowDays: b.ReturnWindowDays, RefundGraceDays: b.RefundGraceDays,
		QuoteHoldSeconds: b.QuoteHoldSeconds, ApprovalDays: b.ApprovalDays, ProofAbovePoints: b.ProofAbovePoints, ProofAboveBalance: b.ProofAboveBalance,
		ProofAboveCoupons: b.ProofAboveCoupons, ProofAboveUses: b.ProofAboveUses, ProofCodeSeconds: b.ProofCodeSeconds,
		OverridePoints: b.OverridePoints, OverrideBalance: b.OverrideBalance, OverrideCoupons: b.OverrideCoupons, OverrideUses: b.OverrideUses,
		EarnOnBonus: b.EarnOnBonus, DeductUnrecovered: b.DeductUnrecovered, ProgramNeedsSecond: b.ProgramNeedsSecond, ProgramNeedsSimulation: b.ProgramNeedsSimulation, EraseNeedsSecond: b.EraseNeedsSecond,
		SecondFactorForAll: b.SecondFactorForAll, AdjustmentKeyPoints: b.AdjustmentKeyPoints, RewardMinor: b.RewardMinor, MassMembers: b.MassMembers,
	}
	usual := org.DefaultSettings()
	s.AssumedMinor, s.AloneDayTimes, s.PayBackMinor = or(b.AssumedMinor, usual.AssumedMinor), or(b.AloneDayTimes, usual.AloneDayTimes), or(b.PayBackMinor, usual.PayBackMinor)
	var refused [2]*fault.Error
	s.AdjustmentPoints, refused[0] = byRole("adjustment_points", b.AdjustmentPoints)
	s.TierDays, refused[1] = byRole("tier_days", b.TierDays)
	return s, fault.Join(refused[:]...)
}

// or is the number, or another one where it is absent.
func or(n *int, usual int) int {
	if n == nil {
		return usual
	}
	return *n
}

// byRole reads a whole number for each role.
func byRole(field string, values map[string]any) (map[org.Role]int, *fault.Error) {
	out := make(map[org.Role]int, len(values))
	for role, value := range values {
		n, ok := value.(int64)
		if !ok {
			return nil, wire.ErrNotInteger.At(field+"."+role, nil)
		}
		out[org.Role(role)] = int(n)
	}
	return out, nil
}
