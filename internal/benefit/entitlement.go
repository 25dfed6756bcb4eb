package benefit

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/store"
)

// Kind says where an entitlement comes from.
type Kind string

// The kinds.
const (
	KindQuota Kind = "quota" // promised by the programme or by a plan, for a period
	KindGiven Kind = "given" // by a rule, a pack, a mall item or a person
	KindCard  Kind = "card"  // a times card
	KindDraw  Kind = "draw"  // chances in an activity
)

// SourceProgram is the source of quotas that the programme in force promises.
const SourceProgram = "program"

const planPrefix = "plan:"

// SourceOfPlan is the source of quotas that a plan promises.
func SourceOfPlan(code string) string { return planPrefix + code }

// Terms are what one use is good for and worth. They are frozen with the entitlement.
type Terms struct {
	Name       deal.Text       `json:"name"`
	Line       deal.Text       `json:"line,omitzero"` // of a card of several lines: what this one is called
	Gives      deal.Gives      `json:"gives"`
	Service    string          `json:"service,omitempty"`     // of deal.ByService: what is done, in the merchant's own words
	Scope      deal.ScopeTerms `json:"scope"`                 // of deal.UnitFree: which units; empty is any product
	CostMinor  int64           `json:"cost_minor,omitempty"`  // of one use, to the merchant
	WorthMinor int64           `json:"worth_minor,omitempty"` // of all uses, in the price of what was sold: the lines of a card sum to it
	ListMinor  int64           `json:"list_minor,omitempty"`  // of one use alone, as it was sold
	Shared     bool            `json:"shared,omitempty"`      // family may use it too
	Unlimited  bool            `json:"unlimited,omitempty"`   // a service as often as it is asked for: the number of uses means nothing
}

// Title is the name, with that of the line.
func (t *Terms) Title() deal.Text {
	if t.Line == (deal.Text{}) {
		return t.Name
	}
	in := func(language string) string { return t.Name.In(language) + " · " + t.Line.In(language) }
	return deal.Text{Zh: in("zh-CN"), En: in("en")}
}

// Entitlement is so many uses of something, until an instant.
type Entitlement struct {
	ID          int64
	MemberID    int64 // the record that it was made for
	Holder      int64 // the member who holds it now
	Kind        Kind
	Benefit     string // code of the benefit, the card or the activity
	Source      string // program, the plan (plan:CODE), or the document: grant:ID, sale:ID
	Period      string // of a quota: "2026", "2026-Q3", "2026-11" …; "" of what is counted for ever, and of what is no quota
	Terms       Terms
	Quantity    int64
	Used        int64
	Revoked     int64
	Locked      int64 // by holds that still stand
	Elsewhere   int64 // used of the same quota by records that were merged into this member
	Root        string
	Rule        string
	MadeAt      calendar.Instant
	ActivatesAt calendar.Instant
	ExpiresAt   calendar.Instant
	RevokedAt   calendar.Instant // calendar.Never: what it was given for stands
	Follows     int64            // the entitlement whose use came back after its end
	PartOf      int64            // of a card's further lines, and of what follows a line: the card; 0: it is one of its own

	promised bool             // of a quota: still, to the member as he stands now
	released calendar.Instant // the end of a hold that these books let go: until then it is as good as when it was held
	stored   bool
	changed  bool
}

// Card is the entitlement by which all lines of a card are known: that of the first.
func (e *Entitlement) Card() int64 { return cmp.Or(e.PartOf, e.ID) }

// Left is how many uses can still be made of it, whatever the time.
func (e *Entitlement) Left() int64 {
	return max(e.Quantity-e.Used-e.Revoked-e.Locked-e.Elsewhere, 0)
}

// The states of an entitlement, as they follow from its numbers and instants.
const (
	StatusPending = "pending"
	StatusUsable  = "usable"
	StatusUsed    = "used"
	StatusExpired = "expired"
	StatusVoid    = "void"
)

// Status is the state at the instant.
func (e *Entitlement) Status(at calendar.Instant) string {
	switch {
	case e.Revoked > 0 && e.Used+e.Revoked >= e.Quantity:
		return StatusVoid
	case e.Used+e.Elsewhere+e.Revoked >= e.Quantity:
		return StatusUsed
	case max(e.ExpiresAt, e.released) <= at:
		return StatusExpired
	case e.ActivatesAt > at:
		return StatusPending
	}
	return StatusUsable
}

// Refuse says why so many uses cannot be made of it at the instant, or nil.
func (e *Entitlement) Refuse(quantity int64, at calendar.Instant) *fault.Error {
	if quantity < 1 || quantity > MaxQuantity {
		return ErrQuantity.At("quantity", fault.P{"limit": MaxQuantity})
	}
	switch e.Status(at) {
	case StatusVoid:
		return ErrVoid.New(nil)
	case StatusExpired:
		return ErrExpired.New(nil)
	case StatusPending:
		return ErrPending.New(nil)
	}
	if e.Kind == KindQuota && !e.promised {
		return ErrNotPromised.New(nil)
	}
	if left := e.Left(); quantity > left {
		return ErrUsedUp.New(fault.P{"left": left, "asked": quantity})
	}
	return nil
}

// Quota is what is promised to a member for a period: nothing is stored of it before it is used.
type Quota struct {
	Benefit   string
	Source    string // SourceProgram, or SourceOfPlan
	Period    string
	Terms     Terms
	Quantity  int64
	From      calendar.Instant // of the period
	ExpiresAt calendar.Instant // end of the period
}

// id is the one number that a quota of a period has for a record, whoever computes it.
func (q *Quota) id(merchant, member int64) int64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\x00%d\x00%s\x00%s\x00%s", merchant, member, q.Source, q.Benefit, q.Period))
	return int64(binary.BigEndian.Uint64(sum[:8]) >> 1) //nolint:gosec // 63 bits fit
}

// Ref names an entitlement by its id, or a quota of a member by its benefit.
type Ref struct {
	ID      int64
	Member  int64
	Source  string
	Benefit string
}

const prefix = "etl"

// ParseRef reads "etl_…" as FormatRef writes it. Returns store.ErrID.
func ParseRef(text string) (Ref, error) {
	const width = len(prefix) + 1 + 13
	if len(text) <= width {
		id, err := store.ParseID(prefix, text)
		return Ref{ID: id}, err
	}
	member, err := store.ParseID(prefix, text[:width])
	rest, dotted := strings.CutPrefix(text[width:], ".")
	if err != nil || !dotted || rest == "" || len(rest) > 80 {
		return Ref{}, store.ErrID.New(fault.P{"prefix": prefix})
	}
	ref := Ref{Member: member, Source: SourceProgram, Benefit: rest}
	if plan, benefit, found := strings.Cut(rest, "."); found {
		ref.Source, ref.Benefit = SourceOfPlan(plan), benefit
	}
	return ref, nil
}

// FormatRef is the name of an entitlement outside: a quota keeps one name through all its periods.
func FormatRef(e *Entitlement) string {
	if e.Kind != KindQuota {
		return store.FormatID(prefix, e.ID)
	}
	out := store.FormatID(prefix, e.Holder) + "."
	if plan, found := strings.CutPrefix(e.Source, planPrefix); found {
		out += plan + "."
	}
	return out + e.Benefit
}

// Hand is the entitlement as somebody brings it to an order, for so many uses on the line (deal.AnyLine: wherever it gives most). The
// caller compiles its scope.
func (e *Entitlement) Hand(scope *deal.Scope, quantity int64, line int) deal.Entitlement {
	return deal.Entitlement{
		ID: e.ID, Code: e.Benefit, Name: e.Terms.Title(), Gives: e.Terms.Gives, Scope: scope, Left: e.Left(), Quantity: quantity, Line: line, Cost: e.Terms.CostMinor,
	}
}
