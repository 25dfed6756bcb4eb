package handout

import (
	"context"
	"encoding/json"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/reward/mass"
	"regulars/internal/reward/pack"
	"regulars/internal/store"
)

// Handout is one call that made codes for a pack.
type Handout struct {
	ID        int64
	PackID    int64
	Note      string // what the codes are for: the reason of every claim
	Codes     int64
	Uses      int64 // of each code
	PerMember int64 // claims of one member
	Budgets   []int64
	From      calendar.Instant
	Until     calendar.Instant // Never where it has no end
	MadeBy    string
	At        calendar.Instant
	ClosedAt  calendar.Instant // Never while it is handed out

	Figures
}

// Figures are what became of a handout.
type Figures struct {
	Claims    int64
	Members   int64 // who claimed
	CostMinor int64 // of claims that stand
	Void      int64 // codes
}

// Code is one code of a handout.
type Code struct {
	ID        int64
	HandoutID int64
	Text      string
	Claims    int64
	VoidedAt  calendar.Instant // Never while it is good
}

// State says how a code stands at an instant.
type State string

// The states.
const (
	Early  State = "early" // its time has not come
	Open   State = "open"
	Used   State = "used" // as often as it may be
	Void   State = "void"
	Over   State = "over"
	Closed State = "closed" // with its handout
)

// State is how the code of a handout stands at the instant.
func (c *Code) State(h *Handout, at calendar.Instant) State {
	switch {
	case c.VoidedAt != calendar.Never:
		return Void
	case c.Claims >= h.Uses:
		return Used
	}
	return h.State(at)
}

// State is how the handout stands at the instant: early, open, over or closed.
func (h *Handout) State(at calendar.Instant) State {
	switch {
	case h.ClosedAt != calendar.Never:
		return Closed
	case at >= h.Until:
		return Over
	case at < h.From:
		return Early
	}
	return Open
}

// refusal says why a code cannot be claimed now; nil where it can.
func (c *Code) refusal(h *Handout, tx *store.Tx) *fault.Error {
	switch c.State(h, tx.Now()) {
	case Void:
		return ErrVoid.At("code", nil)
	case Used:
		return ErrUsed.At("code", nil)
	case Closed:
		return ErrClosed.At("code", nil)
	case Over:
		return ErrOver.At("code", nil)
	case Early:
		return ErrEarly.At("code", fault.P{"from": h.From.Day(tx.Zone()).String()})
	case Open:
	}
	return nil
}

// letter distinguishes codes of packs from those of coupons, so that one field takes both.
const letter = "P"

// NewCode makes a code that nobody can guess.
func NewCode() string { return letter + coupon.NewCode() }

// CleanCode is a code as a person typed or a scanner read it, without spaces and hyphens, in capitals.
func CleanCode(text string) string { return strings.ToUpper(coupon.CleanCode(text)) }

// ValidCode reports whether the text is a code: it has the form, and its last digit proves the others.
func ValidCode(code string) bool {
	digits, ok := strings.CutPrefix(code, letter)
	return ok && coupon.ValidCode(digits)
}

// MakeIn asks for codes of a pack.
type MakeIn struct {
	PackID    int64
	Note      string
	Codes     int64
	Uses      int64 // of each code; 1 where it is 0
	PerMember int64 // claims of one member; 1 where it is 0
	Budgets   []int64
	From      calendar.Instant // 0: now
	Until     calendar.Instant // 0: never
	MadeBy    string
	Allowed   mass.Allowance
}

// check names every field that is wrong.
func (in *MakeIn) check(now calendar.Instant) error {
	if in.Uses == 0 {
		in.Uses = 1
	}
	if in.PerMember == 0 {
		in.PerMember = 1
	}
	if in.From == 0 {
		in.From = now
	}
	if in.Until == 0 {
		in.Until = calendar.Never
	}
	var refused []*fault.Error
	note, wrong := org.RequireText("note", in.Note, maxNote)
	in.Note = note
	refused = append(refused, wrong)
	for _, n := range []struct {
		field       string
		value, most int64
	}{{"codes", in.Codes, MaxCodes}, {"uses", in.Uses, MaxClaims}, {"per_member", in.PerMember, MaxEach}} {
		if n.value < 1 || n.value > n.most {
			refused = append(refused, fault.ErrRange.At(n.field, fault.P{"min": 1, "max": n.most}))
		}
	}
	if in.Until <= now || in.Until <= in.From {
		refused = append(refused, ErrSpan.At("until", nil))
	}
	if len(in.Budgets) > budget.MaxNamed {
		refused = append(refused, fault.ErrTooMany.At("budget_ids", fault.P{"limit": budget.MaxNamed}))
	}
	if err := fault.Join(refused...); err != nil {
		return err
	}
	if in.Codes*in.Uses > MaxClaims {
		return ErrTotal.At("uses", fault.P{"limit": MaxClaims})
	}
	return nil
}

// Make makes codes for a pack, all or none. It is audited. Returns pack.ErrUnknown, pack.ErrClosed, ErrSpan, ErrTotal, budget.ErrUnknown, and the
// refusals of mass.Allowance, which count every claim that the codes are good for.
func Make(ctx context.Context, tx *store.Tx, in MakeIn) (*Handout, error) {
	if err := in.check(tx.Now()); err != nil {
		return nil, err
	}
	p, err := pack.Lock(ctx, tx, in.PackID)
	switch {
	case err != nil:
		return nil, err
	case p.Closed:
		return nil, pack.ErrClosed.New(fault.P{"name": p.Name})
	}
	if len(in.Budgets) > 0 {
		if _, err := budget.Open(ctx, tx, in.Budgets, nil); err != nil {
			return nil, err
		}
	}
	gift, err := in.Allowed.Weigh(ctx, tx, mass.Gift{Members: in.Codes * in.Uses, Each: in.PerMember}, p.Items)
	if err == nil {
		err = in.Allowed.Promise(ctx, tx, gift)
	}
	if err != nil {
		return nil, about("codes", err)
	}
	h := &Handout{
		ID: tx.NewID(), PackID: in.PackID, Note: in.Note, Codes: in.Codes, Uses: in.Uses, PerMember: in.PerMember, Budgets: in.Budgets, From: in.From, Until: in.Until,
		MadeBy: in.MadeBy, At: tx.Now(), ClosedAt: calendar.Never,
	}
	return h, h.add(ctx, tx)
}

// add writes a new handout and its codes.
func (h *Handout) add(ctx context.Context, tx *store.Tx) error {
	budgets, err := json.Marshal(h.Budgets)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO reward_handout (merchant_id, id, pack_id, note, codes, uses, per_member, budgets, from_at, until_at, made_by, at, closed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, tx.MerchantID(), h.ID, h.PackID, h.Note, h.Codes, h.Uses, h.PerMember, string(budgets),
		h.From, h.Until, h.MadeBy, h.At, h.ClosedAt)
	if err != nil {
		return err
	}
	for left := h.Codes; left > 0; left -= codeBatch {
		if err := h.write(ctx, tx, int(min(left, codeBatch))); err != nil {
			return err
		}
	}
	if h.Codes >= codeBatch {
		if err := store.Analyze(ctx, tx, "reward_code"); err != nil {
			return err
		}
	}
	return org.Audit(ctx, tx, org.Change{Verb: "pack.codes_made", Subject: org.Subject("handout", h.ID), After: map[string]any{
		"pack": store.FormatID("pck", h.PackID), "note": h.Note, "codes": h.Codes, "uses": h.Uses, "per_member": h.PerMember, "from_at": h.From, "until_at": h.Until,
	}})
}

var insertCodes = store.Insert{
	Table: "reward_code", Columns: []string{"merchant_id", "id", "handout_id", "code", "claims", "voided_at"},
	Conflict: "ON CONFLICT (merchant_id, code) DO NOTHING",
}

// write makes n codes.
func (h *Handout) write(ctx context.Context, tx *store.Tx, n int) error {
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = []any{tx.MerchantID(), tx.NewID(), h.ID, NewCode(), int64(0), calendar.Never}
	}
	return coupon.WriteCodes(ctx, tx, insertCodes, rows, func(row []any) { row[3] = NewCode() })
}

// items are what a claim gives.
func (h *Handout) items() []item.Item { return []item.Item{{Kind: item.Pack, PackID: h.PackID}} }
