package story

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/contact"
	"regulars/internal/member/trait"
	"regulars/internal/org"
	"regulars/internal/store"
)

// MaxFactData is how many bytes the data of a fact has at most.
const MaxFactData = 4096

// FactIn is something that the merchant's own systems tell of a member: a visit, a view, a category that is followed.
type FactIn struct {
	EventID  string // the teller's own, unique
	MemberID int64  // resolved; an alias counts as its member
	Type     string
	At       calendar.Instant // 0 for now
	Data     map[string]any
}

// FactResult is what became of one. ID is that of the fact, also where it had been told before.
type FactResult struct {
	ID       int64
	Repeated bool
	Err      *fault.Error
}

// Fact is one that was told.
type Fact struct {
	ID          int64
	MemberID    int64 // the record that it was told of
	EventID     string
	Type        string
	At          calendar.Instant
	Data        map[string]any
	ToldAt      calendar.Instant
	WithdrawnAt calendar.Instant // Never where it stands
}

// Root names a fact as what follows from it does.
func Root(id int64) string { return "fact:" + number(id) }

// told is a checked fact.
type told struct {
	FactIn
	data, digest string
}

func (in *FactIn) check(now calendar.Instant) (told, *fault.Error) {
	out := told{FactIn: *in}
	text, err := json.Marshal(in.Data)
	if in.Data == nil {
		text = []byte("{}")
	}
	errs := []*fault.Error{contact.Text("event_id", in.EventID, 200), contact.Word("type", in.Type)}
	if in.EventID == "" {
		errs = append(errs, fault.ErrRequired.At("event_id", nil))
	}
	if err != nil {
		errs = append(errs, fault.ErrInvalid.At("data", fault.P{"reason": "JSON"}))
	}
	if len(text) > MaxFactData {
		errs = append(errs, fault.ErrTooLong.At("data", fault.P{"limit": MaxFactData}))
	}
	if in.At > now.Add(trait.MaxAhead) {
		errs = append(errs, fault.ErrInvalid.At("at", fault.P{"reason": "in the future"}))
	}
	sum := sha256.Sum256([]byte(in.Type + "\x00" + number(in.MemberID) + "\x00" + number(int64(in.At)) + "\x00" + string(text)))
	out.data, out.digest = string(text), hex.EncodeToString(sum[:16])
	if out.At == 0 {
		out.At = now
	}
	return out, fault.As(fault.Join(errs...))
}

// RecordFacts keeps facts and tells of those that are new; the results stand in the order of in. Told again under the same event_id, a
// fact answers what the first telling made; with other content it is refused with ErrFactReused.
func RecordFacts(ctx context.Context, tx *store.Tx, in []FactIn) ([]FactResult, error) {
	if len(in) > member.MaxBatch {
		return nil, fault.ErrTooMany.At("events", fault.P{"limit": member.MaxBatch})
	}
	results := make([]FactResult, len(in))
	facts := make([]told, len(in))
	var names []string
	refs := make([]member.Ref, len(in))
	for i := range in {
		facts[i], results[i].Err = in[i].check(tx.Now())
		if results[i].Err == nil {
			names = append(names, in[i].EventID)
		}
		refs[i] = member.Ref{ID: in[i].MemberID}
	}
	members, err := member.Resolve(ctx, tx, refs)
	if err != nil {
		return nil, err
	}
	known, err := factsBefore(ctx, tx, names)
	if err != nil {
		return nil, err
	}
	var rows [][]any
	for i := range facts {
		f, res := &facts[i], &results[i]
		if res.Err != nil {
			continue
		}
		if members[i] == 0 {
			res.Err = member.ErrUnknown.At("member_id", nil)
			continue
		}
		if old, again := known[f.EventID]; again {
			res.ID, res.Repeated = old.id, true
			if old.digest != f.digest {
				*res = FactResult{Err: ErrFactReused.At("event_id", nil)}
			}
			continue
		}
		res.ID = tx.NewID()
		known[f.EventID] = factKey{res.ID, f.digest}
		rows = append(rows, []any{tx.MerchantID(), f.EventID, res.ID, members[i], f.Type, f.At, f.data, f.digest, tx.Now(), calendar.Never})
		tx.Emit(event.Event{Kind: member.EventFact, MemberID: members[i], Subject: res.ID, At: f.At, Root: Root(res.ID), Data: map[string]any{"type": f.Type}})
	}
	n, err := store.InsertMany(ctx, tx, store.Insert{Table: "member_fact",
		Columns:  []string{"merchant_id", "event_id", "id", "member_id", "type", "at", "data", "digest", "told_at", "withdrawn_at"},
		Conflict: "ON CONFLICT (merchant_id, event_id) DO NOTHING"}, rows)
	if err == nil && n < int64(len(rows)) {
		err = store.ErrAgain // told by somebody else at this moment
	}
	return results, err
}

// factKey is what tells whether a fact is the same one.
type factKey struct {
	id     int64
	digest string
}

func factsBefore(ctx context.Context, tx *store.Tx, names []string) (map[string]factKey, error) {
	out := make(map[string]factKey, len(names))
	if len(names) == 0 {
		return out, nil
	}
	err := tx.Query(ctx, `SELECT event_id, id, digest FROM member_fact WHERE merchant_id = $1 AND event_id = ANY($2)`, func(r store.Row) error {
		var name string
		var k factKey
		err := r.Scan(&name, &k.id, &k.digest)
		out[name] = k
		return err
	}, tx.MerchantID(), names)
	return out, err
}

const factColumns = `SELECT id, member_id, event_id, type, at, data, told_at, withdrawn_at FROM member_fact WHERE merchant_id = $1 AND `

func facts(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Fact, error) {
	var out []Fact
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var f Fact
		var data string
		err := r.Scan(&f.ID, &f.MemberID, &f.EventID, &f.Type, &f.At, &data, &f.ToldAt, &f.WithdrawnAt)
		if err == nil {
			err = json.Unmarshal([]byte(data), &f.Data)
		}
		out = append(out, f)
		return err
	}, append([]any{tx.MerchantID()}, args...)...)
	return out, err
}

// Facts are facts of records, newest first, before an id, as they were told; erased ones are without data.
func Facts(ctx context.Context, tx *store.Tx, memberIDs []int64, before int64, limit int) ([]Fact, error) {
	return facts(ctx, tx, factColumns+`member_id = ANY($2) AND id < $3 ORDER BY id DESC LIMIT $4`, memberIDs, before, limit)
}

// ManyFacts are facts by id.
func ManyFacts(ctx context.Context, tx *store.Tx, ids []int64) (map[int64]*Fact, error) {
	found, err := facts(ctx, tx, factColumns+`id = ANY($2)`, ids)
	out := make(map[int64]*Fact, len(found))
	for i := range found {
		out[found[i].ID] = &found[i]
	}
	return out, err
}

// Withdraw says that something told never happened, and why. Who gave something for it takes that back in the same commit. Returns
// ErrFact and ErrWithdrawn.
func Withdraw(ctx context.Context, tx *store.Tx, id int64, reason string) error {
	found, err := ManyFacts(ctx, tx, []int64{id})
	if err != nil {
		return err
	}
	f := found[id]
	if f == nil {
		return ErrFact.New(nil)
	}
	n, err := tx.Exec(ctx, `UPDATE member_fact SET withdrawn_at = $3 WHERE merchant_id = $1 AND id = $2 AND withdrawn_at = $4`, tx.MerchantID(), id, tx.Now(), calendar.Never)
	if err == nil && n == 0 {
		err = ErrWithdrawn.New(nil)
	}
	if err != nil {
		return err
	}
	tx.Emit(event.Event{Kind: member.EventFactWithdrawn, MemberID: f.MemberID, Subject: id, At: tx.Now(), Root: Root(id), Data: map[string]any{"type": f.Type, "reason": reason}})
	return org.Audit(ctx, tx, org.Change{Verb: member.EventFactWithdrawn, Subject: org.Subject("event", id), MemberID: f.MemberID, After: map[string]any{"type": f.Type, "reason": reason}})
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
