package segment

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"regulars/internal/edition"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/member/trait"
	"regulars/internal/store"
)

// common is the catalogue without a merchant's own attributes; it costs a millisecond to make and never changes.
var common = sync.OnceValues(func() (*expr.Catalogue, error) {
	return expr.NewCatalogue(slices.Concat(person(), bought(), held(), sale()), windows())
})

// Catalogue is what the conditions of the transaction's merchant may name: two statements, for the merchant's own attributes and segments.
func Catalogue(ctx context.Context, tx *store.Tx) (*expr.Catalogue, error) {
	base, own, err := of(ctx, tx)
	if err != nil {
		return nil, err
	}
	saved, err := read(ctx, tx, sqlKnown, tx.MerchantID(), maxKnown)
	if err != nil {
		return nil, err
	}
	plain := sync.OnceValues(func() (*expr.Catalogue, error) { return base.With(tx.Currency(), own) })
	return base.With(tx.Currency(), append(own[:len(own):len(own)], segments(saved, plain)))
}

// Written is the catalogue for conditions that are being written: the tiers, plans and segments that they name have to be there.
func Written(ctx context.Context, tx *store.Tx) (*expr.Catalogue, error) {
	catalogue, err := Catalogue(ctx, tx)
	if err != nil {
		return nil, err
	}
	return strict(ctx, tx, catalogue)
}

func strict(ctx context.Context, tx *store.Tx, catalogue *expr.Catalogue) (*expr.Catalogue, error) {
	all, err := edition.Known(ctx, tx)
	return catalogue.Strict(all), err
}

// of is the common catalogue, and the merchant's own attributes.
func of(ctx context.Context, tx *store.Tx) (base *expr.Catalogue, own []expr.Attribute, err error) {
	if base, err = common(); err != nil {
		return nil, nil, err
	}
	defs, err := trait.ListDefinitions(ctx, tx)
	return base, Own(defs), err
}

// segments are those that a member is in, by their ids as they are outside. The conditions of segments name no segments themselves.
func segments(saved []Segment, plain func() (*expr.Catalogue, error)) expr.Attribute {
	a := attribute("segments", expr.TextList, [2]string{"segments", "所属人群"}, "")
	a.Named = true
	byID := make(map[string]*Segment, len(saved))
	for i := range saved {
		s := &saved[i]
		id := store.FormatID("seg", s.ID)
		byID[id] = s
		a.Values = append(a.Values, expr.Choice{Value: id, En: s.Name, Zh: s.Name, Gone: s.Archived})
	}
	return made(a, func(b *expr.SQLBinder, id string) (string, error) {
		s := byID[id]
		switch {
		case s == nil:
			return "FALSE", nil
		case s.Kind == Static:
			return s.listed(b), nil
		}
		catalogue, err := plain()
		if err != nil {
			return "", err
		}
		condition, err := catalogue.Compile(s.Condition, expr.Member)
		if err != nil {
			return "", err
		}
		text, err := condition.SQL(b)
		return "COALESCE(" + text + ", FALSE)", err // being in it is true or false, below a not too
	})
}

// Own are the merchant's own attributes as conditions name them; sensitive ones are in no condition. Archived ones stay, so that
// what was published goes on to compile.
func Own(defs []trait.Definition) []expr.Attribute {
	var out []expr.Attribute
	for _, d := range defs {
		if d.Sensitive || expr.CheckName("attr."+d.Code) != nil {
			continue
		}
		a := expr.Attribute{Name: "attr." + d.Code, Scope: expr.Member, En: d.LabelEn, Zh: d.LabelZh}
		if a.En == "" {
			a.En = d.LabelZh
		}
		if a.Zh == "" {
			a.Zh = d.LabelEn
		}
		value := "a.value_text"
		switch d.Type {
		case trait.TypeInt:
			a.Type, value = expr.Int, "a.value_int"
		case trait.TypeBool:
			a.Type, value = expr.Bool, "a.value_int <> 0"
		case trait.TypeDay:
			a.Type = expr.Day
		default:
			a.Type = expr.Text
		}
		for _, c := range d.Choices {
			a.Values = append(a.Values, expr.Choice{Value: c.Code, En: c.En, Zh: c.Zh})
		}
		// the code is letters, digits and underscores (trait checks it), so it can stand in the text
		a.SQL = "(SELECT " + value + " FROM member_attribute a WHERE a.merchant_id = $1 AND a.member_id = m.id AND a.code = '" + d.Code + "')"
		out = append(out, a)
	}
	return out
}

func numbered(en, zh []string) []expr.Choice {
	out := make([]expr.Choice, len(en))
	for i := range en {
		out[i] = expr.Choice{Value: strconv.Itoa(i + 1), En: en[i], Zh: zh[i]}
	}
	return out
}

// ofOwn is the catalogue for the conditions of segments, which name no segments themselves.
func ofOwn(ctx context.Context, tx *store.Tx) (*expr.Catalogue, error) {
	base, own, err := of(ctx, tx)
	if err != nil {
		return nil, err
	}
	return base.With(tx.Currency(), own)
}

// compileOwn is Compile for the condition of a segment.
func compileOwn(ctx context.Context, tx *store.Tx, text string) (*expr.Condition, error) {
	catalogue, err := ofOwn(ctx, tx)
	if err != nil {
		return nil, err
	}
	return catalogue.Compile(text, expr.Member)
}

// Compile checks a condition over members against the merchant's catalogue. Returns what expr refuses.
func Compile(ctx context.Context, tx *store.Tx, text string) (*expr.Condition, error) {
	catalogue, err := Catalogue(ctx, tx)
	if err != nil {
		return nil, err
	}
	return catalogue.Compile(text, expr.Member)
}

// Check refuses a condition over members that is being written: where it does not compile, names what is not there, or where members cannot be
// selected by it (invariant 3). Refusals name the field.
func Check(ctx context.Context, tx *store.Tx, field, text string) error {
	catalogue, err := Written(ctx, tx)
	if err != nil {
		return err
	}
	return selectable(tx, catalogue, field, text)
}

// selectable refuses a condition that does not compile or that members cannot be selected by.
func selectable(tx *store.Tx, catalogue *expr.Catalogue, field, text string) error {
	condition, err := catalogue.Compile(text, expr.Member)
	if err == nil {
		_, err = condition.SQL(expr.NewSQLBinder(tx.MerchantID(), tx.Now(), tx.Zone()))
	}
	if refused := fault.As(err); refused != nil && refused.Field == "" {
		at := *refused
		at.Field = field
		return &at
	}
	return err
}
