package terms

import (
	"context"
	"net/http"
	"strconv"

	"regulars/internal/api/shell"
	"regulars/internal/expr"
	"regulars/internal/expr/tree"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/org"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/program/act"
	"regulars/internal/segment"
	"regulars/internal/store"
)

// conditionGroup is the heading of conditions.
const conditionGroup = "Conditions"

// conditionsIn asks what conditions may name.
type conditionsIn struct {
	Scope   string `query:"scope" enum:"member,order,line,event" default:"member" doc:"Of what the condition is: member (tiers, entry, segments), order (spending), line (earning), event (earning by events)"`
	Program string `query:"program" enum:"in_force,draft" default:"in_force" doc:"Whose tiers and events are offered"`
	Event   string `query:"event" maxLength:"40" doc:"Of scope event: the kind whose data may be asked"`
}

// ConditionsBody asks what conditions may name.
type ConditionsBody struct {
	Scope   string        `json:"scope,omitempty" enum:"member,order,line,event" doc:"member where absent"`
	Event   string        `json:"event,omitempty" maxLength:"40" doc:"Of scope event: the kind whose data may be asked"`
	Program *WhichProgram `json:"program,omitempty" doc:"Whose tiers and events are offered; in_force where absent"`
}

// ConditionText is a condition in CEL and where it is used.
type ConditionText struct {
	Text    string        `json:"text" maxLength:"8000" doc:"In CEL; empty holds always" example:"spend(365) >= 500000 && tier == \"gold\""`
	Scope   string        `json:"scope,omitempty" enum:"member,order,line,event" doc:"member where absent"`
	Program *WhichProgram `json:"program,omitempty" doc:"Whose tiers and events are named; in_force where absent"`
}

// ConditionTree is a condition as the builder has it.
type ConditionTree struct {
	Tree    ConditionNode `json:"tree"`
	Scope   string        `json:"scope,omitempty" enum:"member,order,line,event" doc:"member where absent"`
	Program *WhichProgram `json:"program,omitempty" doc:"Whose tiers and events are named; in_force where absent"`
}

// ConditionOut is one condition in its three forms.
type ConditionOut struct {
	Text     string         `json:"text" doc:"In CEL"`
	Tree     *ConditionNode `json:"tree" doc:"null where the builder has no shape for it: show the text"`
	Sentence tree.Words     `json:"sentence"`
}

// addConditions registers conditions: what they may name, and their three forms.
func addConditions(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "condition.catalogue", Method: http.MethodGet, Path: "/v1/conditions", Group: conditionGroup, En: "What conditions may name", Zh: "条件可用项", Permission: string(org.ProgramRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *conditionsIn) (ConditionCatalogue, error) {
		return showCatalogue(ctx, tx, ConditionsBody{Scope: in.Scope, Event: in.Event, Program: &WhichProgram{Name: in.Program}})
	})
	shell.Do(t, shell.Op{
		ID: "condition.offered", Method: http.MethodPost, Path: "/v1/conditions/catalogue", Group: conditionGroup, En: "What conditions of a document may name", Zh: "指定文档的条件可用项",
		Permission: string(org.ProgramRead), Detail: "As GET /v1/conditions, also of a document that is not saved anywhere.",
	}, func(ctx context.Context, c *shell.Call, in *struct{ Body ConditionsBody }) (out ConditionCatalogue, err error) {
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
			out, err = showCatalogue(ctx, tx, in.Body)
			return err
		})
		return out, err
	})
	shell.Do(t, shell.Op{
		ID: "condition.read", Method: http.MethodPost, Path: "/v1/conditions/read", Group: conditionGroup, En: "Read a condition: from text to tree and sentence", Zh: "解析条件：文本转为条件树与说明",
		Permission: string(org.ProgramRead), Detail: "A mistake is refused with field text and its line and column.",
	}, func(ctx context.Context, c *shell.Call, in *struct{ Body ConditionText }) (out ConditionOut, err error) {
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
			out, err = readCondition(ctx, tx, &in.Body)
			return err
		})
		return out, err
	})
	shell.Do(t, shell.Op{
		ID: "condition.write", Method: http.MethodPost, Path: "/v1/conditions/write", Group: conditionGroup, En: "Write a condition: from tree to text and sentence", Zh: "生成条件：条件树转为文本与说明",
		Permission: string(org.ProgramRead), Detail: "A mistake is refused with the part of the tree that it is in, such as tree.nodes[1].value.",
	}, func(ctx context.Context, c *shell.Call, in *struct{ Body ConditionTree }) (out ConditionOut, err error) {
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
			out, err = writeCondition(ctx, tx, &in.Body)
			return err
		})
		return out, err
	})
}

// scopeOf is what a condition may name: an order's also its member, a line's also its order.
func scopeOf(scope string) expr.Scope {
	switch scope {
	case "event":
		return expr.Member | expr.Event
	case "line":
		return expr.Member | expr.Order | expr.Line
	case "order":
		return expr.Member | expr.Order
	}
	return expr.Member
}

// catalogueOf is what conditions of the merchant may name, beside the events of a programme.
func catalogueOf(ctx context.Context, tx *store.Tx, doc *program.Document) (*expr.Catalogue, error) {
	catalogue, err := segment.Catalogue(ctx, tx)
	if err != nil {
		return nil, err
	}
	return act.Beside(catalogue, doc.Events)
}

func readCondition(ctx context.Context, tx *store.Tx, in *ConditionText) (ConditionOut, error) {
	which, err := in.Program.find(ctx, tx, inForce)
	if err != nil {
		return ConditionOut{}, err
	}
	catalogue, err := catalogueOf(ctx, tx, &which.document)
	if err != nil {
		return ConditionOut{}, err
	}
	x, err := catalogue.Compile(in.Text, scopeOf(in.Scope))
	if err != nil {
		return ConditionOut{}, placed(err, "text")
	}
	_, speaker, err := voice(ctx, tx, &which.document)
	if err != nil {
		return ConditionOut{}, err
	}
	n, whole := x.Outline()
	out := ConditionOut{Text: x.String(), Sentence: speaker.Say(n).Sentence()}
	if whole {
		node := nodeOut(n)
		out.Tree = &node
	}
	return out, nil
}

// placed puts a refusal, and those that came with it, at a field.
func placed(err error, field string) error {
	e := fault.As(err)
	if e == nil {
		return err
	}
	all := append([]*fault.Error{e}, e.More...)
	for i, one := range all {
		copied := *one
		copied.Field, copied.More = field, nil
		all[i] = &copied
	}
	return fault.Join(all...)
}

func writeCondition(ctx context.Context, tx *store.Tx, in *ConditionTree) (ConditionOut, error) {
	which, err := in.Program.find(ctx, tx, inForce)
	if err != nil {
		return ConditionOut{}, err
	}
	catalogue, err := catalogueOf(ctx, tx, &which.document)
	if err != nil {
		return ConditionOut{}, err
	}
	node := in.Tree.node()
	if err := tree.Check("tree", node, catalogue, scopeOf(in.Scope)); err != nil {
		return ConditionOut{}, err
	}
	text := in.Text(node)
	if _, err := catalogue.Compile(text, scopeOf(in.Scope)); err != nil {
		return ConditionOut{}, placed(err, "tree")
	}
	_, speaker, err := voice(ctx, tx, &which.document)
	if err != nil {
		return ConditionOut{}, err
	}
	out := nodeOut(node)
	return ConditionOut{Text: text, Tree: &out, Sentence: speaker.Say(node).Sentence()}, nil
}

// Text is the tree in CEL; the tree that says nothing is the empty text.
func (b *ConditionTree) Text(n expr.Node) string {
	if n.Kind == expr.NodeAll && len(n.Nodes) == 0 {
		return ""
	}
	return tree.Print(n)
}

func showCatalogue(ctx context.Context, tx *store.Tx, in ConditionsBody) (ConditionCatalogue, error) {
	if in.Scope == "" {
		in.Scope = "member"
	}
	which, err := in.Program.find(ctx, tx, inForce)
	if err != nil {
		return ConditionCatalogue{}, err
	}
	catalogue, err := catalogueOf(ctx, tx, &which.document)
	if err != nil {
		return ConditionCatalogue{}, err
	}
	sold, err := plan.Choices(ctx, tx)
	if err != nil {
		return ConditionCatalogue{}, err
	}
	choices, err := segment.Choices(ctx, tx, sold, &which.document)
	if err != nil {
		return ConditionCatalogue{}, err
	}
	speaker := tree.NewSpeaker(catalogue, tx.Currency(), choices)
	out := ConditionCatalogue{
		Scope: in.Scope, Currency: tx.Currency(), Exponent: int64(money.Exponent(tx.Currency())), Attributes: []ConditionAttribute{}, Windows: []ConditionWindow{},
		Periods: []ConditionPeriod{
			{Kind: expr.PeriodDays, Label: tree.Words{Zh: "近 {n} 天", En: "in the last {n} days"}, MaxDays: expr.MaxDays},
			{Kind: expr.PeriodYear, Label: tree.Words{Zh: "今年", En: "this year"}},
			{Kind: expr.PeriodEver, Label: tree.Words{Zh: "累计", En: "so far"}},
		},
	}
	for _, a := range catalogue.Attributes(scopeOf(in.Scope)) {
		if in.Scope == "event" && !act.Asks(in.Event, a.Name) {
			continue
		}
		out.Attributes = append(out.Attributes, attributeOut(a, speaker, choices[a.Name]))
	}
	for _, w := range catalogue.Windows() {
		out.Windows = append(out.Windows, ConditionWindow{
			Name: w.Name, Label: tree.Words{Zh: w.Zh, En: w.En}, Unit: unitOf(w.Unit), Operators: operatorsOut(expr.Attribute{Type: expr.Int, Unit: w.Unit}, speaker, true),
		})
	}
	return out, nil
}

func unitOf(unit string) string {
	if unit == "" {
		return "none"
	}
	return unit
}

// used are the attributes whose choices are those in use so far: others may be typed.
var used = map[string]bool{"tags": true, "channel": true, "campaign": true}

func attributeOut(a expr.Attribute, speaker *tree.Speaker, more []expr.Choice) ConditionAttribute {
	out := ConditionAttribute{
		Name: a.Name, Label: speaker.Label(a.Name, ""), Of: "member", Type: a.Type.String(), Unit: unitOf(a.Unit), Operators: operatorsOut(a, speaker, false),
		Choices: []ConditionChoice{}, Selectable: a.Selects(),
	}
	switch a.Scope {
	case expr.Order:
		out.Of = "order"
	case expr.Line:
		out.Of = "line"
	case expr.Event:
		out.Of = "event"
	case expr.Member:
	}
	for _, v := range append(a.Values[:len(a.Values):len(a.Values)], more...) {
		if v.Gone {
			continue
		}
		choice := ConditionChoice{Value: ConditionValue{v.Value}, Label: tree.Words{Zh: v.Zh, En: v.En}}
		if n, err := strconv.ParseInt(v.Value, 10, 64); err == nil && a.Type == expr.Int {
			choice.Value = ConditionValue{n}
		}
		out.Choices = append(out.Choices, choice)
	}
	out.Open = len(out.Choices) == 0 && !a.Named || used[a.Name]
	return out
}

func operatorsOut(a expr.Attribute, speaker *tree.Speaker, window bool) []ConditionOperator {
	out := []ConditionOperator{}
	for _, o := range tree.Operators(a.Type, window) {
		words, denied := speaker.Operator(o, a)
		one := ConditionOperator{Code: string(o), Label: words, Denied: denied, Values: "one"}
		switch o {
		case expr.In:
			one.Values = "many"
		case expr.Has:
			one.Values = "none"
		default:
		}
		out = append(out, one)
	}
	return out
}
