package staff

import (
	"context"
	"crypto/subtle"
	"strings"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"regulars/internal/calendar"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// Enrolment is what an authenticator app needs to know; it is shown once.
type Enrolment struct {
	Secret string // base32
	URL    string // otpauth://…, for the QR code
}

const (
	sqlFactorBegin   = `UPDATE staff SET factor_secret = $3, factor_step = 0 WHERE merchant_id = $1 AND id = $2 AND factor_on = false`
	sqlFactorOn      = `UPDATE staff SET factor_on = true, version = version + 1 WHERE merchant_id = $1 AND id = $2`
	sqlFactorOff     = `UPDATE staff SET factor_on = false, factor_secret = $3, factor_step = 0, version = version + 1 WHERE merchant_id = $1 AND id = $2`
	sqlFactorStep    = `UPDATE staff SET factor_step = $3 WHERE merchant_id = $1 AND id = $2 AND factor_step < $3`
	sqlRecoveryUse   = `DELETE FROM staff_recovery WHERE merchant_id = $1 AND staff_id = $2 AND hash = $3`
	sqlRecoveryClear = `DELETE FROM staff_recovery WHERE merchant_id = $1 AND staff_id = $2`
)

// factorField is the field under which the secret is sealed.
const factorField = "staff.factor"

// BeginSecondFactor makes a new secret for the staff member; it counts only after [ConfirmSecondFactor].
// Returns ErrFactorOn.
func BeginSecondFactor(ctx context.Context, tx *store.Tx, staffID int64) (Enrolment, error) {
	s, err := lockStaff(ctx, tx, staffID)
	if err != nil {
		return Enrolment{}, err
	}
	if s.SecondFactor {
		return Enrolment{}, ErrFactorOn.New(nil)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Regulars " + tx.Merchant().Slug, AccountName: s.Email, SecretSize: 20})
	if err != nil {
		return Enrolment{}, err
	}
	_, err = tx.Exec(ctx, sqlFactorBegin, tx.MerchantID(), staffID, vault.From(tx).Seal(tx, staffID, factorField, key.Secret()))
	return Enrolment{Secret: key.Secret(), URL: key.URL()}, err
}

// ConfirmSecondFactor turns the second factor on by a first code, ends the staff member's other sessions, and answers the recovery codes,
// which are shown once. Returns ErrFactorCode, ErrFactorOn, ErrTooManyTries.
func ConfirmSecondFactor(ctx context.Context, db *store.DB, p org.Principal, code string) ([]string, error) {
	var codes []string
	err := withCode(ctx, db, p, code, func(tx *store.Tx, s Staff) (err error) {
		if s.SecondFactor {
			return ErrFactorOn.New(nil)
		}
		if _, err := tx.Exec(ctx, sqlFactorOn, tx.MerchantID(), s.ID); err != nil {
			return err
		}
		if codes, err = newRecoveryCodes(ctx, tx, s.ID); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, s.ID, p.SessionID); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "staff.second_factor_on", Subject: s.subject()})
	})
	return codes, err
}

// RenewRecoveryCodes replaces the recovery codes. Returns ErrFactorCode, ErrFactorOff, ErrTooManyTries.
func RenewRecoveryCodes(ctx context.Context, db *store.DB, p org.Principal, code string) ([]string, error) {
	var codes []string
	err := withCode(ctx, db, p, code, func(tx *store.Tx, s Staff) (err error) {
		if !s.SecondFactor {
			return ErrFactorOff.New(nil)
		}
		if codes, err = newRecoveryCodes(ctx, tx, s.ID); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "staff.recovery_codes_renewed", Subject: s.subject()})
	})
	return codes, err
}

// DropSecondFactor turns the second factor off, by a code of it. Returns ErrFactorCode, ErrFactorOff, ErrTooManyTries.
func DropSecondFactor(ctx context.Context, db *store.DB, p org.Principal, code string) error {
	return withCode(ctx, db, p, code, func(tx *store.Tx, s Staff) error {
		if !s.SecondFactor {
			return ErrFactorOff.New(nil)
		}
		return dropFactor(ctx, tx, s)
	})
}

// ResetSecondFactor turns off the second factor of somebody who lost it, and signs out everywhere: for one with staff:write and for the command line.
func ResetSecondFactor(ctx context.Context, tx *store.Tx, staffID int64) error {
	s, err := lockStaff(ctx, tx, staffID)
	if err != nil {
		return err
	}
	if !s.SecondFactor {
		return ErrFactorOff.New(nil)
	}
	if err := endSessions(ctx, tx, staffID, 0); err != nil {
		return err
	}
	return dropFactor(ctx, tx, s)
}

func dropFactor(ctx context.Context, tx *store.Tx, s Staff) error {
	if _, err := tx.Exec(ctx, sqlFactorOff, tx.MerchantID(), s.ID, []byte{}); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqlRecoveryClear, tx.MerchantID(), s.ID); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "staff.second_factor_off", Subject: s.subject()})
}

// withCode uses up a code of the staff member and runs fn in the same transaction, under the limit on tries.
func withCode(ctx context.Context, db *store.DB, p org.Principal, code string, fn func(tx *store.Tx, s Staff) error) error {
	return guard(ctx, db, p.StaffID, func() error {
		return db.Tx(ctx, p.Scope, func(tx *store.Tx) error {
			s, err := lockStaff(ctx, tx, p.StaffID)
			if err != nil {
				return err
			}
			right, err := useCode(ctx, tx, s, code)
			if err != nil {
				return err
			}
			if !right {
				return ErrFactorCode.At("code", nil)
			}
			return fn(tx, s)
		})
	})
}

// useCode uses up a time-based code or a recovery code, once for ever. It is false where the code is wrong, too old or used.
func useCode(ctx context.Context, tx *store.Tx, s Staff, code string) (bool, error) {
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
	if len(code) != 6 {
		used, err := tx.Exec(ctx, sqlRecoveryUse, tx.MerchantID(), s.ID, hashOf(code))
		return used == 1 && s.SecondFactor, err
	}
	secret, err := vault.From(tx).Unseal(tx, s.ID, factorField, s.secret)
	if err != nil || secret == "" {
		return false, err
	}
	step, err := matchingStep(secret, code, tx.Now())
	if err != nil || step <= s.step {
		return false, err
	}
	used, err := tx.Exec(ctx, sqlFactorStep, tx.MerchantID(), s.ID, step)
	return used == 1, err
}

// matchingStep is the time step whose code it is: this one, the one before or the one after, for clocks that are a little off
// (RFC 6238 §5.2); 0 for none. All three are always compared.
func matchingStep(secret, code string, now calendar.Instant) (int64, error) {
	var match int64
	for _, skew := range []int64{-1, 0, 1} {
		step := now.Time().Unix()/int64(factorStep.Seconds()) + skew
		right, err := totp.GenerateCodeCustom(secret, calendar.Instant(step*factorStep.Microseconds()).Time(),
			totp.ValidateOpts{Period: uint(factorStep.Seconds()), Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(right), []byte(code)) == 1 {
			match = step
		}
	}
	return match, nil
}

// newRecoveryCodes replaces the recovery codes; they are written xxxx-xxxx-xxxx-xxxx.
func newRecoveryCodes(ctx context.Context, tx *store.Tx, staffID int64) ([]string, error) {
	if _, err := tx.Exec(ctx, sqlRecoveryClear, tx.MerchantID(), staffID); err != nil {
		return nil, err
	}
	codes, rows := make([]string, recoveryCodes), make([][]any, recoveryCodes)
	for i := range codes {
		word := randomWords(10)
		rows[i] = []any{tx.MerchantID(), staffID, hashOf(word)}
		codes[i] = word[:4] + "-" + word[4:8] + "-" + word[8:12] + "-" + word[12:]
	}
	_, err := store.InsertMany(ctx, tx, store.Insert{Table: "staff_recovery", Columns: []string{"merchant_id", "staff_id", "hash"}}, rows)
	return codes, err
}
