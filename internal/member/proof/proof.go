package proof

import (
	"context"
	"strings"
	"unicode/utf8"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Kind says how a member is proved to be there.
type Kind string

// The kinds. SMS comes with messages, Session with the member's own page.
const (
	Code     Kind = "member_code"
	PIN      Kind = "pin"
	SMS      Kind = "sms"
	Session  Kind = "session"
	Override Kind = "override"
)

// Proof is what a caller shows.
type Proof struct {
	Kind   Kind
	Value  string // of Code and PIN
	Reason string // of Override
}

// In is a proof, of whom it is said to be, and who shows it.
type In struct {
	Member member.Ref
	Proof  *Proof // nil where none is shown
	Who    org.Principal
}

// Shown is a proof that was looked at. The zero value is no proof.
type Shown struct {
	Trusted bool // the caller needs none
	Kind    Kind
	Member  int64 // whose it is; 0 where it is nobody's
	Reason  string

	slot    int64 // of a code
	refused *fault.Error
}

// TrustedCaller is what the program's own work, imports and systems with the scope spend:trusted show.
func TrustedCaller() Shown { return Shown{Trusted: true} }

// Show looks at a proof at the door. It has transactions of its own, so it must not be called inside of one; the error is the
// database's alone: what is wrong with the proof is told by [Shown.Enough].
func Show(ctx context.Context, db *store.DB, in In) (Shown, error) {
	out := Shown{Trusted: in.Who.May(org.SpendTrusted)}
	if in.Proof == nil {
		return out, nil
	}
	out.Kind, out.Reason = in.Proof.Kind, strings.TrimSpace(in.Proof.Reason)
	switch in.Proof.Kind {
	case Code, PIN:
		return out, look(ctx, db, in, &out)
	case Override:
		out.refused = checkOverride(in.Who, out.Reason)
	default:
		out.refused = ErrKind.At("proof.kind", fault.P{"kind": string(in.Proof.Kind)})
	}
	return out, nil
}

func checkOverride(who org.Principal, reason string) *fault.Error {
	switch n := utf8.RuneCountInString(reason); {
	case !who.May(org.SpendOverride):
		return ErrOverride.At("proof", nil)
	case n == 0:
		return fault.ErrRequired.At("proof.reason", nil)
	case n > maxReason:
		return fault.ErrTooLong.At("proof.reason", fault.P{"limit": maxReason})
	}
	return nil
}

// Spend is what leaves a member at once.
type Spend struct {
	Points       int64
	BalanceMinor int64
	Coupons      int64 // how many
	CouponMinor  int64 // what they take off
	Uses         int64 // of entitlements and times cards
}

// asset is one part of a spend with the merchant's two limits of it.
type asset struct {
	field              string // of a request
	size, free, beyond int64
}

func (s Spend) parts(set org.Settings) []asset {
	coupons := s.CouponMinor
	if s.Coupons > 0 { // one that takes no money off is worth something, too
		coupons = max(coupons, 1)
	}
	return []asset{
		{"points", s.Points, int64(set.ProofAbovePoints), int64(set.OverridePoints)},
		{"balance_minor", s.BalanceMinor, int64(set.ProofAboveBalance), int64(set.OverrideBalance)},
		{"coupons", coupons, int64(set.ProofAboveCoupons), int64(set.OverrideCoupons)},
		{"entitlements", s.Uses, int64(set.ProofAboveUses), int64(set.OverrideUses)},
	}
}

// Enough refuses a spend of the member that the proof does not cover: each asset may go without up to the merchant's limit, and by override up to
// another. Returns ErrRequired, ErrMember, ErrOverrideLimit, and whatever is wrong with the proof itself.
func (s Shown) Enough(memberID int64, set org.Settings, spend Spend) *fault.Error {
	for _, a := range spend.parts(set) {
		if a.size <= a.free || a.size == 0 {
			continue
		}
		switch {
		case s.refused != nil:
			return s.refused
		case s.Trusted:
		case s.Kind == "":
			return ErrRequired.At("proof", fault.P{"asset": a.field})
		case s.Kind == Override && a.size > a.beyond:
			return ErrOverrideLimit.At(a.field, fault.P{"limit": a.beyond})
		case s.Kind != Override && s.Member != memberID:
			return ErrMember.At("proof", nil)
		}
	}
	return nil
}

// Books use proofs up in the commit of what they prove.
type Books struct {
	tx      *store.Tx
	burned  map[int64]int64 // by member: the last half minute whose code was used
	changed map[int64]bool
	audit   []org.Change
}

// OpenLater reads, after the locks of the members' wallets, which codes were used; it is there once the transaction has waited.
func OpenLater(tx *store.Tx, shown ...Shown) *Books {
	bk := &Books{tx: tx, burned: map[int64]int64{}, changed: map[int64]bool{}}
	var ids []int64
	for _, s := range shown {
		if s.Kind == Code && s.Member != 0 {
			ids = append(ids, s.Member)
		}
	}
	if len(ids) > 0 {
		tx.QueryLater(`SELECT member_id, burned_slot FROM member_proof WHERE merchant_id = $1 AND member_id = ANY($2)`, func(r store.Row) error {
			var id, slot int64
			err := r.Scan(&id, &slot)
			bk.burned[id] = slot
			return err
		}, tx.MerchantID(), ids)
	}
	return bk
}

// Check refuses a code that was used; a quote asks it. Returns ErrUsed.
func (bk *Books) Check(s Shown) *fault.Error {
	if s.Kind == Code && s.refused == nil && s.slot <= bk.burned[s.Member] {
		return ErrUsed.At("proof", nil)
	}
	return nil
}

// Use uses the proof up for a spend of the member that [Shown.Enough] has let through; subject is the document, such as "order:12". Nothing
// spent uses nothing up. Returns ErrUsed.
func (bk *Books) Use(memberID int64, s Shown, spend Spend, subject string) *fault.Error {
	if spend == (Spend{}) || s.refused != nil {
		return nil
	}
	if refused := bk.Check(s); refused != nil {
		return refused
	}
	switch {
	case s.Kind == Code:
		bk.burned[s.Member], bk.changed[s.Member] = s.slot, true
	case s.Kind == Override && !s.Trusted:
		bk.audit = append(bk.audit, org.Change{
			Verb: "proof.overridden", Subject: subject, MemberID: memberID, After: map[string]any{"reason": s.Reason, "spend": spend},
		})
	}
	return nil
}

// Insist uses the proof up for what lets somebody spend later, such as a PIN: it is needed whatever the merchant's limits. Returns as [Shown.Enough] and
// Use do.
func (bk *Books) Insist(memberID int64, s Shown, subject string) *fault.Error {
	switch {
	case s.refused != nil:
		return s.refused
	case s.Trusted:
		return nil
	case s.Kind == "":
		return ErrRequired.At("proof", nil)
	case s.Kind != Override && s.Member != memberID:
		return ErrMember.At("proof", nil)
	}
	return bk.Use(memberID, s, Spend{Uses: 1}, subject)
}

// Save writes what was used up. It comes last in a transaction: the audit trail's end is locked by it.
func (bk *Books) Save(ctx context.Context) error {
	rows := make([][]any, 0, len(bk.changed))
	for id := range bk.changed {
		rows = append(rows, []any{id, bk.burned[id]})
	}
	if _, err := store.UpdateMany(ctx, bk.tx, store.Update{Table: "member_proof", Key: []string{"member_id"}, Set: []string{"burned_slot"}}, rows); err != nil {
		return err
	}
	for _, c := range bk.audit {
		if err := org.Audit(ctx, bk.tx, c); err != nil {
			return err
		}
	}
	bk.changed, bk.audit = map[int64]bool{}, nil
	return nil
}

// minutes until an instant, at least one.
func minutes(now, until calendar.Instant) int64 { return max(int64(until-now)/60_000_000, 1) }
