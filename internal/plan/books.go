package plan

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/store"
)

// Books are the memberships of some members in memory. They are opened under the members' wallet locks, changed by methods that touch
// memory alone, and written by Save.
type Books struct {
	tx      *store.Tx
	members map[int64][]*Membership // by start
	plans   map[int64]*Plan
	terms   map[termsKey]*Terms
	err     error
}

// Need says what is loaded.
type Need struct {
	Members []int64
	From    calendar.Instant // memberships that ended before it are left out; 0 loads all
	Plans   []int64          // whose newest version is given by Give
}

type termsKey struct{ plan, version int64 }

// OpenLater reads memberships and plans; the books are filled when the transaction next waits for an answer.
func OpenLater(tx *store.Tx, need Need) *Books {
	bk := &Books{tx: tx, members: make(map[int64][]*Membership, len(need.Members)), plans: map[int64]*Plan{}, terms: map[termsKey]*Terms{}}
	bk.Load(need)
	return bk
}

// Load asks for more, as OpenLater does. What the books hold already stays as it is.
func (bk *Books) Load(need Need) {
	tx := bk.tx
	if len(need.Members) > 0 {
		tx.QueryLater(membershipSelect+` WHERE m.merchant_id = $1 AND m.member_id = ANY($2) AND m.ends_at > $3 ORDER BY m.starts_at, m.id`,
			func(r store.Row) error {
				m, document, err := scanMembership(r)
				if err != nil || slices.ContainsFunc(bk.members[m.MemberID], func(o *Membership) bool { return o.ID == m.ID }) {
					return err
				}
				bk.members[m.MemberID] = append(bk.members[m.MemberID], m)
				return bk.read(m, document)
			}, tx.MerchantID(), need.Members, need.From)
	}
	if len(need.Plans) > 0 {
		tx.QueryLater(planSelect+` AND p.id = ANY($2)`, func(r store.Row) error {
			p, err := scanPlan(r)
			bk.plans[p.ID] = p
			return err
		}, tx.MerchantID(), need.Plans)
	}
}

// read gives the membership its terms; memberships of one version share them.
func (bk *Books) read(m *Membership, document string) error {
	k := termsKey{m.PlanID, m.Version}
	if bk.terms[k] == nil {
		t := &Terms{}
		if err := json.Unmarshal([]byte(document), t); err != nil {
			return fmt.Errorf("terms of plan %d, version %d: %w", m.PlanID, m.Version, err)
		}
		bk.terms[k] = t
	}
	m.Terms = bk.terms[k]
	return nil
}

// Sold is a plan that the books hold as it is sold now; nil where there is none.
func (bk *Books) Sold(id int64) *Plan { return bk.plans[id] }

// Of are the memberships of a member that the books hold, by their start.
func (bk *Books) Of(member int64) []*Membership { return bk.members[member] }

// Active are the memberships that give their benefits at the instant, the highest plan first.
func (bk *Books) Active(member int64, at calendar.Instant) []*Membership {
	var out []*Membership
	for _, m := range bk.members[member] {
		if m.ActiveAt(at) {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b *Membership) int {
		return cmp.Or(cmp.Compare(b.Terms.Level, a.Terms.Level), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// Codes are the codes of the plans that are active at the instant, the highest first.
func (bk *Books) Codes(member int64, at calendar.Instant) []string {
	var out []string
	for _, m := range bk.Active(member, at) {
		if !slices.Contains(out, m.Code) {
			out = append(out, m.Code)
		}
	}
	return out
}

// Hand is what the member's active plans bring to an order at the instant: each with the compiled benefits of the version that was bought,
// and with what the programme then promised for the plan. One that is active in the same terms twice comes once.
func (bk *Books) Hand(ctx context.Context, member int64, at calendar.Instant) ([]deal.PlanBenefits, error) {
	active := bk.Active(member, at)
	var out []deal.PlanBenefits
	for i, m := range active {
		same := func(o *Membership) bool {
			return o.PlanID == m.PlanID && o.Version == m.Version && o.Edition == m.Edition
		}
		if slices.ContainsFunc(active[:i], same) {
			continue
		}
		set, err := compiled(ctx, bk.tx, m)
		if err != nil {
			return nil, err
		}
		sold, err := sold(ctx, bk.tx, m)
		if err != nil {
			return nil, err
		}
		out = append(out, deal.PlanBenefits{Code: m.Code, Name: m.Terms.Name, Set: set, Sold: sold})
	}
	return out, nil
}

// Quotas are the benefits of kind quota that the member's active plans promise at the instant, as they were bought.
func (bk *Books) Quotas(member int64, at calendar.Instant) []deal.Benefit {
	var out []deal.Benefit
	for _, m := range bk.Active(member, at) {
		for _, b := range m.Terms.Benefits {
			if b.Kind == deal.Quota && !slices.ContainsFunc(out, func(o deal.Benefit) bool { return o.Code == b.Code }) {
				out = append(out, b)
			}
		}
	}
	return out
}

// GiveIn is days of a plan that are given.
type GiveIn struct {
	PlanID  int64
	Days    int64
	Edition int64  // of the programme in force
	Cause   string // what they go back to and can be taken back by, such as "grant:12"
	At      calendar.Instant
	MadeBy  string
}

// Give gives a member days of a plan, after what the member has of it already, in the terms of its newest version. The plan must be
// among Need.Plans. Returns ErrUnknown, ErrDays, ErrLifetime, ErrAhead.
func (bk *Books) Give(member int64, in GiveIn) (*Membership, *fault.Error) {
	p := bk.plans[in.PlanID]
	switch {
	case p == nil:
		return nil, ErrUnknown.At("plan_id", nil)
	case in.Days < 1 || in.Days > MaxDays:
		return nil, ErrDays.At("days", fault.P{"max": int64(MaxDays)})
	}
	start := bk.lastEnd(member, p.ID, in.At)
	if start == calendar.Never {
		return nil, ErrLifetime.At("plan_id", nil)
	}
	m := &Membership{
		ID: bk.tx.NewID(), MemberID: member, RecordID: member, PlanID: p.ID, Code: p.Code, Version: p.Version, Edition: in.Edition, Terms: &p.Terms, Act: Given,
		MadeAt: in.At, StartsAt: start, EndsAt: roundUp(start, start.Day(bk.tx.Zone())+calendar.Day(in.Days), bk.tx.Zone()), ClosedAt: calendar.Never,
		Cause: in.Cause, MadeBy: in.MadeBy,
	}
	if refused := bk.Add(m); refused != nil {
		return nil, refused
	}
	bk.tx.Emit(m.event(bk.tx, EventDaysGiven, in.At, news{in.Cause, in.Days}))
	return m, nil
}

// TakeBack ends what was given for the cause and answers how many days had not been used; what follows of the plan moves up.
func (bk *Books) TakeBack(member int64, cause string, at calendar.Instant) int64 {
	var days int64
	for _, m := range slices.Clone(bk.members[member]) {
		if m.Act != Given || m.Cause != cause || !m.Lasts(at) {
			continue
		}
		unused, _ := m.Unused(at, bk.tx.Zone())
		days += unused
		bk.Close(m, TakenBack, at)
		bk.tx.Emit(m.event(bk.tx, EventDaysTaken, at, news{cause, unused}))
	}
	return days
}

// lastEnd is when the last span of the plan ends that lasts at the instant or begins later; the instant itself where there is none.
func (bk *Books) lastEnd(member, plan int64, at calendar.Instant) calendar.Instant {
	last := at
	for _, m := range bk.members[member] {
		if m.PlanID == plan && m.Lasts(at) {
			last = max(last, m.Until())
		}
	}
	return last
}

// Add puts a new membership into the books. Returns ErrAhead where it would end too far ahead.
func (bk *Books) Add(m *Membership) *fault.Error {
	if limit := bk.tx.Now().Day(bk.tx.Zone()) + MaxAheadDays; m.EndsAt != calendar.Never && m.EndsAt.Day(bk.tx.Zone()) > limit {
		return ErrAhead.At("plan_id", fault.P{"days": int64(MaxAheadDays)})
	}
	m.fresh = true
	bk.members[m.MemberID] = append(bk.members[m.MemberID], m)
	bk.sort(m.MemberID)
	return nil
}

func (bk *Books) sort(member int64) {
	slices.SortStableFunc(bk.members[member], func(a, b *Membership) int {
		return cmp.Or(cmp.Compare(a.StartsAt, b.StartsAt), cmp.Compare(a.ID, b.ID))
	})
}

// Close ends a membership before its time, one that has not begun too; later spans of the plan move up to where the ones before end, and one that rested goes on.
func (bk *Books) Close(m *Membership, why Closed, at calendar.Instant) {
	m.Closed, m.ClosedAt, m.changed = why, at, true
	bk.lay(m.MemberID, m.PlanID, at)
}

// CloseGaps lays the spans of each plan anew one after another, once the member has others than before.
func (bk *Books) CloseGaps(member int64, at calendar.Instant) {
	var plans []int64
	for _, m := range bk.members[member] {
		if !slices.Contains(plans, m.PlanID) {
			plans = append(plans, m.PlanID)
		}
	}
	for _, id := range plans {
		bk.lay(member, id, at)
	}
}

// lay has the spans of a plan that are not over follow each other, so that no day of one is used up while another is: of those that have begun all but the
// first rest until it is their turn, the others begin where the ones before end. Each keeps its days. What lies behind a span for life stays as it is.
func (bk *Books) lay(member, plan int64, at calendar.Instant) {
	zone := bk.tx.Zone()
	tomorrow := at.Day(zone).End(zone)
	cursor := at
	for _, m := range bk.members[member] { // by start: those that have begun come first
		if m.PlanID != plan || !m.Lasts(at) || cursor == calendar.Never {
			continue
		}
		was := *m
		if m.StartsAt <= at {
			m.rest(tomorrow, max(cursor, tomorrow), zone)
		} else if days := cursor.Day(zone) - m.StartsAt.Day(zone); m.StartsAt != cursor {
			if cursor != cursor.Day(zone).Start(zone) {
				days++ // the rest of the day comes on top
			}
			if m.StartsAt = cursor; m.EndsAt != calendar.Never {
				m.EndsAt = (m.EndsAt.Day(zone) + days).Start(zone)
			}
		}
		m.changed = m.changed || was.StartsAt != m.StartsAt || was.EndsAt != m.EndsAt || was.Rest != m.Rest
		cursor = max(cursor, m.Until())
	}
	bk.sort(member)
}

// Returned notes that stored value came back to the lots that it had been drawn from, for memberships of the member.
func (bk *Books) Returned(member int64, parts []Payment) {
	for _, p := range parts {
		for _, m := range bk.members[member] {
			switch {
			case m.ID != p.Of:
				continue
			case p.Kind == Principal:
				m.PrincipalBackMinor += p.AmountMinor
			case p.Kind == Bonus:
				m.BonusBackMinor += p.AmountMinor
			}
			m.changed = true
		}
	}
}

// Changed has Save write the membership's money and detail anew.
func (bk *Books) Changed(m *Membership) { m.changed = true }

// Save writes what changed; the statements go with the transaction's next ones.
func (bk *Books) Save() error {
	var rows, changed [][]any
	for _, list := range bk.members {
		for _, m := range list {
			switch {
			case m.fresh:
				row, err := m.row(bk.tx)
				if err != nil {
					return err
				}
				rows = append(rows, row)
			case m.changed:
				detail, err := json.Marshal(m.Detail)
				if err != nil {
					return err
				}
				changed = append(changed, []any{
					m.ID, m.StartsAt, m.EndsAt, m.remindAt(bk.tx.Zone()), m.Rest.From, m.Rest.Until, m.Rest.Past, m.ClosedAt, string(m.Closed),
					m.RefundMinor, m.UnrecoveredMinor, m.PrincipalBackMinor, m.BonusBackMinor, m.Reason, string(detail),
				})
			}
			m.fresh, m.changed = false, false
		}
	}
	slices.SortFunc(rows, func(a, b []any) int { return cmp.Compare(a[1].(int64), b[1].(int64)) })
	slices.SortFunc(changed, func(a, b []any) int { return cmp.Compare(a[0].(int64), b[0].(int64)) })
	store.InsertLater(bk.tx, insertMembership, rows, store.AllOrAgain(rows))
	store.UpdateLater(bk.tx, updateMembership, changed, nil)
	return bk.err
}
