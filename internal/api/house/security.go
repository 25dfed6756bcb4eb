package house

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/org"
	"regulars/internal/staff"
	"regulars/internal/store"
)

// FactorBody carries a code.
type FactorBody struct {
	Code string `json:"code" minLength:"6" maxLength:"40" doc:"Six digits of the authenticator app, or a recovery code"`
}

// Enrolment is what an authenticator app needs.
type Enrolment struct {
	Secret string `json:"secret" doc:"Base32, for typing"`
	URL    string `json:"url" doc:"otpauth://…, for the QR code"`
}

// RecoveryCodes stand in for a lost second factor; they are shown once.
type RecoveryCodes struct {
	Codes []string `json:"codes"`
}

// factorIn is a body with a code.
type factorIn struct{ Body FactorBody }

// addSecurity registers password and second factor of the caller.
func addSecurity(t *shell.Table) {
	type password struct {
		Body struct {
			Old      string `json:"old" minLength:"1" maxLength:"256"`
			Password string `json:"password" minLength:"1" maxLength:"256" doc:"At least 10 characters"`
		}
	}
	row := func(id, method, path, en, zh string) shell.Op {
		return shell.Op{ID: id, Method: method, Path: path, Group: sessionGroup, En: en, Zh: zh, BodyLimit: 8 << 10}
	}
	shell.Do(t, row("session.password", http.MethodPost, "/v1/session/password", "Change my password", "修改我的密码"),
		func(ctx context.Context, c *shell.Call, in *password) (shell.Empty, error) {
			if err := staffOnly(c); err != nil {
				return shell.Empty{}, err
			}
			return shell.Empty{}, staff.ChangePassword(ctx, c.DB(), c.Who(), in.Body.Old, in.Body.Password)
		})
	shell.Do(t, row("second_factor.begin", http.MethodPost, "/v1/session/second-factor", "Begin to set up a second factor", "开始设置两步验证"),
		func(ctx context.Context, c *shell.Call, _ *shell.Empty) (Enrolment, error) {
			if err := staffOnly(c); err != nil {
				return Enrolment{}, err
			}
			var out Enrolment
			err := c.DB().Tx(ctx, c.Scope(), func(tx *store.Tx) error {
				e, err := staff.BeginSecondFactor(ctx, tx, c.Who().StaffID)
				out = Enrolment{Secret: e.Secret, URL: e.URL}
				return err
			})
			return out, err
		})
	shell.Do(t, row("second_factor.confirm", http.MethodPost, "/v1/session/second-factor/confirm", "Turn the second factor on by a first code", "用首个动态码开启两步验证"),
		withCodes(staff.ConfirmSecondFactor))
	shell.Do(t, row("second_factor.codes", http.MethodPost, "/v1/session/second-factor/recovery-codes", "Make new recovery codes", "重新生成恢复码"),
		withCodes(staff.RenewRecoveryCodes))
	shell.Do(t, row("second_factor.drop", http.MethodPost, "/v1/session/second-factor/drop", "Turn the second factor off", "关闭两步验证"),
		func(ctx context.Context, c *shell.Call, in *factorIn) (shell.Empty, error) {
			if err := staffOnly(c); err != nil {
				return shell.Empty{}, err
			}
			return shell.Empty{}, staff.DropSecondFactor(ctx, c.DB(), c.Who(), in.Body.Code)
		})
}

// withCodes is an operation that uses a code and answers recovery codes.
func withCodes(verb func(context.Context, *store.DB, org.Principal, string) ([]string, error)) func(context.Context, *shell.Call, *factorIn) (RecoveryCodes, error) {
	return func(ctx context.Context, c *shell.Call, in *factorIn) (RecoveryCodes, error) {
		if err := staffOnly(c); err != nil {
			return RecoveryCodes{}, err
		}
		codes, err := verb(ctx, c.DB(), c.Who(), in.Body.Code)
		clearDirectory(c)
		return RecoveryCodes{Codes: codes}, err
	}
}

// staffOnly refuses keys: they have neither password nor second factor.
func staffOnly(c *shell.Call) error {
	if c.Who().StaffID == 0 {
		return org.ErrPersonDecides.New(nil)
	}
	return nil
}
