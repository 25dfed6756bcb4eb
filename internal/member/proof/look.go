package proof

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"

	"github.com/alexedwards/argon2id"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// row is what is kept of a member's proofs.
type row struct {
	kind           Kind // that is shown
	member, handle int64
	pin            string
	pinProven      bool
	codes, pins    int64 // wrong ones in a row
	locked         calendar.Instant
	burned         int64
}

const sqlRow = `SELECT member_id, handle, pin_hash, pin_proven, code_tries, pin_tries, locked_until, burned_slot FROM member_proof WHERE merchant_id = $1 AND `

func (w *row) scan(r store.Row) error {
	return r.Scan(&w.member, &w.handle, &w.pin, &w.pinProven, &w.codes, &w.pins, &w.locked, &w.burned)
}

// look compares a code or a PIN, and counts the guess before it does (invariant 2).
func look(ctx context.Context, db *store.DB, in In, out *Shown) error {
	var w row
	err := db.Tx(ctx, in.Who.Scope, func(tx *store.Tx) error {
		w, out.Member, out.slot, out.refused = row{}, 0, 0, nil
		ids, err := member.Resolve(ctx, tx, []member.Ref{in.Member})
		if err != nil || ids[0] == 0 {
			out.refused = ErrMember.At("proof", nil) // who is not known is refused as such
			return err
		}
		if w, out.refused, err = attempt(ctx, tx, ids[0], in.Proof.Kind); err != nil || out.refused != nil {
			return err
		}
		if in.Proof.Kind == Code {
			return compareCode(ctx, tx, &w, in.Proof.Value, out)
		}
		return nil
	})
	if err != nil || out.refused != nil || in.Proof.Kind == Code {
		return err
	}
	guess := wrong
	switch {
	case w.pin == "":
		guess, out.refused = none, ErrNoPIN.At("proof", nil)
	case matches(db, in.Who.Scope.Merchant.ID, w.member, in.Proof.Value, w.pin):
		guess, out.Member, out.weak = right, w.member, !w.pinProven
	default:
		out.refused = ErrWrong.At("proof", nil)
	}
	return db.Tx(ctx, in.Who.Scope, func(tx *store.Tx) error { return w.settle(ctx, tx, guess) })
}

// verdict is what a guess turned out to be.
type verdict int

const (
	wrong verdict = iota
	right         // the row of wrong ones ends
	none          // no guess: it was right a short while ago, or there is nothing to guess
)

// count adds to the wrong proofs of the kind in a row. The kinds count for themselves: who has seen a code must not try PINs for ever by showing it
// in between, nor the other way round.
func (w *row) count(ctx context.Context, tx *store.Tx, n int64) error {
	codes, pins := n, int64(0)
	if w.kind == PIN {
		codes, pins = 0, n
	}
	_, err := tx.Exec(ctx, `UPDATE member_proof SET code_tries = code_tries + $3, pin_tries = pin_tries + $4 WHERE merchant_id = $1 AND member_id = $2
		AND locked_until <= $5 AND code_tries + $3 >= 0 AND pin_tries + $4 >= 0`, tx.MerchantID(), w.member, codes, pins, tx.Now())
	return err
}

// tries are the wrong proofs of the kind, as they were counted.
func (w *row) tries() int64 {
	if w.kind == PIN {
		return w.pins
	}
	return w.codes
}

// attempt counts a guess and reads what to compare it with; refused where too many were wrong.
func attempt(ctx context.Context, tx *store.Tx, memberID int64, kind Kind) (row, *fault.Error, error) {
	w := row{kind: kind, member: memberID}
	if err := w.count(ctx, tx, 1); err != nil {
		return w, nil, err
	}
	found, err := store.One(ctx, tx, sqlRow+`member_id = $2`, w.scan, tx.MerchantID(), memberID)
	switch {
	case err != nil:
		return w, nil, err
	case !found && kind == PIN:
		return w, ErrNoPIN.At("proof", nil), nil
	case !found:
		return w, ErrWrong.At("proof", nil), nil
	case w.locked > tx.Now():
		return w, ErrLocked.At("proof", fault.P{"minutes": minutes(tx.Now(), w.locked)}), nil
	case w.tries() > maxTries:
		return w, ErrLocked.At("proof", fault.P{"minutes": int64(lockedFor.Minutes())}), w.lock(ctx, tx)
	}
	return w, nil, nil
}

// settle says what the guess turned out to be: the last one that may be wrong locks.
func (w *row) settle(ctx context.Context, tx *store.Tx, guess verdict) error {
	switch {
	case guess == right:
		return w.count(ctx, tx, -w.tries())
	case guess == none:
		return w.count(ctx, tx, -1)
	case w.tries() >= maxTries:
		return w.lock(ctx, tx)
	}
	return nil
}

func (w *row) lock(ctx context.Context, tx *store.Tx) error {
	n, err := tx.Exec(ctx, `UPDATE member_proof SET code_tries = 0, pin_tries = 0, locked_until = $3 WHERE merchant_id = $1 AND member_id = $2 AND locked_until <= $4`,
		tx.MerchantID(), w.member, tx.Now().Add(lockedFor), tx.Now())
	if n > 0 {
		tx.Emit(event.Event{Kind: EventLocked, MemberID: w.member, Subject: w.member, At: tx.Now()})
	}
	return err
}

// compareCode says whose code it is and of which half minute.
func compareCode(ctx context.Context, tx *store.Tx, w *row, text string, out *Shown) error {
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return err
	}
	now := slotOf(tx.Now())
	handle, digits, ok := read(strings.TrimSpace(text))
	slot := int64(-1)
	if ok && handle == w.handle {
		slot = found(vault.From(tx), tx.MerchantID(), w.member, digits, now, lately)
	}
	guess := right
	switch {
	case slot < 0:
		guess, out.refused = wrong, ErrWrong.At("proof", nil)
	case slot <= now-accepted(settings):
		guess, out.refused = none, ErrExpired.At("proof", nil)
	default:
		if out.Member, out.slot = w.member, slot; slot <= w.burned {
			guess = none // the spend refuses it, unless it is the repeat of one that was made
		}
	}
	return w.settle(ctx, tx, guess)
}

// accepted is how many half minutes a code is good for.
func accepted(s org.Settings) int64 {
	return min(max(int64(s.ProofCodeSeconds)/int64(step.Seconds()), 1), lately)
}

// keyed is what is hashed of a PIN: without the keyset it cannot be tried.
func keyed(v *vault.Vault, merchant, memberID int64, pin string) string {
	return v.Blind(merchant, "member_pin", fmt.Sprintf("%d/%s", memberID, pin))
}

// matches compares a PIN; it takes some milliseconds and holds no transaction.
func matches(db *store.DB, merchant, memberID int64, pin, hash string) bool {
	v, ok := store.FindValue[*vault.Vault](db)
	if !ok || len(pin) > codeDigits {
		return false
	}
	right, err := argon2id.ComparePasswordAndHash(keyed(v, merchant, memberID, pin), hash)
	return err == nil && right
}

// checkPIN refuses what is no PIN, and what everybody tries first.
func checkPIN(pin string) *fault.Error {
	if len(pin) != pinDigits || strings.Trim(pin, "0123456789") != "" {
		return ErrPINForm.At("pin", fault.P{"digits": pinDigits})
	}
	up, down, same := true, true, true
	for i := 1; i < len(pin); i++ {
		up, down, same = up && pin[i] == pin[i-1]+1, down && pin[i] == pin[i-1]-1, same && pin[i] == pin[0]
	}
	if up || down || same || pin[:3] == pin[3:] {
		return ErrPINWeak.At("pin", nil)
	}
	return nil
}

// HashPIN checks a new PIN of the member and makes what is stored of it; outside of transactions, for it takes some
// milliseconds. Returns ErrPINForm, ErrPINWeak.
func HashPIN(db *store.DB, scope store.Scope, memberID int64, pin string) (string, error) {
	if refused := checkPIN(pin); refused != nil {
		return "", refused
	}
	v, ok := store.FindValue[*vault.Vault](db)
	if !ok {
		return "", vault.ErrKeysetMissing.New(nil)
	}
	return argon2id.CreateHash(keyed(v, scope.Merchant.ID, memberID, pin),
		&argon2id.Params{Memory: argonMemoryKiB, Iterations: argonIterations, Parallelism: 1, SaltLength: 16, KeyLength: 32})
}

// SetPIN keeps a PIN that HashPIN made, or takes it away where hash is empty; wrong guesses are forgotten. proven says that the member was there. The caller
// has seen that whoever sets it may (invariant 4), and holds the lock of the member's wallet.
func SetPIN(ctx context.Context, tx *store.Tx, memberID int64, hash string, proven bool) error {
	if err := ensure(ctx, tx, memberID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE member_proof SET pin_hash = $3, pin_set_at = $4, pin_proven = $5, code_tries = 0, pin_tries = 0, locked_until = 0
		WHERE merchant_id = $1 AND member_id = $2`, tx.MerchantID(), memberID, hash, tx.Now(), proven)
	if err != nil {
		return err
	}
	tx.Emit(event.Event{Kind: EventPIN, MemberID: memberID, Subject: memberID, At: tx.Now()})
	verb := "member.pin_set"
	if hash == "" {
		verb = "member.pin_removed"
	}
	return org.Audit(ctx, tx, org.Change{Verb: verb, Subject: org.Subject("member", memberID), MemberID: memberID, After: map[string]any{"proven": proven}})
}

// ensure makes the member's row, with a number of its own.
func ensure(ctx context.Context, tx *store.Tx, memberID int64) error {
	for range 10 {
		n, err := rand.Int(rand.Reader, big.NewInt(handles))
		if err != nil {
			return fmt.Errorf("a number for a member's code: %w", err)
		}
		if _, err = tx.Exec(ctx, `INSERT INTO member_proof (merchant_id, member_id, handle, pin_hash, pin_set_at, pin_proven, code_tries, pin_tries, locked_until, burned_slot,
			left_on, left_points, left_balance_minor, left_coupon_minor, left_uses) VALUES ($1, $2, $3, '', 0, false, 0, 0, 0, 0, '', 0, 0, 0, 0) ON CONFLICT DO NOTHING`, tx.MerchantID(), memberID, n.Int64()); err != nil {
			return err
		}
		there, err := store.One(ctx, tx, sqlRow+`member_id = $2`, new(row).scan, tx.MerchantID(), memberID)
		if err != nil || there {
			return err
		}
	}
	return store.ErrAgain // ten numbers in a row were taken
}

// Dynamic is a member code as it is shown now.
type Dynamic struct {
	Text      string           // eighteen digits
	ChangesAt calendar.Instant // when the next one is shown
	ValidTo   calendar.Instant // until when this one is taken
}

// Now is the code to show for a member. Only in a writing transaction the first one can be made; in a view of a member who never had one ok
// is false.
func Now(ctx context.Context, tx *store.Tx, memberID int64) (code Dynamic, ok bool, err error) {
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return code, false, err
	}
	if tx.Writes() {
		if err := ensure(ctx, tx, memberID); err != nil {
			return code, false, err
		}
	}
	var w row
	ok, err = store.One(ctx, tx, sqlRow+`member_id = $2`, w.scan, tx.MerchantID(), memberID)
	slot := slotOf(tx.Now())
	end := func(n int64) calendar.Instant { return calendar.Instant(n * step.Microseconds()) }
	return Dynamic{
		Text: write(w.handle, secret(vault.From(tx), tx.MerchantID(), memberID, slot)), ChangesAt: end(slot + 1), ValidTo: end(slot + accepted(settings)),
	}, ok, err
}

// Find is the member whose code was scanned, so that a till need not ask for a phone number. It uses nothing up, and counts wrong codes. Returns
// ErrWrong, ErrExpired, ErrLocked.
func Find(ctx context.Context, db *store.DB, scope store.Scope, text string) (int64, error) {
	var out Shown
	err := db.Tx(ctx, scope, func(tx *store.Tx) error {
		out = Shown{}
		handle, _, ok := read(strings.TrimSpace(text))
		if !ok {
			out.refused = ErrWrong.At("code", nil)
			return nil
		}
		var w row
		known, err := store.One(ctx, tx, sqlRow+`handle = $2`, w.scan, tx.MerchantID(), handle)
		if err != nil || !known {
			out.refused = ErrWrong.At("code", nil)
			return err
		}
		if w, out.refused, err = attempt(ctx, tx, w.member, Code); err != nil || out.refused != nil {
			return err
		}
		return compareCode(ctx, tx, &w, text, &out)
	})
	if err == nil && out.refused != nil {
		err = out.refused.Code.At("code", out.refused.Params)
	}
	return out.Member, err
}

// State is what pages show of a member's proofs.
type State struct {
	HasPIN      bool
	PINProven   bool // it was set by the member; else it proves no more than an override
	PINSetAt    calendar.Instant
	LockedUntil calendar.Instant // 0 where nothing is locked
}

// Get is what there is of a member's proofs.
func Get(ctx context.Context, tx *store.Tx, memberID int64) (State, error) {
	var s State
	var pin string
	_, err := store.One(ctx, tx, `SELECT pin_hash, pin_set_at, pin_proven, locked_until FROM member_proof WHERE merchant_id = $1 AND member_id = $2`, func(r store.Row) error {
		return r.Scan(&pin, &s.PINSetAt, &s.PINProven, &s.LockedUntil)
	}, tx.MerchantID(), memberID)
	s.HasPIN = pin != ""
	if !s.HasPIN {
		s.PINSetAt, s.PINProven = 0, false
	}
	if s.LockedUntil <= tx.Now() {
		s.LockedUntil = 0
	}
	return s, err
}
