package house

import (
	"context"
	"io"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
)

// BrandOut is how the merchant looks.
type BrandOut struct {
	Accent    string `json:"accent,omitempty" doc:"Such as #2B5BE8; absent for the program's own"`
	Ink       string `json:"ink,omitempty" doc:"Of text on the accent"`
	ShortName string `json:"short_name,omitempty" doc:"Where the name has no room"`
	Logo      string `json:"logo,omitempty" doc:"Address of the picture; another one where the picture changes"`
}

// BrandPatch is what changes of the look; what is absent stays, "" clears.
type BrandPatch struct {
	Accent    *string `json:"accent,omitempty" maxLength:"7" example:"#2B5BE8"`
	Ink       *string `json:"ink,omitempty" maxLength:"7" doc:"Black or white where absent, whichever reads better; refused where the contrast is below 4.5"`
	ShortName *string `json:"short_name,omitempty" maxLength:"20"`
}

// brand is the look of the transaction's merchant; nil where it has none of its own.
func brand(ctx context.Context, tx *store.Tx) (*BrandOut, error) {
	b, err := org.GetBrand(ctx, tx)
	if err != nil || b.None() {
		return nil, err
	}
	out := &BrandOut{Accent: b.Accent, Ink: b.Ink, ShortName: b.ShortName}
	if b.Logo.Type != "" {
		out.Logo = "/v1/merchants/" + tx.Merchant().Slug + "/logo?v=" + b.Logo.Digest
	}
	return out, nil
}

// addBrand registers the picture.
func addBrand(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "logo.send", Method: http.MethodPut, Path: "/v1/merchant/logo", Group: houseGroup, En: "Replace the logo", Zh: "更换标志", Permission: string(org.SettingsWrite),
		Upload: "image/png,image/jpeg,image/webp", BodyLimit: org.MaxLogo, Detail: "PNG, JPEG or WebP, at most 100 KB.",
	}, func(ctx context.Context, c *shell.Call, _ *shell.Empty) (*BrandOut, error) {
		body, err := c.Upload()
		if err != nil {
			return nil, err
		}
		picture, err := io.ReadAll(body)
		if err != nil {
			return nil, shell.ErrBodyBroken.Wrap(err, nil)
		}
		if len(picture) == 0 {
			return nil, fault.ErrRequired.New(nil)
		}
		return setLogo(ctx, c, picture)
	})
	shell.Do(t, shell.Op{
		ID: "logo.remove", Method: http.MethodDelete, Path: "/v1/merchant/logo", Group: houseGroup, En: "Take the logo away", Zh: "移除标志", Permission: string(org.SettingsWrite),
	}, func(ctx context.Context, c *shell.Call, _ *shell.Empty) (shell.Empty, error) {
		_, err := setLogo(ctx, c, nil)
		return shell.Empty{}, err
	})
	type one struct {
		Slug string `path:"slug" maxLength:"40" doc:"Of the merchant"`
		V    string `query:"v" maxLength:"40" doc:"Of the picture, so that browsers can keep it"`
	}
	shell.Do(t, shell.Op{
		ID: "logo.get", Method: http.MethodGet, Path: "/v1/merchants/{slug}/logo", Group: houseGroup, En: "The logo of a merchant", Zh: "商户标志", Public: true, Answers: "image/png",
		Detail: "Of the media type with which it was sent.",
	}, func(ctx context.Context, c *shell.Call, in *one) (shell.Empty, error) {
		m, err := org.FindMerchant(ctx, c.DB(), in.Slug)
		if err != nil {
			return shell.Empty{}, fault.ErrNotFound.New(fault.P{"what": "logo"}) // does not tell whether there is such a merchant
		}
		var logo org.Logo
		err = c.DB().View(ctx, store.Scope{Merchant: m, Actor: store.System}, func(tx *store.Tx) (err error) {
			logo, err = org.GetLogo(ctx, tx)
			return err
		})
		if err != nil {
			return shell.Empty{}, err
		}
		c.Header().Set("Cache-Control", "public, max-age=300")
		if in.V == logo.Digest {
			c.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		c.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		return shell.Empty{}, c.Stream(logo.Type, "", func(w io.Writer) error {
			_, err := w.Write(logo.Body)
			return err
		})
	})
}

// setLogo keeps the picture.
func setLogo(ctx context.Context, c *shell.Call, picture []byte) (out *BrandOut, err error) {
	err = c.DB().Tx(ctx, c.Scope(), func(tx *store.Tx) (err error) {
		if err = org.SetLogo(ctx, tx, picture); err != nil {
			return err
		}
		out, err = brand(ctx, tx)
		return err
	})
	if out == nil {
		out = &BrandOut{}
	}
	return out, err
}
