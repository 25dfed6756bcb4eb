package segment

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"regulars/internal/expr"
	"regulars/internal/member/trait"
	"regulars/internal/store"
)

// common is the catalogue without a merchant's own attributes; it costs a millisecond to make and never changes.
var common = sync.OnceValues(func() (*expr.Catalogue, error) {
	return expr.NewCatalogue(slices.Concat(person(), bought(), held(), sale()), windows())
})

// Catalogue is what the conditions of the transaction's merchant may name: one statement, for the merchant's own attributes.
func Catalogue(ctx context.Context, tx *store.Tx) (*expr.Catalogue, error) {
	base, err := common()
	if err != nil {
		return nil, err
	}
	defs, err := trait.ListDefinitions(ctx, tx)
	if err != nil {
		return nil, err
	}
	return base.With(tx.Currency(), Own(defs))
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

// Compile checks a condition over members against the merchant's catalogue. Returns what expr refuses.
func Compile(ctx context.Context, tx *store.Tx, text string) (*expr.Condition, error) {
	catalogue, err := Catalogue(ctx, tx)
	if err != nil {
		return nil, err
	}
	return catalogue.Compile(text, expr.Member)
}
