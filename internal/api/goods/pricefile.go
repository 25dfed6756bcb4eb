package goods

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"regulars/internal/api/shell"
	"regulars/internal/catalog/price"
	"regulars/internal/importer/prices"
	"regulars/internal/importer/sheet"
	"regulars/internal/org"
	"regulars/internal/store"
)

// PriceFileOut is what became of a file of prices.
type PriceFileOut struct {
	DryRun  bool           `json:"dry_run"`
	Rows    int64          `json:"rows" doc:"Read"`
	Added   int64          `json:"added"`
	Changed int64          `json:"changed"`
	Same    int64          `json:"same" doc:"They were there like that already"`
	Refused int64          `json:"refused"`
	Told    []PriceRefusal `json:"told" doc:"The first of the refused, by row"`
}

// PriceRefusal is a row of a file of prices that was refused.
type PriceRefusal struct {
	Row     int64  `json:"row"`
	SKU     string `json:"sku,omitempty"`
	Field   string `json:"field,omitempty" doc:"sku, price or stock"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// addPriceFile registers bringing prices by file.
func addPriceFile(t *shell.Table) {
	type file struct {
		listByID
		Name   string `query:"name" maxLength:"200" doc:"Of the file"`
		DryRun bool   `query:"dry_run" doc:"Look and tell, write nothing"`
	}
	shell.Do(t, shell.Op{
		ID: "price.bring", Method: http.MethodPost, Path: "/v1/price-lists/{id}/prices/file", Group: priceGroup, En: "Bring prices of a list by file (CSV or XLSX)", Zh: "按文件导入价格（CSV 或 XLSX）",
		Permission: string(org.CatalogWrite), BodyLimit: prices.MaxFile, ReadTimeout: time.Minute,
		Upload: "text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/octet-stream",
		Detail: "Columns are found by what they are called: sku, price and, where there is one, limit; without a heading they stand in this order. Adds what is new and replaces what is there; " +
			"a row that is refused does not spoil the others. Bringing the same twice changes nothing.",
	}, func(ctx context.Context, c *shell.Call, in *file) (PriceFileOut, error) {
		id, err := in.id()
		if err != nil {
			return PriceFileOut{}, err
		}
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) error {
			_, err := price.Get(ctx, tx, id)
			return err
		})
		if err != nil {
			return PriceFileOut{}, err
		}
		body, err := c.Upload()
		if err != nil {
			return PriceFileOut{}, err
		}
		text, err := io.ReadAll(body)
		if err != nil {
			return PriceFileOut{}, shell.ErrBodyBroken.Wrap(err, nil)
		}
		r, err := prices.Bring(ctx, c.DB(), c.Scope(), prices.In{ListID: id, DryRun: in.DryRun, Language: c.Language(), Source: sheet.Source{
			Name: in.Name, Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil },
		}})
		if err != nil {
			return PriceFileOut{}, err
		}
		out := PriceFileOut{DryRun: in.DryRun, Rows: r.Read, Added: r.Added, Changed: r.Changed, Same: r.Same, Refused: r.Refused, Told: make([]PriceRefusal, len(r.Told))}
		for i, x := range r.Told {
			out.Told[i] = PriceRefusal{Row: int64(x.Row), SKU: x.SKU, Field: x.Field, Code: x.Code, Message: x.Reason}
		}
		return out, nil
	})
}
