package org

import (
	"context"
	"math"
	"regexp"
	"strconv"
	"strings"

	"regulars/internal/fault"
	"regulars/internal/media"
	"regulars/internal/store"
)

// Brand is how the merchant looks to its own staff and to members.
type Brand struct {
	Accent    string // "#RRGGBB"; "" for the program's own
	Ink       string // of text on the accent
	ShortName string // where the name has no room; "" for the name
	Logo      Logo
}

// Logo is a small picture. Type is "" where there is none.
type Logo struct {
	Type   string // image/png, image/jpeg or image/webp
	Digest string // changes with the picture, so that it can be kept by browsers
	Body   []byte // read by GetLogo alone
}

// None reports whether the merchant has no look of its own.
func (b Brand) None() bool { return b.Accent == "" && b.ShortName == "" && b.Logo.Type == "" }

// BrandPatch is what changes of a brand; nil stays.
type BrandPatch struct{ Accent, Ink, ShortName *string }

const (
	sqlBrandGet = `SELECT accent, ink, short_name, logo_type, logo_digest FROM org_brand WHERE merchant_id = $1`
	sqlBrandSet = `INSERT INTO org_brand (merchant_id, accent, ink, short_name, logo, logo_type, logo_digest) VALUES ($1, $2, $3, $4, $5, '', '')
ON CONFLICT (merchant_id) DO UPDATE SET accent = excluded.accent, ink = excluded.ink, short_name = excluded.short_name`
	sqlLogoGet = `SELECT logo, logo_type, logo_digest FROM org_brand WHERE merchant_id = $1 AND logo_type <> ''`
	sqlLogoSet = `INSERT INTO org_brand (merchant_id, accent, ink, short_name, logo, logo_type, logo_digest) VALUES ($1, '', '', '', $2, $3, $4)
ON CONFLICT (merchant_id) DO UPDATE SET logo = excluded.logo, logo_type = excluded.logo_type, logo_digest = excluded.logo_digest`
)

// GetBrand is the merchant's brand without the picture itself.
func GetBrand(ctx context.Context, tx *store.Tx) (b Brand, err error) {
	_, err = store.One(ctx, tx, sqlBrandGet, func(row store.Row) error {
		return row.Scan(&b.Accent, &b.Ink, &b.ShortName, &b.Logo.Type, &b.Logo.Digest)
	}, tx.MerchantID())
	return b, err
}

var colour = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// ChangeBrand changes colours and short name. An accent without an ink takes black or white, whichever reads better. Returns
// ErrContrast where the ink could not be read on the accent.
func ChangeBrand(ctx context.Context, tx *store.Tx, p BrandPatch) (Brand, error) {
	old, err := GetBrand(ctx, tx)
	if err != nil {
		return Brand{}, err
	}
	b := old
	b.Accent, b.Ink = strings.ToUpper(or(p.Accent, b.Accent)), strings.ToUpper(or(p.Ink, b.Ink))
	var badName *fault.Error
	b.ShortName, badName = CleanText("short_name", or(p.ShortName, b.ShortName), maxShortName)
	if p.Ink == nil && p.Accent != nil {
		b.Ink = ""
	}
	if err := fault.Join(badName, b.colours()); err != nil {
		return Brand{}, err
	}
	if b.doc() == old.doc() {
		return b, nil
	}
	if _, err := tx.Exec(ctx, sqlBrandSet, tx.MerchantID(), b.Accent, b.Ink, b.ShortName, []byte{}); err != nil {
		return Brand{}, err
	}
	return b, Audit(ctx, tx, Change{Verb: "merchant.brand_changed", Subject: merchantSubject, Before: old.doc(), After: b.doc()})
}

// colours checks the pair, and finds an ink where none is given.
func (b *Brand) colours() *fault.Error {
	switch {
	case b.Accent == "" && b.Ink == "":
		return nil
	case !colour.MatchString(b.Accent):
		return fault.ErrInvalid.At("accent", fault.P{"reason": "a colour such as #2B5BE8"})
	case b.Ink == "":
		b.Ink = "#FFFFFF"
		if Contrast("#000000", b.Accent) > Contrast("#FFFFFF", b.Accent) {
			b.Ink = "#000000"
		}
	case !colour.MatchString(b.Ink):
		return fault.ErrInvalid.At("ink", fault.P{"reason": "a colour such as #FFFFFF"})
	}
	if got := Contrast(b.Ink, b.Accent); got < minContrast {
		return ErrContrast.At("ink", fault.P{"got": strconv.FormatFloat(math.Floor(got*10)/10, 'f', 1, 64), "need": minContrast})
	}
	return nil
}

// Contrast is the contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it.
func Contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of "#RRGGBB" in sRGB (WCAG 2.2).
func luminance(hex string) float64 {
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// doc is the brand in the audit trail.
func (b Brand) doc() [4]string { return [4]string{b.Accent, b.Ink, b.ShortName, b.Logo.Digest} }

// SetLogo keeps a picture; an empty one takes it away. Returns ErrLogo for what is no small picture.
func SetLogo(ctx context.Context, tx *store.Tx, body []byte) error {
	old, err := GetBrand(ctx, tx)
	if err != nil {
		return err
	}
	logo := Logo{Body: body}
	if len(body) > 0 {
		if logo.Type, err = pictureType(body); err != nil {
			return err
		}
		logo.Digest = hashOf(string(body))[:16]
	}
	if logo.Digest == old.Logo.Digest {
		return nil
	}
	if _, err := tx.Exec(ctx, sqlLogoSet, tx.MerchantID(), append([]byte{}, body...), logo.Type, logo.Digest); err != nil {
		return err
	}
	now := old
	now.Logo = logo
	return Audit(ctx, tx, Change{Verb: "merchant.logo_changed", Subject: merchantSubject, Before: old.doc(), After: now.doc()})
}

// pictureType looks at the picture itself: what it is called counts for nothing.
func pictureType(body []byte) (string, error) {
	shape, known := media.Look(body)
	if !known || len(body) > MaxLogo || shape.Width > maxLogoSide || shape.Height > maxLogoSide {
		return "", ErrLogo.New(fault.P{"limit": MaxLogo >> 10})
	}
	return shape.Type, nil
}

// GetLogo is the picture of the merchant. Returns fault.ErrNotFound.
func GetLogo(ctx context.Context, tx *store.Tx) (l Logo, err error) {
	found, err := store.One(ctx, tx, sqlLogoGet, func(row store.Row) error { return row.Scan(&l.Body, &l.Type, &l.Digest) }, tx.MerchantID())
	if err == nil && !found {
		err = fault.ErrNotFound.New(fault.P{"what": "logo"})
	}
	return l, err
}
