package ledger

import "regulars/internal/calendar"

// Entry is one change of a wallet. From Remaining on, the fields are those of the lot that an issuing entry
// is; they are zero in other entries.
type Entry struct {
	ID       int64
	MemberID int64
	Asset    Asset
	Kind     Kind
	Account  Account
	Amount   int64  // as the wallet sees it
	LotID    int64  // the lot drawn from or returned to; its own id where it issues; 0 for debt
	FromLot  int64  // the lot that this one follows, or 0
	Cause    Cause  // what it was made for
	By       Cause  // the document that made it, where that is not the cause: a refund, a hold
	Rule     string // code of the programme's rule
	Root     string // the fact at the beginning; empty where that is the cause
	Version  int64  // of the programme
	At       calendar.Instant
	PostedAt calendar.Instant

	Remaining   int64
	Held        int64
	Expired     int64
	Pending     bool
	AvailableAt calendar.Instant
	ExpiresAt   calendar.Instant
	IdleMonths  int
}

// In is what is to be posted. Every verb needs Asset, Amount (above 0), Cause and At.
type In struct {
	Asset   Asset
	Amount  int64
	Cause   Cause
	By      Cause            // the document, where that is not the cause
	Rule    string           // code of the programme's rule; a claw-back takes the lots of this rule first
	Root    string           // the fact at the beginning of the chain; empty where that is the cause
	Version int64            // of the programme
	At      calendar.Instant // the business instant
	Account Account          // empty: issued where it earns, spent where it spends

	AvailableAt calendar.Instant // of a new lot; at or before At: at once
	ExpiresAt   calendar.Instant // of a new lot; 0 or Never: never
	IdleMonths  int              // of a new lot; above 0: it expires this many months after the last activity
	Passive     bool             // earning or spending that does not count as activity of the member
}

// root is what the entry keeps: nothing where it can be read off the cause.
func (in *In) root() string {
	if in.Root == in.Cause.String() {
		return ""
	}
	return in.Root
}

// Clawed is where a claw-back took from; the parts sum to the amount.
type Clawed struct {
	FromOwn    int64 // the cause's own lots
	Unexpired  int64 // their expired part
	FromOthers int64 // other available lots
	Debt       int64 // owed from now on
}

// Total is the amount taken back.
func (c Clawed) Total() int64 { return c.FromOwn + c.Unexpired + c.FromOthers + c.Debt }

// Returned is where a return went; the parts sum to the amount.
type Returned struct {
	ToLots  int64 // the lots that were drawn
	Renewed int64 // lots that follow expired ones
	Expired int64 // came back to an expired lot without grace, and expired again
	Settled int64 // paid what had been spent on credit (after a merge was undone)
}

// Total is the amount given back.
func (r Returned) Total() int64 { return r.ToLots + r.Renewed + r.Expired + r.Settled }

// Posted is what fell due at one instant.
type Posted struct {
	At        calendar.Instant
	Lapsed    []int64 // holds that timed out
	Activated Amounts
	Expired   Amounts
	Settled   Amounts // debt paid by what became available
}

// Amounts is an amount of each asset, in the order of Assets.
type Amounts [assetCount]int64

// Of is the amount of the asset.
func (a Amounts) Of(asset Asset) int64 {
	if i := asset.slot(); i >= 0 {
		return a[i]
	}
	return 0
}

// Empty reports whether nothing was posted.
func (p *Posted) Empty() bool {
	return len(p.Lapsed) == 0 && p.Activated == Amounts{} && p.Expired == Amounts{}
}

// Hold reserves an amount until it is captured, released or lapses.
type Hold struct {
	ID       int64
	MemberID int64
	Asset    Asset
	Amount   int64
	Captured int64
	State    HoldState
	Cause    Cause
	UntilAt  calendar.Instant
	MadeAt   calendar.Instant
	ClosedAt calendar.Instant // Never while it is open
	parts    []part
	fresh    bool // not yet in the database
	dirty    bool // changed since it was read
}

// HoldState is the state of a hold.
type HoldState string

// The states of a hold.
const (
	HoldOpen     HoldState = "open"
	HoldCaptured HoldState = "captured"
	HoldReleased HoldState = "released"
	HoldLapsed   HoldState = "lapsed"
)

// part is what a hold reserves of one lot.
type part struct {
	lotID  int64
	amount int64
}
