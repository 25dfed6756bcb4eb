package ledger_test

import (
	"cmp"
	"slices"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
)

// The model counts single points: each is a token that lies in a lot and is in one state. It knows nothing of
// remaining, held or expired amounts, and finds everything by looking at all tokens.

type tokenState int

const (
	pending tokenState = iota
	free
	held
	spent
	expired
	clawed
	settled // paid a debt
)

type token struct {
	lot     *modelLot
	state   tokenState
	by      int64 // the hold that holds it, or the cause that spent it
	drawing int   // number of the drawing that took it
	turn    int   // place within all drawings
}

type modelLot struct {
	seq         int
	cause       int64
	rule        string
	availableAt calendar.Instant
	expiresAt   calendar.Instant
	idle        int
}

type modelHold struct {
	id    int64
	until calendar.Instant
}

type model struct {
	zone     *time.Location
	tokens   []*token
	lots     []*modelLot
	holds    []modelHold
	debt     int64
	activeAt calendar.Instant
	drawings int
	turns    int
}

func (m *model) expiry(l *modelLot) calendar.Instant {
	if l.idle == 0 {
		return l.expiresAt
	}
	from := max(m.activeAt, l.availableAt)
	if from == calendar.Never {
		return l.expiresAt
	}
	t := from.Time().In(m.zone)
	month := time.Date(t.Year(), t.Month()+time.Month(l.idle), 1, 0, 0, 0, 0, m.zone)
	last := month.AddDate(0, 1, -1).Day()
	end := time.Date(month.Year(), month.Month(), min(t.Day(), last)+1, 0, 0, 0, 0, m.zone)
	return min(l.expiresAt, calendar.Of(end))
}

// sorted are the tokens that pass, soonest-expiring lot first, then oldest lot.
func (m *model) sorted(pass func(*token) bool) []*token {
	var out []*token
	for _, t := range m.tokens {
		if pass(t) {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(x, y *token) int {
		return cmp.Or(cmp.Compare(m.expiry(x.lot), m.expiry(y.lot)), cmp.Compare(x.lot.seq, y.lot.seq))
	})
	return out
}

func (m *model) usable(at calendar.Instant) []*token {
	return m.sorted(func(t *token) bool { return t.state == free && m.expiry(t.lot) > at })
}

// settle pays debt with free tokens of the lot.
func (m *model) settle(l *modelLot, at calendar.Instant) {
	for _, t := range m.tokens {
		if m.debt > 0 && t.lot == l && t.state == free && m.expiry(l) > at {
			t.state = settled
			m.debt--
		}
	}
}

// lapse lets free tokens of the lot expire where its time is over.
func (m *model) lapse(l *modelLot, at calendar.Instant) {
	for _, t := range m.tokens {
		if t.lot == l && t.state == free && m.expiry(l) <= at {
			t.state = expired
		}
	}
}

func (m *model) newLot(l modelLot) *modelLot {
	l.seq = len(m.lots)
	m.lots = append(m.lots, &l)
	return &l
}

func (m *model) earn(in ledger.In, active bool) {
	if active {
		m.activeAt = max(m.activeAt, in.At)
	}
	if in.ExpiresAt == 0 {
		in.ExpiresAt = calendar.Never
	}
	l := m.newLot(modelLot{cause: in.Cause.ID, rule: in.Rule, availableAt: max(in.AvailableAt, in.At), expiresAt: in.ExpiresAt, idle: in.IdleMonths})
	state := free
	if in.AvailableAt > in.At {
		state = pending
	}
	for range in.Amount {
		m.tokens = append(m.tokens, &token{lot: l, state: state})
	}
	m.settle(l, in.At)
	m.lapse(l, in.At)
}

// take marks the first n tokens as drawn; each lot's part is a drawing of its own.
func (m *model) take(from []*token, n int64, state tokenState, by int64) {
	var last *modelLot
	for _, t := range from[:n] {
		if t.lot != last {
			m.drawings++
			last = t.lot
		}
		m.turns++
		t.state, t.by, t.drawing, t.turn = state, by, m.drawings, m.turns
	}
}

// draw takes the amount, or answers false.
func (m *model) draw(in ledger.In, state tokenState, by int64) bool {
	from := m.usable(in.At)
	if int64(len(from)) < in.Amount {
		return false
	}
	m.take(from, in.Amount, state, by)
	return true
}

func (m *model) clawBack(in ledger.In) ledger.Clawed {
	var out ledger.Clawed
	left := in.Amount
	take := func(states []tokenState, own bool, into *int64) {
		from := m.sorted(func(t *token) bool {
			if !own && m.expiry(t.lot) <= in.At {
				return false
			}
			return slices.Contains(states, t.state) && own == (t.lot.cause == in.Cause.ID)
		})
		if own {
			slices.SortStableFunc(from, func(x, y *token) int {
				return cmp.Compare(b2i(x.lot.rule != in.Rule), b2i(y.lot.rule != in.Rule))
			})
		}
		n := min(left, int64(len(from)))
		for _, t := range from[:n] {
			t.state = clawed
		}
		*into += n
		left -= n
	}
	take([]tokenState{pending, free}, true, &out.FromOwn)
	take([]tokenState{expired}, true, &out.Unexpired)
	take([]tokenState{free}, false, &out.FromOthers)
	out.Debt = left
	m.debt += left
	return out
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// giveBack returns the tokens that the cause spent, the last drawn first, or answers false.
func (m *model) giveBack(in ledger.In) bool {
	var back []*token
	for _, t := range m.tokens {
		if t.state == spent && t.by == in.Cause.ID {
			back = append(back, t)
		}
	}
	if int64(len(back)) < in.Amount {
		return false
	}
	slices.SortFunc(back, func(x, y *token) int { return cmp.Compare(y.turn, x.turn) })
	for back = back[:in.Amount]; len(back) > 0; {
		n := 1
		for n < len(back) && back[n].drawing == back[0].drawing {
			n++
		}
		m.returnTokens(back[:n], in)
		back = back[n:]
	}
	return true
}

func (m *model) returnTokens(back []*token, in ledger.In) {
	l := back[0].lot
	over := m.expiry(l) <= in.At
	if over && in.ExpiresAt > in.At {
		l = m.newLot(modelLot{cause: l.cause, rule: l.rule, availableAt: in.At, expiresAt: in.ExpiresAt})
	}
	for _, t := range back {
		t.lot, t.state = l, free
	}
	m.settle(l, in.At)
	m.lapse(l, in.At)
}

// release frees what the hold holds, lot by lot in the order of drawing.
func (m *model) release(hold int64, at calendar.Instant, lapse bool) {
	for _, t := range m.held(hold) {
		t.state = free
		m.settle(t.lot, at)
		if lapse {
			m.lapse(t.lot, at)
		}
	}
	m.holds = slices.DeleteFunc(m.holds, func(h modelHold) bool { return h.id == hold })
}

func (m *model) capture(hold int64, in ledger.In) {
	m.take(m.held(hold), in.Amount, spent, in.Cause.ID)
	m.release(hold, in.At, true)
	m.activeAt = max(m.activeAt, in.At)
}

// held are the tokens of the hold, in the order of drawing.
func (m *model) held(hold int64) []*token {
	var out []*token
	for _, t := range m.tokens {
		if t.state == held && t.by == hold {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(x, y *token) int { return cmp.Compare(x.turn, y.turn) })
	return out
}

func (m *model) activateLot(l *modelLot, at calendar.Instant) {
	for _, t := range m.tokens {
		if t.lot == l && t.state == pending {
			t.state = free
			l.availableAt = min(l.availableAt, at)
		}
	}
	m.settle(l, at)
}

func (m *model) byExpiry() []*modelLot {
	lots := slices.Clone(m.lots)
	slices.SortStableFunc(lots, func(x, y *modelLot) int { return cmp.Compare(m.expiry(x), m.expiry(y)) })
	return lots
}

// next is the next instant at which anything is due.
func (m *model) next() calendar.Instant {
	due := calendar.Never
	for _, t := range m.tokens {
		switch t.state {
		case pending:
			due = min(due, t.lot.availableAt)
		case free:
			due = min(due, m.expiry(t.lot))
		case held, spent, expired, clawed, settled:
		}
	}
	for _, h := range m.holds {
		due = min(due, h.until)
	}
	return due
}

func (m *model) catchUp(until calendar.Instant) {
	for at := m.next(); at <= until; at = m.next() {
		for _, h := range slices.Clone(m.holds) {
			if h.until <= at {
				m.release(h.id, at, false)
			}
		}
		for _, l := range m.byExpiry() {
			if l.availableAt <= at {
				m.activateLot(l, at)
			}
		}
		for _, l := range m.lots {
			m.lapse(l, at)
		}
	}
}

func (m *model) balance() ledger.Balance {
	b := ledger.Balance{Debt: m.debt}
	for _, t := range m.tokens {
		switch t.state {
		case pending:
			b.Pending++
		case free:
			b.Available++
		case held:
			b.Held++
		case spent, expired, clawed, settled:
		}
	}
	return b
}

// pile is what lots of one description hold together.
type pile struct {
	cause       int64
	rule        string
	expiresAt   calendar.Instant
	availableAt calendar.Instant
	idle        int
	pending     bool
}

type sums struct{ remaining, held, expired int64 }

func (m *model) piles() map[pile]sums {
	out := map[pile]sums{}
	for _, t := range m.tokens {
		key := pile{t.lot.cause, t.lot.rule, t.lot.expiresAt, t.lot.availableAt, t.lot.idle, t.state == pending}
		s := out[key]
		switch t.state {
		case held:
			s.held++
			s.remaining++
		case pending, free:
			s.remaining++
		case expired:
			s.expired++
		case spent, clawed, settled:
		}
		if s != (sums{}) {
			out[key] = s
		}
	}
	return out
}

func pilesOf(lots []ledger.Entry) map[pile]sums {
	out := map[pile]sums{}
	for _, l := range lots {
		key := pile{l.Cause.ID, l.Rule, l.ExpiresAt, l.AvailableAt, l.IdleMonths, l.Pending && l.Remaining > 0}
		s := out[key]
		s.remaining += l.Remaining
		s.held += l.Held
		s.expired += l.Expired
		if s != (sums{}) {
			out[key] = s
		}
	}
	return out
}
