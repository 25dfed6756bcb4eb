package terms

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/ledger"
	"regulars/internal/ledger/closing"
	"regulars/internal/money"
	"regulars/internal/org"
	"regulars/internal/store"
)

// AssetOut is the sums of one asset.
type AssetOut struct {
	Asset    string          `json:"asset" doc:"points, growth, principal, bonus or commission"`
	Entries  int64           `json:"entries"`
	Wallets  WalletsOut      `json:"wallets"`
	Accounts AccountsOut     `json:"accounts"`
	Sum      int64           `json:"sum" doc:"Wallets and accounts together: always 0"`
	Expiring []MaturityOut   `json:"expiring,omitempty" doc:"What is outstanding by the month in which it ends; now only"`
	Liable   *LiabilityMinor `json:"liability,omitempty"`
}

// WalletsOut is what members hold.
type WalletsOut struct {
	Available int64 `json:"available"`
	Pending   int64 `json:"pending"`
	Held      int64 `json:"held"`
	Debt      int64 `json:"debt"`
}

// AccountsOut is where it came from and went to, from the accounts' side.
type AccountsOut struct {
	Issued    int64 `json:"issued"`
	Spent     int64 `json:"spent"`
	Expired   int64 `json:"expired"`
	Adjusted  int64 `json:"adjusted"`
	Recharged int64 `json:"recharged"`
	Moved     int64 `json:"moved"`
}

// LiabilityMinor is what an asset may cost.
type LiabilityMinor struct {
	Outstanding int64 `json:"outstanding"`
	Minor       int64 `json:"minor" doc:"At the value of the programme in force, rounded up, in minor units"`
	Breakage    int64 `json:"breakage_bp,omitempty" doc:"Of all that was spent or expired so far, the share that expired unused"`
	Expected    int64 `json:"expected_minor" doc:"minor less that share: an estimate of what will be used, rounded up"`
}

// liable is what an asset may cost, and what it will if as much of it goes unused as ever.
func liable(t *closing.Totals, minor int64) *LiabilityMinor {
	bp, _ := t.Breakage()
	return &LiabilityMinor{Outstanding: t.Outstanding(), Minor: minor, Breakage: bp, Expected: money.MulDiv(minor, 10_000-bp, 10_000, money.Ceil)}
}

// MaturityOut is what ends in a month.
type MaturityOut struct {
	Month  *wire.Date `json:"month" doc:"First day of the month; null for what never ends"`
	Amount int64      `json:"amount"`
}

// TrialBalanceOut is the sums of all assets.
type TrialBalanceOut struct {
	At     wire.Time  `json:"at" doc:"What was posted before this instant"`
	Assets []AssetOut `json:"assets"`
}

// balanceIn asks for an instant.
type balanceIn struct {
	At wire.Time `query:"at" doc:"Now where absent"`
}

// addBalance registers the trial balance.
func addBalance(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "trial_balance.get", Method: http.MethodGet, Path: "/v1/trial-balance", Group: programGroup, En: "Trial balance and liability", Zh: "试算平衡与负债", Permission: string(org.LedgerRead),
		Detail: "The sum of each asset is zero at any instant; check proves it.",
	}, trialBalance)
}

// trialBalance sums the ledger.
func trialBalance(ctx context.Context, tx *store.Tx, _ *shell.Call, in *balanceIn) (TrialBalanceOut, error) {
	at := calendar.Never
	if in.At != 0 {
		at = in.At.Instant()
	}
	b, err := closing.TrialBalance(ctx, tx, at)
	if err != nil {
		return TrialBalanceOut{}, err
	}
	e, err := edition.At(ctx, tx, min(at, tx.Now()))
	if err != nil {
		return TrialBalanceOut{}, err
	}
	out := TrialBalanceOut{At: wire.At(min(b.At, tx.Now()))}
	for _, asset := range ledger.Assets() {
		total := b.Assets[asset]
		row := assetOut(asset, &total)
		spending := e.Document().Spending
		switch asset {
		case ledger.Points:
			row.Liable = liable(&total, total.Liability(spending.Minor, spending.Points))
		case ledger.Principal, ledger.Bonus, ledger.Commission:
			row.Liable = liable(&total, total.Outstanding())
		case ledger.Growth:
		}
		if in.At == 0 && asset != ledger.Growth {
			if row.Expiring, err = maturities(ctx, tx, asset); err != nil {
				return TrialBalanceOut{}, err
			}
		}
		out.Assets = append(out.Assets, row)
	}
	return out, nil
}

// assetOut is the sums of an asset outside.
func assetOut(asset ledger.Asset, t *closing.Totals) AssetOut {
	return AssetOut{
		Asset: string(asset), Entries: t.Entries, Sum: t.Sum(),
		Wallets:  WalletsOut{Available: t.Available, Pending: t.Pending, Held: t.Held, Debt: t.Debt},
		Accounts: AccountsOut{Issued: t.Issued, Spent: t.Spent, Expired: t.Expired, Adjusted: t.Adjusted, Recharged: t.Recharged, Moved: t.Moved},
	}
}

// maturities is when what is outstanding ends.
func maturities(ctx context.Context, tx *store.Tx, asset ledger.Asset) ([]MaturityOut, error) {
	list, err := closing.Maturities(ctx, tx, asset)
	out := make([]MaturityOut, len(list))
	for i, m := range list {
		out[i].Amount = m.Amount
		if m.Month != 0 {
			day := wire.Date(m.Month)
			out[i].Month = &day
		}
	}
	return out, err
}
