package coupon

import (
	"time"

	"regulars/internal/calendar"
	"regulars/internal/offer"
)

// State is how a coupon stands at an instant. It is never stored: its instants say it.
type State string

// The states.
const (
	Unclaimed State = "unclaimed" // a code that nobody has claimed
	Pending   State = "pending"   // becomes usable later
	Usable    State = "usable"
	Locked    State = "locked" // reserved by a hold
	Used      State = "used"
	Expired   State = "expired"
	Void      State = "void"
)

// States lists all states.
func States() []State { return []State{Unclaimed, Pending, Usable, Locked, Used, Expired, Void} }

// Coupon is one coupon. Read it; only the books change it.
type Coupon struct {
	ID          int64
	TemplateID  int64
	TermsID     int64 // of one id all share their terms; the first of a template have its id
	Terms       *Terms
	Code        string
	MemberID    int64 // who holds it; 0 while nobody does
	RecordID    int64 // the record that it was last given to: a merge leaves it
	GivenTo     int64 // who had it first
	GrantID     int64
	Rule, Root  string
	IssuedAt    calendar.Instant
	HeldAt      calendar.Instant // since when its member has it; Never while nobody has
	ActivatesAt calendar.Instant
	ExpiresAt   calendar.Instant
	OrderID     int64 // that used it; 0
	UsedAt      calendar.Instant
	HoldID      int64
	HoldUntil   calendar.Instant
	VoidedAt    calendar.Instant
	VoidReason  string

	// UsedMinor is what it took off the order that used it, where the books were opened for that order.
	UsedMinor int64

	tellAt   calendar.Instant
	released calendar.Instant // the end of a hold that these books let go: until then it is as good as when it was held
	fresh    bool
	changed  bool
}

// State is how the coupon stands at an instant.
// Void and used are as it stands now, whatever the instant: an order that comes in late changes neither.
func (c *Coupon) State(at calendar.Instant) State {
	switch {
	case c.VoidedAt != calendar.Never:
		return Void
	case c.OrderID != 0:
		return Used
	case c.HoldID != 0 && c.HoldUntil > at:
		return Locked
	case max(c.ExpiresAt, c.released) <= at:
		return Expired
	case c.MemberID == 0:
		return Unclaimed
	case c.ActivatesAt > at:
		return Pending
	}
	return Usable
}

// The reasons for which a coupon cannot be used whatever the basket holds, beside those of offer.
const (
	ReasonPending offer.Reason = "pending"
	ReasonExpired offer.Reason = "expired"
	ReasonUsedUp  offer.Reason = "used_up"
	ReasonLocked  offer.Reason = "locked"
	ReasonVoid    offer.Reason = "void"
	ReasonOther   offer.Reason = "not_yours" // another member holds it
	ReasonLimit   offer.Reason = "limit"     // claiming the code now would pass the member's limit
	ReasonGuest   offer.Reason = "member_only"
)

// Refusal says why the member (0: a guest) cannot use the coupon at the instant; "" where only the basket decides. A code that nobody
// has claimed is claimed by being used, unless that would make it usable only days later.
func (c *Coupon) Refusal(member int64, at calendar.Instant) offer.Reason {
	switch state := c.State(at); {
	case state == Void:
		return ReasonVoid
	case state == Used:
		return ReasonUsedUp
	case c.MemberID != 0 && c.MemberID != member:
		return ReasonOther
	case state == Locked:
		return ReasonLocked
	case state == Expired:
		return ReasonExpired
	case c.ActivatesAt > at || c.MemberID == 0 && c.Terms.Validity.ActivatesAfterDays > 0:
		return ReasonPending
	case member == 0:
		return ReasonGuest
	}
	return ""
}

// span is when a coupon of the terms is good that a member gets at the instant.
func (v *Validity) span(at calendar.Instant, zone *time.Location) (from, until calendar.Instant) {
	from, until = max(v.From, at), calendar.Never
	if v.ActivatesAfterDays > 0 {
		from = max(from, (at.Day(zone) + calendar.Day(v.ActivatesAfterDays)).Start(zone))
	}
	if v.Days > 0 {
		until = (from.Day(zone) + calendar.Day(v.Days)).End(zone)
	}
	if v.Until > 0 {
		until = min(until, v.Until)
	}
	return from, until
}

// unclaimedSpan is when a code may be claimed.
func (v *Validity) unclaimedSpan(at calendar.Instant) (from, until calendar.Instant) {
	from, until = max(v.From, at), calendar.Never
	if v.Until > 0 {
		until = v.Until
	}
	return from, until
}

// remindAt is when the member is reminded of the end; Never where not at all: what becomes usable only then is told of by that.
func (c *Coupon) remindAt(zone *time.Location) calendar.Instant {
	if c.Terms.RemindDays == 0 || c.ExpiresAt == calendar.Never {
		return calendar.Never
	}
	at := ((c.ExpiresAt - 1).Day(zone) - calendar.Day(c.Terms.RemindDays)).Start(zone)
	if at <= c.ActivatesAt {
		return calendar.Never
	}
	return at
}

// nextTell is the first instant after the given one at which the member is told of the coupon: that it is active, ends soon, has ended.
func (c *Coupon) nextTell(after calendar.Instant, zone *time.Location) calendar.Instant {
	if c.MemberID == 0 || c.OrderID != 0 || c.VoidedAt != calendar.Never {
		return calendar.Never
	}
	next := calendar.Never
	for _, at := range []calendar.Instant{c.ActivatesAt, c.remindAt(zone), c.ExpiresAt} {
		if at > after {
			next = min(next, at)
		}
	}
	return next
}

// touch notes that the coupon must be saved, and when it is told of next.
func (c *Coupon) touch(at calendar.Instant, zone *time.Location) {
	c.changed = true
	c.tellAt = c.nextTell(at, zone)
}
