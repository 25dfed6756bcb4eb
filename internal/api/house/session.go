package house

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/org"
	"regulars/internal/staff"
	"regulars/internal/store"
)

// group of the operations about who one is.
const sessionGroup = "Sign-in"

// Me is who is signed in.
type Me struct {
	Kind         string       `json:"kind" doc:"staff or key"`
	ID           string       `json:"id" doc:"stf_… or key_…"`
	Name         string       `json:"name"`
	Role         string       `json:"role,omitempty" doc:"Of staff: owner, marketer, analyst, cashier, support"`
	AllStores    bool         `json:"all_stores"`
	StoreIDs     []string     `json:"store_ids,omitempty" doc:"Where all_stores is false"`
	Permissions  []string     `json:"permissions"`
	Merchant     MeMerchant   `json:"merchant"`
	ExpiresAt    wire.Time    `json:"expires_at" doc:"When the session or the key ends"`
	SecondFactor *bool        `json:"second_factor,omitempty" doc:"Of staff: whether it is on"`
	Sessions     []SessionOut `json:"sessions,omitempty" doc:"Where one is signed in"`
}

// MeMerchant is the merchant as a page needs it.
type MeMerchant struct {
	Slug     string `json:"slug"`
	Name     string `json:"name"`
	Currency string `json:"currency" doc:"ISO 4217; amounts are in its minor unit"`
	Timezone string `json:"timezone"`
	Language string `json:"language"`

	Brand *BrandOut `json:"brand,omitempty" doc:"How it looks; absent for the program's own look"`
}

// SessionOut is one browser in which one is signed in.
type SessionOut struct {
	ID        string    `json:"id"`
	Current   bool      `json:"current"`
	Address   string    `json:"address"`
	Agent     string    `json:"agent"`
	CreatedAt wire.Time `json:"created_at"`
	SeenAt    wire.Time `json:"seen_at"`
	ExpiresAt wire.Time `json:"expires_at"`
}

// SignInBody is what the sign-in form sends.
type SignInBody struct {
	Email    string `json:"email" minLength:"3" maxLength:"254" example:"owner@acme.example"`
	Password string `json:"password" minLength:"1" maxLength:"256" example:"correct horse battery"`
	Code     string `json:"code,omitempty" maxLength:"40" doc:"Of the second factor, or a recovery code, where second_factor_required was answered"`
}

// addSession registers signing in and out.
func addSession(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "session.create", Method: http.MethodPost, Path: "/v1/session", Group: sessionGroup, Public: true,
		En: "Sign in", Zh: "登录", Detail: "Sets the cookie " + shell.SessionCookie + ". Where the second factor is on, the first try answers second_factor_required.",
		BodyLimit: 8 << 10, Rate: &shell.Rate{PerSecond: 1, Burst: 20},
	}, signIn)
	shell.Do(t, shell.Op{
		ID: "session.get", Method: http.MethodGet, Path: "/v1/session", Group: sessionGroup, En: "Who am I", Zh: "当前身份",
	}, func(ctx context.Context, c *shell.Call, _ *shell.Empty) (Me, error) { return me(ctx, c, c.Who()) })
	shell.Do(t, shell.Op{
		ID: "session.delete", Method: http.MethodDelete, Path: "/v1/session", Group: sessionGroup, Public: true, En: "Sign out", Zh: "退出登录",
	}, func(ctx context.Context, c *shell.Call, _ *shell.Empty) (shell.Empty, error) {
		token := c.SessionToken()
		c.SetSession("", calendar.Instant(0).Time())
		return shell.Empty{}, staff.SignOut(ctx, c.DB(), token)
	})
	type one struct {
		ID string `path:"id" maxLength:"32" doc:"ses_…"`
	}
	shell.Write(t, shell.Op{
		ID: "session.end", Method: http.MethodDelete, Path: "/v1/sessions/{id}", Group: sessionGroup, En: "End another session of mine", Zh: "结束我的其他会话",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *one) (store.Made, error) {
		id, err := shell.PathID("ses", "session", in.ID)
		if err != nil {
			return store.Made{}, err
		}
		c.AfterCommit(func() { clearDirectory(c) })
		return made("session", id), staff.EndSession(ctx, tx, c.Who().StaffID, id)
	}, nothing)
	type link struct {
		Body struct {
			Link     string `json:"link" minLength:"10" maxLength:"200" doc:"The secret part of the invitation"`
			Password string `json:"password" minLength:"1" maxLength:"256"`
		}
	}
	shell.Do(t, shell.Op{
		ID: "invitation.accept", Method: http.MethodPost, Path: "/v1/invitations/accept", Group: sessionGroup, Public: true, BodyLimit: 8 << 10,
		En: "Set a password by an invitation", Zh: "通过邀请链接设置密码", Rate: &shell.Rate{PerSecond: 1, Burst: 20},
	}, func(ctx context.Context, c *shell.Call, in *link) (shell.Empty, error) {
		return shell.Empty{}, staff.AcceptLink(ctx, c.DB(), in.Body.Link, in.Body.Password)
	})
}

// nothing answers nothing.
func nothing(context.Context, *store.Tx, *shell.Call, store.Made) (shell.Empty, error) {
	return shell.Empty{}, nil
}

// signIn begins a session.
func signIn(ctx context.Context, c *shell.Call, in *struct{ Body SignInBody }) (Me, error) {
	signed, err := staff.SignIn(ctx, c.DB(), staff.SignInIn{
		Email: in.Body.Email, Password: in.Body.Password, Code: in.Body.Code, Address: c.Address(), Agent: c.Request().UserAgent(),
	})
	if err != nil {
		return Me{}, err
	}
	c.SetSession(signed.Token, signed.ExpiresAt.Time())
	return me(ctx, c, signed.Principal)
}

// me is a principal as they see themselves.
func me(ctx context.Context, c *shell.Call, p org.Principal) (Me, error) {
	m := p.Scope.Merchant
	out := Me{
		Kind: p.Scope.Actor.Kind, ID: shell.Named("key", p.KeyID), Name: p.Scope.Actor.Name, Role: string(p.Role), AllStores: p.AllStores,
		StoreIDs: names("sto", p.Stores), ExpiresAt: wire.At(p.Until),
		Merchant: MeMerchant{Slug: m.Slug, Name: m.Name, Currency: m.Currency, Timezone: m.Zone.String(), Language: m.Language},
	}
	for _, one := range p.Permissions.List() {
		if p.May(one) {
			out.Permissions = append(out.Permissions, string(one))
		}
	}
	if p.StaffID == 0 {
		return out, nil
	}
	out.ID = store.FormatID("stf", p.StaffID)
	err := c.DB().View(ctx, p.Scope, func(tx *store.Tx) error {
		one, err := staff.Get(ctx, tx, p.StaffID)
		if err != nil {
			return err
		}
		out.SecondFactor = &one.SecondFactor
		if out.Merchant.Brand, err = brand(ctx, tx); err != nil {
			return err
		}
		list, err := staff.ListSessions(ctx, tx, p.StaffID)
		for _, s := range list {
			out.Sessions = append(out.Sessions, SessionOut{
				ID: store.FormatID("ses", s.ID), Current: s.ID == p.SessionID, Address: s.Address, Agent: s.Agent,
				CreatedAt: wire.At(s.CreatedAt), SeenAt: wire.At(s.SeenAt), ExpiresAt: wire.At(s.ExpiresAt),
			})
		}
		return err
	})
	return out, err
}
