package benefit

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/store"
)

// Need says what must be loaded.
type Need struct {
	Members []int64          // holders; the caller has the locks of their wallets
	Orders  []int64          // orders whose uses may come back
	Holds   []int64          // holds that may be released
	IDs     []int64          // entitlements and uses at the counter that are needed though they are over or used up
	Sources []string         // documents whose entitlements are needed likewise
	From    calendar.Instant // the earliest instant of a use, where it is told late: what ended since is needed; 0: now
}

// Books are the entitlements of some members in memory. Methods change nothing but memory, a refusal leaves them as they were;
// Save writes what changed.
type Books struct {
	tx      *store.Tx
	own     map[int64]*Entitlement   // by id
	of      map[int64][]*Entitlement // by holder, in the order of ids as read, then as made
	holders []int64                  // in the order in which they came
	uses    map[int64]*Use           // those that are locked, and those of Need.Orders and Need.Holds
	ordered []*Use
	err     error
}

// OpenLater reads, after the locks that the caller takes, what the members hold and what the documents used of it; it is there once the
// transaction has waited (store.Tx.Flush). Members may be named more than once; nobody is nothing to read.
func OpenLater(tx *store.Tx, need Need) *Books {
	bk := &Books{tx: tx, own: map[int64]*Entitlement{}, of: map[int64][]*Entitlement{}, uses: map[int64]*Use{}}
	bk.Load(need)
	return bk
}

// Load asks for more, as OpenLater does. What the books hold already stays as it is.
func (bk *Books) Load(need Need) {
	if len(need.Members) == 0 {
		return
	}
	members := slices.Clone(need.Members)
	slices.Sort(members)
	members = slices.Compact(members)
	documents, sources := slices.Concat([]int64{}, need.Orders, need.Holds, need.IDs), slices.Concat([]string{}, need.Sources)
	from := bk.tx.Now()
	if need.From > 0 {
		from = min(from, need.From)
	}
	bk.tx.QueryLater(sqlOpen, bk.takeEntitlement, bk.tx.MerchantID(), members, from, documents, maxOpen*len(members), sources)
	bk.tx.QueryLater(sqlOpenUses, bk.takeUse, bk.tx.MerchantID(), members, bk.tx.Now(), documents)
}

// sqlOpen reads what the members, and records merged into them, can still use or may get back, and what of quotas they have used up in a period that
// runs. What is over otherwise is read only where it is named or a document used it.
const sqlOpen = `SELECT ` + entitlementColumns + `, CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END
	FROM benefit_entitlement e JOIN member m ON m.merchant_id = e.merchant_id AND m.id = e.member_id
	WHERE e.merchant_id = $1 AND m.merchant_id = $1 AND (m.id = ANY($2) OR m.alias_of = ANY($2))
		AND (e.expires_at > $3 AND (e.kind = 'quota' OR e.used + e.revoked < e.quantity) OR e.id = ANY($4) OR e.source = ANY($6)
			OR e.id IN (SELECT u.entitlement_id FROM benefit_use u WHERE u.merchant_id = $1 AND u.cause_id = ANY($4)))
	ORDER BY e.id LIMIT $5`

const sqlOpenUses = `SELECT ` + useColumns + ` FROM benefit_use u
	WHERE u.merchant_id = $1 AND u.member_id IN (SELECT m.id FROM member m WHERE m.merchant_id = $1 AND (m.id = ANY($2) OR m.alias_of = ANY($2)))
		AND (u.state = 'locked' AND u.until_at > $3 OR u.cause_id = ANY($4))
	ORDER BY u.id`

const entitlementColumns = `e.id, e.member_id, e.kind, e.benefit, e.source, e.period, e.terms, e.quantity, e.used, e.revoked, e.root, e.rule,
	e.made_at, e.activates_at, e.expires_at, e.revoked_at, e.follows, e.part_of`

func scanEntitlement(r store.Row) (*Entitlement, error) {
	e := &Entitlement{stored: true}
	var terms string
	err := r.Scan(&e.ID, &e.MemberID, (*string)(&e.Kind), &e.Benefit, &e.Source, &e.Period, &terms, &e.Quantity, &e.Used, &e.Revoked, &e.Root, &e.Rule,
		&e.MadeAt, &e.ActivatesAt, &e.ExpiresAt, &e.RevokedAt, &e.Follows, &e.PartOf, &e.Holder)
	if err == nil {
		err = json.Unmarshal([]byte(terms), &e.Terms)
	}
	return e, err
}

func (bk *Books) takeEntitlement(r store.Row) error {
	e, err := scanEntitlement(r)
	if err == nil && bk.own[e.ID] == nil {
		bk.add(e)
	}
	return err
}

// add takes an entitlement into the books; records of one member that used the same quota count together (invariant 3).
func (bk *Books) add(e *Entitlement) {
	for _, o := range bk.of[e.Holder] {
		if e.same(o) {
			o.Elsewhere += e.Used
			e.Elsewhere += o.Used
		}
	}
	if len(bk.of[e.Holder]) == 0 {
		bk.holders = append(bk.holders, e.Holder)
	}
	bk.own[e.ID] = e
	bk.of[e.Holder] = append(bk.of[e.Holder], e)
}

// same reports whether two entitlements of one holder are the same period of the same quota.
func (e *Entitlement) same(o *Entitlement) bool {
	return e.Kind == KindQuota && o.Kind == KindQuota && e.Benefit == o.Benefit && e.Source == o.Source && e.Period == o.Period
}

func (bk *Books) takeUse(r store.Row) error {
	u, err := scanUse(r)
	if err != nil || bk.uses[u.ID] != nil {
		return err
	}
	bk.uses[u.ID] = u
	bk.ordered = append(bk.ordered, u)
	if e := bk.own[u.EntitlementID]; e != nil && u.State == UseLocked && u.UntilAt > bk.tx.Now() {
		e.Locked += u.Quantity
	}
	return nil
}

// Err is the first mistake made with the books; nil where there is none.
func (bk *Books) Err() error { return bk.err }

// Offer puts what is promised to a member now for a period beside what is stored, so that it is held and found like it; a period that has been used
// already is known. What is not among it is not promised any more, whatever was offered before, and cannot be used. Of what is promised twice, as two
// spans of one plan may, the larger number counts.
func (bk *Books) Offer(member int64, quotas []Quota) {
	for _, e := range bk.of[member] {
		e.promised = false
	}
	for i := range quotas {
		q := &quotas[i]
		e := bk.quota(member, q.Source, q.Benefit, q.Period)
		switch {
		case e == nil:
			e = &Entitlement{
				ID: q.id(bk.tx.MerchantID(), member), MemberID: member, Holder: member, Kind: KindQuota, Benefit: q.Benefit, Source: q.Source, Period: q.Period,
				Terms: q.Terms, Quantity: q.Quantity, Root: q.Source, MadeAt: bk.tx.Now(), ActivatesAt: q.From, ExpiresAt: q.ExpiresAt, RevokedAt: calendar.Never,
			}
			bk.add(e)
		case e.promised:
			e.Quantity = max(e.Quantity, q.Quantity)
		default: // the number is that of the programme in force
			e.Quantity = max(q.Quantity, e.Used+e.Revoked)
			if !e.stored && !e.changed {
				e.Terms = q.Terms
			}
		}
		e.promised = true
	}
}

// quota is the entitlement that stands for a period of a quota: of records merged into one member the member's own, else the first.
func (bk *Books) quota(member int64, source, benefit, period string) *Entitlement {
	var found *Entitlement
	for _, e := range bk.of[member] {
		same := e.Kind == KindQuota && e.Source == source && e.Benefit == benefit && e.Period == period
		if same && (found == nil || e.MemberID == member) {
			found = e
		}
	}
	return found
}

// stands reports whether the entitlement counts by itself, and not with another record's of the same quota.
func (bk *Books) stands(e *Entitlement) bool {
	return e.Kind != KindQuota || bk.quota(e.Holder, e.Source, e.Benefit, e.Period) == e
}

// Held is what the member can use at the instant, what expires soonest first.
func (bk *Books) Held(member int64, at calendar.Instant) []*Entitlement {
	return bk.sorted(member, func(e *Entitlement) bool { return e.Refuse(1, at) == nil })
}

// All is what the member holds and what is promised to him, what expires soonest first: quotas that are not promised any more are left out.
func (bk *Books) All(member int64) []*Entitlement {
	return bk.sorted(member, func(e *Entitlement) bool { return e.Kind != KindQuota || e.promised })
}

func (bk *Books) sorted(member int64, wanted func(*Entitlement) bool) []*Entitlement {
	var out []*Entitlement
	for _, e := range bk.of[member] {
		if wanted(e) && bk.stands(e) {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b *Entitlement) int {
		return cmp.Or(cmp.Compare(a.ExpiresAt, b.ExpiresAt), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// Find is a loaded or offered entitlement, or nil.
func (bk *Books) Find(id int64) *Entitlement { return bk.own[id] }

// Resolve is what a reference of the member means at the instant: a quota is that of the period that the instant lies in, as it is promised now. Returns
// ErrUnknown where it is nothing of the member's.
func (bk *Books) Resolve(member int64, ref Ref, at calendar.Instant) (*Entitlement, *fault.Error) {
	if ref.ID != 0 {
		if e := bk.own[ref.ID]; e != nil && e.Holder == member {
			return e, nil
		}
		return nil, ErrUnknown.New(nil)
	}
	var found *Entitlement
	best := -1
	for _, e := range bk.of[member] {
		if e.Kind != KindQuota || e.Source != ref.Source || e.Benefit != ref.Benefit || !bk.stands(e) {
			continue
		}
		fits := 0
		if e.promised {
			fits += 2
		}
		if e.ActivatesAt <= at && e.ExpiresAt > at {
			fits++
		}
		if fits > best {
			found, best = e, fits
		}
	}
	if found == nil {
		return nil, ErrUnknown.New(nil)
	}
	return found, nil
}

// GiveIn is an entitlement to be given.
type GiveIn struct {
	Kind        Kind // KindGiven, KindCard or KindDraw
	Benefit     string
	Source      string // the document: grant:ID, sale:ID
	Terms       Terms
	Quantity    int64
	ActivatesAt calendar.Instant // 0: at once
	ExpiresAt   calendar.Instant // 0: never
	Root, Rule  string
	PartOf      int64 // the card, of a further line
}

// refuse says why it cannot be given, or nil.
func (in *GiveIn) refuse(now calendar.Instant) *fault.Error {
	if in.Quantity < 1 || in.Quantity > MaxQuantity {
		return ErrQuantity.At("quantity", fault.P{"limit": MaxQuantity})
	}
	if in.ExpiresAt != 0 && in.ExpiresAt <= now {
		return ErrExpired.At("expires_at", nil)
	}
	return nil
}

// Give makes an entitlement of the member. Returns ErrQuantity, and ErrExpired where its end is over.
func (bk *Books) Give(member int64, in GiveIn) (*Entitlement, *fault.Error) {
	if refused := in.refuse(bk.tx.Now()); refused != nil {
		return nil, refused
	}
	return bk.give(member, in), nil
}

// give makes what refuse has nothing against.
func (bk *Books) give(member int64, in GiveIn) *Entitlement {
	e := &Entitlement{
		ID: bk.tx.NewID(), MemberID: member, Holder: member, Kind: in.Kind, Benefit: in.Benefit, Source: in.Source, Terms: in.Terms, Quantity: in.Quantity,
		Root: in.Root, Rule: in.Rule, MadeAt: bk.tx.Now(), ActivatesAt: max(in.ActivatesAt, bk.tx.Now()), ExpiresAt: cmp.Or(in.ExpiresAt, calendar.Never),
		RevokedAt: calendar.Never, PartOf: in.PartOf, changed: true,
	}
	bk.add(e)
	bk.emit(EventGiven, e, e.Quantity, e.Root)
	return e
}

// Revoked is what taking back an entitlement came to.
type Revoked struct {
	Quantity         int64 // taken back
	UnrecoveredMinor int64 // what the uses were worth that had been made already
}

// chain is an entitlement and what follows it (invariant 4), as far as the books hold it.
func (bk *Books) chain(e *Entitlement) []*Entitlement {
	out := []*Entitlement{e}
	for i := 0; i < len(out); i++ {
		for _, next := range bk.of[e.Holder] {
			if next.Follows == out[i].ID {
				out = append(out, next)
			}
		}
	}
	return out
}

// UsedOf is how often an entitlement was used, what follows it included. The books must be opened with its source.
func (bk *Books) UsedOf(e *Entitlement) (used int64) {
	for _, part := range bk.chain(e) {
		used += part.Used
	}
	return used
}

// Revoke takes back what of an entitlement, and of what follows it, is not used; locks on it stand no longer, and uses that come back later are taken
// back as well. Doing it again takes nothing. Returns ErrUnknown where it is not of these books.
func (bk *Books) Revoke(id int64) (Revoked, *fault.Error) {
	out, refused := bk.TakeUnused(id)
	if refused == nil {
		for _, part := range bk.chain(bk.own[id]) {
			part.RevokedAt, part.changed = min(part.RevokedAt, bk.tx.Now()), true
		}
	}
	return out, refused
}

// TakeUnused is Revoke of what was paid for and is paid back as far as it is not used: a use that comes back later is good again.
func (bk *Books) TakeUnused(id int64) (Revoked, *fault.Error) {
	e := bk.own[id]
	if e == nil {
		return Revoked{}, ErrUnknown.New(nil)
	}
	used := bk.UsedOf(e)
	out := Revoked{Quantity: max(e.Quantity-e.Revoked-used, 0), UnrecoveredMinor: max(money.Part(e.Terms.WorthMinor, used, e.Quantity), used*e.Terms.CostMinor)}
	for _, part := range bk.chain(e) {
		for _, u := range bk.ordered {
			if u.EntitlementID == part.ID && u.State == UseLocked {
				u.State, u.changed = UseReleased, true
			}
		}
		if free := part.Quantity - part.Used - part.Revoked; free > 0 {
			part.Revoked, part.Locked, part.changed = part.Revoked+free, 0, true
		}
	}
	if out.Quantity > 0 {
		bk.emit(EventRevoked, e, out.Quantity, e.Root)
	}
	return out, nil
}

func (bk *Books) emit(kind string, e *Entitlement, quantity int64, root string) {
	bk.tx.Emit(event.Event{Kind: kind, MemberID: e.Holder, Subject: e.ID, At: bk.tx.Now(), Root: root, Data: map[string]any{
		"benefit": e.Benefit, "name": e.Terms.Title().In(bk.tx.Merchant().Language), "quantity": quantity, "left": e.Left(),
	}})
}

func (bk *Books) mistake(format string, args ...any) *fault.Error {
	if bk.err == nil {
		bk.err = fmt.Errorf("benefit: "+format, args...)
	}
	return fault.ErrInvalid.Wrap(bk.err, fault.P{"reason": "internal error"})
}
