package media_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/jpeg"
	"image/png"
	"testing"
	"time"

	"regulars/internal/fault"
	"regulars/internal/media"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func unpacked(t *testing.T, text string) []byte {
	t.Helper()
	out, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Invariant 1: the bytes alone say what a picture is.
func TestLook(t *testing.T) {
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 30, 20)), nil); err != nil {
		t.Fatal(err)
	}
	lossy := unpacked(t, "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
	for name, c := range map[string]struct {
		body []byte
		want media.Shape
	}{
		"png":            {picture(t, 7, 5), media.Shape{Type: "image/png", Width: 7, Height: 5}},
		"jpeg":           {photo.Bytes(), media.Shape{Type: "image/jpeg", Width: 30, Height: 20}},
		"webp":           {lossy, media.Shape{Type: "image/webp", Width: 1, Height: 1}},
		"webp, lossless": {unpacked(t, "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="), media.Shape{Type: "image/webp", Width: 1, Height: 1}},
		"webp, extended": {
			unpacked(t, "UklGRkoAAABXRUJQVlA4WAoAAAAQAAAAAAAAAAAAQUxQSAwAAAARBxAR/Q9ERP8DAABWUDggGAAAABQBAJ0BKgEAAQAAAP4AAA3AAP7mtQAAAA=="),
			media.Shape{Type: "image/webp", Width: 1, Height: 1},
		},
	} {
		if got, ok := media.Look(c.body); !ok || got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for name, body := range map[string][]byte{
		"nothing": nil, "a page": []byte("<html><script>alert(1)</script>"), "a drawing": []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>`),
		"gif": []byte("GIF89a\x01\x00\x01\x00"), "a cut png": picture(t, 7, 5)[:20], "a cut webp": lossy[:20], "an empty webp": append([]byte("RIFF\x22\x00\x00\x00WEBPVP8L"), make([]byte, 40)...),
	} {
		if got, ok := media.Look(body); ok {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func FuzzLook(f *testing.F) {
	for _, seed := range []string{"RIFF\x22\x00\x00\x00WEBPVP8 ", "RIFF\x22\x00\x00\x00WEBPVP8X", "RIFF\x22\x00\x00\x00WEBPVP8L/", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if s, ok := media.Look(body); ok && (s.Width <= 0 || s.Height <= 0) {
			t.Errorf("%+v", s)
		}
	})
}

func TestKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope, other := storetest.Merchant(t, db), storetest.Merchant(t, db)
		tx := func(scope store.Scope, fn func(tx *store.Tx) error) {
			t.Helper()
			if err := db.Tx(t.Context(), scope, fn); err != nil {
				t.Fatal(err)
			}
		}
		keep := func(body []byte) (p media.Picture) {
			t.Helper()
			tx(scope, func(tx *store.Tx) (err error) {
				p, err = media.Keep(t.Context(), tx, body)
				return err
			})
			return p
		}
		there := func(scope store.Scope, digest string) bool {
			var err error
			_ = db.View(t.Context(), scope, func(tx *store.Tx) error {
				_, err = media.Get(t.Context(), tx, digest)
				return nil
			})
			if err != nil && !fault.Has(err, fault.ErrNotFound) {
				t.Error(err)
			}
			return err == nil
		}
		body := picture(t, 4, 3)
		first, again, second := keep(body), keep(body), keep(picture(t, 5, 3))
		if first.Digest != again.Digest || first.Digest == second.Digest || len(first.Digest) != media.MaxName || !there(scope, first.Digest) || there(other, first.Digest) {
			t.Errorf("%s %s", first.Digest, second.Digest)
		}
		for name, wrong := range map[string][]byte{"a text": []byte("hello"), "too wide": picture(t, media.MaxSide+1, 1), "too large": append(picture(t, 1, 1), make([]byte, media.MaxBytes)...)} {
			err := db.Tx(t.Context(), scope, func(tx *store.Tx) error {
				_, err := media.Keep(t.Context(), tx, wrong)
				return err
			})
			if !fault.Has(err, media.ErrPicture) {
				t.Errorf("%s: %v", name, err)
			}
		}
		tx(scope, func(tx *store.Tx) error {
			known, err := media.Use(t.Context(), tx, first.Digest, "", "no such")
			if !known[first.Digest] || len(known) != 1 {
				t.Errorf("%v", known)
			}
			return err
		})
		clean := func() (n int64) {
			tx(scope, func(tx *store.Tx) (err error) {
				n, err = media.Clean(t.Context(), tx)
				return err
			})
			return n
		}
		if n := clean(); n != 0 {
			t.Errorf("%d forgotten at once", n)
		}
		storetest.Clock(db).Add((media.WaitDays*24 + 1) * time.Hour)
		if n := clean(); n != 1 || !there(scope, first.Digest) || there(scope, second.Digest) {
			t.Errorf("%d forgotten", n)
		}
	})
}
