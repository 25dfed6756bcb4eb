package terms

import (
	"context"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/edition"
	"regulars/internal/expr/tree"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/program/wording"
	"regulars/internal/segment"
	"regulars/internal/store"
)

// The programmes that have a name beside their number.
const (
	inForce = "in_force"
	draft   = "draft"
)

// errWhich is what is no programme.
var errWhich = fault.Declare(fault.Invalid, "program_which",
	"Name a programme: the number of a version, in_force, draft, or a document.", "请指定会员体系：版本号、in_force、draft 或完整文档。")

// WhichProgram names a programme: the number of a version, "in_force", "draft", or a whole document that is not saved anywhere.
type WhichProgram struct {
	Number   int64
	Name     string
	Document *program.Document
}

// BindJSON reads it.
func (w *WhichProgram) BindJSON(n *wire.Node) error {
	switch n.Kind {
	case wire.Object:
		doc, err := program.Parse(wire.JSON(nil, n))
		w.Document = &doc
		return err
	case wire.Number:
		number, ok := n.Int()
		if w.Number = number; ok && number > 0 {
			return nil
		}
	case wire.Text:
		if w.Name = n.Text; slices.Contains([]string{inForce, draft}, w.Name) {
			return nil
		}
	case wire.Null, wire.Bool, wire.List:
	}
	return errWhich.New(nil)
}

// Schema is one of the three.
func (w WhichProgram) Schema(r huma.Registry) *huma.Schema {
	least := 1.0
	return &huma.Schema{
		Description: "The number of a version, in_force, draft, or a document that is not saved anywhere",
		OneOf: []*huma.Schema{
			{Type: "integer", Minimum: &least},
			{Type: "string", Enum: []any{inForce, draft}},
			documentSchema(r),
		},
	}
}

// documentSchema is that of the document, every field of it.
func documentSchema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[program.Document](), true, "ProgramDocument")
}

// chosen is a programme that was named. Edition is nil where it is not a published one.
type chosen struct {
	document program.Document
	edition  *edition.Edition
}

// find reads the programme; where nothing is named it is the one of that name.
func (w *WhichProgram) find(ctx context.Context, tx *store.Tx, otherwise string) (chosen, error) {
	which := WhichProgram{Name: otherwise}
	if w != nil && (w.Number != 0 || w.Name != "" || w.Document != nil) {
		which = *w
	}
	switch {
	case which.Document != nil:
		return chosen{document: *which.Document}, nil
	case which.Name == draft:
		d, err := edition.GetDraft(ctx, tx)
		return chosen{document: d.Document}, err
	case which.Name == inForce:
		e, err := edition.At(ctx, tx, tx.Now())
		if err != nil {
			return chosen{}, err
		}
		return chosen{document: *e.Document(), edition: e}, nil
	}
	e, err := edition.ByNumber(ctx, tx, which.Number)
	if err != nil {
		return chosen{}, err
	}
	return chosen{document: *e.Document(), edition: e}, nil
}

// voice says programmes by the names of the merchant.
func voice(ctx context.Context, tx *store.Tx, programs ...*program.Document) (wording.Voice, *tree.Speaker, error) {
	sold, err := plan.Choices(ctx, tx)
	if err != nil {
		return wording.Voice{}, nil, err
	}
	speaker, err := segment.Speaker(ctx, tx, sold, programs...)
	if err != nil {
		return wording.Voice{}, nil, err
	}
	plans, err := planNames(ctx, tx, programs)
	return wording.Voice{Currency: tx.Currency(), Condition: speaker.Condition, Plan: plans}, speaker, err
}

// planNames names the paid plans that benefits name; nil where none does.
func planNames(ctx context.Context, tx *store.Tx, programs []*program.Document) (func(code string) tree.Words, error) {
	named := slices.ContainsFunc(programs, func(d *program.Document) bool {
		return slices.ContainsFunc(d.Benefits, func(b deal.Benefit) bool { return len(b.Plans) > 0 })
	})
	if !named {
		return nil, nil
	}
	list, err := plan.List(ctx, tx)
	if err != nil {
		return nil, err
	}
	return func(code string) tree.Words {
		for _, p := range list {
			if p.Code == code {
				return tree.Words{Zh: p.Terms.Name.In("zh"), En: p.Terms.Name.In("en")}
			}
		}
		return tree.Words{}
	}, nil
}

// validated is the mistakes of a programme; none of a published one.
func (c chosen) validated(ctx context.Context, tx *store.Tx, call *shell.Call) ([]shell.FieldProblem, error) {
	if c.edition != nil {
		return []shell.FieldProblem{}, nil
	}
	mistakes, err := edition.Validate(ctx, tx, c.document)
	return problems(call, mistakes), err
}

// Compile makes the programme run; where nothing is named it is the one of that name. The number is 0 of one that is not published.
func (w *WhichProgram) Compile(ctx context.Context, tx *store.Tx, otherwise string) (*program.Program, int64, error) {
	c, err := w.find(ctx, tx, otherwise)
	if err != nil {
		return nil, 0, err
	}
	if c.edition != nil {
		return c.edition.Program, c.edition.Number, nil
	}
	p, err := edition.Compile(ctx, tx, c.document)
	return p, 0, err
}
