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
	weak    bool  // a PIN that was set without proof: it proves no more than an override
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
		err := look(ctx, db, in, &out)
		return out, err
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

// coupons is what they take off; one that takes no money off is worth something, too.
func (s Spend) coupons() int64 { return max(s.CouponMinor, min(s.Coupons, 1)) }

// plus is both together.
func (s Spend) plus(more Spend) Spend {
	return Spend{
		Points: s.Points + more.Points, BalanceMinor: s.BalanceMinor + more.BalanceMinor, CouponMinor: s.coupons() + more.coupons(), Uses: s.Uses + more.Uses,
	}
}

func (s Spend) parts(set org.Settings) []asset {
	return []asset{
		{"points", s.Points, int64(set.ProofAbovePoints), int64(set.OverridePoints)},
		{"balance_minor", s.BalanceMinor, int64(set.ProofAboveBalance), int64(set.OverrideBalance)},
		{"coupons", s.coupons(), int64(set.ProofAboveCoupons), int64(set.OverrideCoupons)},
		{"entitlements", s.Uses, int64(set.ProofAboveUses), int64(set.OverrideUses)},
	}
}

// Enough refuses a spend of the member that the proof does not cover, as if nothing else had left today: each asset may go without up to the
// merchant's limit, and by override up to another. [Books.Enough] counts what has left. Returns ErrRequired, ErrMember, ErrOverrideLimit, ErrPINLimit,
// and whatever is wrong with the proof itself.
func (s Shown) Enough(memberID int64, set org.Settings, spend Spend) *fault.Error {
	return s.enough(memberID, set, spend, Spend{})
}

// enough is Enough where so much has left the member today without a proof.
func (s Shown) enough(memberID int64, set org.Settings, spend, left Spend) *fault.Error {
	before := left.parts(set)
	for i, a := range spend.parts(set) {
		if a.size == 0 {
			continue
		}
		if s.loose(memberID) {
			a.size += before[i].size
		}
		if a.size <= a.free {
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
		case s.weak && a.size > a.beyond:
			return ErrPINLimit.At(a.field, fault.P{"limit": a.beyond})
		}
	}
	return nil
}

// loose reports whether the member is not proved to be there.
func (s Shown) loose(memberID int64) bool {
	return !s.Trusted && (s.refused != nil || s.Kind == "" || s.Kind == Override || s.weak || s.Member != memberID)
}

// Proves reports whether the member is proved to be there, or the caller needs no proof.
func (s Shown) Proves(memberID int64) bool { return !s.loose(memberID) }

// Showing is who spends, by which proof.
type Showing struct {
	Member int64
	Shown  Shown
}

// Books use proofs up in the commit of what they prove, and count what leaves without one.
type Books struct {
	tx      *store.Tx
	set     org.Settings
	burned  map[int64]int64 // by member: the last half minute whose code was used
	left    map[int64]Spend // by member: what has left today without a proof
	changed map[int64]bool
	counted map[int64]bool
	audit   []org.Change
}

// OpenLater reads, after the locks of the members' wallets, which codes were used and what has left today; it is there once the transaction has
// waited. Nothing is read for a proof that counts for nothing.
func OpenLater(tx *store.Tx, set org.Settings, who ...Showing) *Books {
	bk := &Books{tx: tx, set: set, burned: map[int64]int64{}, left: map[int64]Spend{}, changed: map[int64]bool{}, counted: map[int64]bool{}}
	var ids []int64
	for _, w := range who {
		if w.Shown.Kind == Code && w.Shown.Member != 0 {
			ids = append(ids, w.Shown.Member)
		}
		if w.Shown.loose(w.Member) && (w.Shown.Kind != "" || freely(set)) {
			ids = append(ids, w.Member)
		}
	}
	if len(ids) > 0 {
		today := tx.Today().String()
		tx.QueryLater(`SELECT member_id, burned_slot, left_on, left_points, left_balance_minor, left_coupon_minor, left_uses
			FROM member_proof WHERE merchant_id = $1 AND member_id = ANY($2)`, func(r store.Row) error {
			var id, slot int64
			var on string
			var left Spend
			err := r.Scan(&id, &slot, &on, &left.Points, &left.BalanceMinor, &left.CouponMinor, &left.Uses)
			if bk.burned[id] = slot; on == today {
				bk.left[id] = left
			}
			return err
		}, tx.MerchantID(), ids)
	}
	return bk
}

// freely reports whether anything may leave without a proof at all.
func freely(set org.Settings) bool {
	return set.ProofAbovePoints+set.ProofAboveBalance+set.ProofAboveCoupons+set.ProofAboveUses > 0
}

// Enough refuses what the proof does not cover, with what has left today without one, and a code that was used; a quote asks it. Returns as
// [Shown.Enough] does, and ErrUsed.
func (bk *Books) Enough(memberID int64, s Shown, spend Spend) *fault.Error {
	if spend == (Spend{}) {
		return nil
	}
	if refused := s.enough(memberID, bk.set, spend, bk.left[memberID]); refused != nil {
		return refused
	}
	if s.Kind == Code && s.refused == nil && s.slot <= bk.burned[s.Member] {
		return ErrUsed.At("proof", nil)
	}
	return nil
}

// Use uses the proof up for a spend of the member, or counts what leaves without one; subject is the document, such as "order:12". Nothing spent uses
// nothing up. Returns as Enough does.
func (bk *Books) Use(memberID int64, s Shown, spend Spend, subject string) *fault.Error {
	if spend == (Spend{}) {
		return nil
	}
	if refused := bk.Enough(memberID, s, spend); refused != nil {
		return refused
	}
	bk.use(memberID, s, spend, subject)
	return nil
}

func (bk *Books) use(memberID int64, s Shown, spend Spend, subject string) {
	if s.refused == nil && s.Kind == Code {
		bk.burned[s.Member], bk.changed[s.Member] = s.slot, true
	}
	if !s.loose(memberID) {
		return
	}
	bk.left[memberID], bk.counted[memberID] = bk.left[memberID].plus(spend), true
	if s.refused == nil && s.Kind == Override {
		bk.audit = append(bk.audit, org.Change{
			Verb: "proof.overridden", Subject: subject, MemberID: memberID, After: map[string]any{"reason": s.Reason, "spend": spend},
		})
	}
}

// Insist uses the proof up for what lets somebody spend later: it is needed whatever goes without one, and who goes without the member opens no more than he
// might spend. Returns as Enough does.
func (bk *Books) Insist(memberID int64, s Shown, opens Spend, subject string) *fault.Error {
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
	if refused := bk.Enough(memberID, s, opens); refused != nil {
		return refused
	}
	if s.Kind == Code && s.slot <= bk.burned[s.Member] { // though it opens nothing
		return ErrUsed.At("proof", nil)
	}
	bk.use(memberID, s, opens, subject)
	return nil
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
	if err := bk.saveLeft(ctx); err != nil {
		return err
	}
	for _, c := range bk.audit {
		if err := org.Audit(ctx, bk.tx, c); err != nil {
			return err
		}
	}
	bk.changed, bk.counted, bk.audit = map[int64]bool{}, map[int64]bool{}, nil
	return nil
}

// saveLeft writes what has left without a proof.
func (bk *Books) saveLeft(ctx context.Context) error {
	rows := make([][]any, 0, len(bk.counted))
	for id := range bk.counted {
		if err := ensure(ctx, bk.tx, id); err != nil {
			return err
		}
		n := bk.left[id]
		rows = append(rows, []any{id, bk.tx.Today().String(), n.Points, n.BalanceMinor, n.CouponMinor, n.Uses})
	}
	_, err := store.UpdateMany(ctx, bk.tx, store.Update{
		Table: "member_proof", Key: []string{"member_id"}, Set: []string{"left_on", "left_points", "left_balance_minor", "left_coupon_minor", "left_uses"},
	}, rows)
	return err
}

// minutes until an instant, at least one.
func minutes(now, until calendar.Instant) int64 { return max(int64(until-now)/60_000_000, 1) }
