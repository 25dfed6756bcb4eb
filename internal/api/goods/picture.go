package goods

import (
	"context"
	"io"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/fault"
	"regulars/internal/media"
	"regulars/internal/org"
	"regulars/internal/store"
)

// PictureOut is a picture that was sent.
type PictureOut struct {
	Picture string `json:"picture" doc:"Its name, by which an item or a product shows it"`
	URL     string `json:"url" doc:"Its address"`
	Width   int64  `json:"width" doc:"Pixels"`
	Height  int64  `json:"height"`
}

// PictureURL is the address of a picture; "" where there is none.
func PictureURL(tx *store.Tx, digest string) string {
	if digest == "" {
		return ""
	}
	return "/v1/merchants/" + tx.Merchant().Slug + "/pictures/" + digest
}

// addPictures registers pictures of goods.
func addPictures(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "picture.send", Method: http.MethodPost, Path: "/v1/pictures", Group: priceGroup, En: "Send a picture of goods", Zh: "上传商品图片",
		Upload: "image/png,image/jpeg,image/webp", BodyLimit: media.MaxBytes, Status: http.StatusCreated,
		Detail: "PNG, JPEG or WebP, at most 1 MiB and 4096 pixels a side. Who may change products or what stands in the mall may send one. It is forgotten after two days unless something shows it.",
	}, func(ctx context.Context, c *shell.Call, _ *shell.Empty) (PictureOut, error) {
		if who := c.Who(); !who.May(org.OffersWrite) && !who.May(org.CatalogWrite) {
			return PictureOut{}, org.ErrForbidden.New(fault.P{"permission": string(org.CatalogWrite)})
		}
		return sendPicture(ctx, c)
	})
	type one struct {
		Slug    string `path:"slug" maxLength:"40" doc:"Of the merchant"`
		Picture string `path:"picture" maxLength:"32"`
	}
	shell.Do(t, shell.Op{
		ID: "picture.get", Method: http.MethodGet, Path: "/v1/merchants/{slug}/pictures/{picture}", Group: priceGroup, En: "A picture of goods", Zh: "商品图片", Public: true, Answers: "image/png",
		Detail: "Of the media type that it has. What stands under an address never changes.",
	}, func(ctx context.Context, c *shell.Call, in *one) (shell.Empty, error) {
		m, err := org.FindMerchant(ctx, c.DB(), in.Slug)
		if err != nil {
			return shell.Empty{}, fault.ErrNotFound.New(fault.P{"what": "picture"}) // does not tell whether there is such a merchant
		}
		var p media.Picture
		err = c.DB().View(ctx, store.Scope{Merchant: m, Actor: store.System}, func(tx *store.Tx) (err error) {
			p, err = media.Get(ctx, tx, in.Picture)
			return err
		})
		if err != nil {
			return shell.Empty{}, err
		}
		c.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		c.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		return shell.Empty{}, c.Stream(p.Type, "", func(w io.Writer) error {
			_, err := w.Write(p.Body)
			return err
		})
	})
}

// sendPicture keeps the picture that is the body.
func sendPicture(ctx context.Context, c *shell.Call) (out PictureOut, err error) {
	body, err := c.Upload()
	if err != nil {
		return out, err
	}
	picture, err := io.ReadAll(body)
	if err != nil {
		return out, shell.ErrBodyBroken.Wrap(err, nil)
	}
	if len(picture) == 0 {
		return out, fault.ErrRequired.New(nil)
	}
	err = c.DB().Tx(ctx, c.Scope(), func(tx *store.Tx) error {
		p, err := media.Keep(ctx, tx, picture)
		out = PictureOut{Picture: p.Digest, URL: PictureURL(tx, p.Digest), Width: int64(p.Width), Height: int64(p.Height)}
		return err
	})
	return out, err
}
