package prices

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"regulars/internal/catalog/price"
	"regulars/internal/fault"
	"regulars/internal/importer/sheet"
	"regulars/internal/money"
	"regulars/internal/store"
)

// In is a file of prices for a list.
type In struct {
	ListID   int64
	Source   sheet.Source
	DryRun   bool   // look and tell, write nothing
	Language string // of the reasons, zh or en
}

// Report is what became of the rows.
type Report struct {
	Read, Added, Changed, Same, Refused int64
	Told                                []Refusal // the first of the refused, by row
}

// Refusal is one row that was refused.
type Refusal struct {
	Row                      int
	SKU, Field, Code, Reason string
}

// errDry takes back what a dry run has written.
var errDry = errors.New("dry run")

// Bring adds the prices of a file to a list and replaces those that it has. Each batch is a commit; what is refused spoils no other. Returns
// price.ErrListUnknown, ErrColumns, fault.ErrTooMany, and what package sheet refuses.
func Bring(ctx context.Context, db *store.DB, scope store.Scope, in In) (*Report, error) {
	s, err := read(ctx, in.Source, money.Exponent(scope.Merchant.Currency))
	if err != nil {
		return nil, err
	}
	out := &Report{Read: s.read}
	for part := range slices.Chunk(s.rows, price.MaxBatch) {
		list, err := save(ctx, db, scope, in, part)
		if err != nil {
			return nil, err
		}
		for i, saved := range list {
			switch {
			case saved.Err != nil:
				s.refused = append(s.refused, refused{part[i].number, part[i].SKU, saved.Err})
			case saved.Created:
				out.Added++
			case saved.Same:
				out.Same++
			default:
				out.Changed++
			}
		}
	}
	out.tell(s.refused, in.Language, scope.Merchant.Currency)
	return out, nil
}

// save saves one batch.
func save(ctx context.Context, db *store.DB, scope store.Scope, in In, part []row) (saved []price.Saved, err error) {
	sets := make([]price.Set, len(part))
	for i := range part {
		sets[i] = part[i].Set
	}
	err = db.Tx(ctx, scope, func(tx *store.Tx) (err error) {
		if saved, err = price.Save(ctx, tx, in.ListID, sets); err == nil && in.DryRun {
			err = errDry
		}
		return err
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return saved, err
}

// tell words the first of the refused rows.
func (r *Report) tell(list []refused, language, currency string) {
	r.Refused = int64(len(list))
	voice := money.Voice(currency)
	slices.SortFunc(list, func(a, b refused) int { return cmp.Compare(a.number, b.number) })
	for _, x := range list[:min(len(list), MaxTold)] {
		e := fault.As(x.why).Say(voice)
		r.Told = append(r.Told, Refusal{Row: x.number, SKU: short(x.sku), Field: e.Field, Code: e.Code.Code, Reason: e.Text(language)})
	}
}

// short is a code as far as codes go.
func short(sku string) string {
	letters := []rune(sku)
	return string(letters[:min(len(letters), price.MaxCode)])
}
