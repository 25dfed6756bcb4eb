package ledger

import (
	"fmt"

	"regulars/internal/calendar"
)

// Asset is a kind of thing that a wallet holds.
type Asset string

// The assets. Growth is never spent; principal and bonus together are the stored value; commission is owed to promoters.
const (
	Points     Asset = "points"
	Growth     Asset = "growth"
	Principal  Asset = "principal"
	Bonus      Asset = "bonus"
	Commission Asset = "commission"
)

// Assets are all assets, in the order of the wallet's columns.
func Assets() []Asset { return []Asset{Points, Growth, Principal, Bonus, Commission} }

const assetCount = 5

// slot is the asset's place in a wallet, −1 where there is no such asset.
func (a Asset) slot() int {
	switch a {
	case Points:
		return 0
	case Growth:
		return 1
	case Principal:
		return 2
	case Bonus:
		return 3
	case Commission:
		return 4
	}
	return -1
}

// Account is the other side of an entry.
type Account string

// The accounts; see the package's documentation.
const (
	Issued    Account = "issued"
	Spent     Account = "spent"
	Expired   Account = "expired"
	Adjusted  Account = "adjusted"
	Recharged Account = "recharged"
	Moved     Account = "moved"
)

// Kind says what an entry does. The set is closed.
type Kind string

// The kinds of entries.
const (
	KindEarn     Kind = "earn"      // issues a lot
	KindSpend    Kind = "spend"     // draws
	KindExpire   Kind = "expire"    // draws what nobody used in time
	KindUnexpire Kind = "unexpire"  // reverses an expiry, so that a claw-back can take it
	KindClawBack Kind = "claw_back" // draws, or owes, what was given for something that has been undone
	KindGiveBack Kind = "give_back" // returns what was spent
	KindAdjust   Kind = "adjust"    // issues or draws by hand
	KindSettle   Kind = "settle"    // pays debt: one entry draws, one lowers the debt
	KindCharge   Kind = "charge"    // moves what was drawn to the record that drew it, when a merge is undone
	KindRenew    Kind = "renew"     // moves what came back to an expired lot into a lot that follows it
)

// Cause is what an entry was made for, such as the order 123. Sums by cause are what a refund takes back.
type Cause struct {
	Kind string // "order", "return", "grant", "adjustment", …
	ID   int64
}

// String is "order:123", as an event's root is written; empty where there is no cause.
func (c Cause) String() string {
	if c.Kind == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", c.Kind, c.ID)
}

// Balance is what a wallet holds of one asset.
type Balance struct {
	Available int64 // can be spent now
	Pending   int64 // earned, not yet available
	Held      int64 // reserved by holds
	Debt      int64 // owed: what a claw-back could not take
}

// Net is what the member has been given and not used: available, pending and held less debt.
func (b Balance) Net() int64 { return b.Available + b.Pending + b.Held - b.Debt }

// Wallet is what one member holds. DueAt is when a lot or a hold of it next needs posting, OtherDueAt the same
// for what other rooms hang on it; Never where there is nothing.
type Wallet struct {
	MemberID   int64
	balances   [assetCount]Balance
	DueAt      calendar.Instant
	OtherDueAt calendar.Instant
	ActiveAt   calendar.Instant // of the last activity; 0 before the first
}

// Of is what the wallet holds of the asset.
func (w Wallet) Of(a Asset) Balance {
	if i := a.slot(); i >= 0 {
		return w.balances[i]
	}
	return Balance{}
}

// NextDueAt is the next instant at which anything of the member falls due.
func (w Wallet) NextDueAt() calendar.Instant { return min(w.DueAt, w.OtherDueAt) }
