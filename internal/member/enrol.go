package member

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/member/contact"
	"regulars/internal/member/trait"
	"regulars/internal/store"
)

// EnrolIn is one person to be registered.
type EnrolIn struct {
	Identities
	MakeCard bool // give a card number where none is given
	Customer bool // registered without joining: entry to membership is not open

	Name       string
	Address    string
	Gender     string
	Birthday   *calendar.Day // nil where it is not known
	Lunar      Lunar
	StoreID    int64
	Channel    string
	Campaign   string // what won the person, in the merchant's words
	ReferrerID int64
	AdviserID  int64
	Attributes map[string]any // string, bool or whole number by code
	Tags       []string
	Consents   []trait.Consent
	JoinedAt   calendar.Instant // 0 for now
}

// EnrolResult is what became of one of them. MemberID is the new member, or with ErrExists the one who has the identity.
type EnrolResult struct {
	MemberID int64
	Err      *fault.Error
}

// enrolment is a batch on its way.
type enrolment struct {
	b       *blinder
	in      []EnrolIn
	keys    [][]key
	attrs   [][]trait.Value
	results []EnrolResult
}

// Enrol registers people; the results stand in the order of in, and one that is refused does not spoil the others. Safe under
// concurrent sign-ups: where an identity is there already, in the database or earlier in the batch, the result is ErrExists with the id of
// its holder. The number of statements does not depend on the number of people.
func Enrol(ctx context.Context, tx *store.Tx, in []EnrolIn) ([]EnrolResult, error) {
	if len(in) > MaxBatch {
		return nil, fault.ErrTooMany.At("members", fault.P{"limit": MaxBatch})
	}
	e := &enrolment{newBlinder(tx), in, make([][]key, len(in)), make([][]trait.Value, len(in)), make([]EnrolResult, len(in))}
	if err := e.check(ctx, tx); err != nil {
		return nil, err
	}
	if err := e.claim(ctx, tx); err != nil {
		return nil, err
	}
	if err := e.write(ctx, tx); err != nil {
		return nil, err
	}
	for i := range in {
		if e.results[i].Err == nil {
			tx.Emit(e.event(tx, i))
		}
	}
	return e.results, nil
}

// check refuses what is wrong in itself or names what is not there.
func (e *enrolment) check(ctx context.Context, tx *store.Tx) error {
	known, err := e.references(ctx, tx)
	if err != nil {
		return err
	}
	for i := range e.in {
		in := &e.in[i]
		keys, errKeys := e.b.keys(&in.Identities)
		attrs, errAttrs := known.defs.Values(in.Attributes)
		if errKeys == nil && len(keys) == 0 && !in.MakeCard {
			errKeys = ErrIdentityNeeded.New(nil)
		}
		if in.MakeCard && in.Card == "" {
			keys = append(keys, e.b.key(KindCard, contact.MakeCard()))
		}
		e.keys[i], e.attrs[i] = keys, attrs
		e.results[i].Err = fault.As(fault.Join(errKeys, errAttrs, in.check(tx), known.refusal(in)))
	}
	return nil
}

// check refuses what is wrong in the profile.
func (in *EnrolIn) check(tx *store.Tx) *fault.Error {
	in.Name = strings.TrimSpace(in.Name)
	p := Patch{Name: &in.Name, Address: &in.Address, Gender: &in.Gender, Lunar: &in.Lunar, Channel: &in.Channel, Campaign: &in.Campaign}
	if in.Birthday != nil {
		p.Birthday = in.Birthday
	}
	errs := []*fault.Error{p.Check(tx.Today()), trait.CheckTags("tags", in.Tags), trait.CheckConsents(in.Consents, tx.Now())}
	if in.JoinedAt > tx.Now().Add(trait.MaxAhead) {
		errs = append(errs, fault.ErrInvalid.At("joined_at", fault.P{"reason": "in the future"}))
	}
	return fault.As(fault.Join(errs...))
}

// references are what people may name, read once for the batch and only where somebody names it.
type references struct {
	defs                       trait.Definitions
	stores, advisers, referrer map[int64]bool
}

func (e *enrolment) references(ctx context.Context, tx *store.Tx) (*references, error) {
	var stores, advisers, referrers []int64
	asks := false
	for i := range e.in {
		in := &e.in[i]
		stores, advisers, referrers = append(stores, in.StoreID), append(advisers, in.AdviserID), append(referrers, in.ReferrerID)
		asks = asks || len(in.Attributes) > 0
	}
	var err error
	out := &references{}
	if asks {
		if out.defs, err = trait.ReadDefinitions(ctx, tx); err != nil {
			return nil, err
		}
	}
	if out.stores, err = existing(ctx, tx, sqlHasStore, stores); err != nil {
		return nil, err
	}
	if out.advisers, err = existing(ctx, tx, sqlHasStaff, advisers); err != nil {
		return nil, err
	}
	out.referrer, err = existing(ctx, tx, sqlHasMember, referrers)
	return out, err
}

func (r *references) refusal(in *EnrolIn) *fault.Error {
	switch {
	case in.StoreID != 0 && !r.stores[in.StoreID]:
		return ErrReference.At("store_id", nil)
	case in.AdviserID != 0 && !r.advisers[in.AdviserID]:
		return ErrReference.At("adviser_id", nil)
	case in.ReferrerID != 0 && !r.referrer[in.ReferrerID]:
		return ErrReference.At("referrer_id", nil)
	}
	return nil
}

const (
	sqlHasStore  = `SELECT id FROM org_store WHERE merchant_id = $1 AND id = ANY($2)`
	sqlHasStaff  = `SELECT id FROM staff WHERE merchant_id = $1 AND id = ANY($2)`
	sqlHasMember = `SELECT id FROM member WHERE merchant_id = $1 AND id = ANY($2) AND status <> 'erased'`
)

// existing are those of the ids that are there; nothing is asked where nobody names one.
func existing(ctx context.Context, tx *store.Tx, sql string, ids []int64) (map[int64]bool, error) {
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id int64) bool { return id == 0 })
	if len(ids) == 0 {
		return nil, nil
	}
	found := map[int64]bool{}
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var id int64
		err := r.Scan(&id)
		found[id] = true
		return err
	}, tx.MerchantID(), ids)
	return found, err
}

const sqlHolders = `SELECT i.digest, m.id, m.alias_of FROM member_identity i JOIN member m ON m.merchant_id = i.merchant_id AND m.id = i.member_id
WHERE i.merchant_id = $1 AND m.merchant_id = $1 AND i.digest = ANY($2)`

// holders are the members (aliases followed) who have the identities, by digest.
func holders(ctx context.Context, tx *store.Tx, digests []string) (map[string]int64, error) {
	out := make(map[string]int64, len(digests))
	if len(digests) == 0 {
		return out, nil
	}
	err := tx.Query(ctx, sqlHolders, func(r store.Row) error {
		var digest string
		var id, alias int64
		err := r.Scan(&digest, &id, &alias)
		if alias != 0 {
			id = alias
		}
		out[digest] = id
		return err
	}, tx.MerchantID(), digests)
	return out, err
}

// claim gives ids to those whose identities are free and writes the identities first: the database decides who is first
// (invariant 1). Returns store.ErrAgain where another transaction was quicker: run again, its rows are seen then.
func (e *enrolment) claim(ctx context.Context, tx *store.Tx) error {
	var digests []string
	for i := range e.in {
		if e.results[i].Err == nil {
			for _, k := range e.keys[i] {
				digests = append(digests, k.digest)
			}
		}
	}
	held, err := holders(ctx, tx, digests)
	if err != nil {
		return err
	}
	var rows []identityRow
	for i := range e.in {
		if e.results[i].Err != nil {
			continue
		}
		if e.results[i] = taken(held, e.keys[i]); e.results[i].Err != nil {
			continue
		}
		id := tx.NewID()
		e.results[i].MemberID = id
		for _, k := range e.keys[i] {
			held[k.digest] = id
			rows = append(rows, identityRow{id, k})
		}
	}
	return insertIdentities(ctx, tx, rows)
}

// taken is ErrExists with the holder of the first identity that somebody has.
func taken(held map[string]int64, keys []key) EnrolResult {
	for _, k := range keys {
		if id := held[k.digest]; id != 0 {
			return EnrolResult{id, ErrExists.At(fieldOf(k.kind), fault.P{"kind": k.kind, "member_id": store.FormatID("mem", id)})}
		}
	}
	return EnrolResult{}
}

// fieldOf is the field of a request that gives an identity.
func fieldOf(kind string) string {
	switch kind {
	case KindCard:
		return "card_no"
	case KindExternal:
		return "external_id"
	case KindOpenID, KindUnionID:
		return "wechat." + kind
	}
	return kind
}

// identityRow is an identity and who shall have it.
type identityRow struct {
	memberID int64
	key
}

// insertIdentities writes identities in the order of their digests, so that two transactions cannot wait for each other.
func insertIdentities(ctx context.Context, tx *store.Tx, rows []identityRow) error {
	slices.SortFunc(rows, func(a, b identityRow) int { return cmp.Compare(a.digest, b.digest) })
	cells := make([][]any, len(rows))
	for i, r := range rows {
		cells[i] = []any{tx.MerchantID(), r.digest, r.kind, r.memberID, sealIdentity(tx, r.memberID, r.kind, r.value), r.last4, int64(0), tx.Now()}
	}
	n, err := store.InsertMany(ctx, tx, store.Insert{
		Table:    "member_identity",
		Columns:  []string{"merchant_id", "digest", "kind", "member_id", "sealed", "last4_digest", "dead_at", "created_at"},
		Conflict: "ON CONFLICT (merchant_id, digest, kind) DO NOTHING",
	}, cells)
	if err == nil && n < int64(len(rows)) {
		return store.ErrAgain
	}
	return err
}

func (e *enrolment) event(tx *store.Tx, i int) event.Event {
	in, id := &e.in[i], e.results[i].MemberID
	data := map[string]any{"status": string(in.status()), "channel": in.Channel, "campaign": in.Campaign}
	if in.StoreID != 0 {
		data["store_id"] = strconv.FormatInt(in.StoreID, 10)
	}
	if in.ReferrerID != 0 {
		data["referrer_id"] = strconv.FormatInt(in.ReferrerID, 10)
	}
	return event.Event{Kind: EventEnrolled, MemberID: id, Subject: id, At: in.joinedAt(tx), Root: "member:" + strconv.FormatInt(id, 10), Data: data}
}

func (in *EnrolIn) status() Status {
	if in.Customer {
		return StatusCustomer
	}
	return StatusMember
}

func (in *EnrolIn) joinedAt(tx *store.Tx) calendar.Instant {
	if in.JoinedAt == 0 {
		return tx.Now()
	}
	return in.JoinedAt
}
