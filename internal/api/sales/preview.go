package sales

import (
	"context"
	"net/http"
	"strconv"

	"regulars/internal/api/shell"
	"regulars/internal/api/terms"
	"regulars/internal/expr"
	"regulars/internal/expr/tree"
	"regulars/internal/fault"
	"regulars/internal/order/preview"
	"regulars/internal/org"
	"regulars/internal/store"
)

// PreviewBody is an order to try programmes on.
type PreviewBody struct {
	Program *terms.WhichProgram `json:"program,omitempty" doc:"The one that is tried; draft where absent"`
	Against *terms.WhichProgram `json:"against,omitempty" doc:"The one that it is compared with; in_force where absent"`
	Quote   PreviewQuote        `json:"quote"`
}

// PreviewQuote is a quote of a member, of a made-up one, or of a guest.
type PreviewQuote struct {
	QuoteBody
	Standing *StandingBody `json:"standing,omitempty" doc:"A made-up member, instead of member_id"`
}

// StandingBody is a made-up member.
type StandingBody struct {
	Tier           string         `json:"tier,omitempty" maxLength:"40" doc:"The base tier where absent" example:"gold"`
	Attributes     map[string]any `json:"attributes,omitempty" maxProperties:"50" doc:"By the names of GET /v1/conditions, such as birthday_month: 5"`
	Windows        []StandingSum  `json:"windows,omitempty" maxItems:"50" doc:"Sums before this order; 0 where absent"`
	Points         int64          `json:"points,omitempty" minimum:"0" maximum:"10000000000" doc:"Available"`
	Growth         int64          `json:"growth,omitempty" minimum:"0" maximum:"10000000000"`
	PrincipalMinor int64          `json:"principal_minor,omitempty" minimum:"0" maximum:"10000000000"`
	BonusMinor     int64          `json:"bonus_minor,omitempty" minimum:"0" maximum:"10000000000"`
}

// StandingSum is a window of a made-up member.
type StandingSum struct {
	Window string `json:"window" maxLength:"40" example:"spend"`
	Period string `json:"period" maxLength:"10" doc:"A number of days, year or ever" example:"365"`
	Value  int64  `json:"value" minimum:"-10000000000" maximum:"10000000000"`
}

// PreviewOut is what the order would come to by the two programmes.
type PreviewOut struct {
	Program    PreviewSide  `json:"program"`
	Against    PreviewSide  `json:"against"`
	Difference *PreviewDiff `json:"difference" doc:"program less against; null where one of them refuses the order"`
}

// PreviewSide is the outcome by one programme, or why it refuses the order.
type PreviewSide struct {
	Outcome *OutcomeOut    `json:"outcome" doc:"null where the order is refused"`
	Problem *shell.Problem `json:"problem,omitempty"`
}

// PreviewDiff is how two outcomes differ.
type PreviewDiff struct {
	Points       int64 `json:"points"`
	Growth       int64 `json:"growth"`
	PayableMinor int64 `json:"payable_minor"`
}

// addPreview registers the preview.
func addPreview(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "program.preview", Method: http.MethodPost, Path: "/v1/program/preview", Group: "Programme", En: "What an order would come to by a draft, beside the programme in force", Zh: "按草稿预览订单结果",
		Permission: string(org.ProgramRead), Detail: "Writes nothing. A document with mistakes is refused with the field of each below program.",
	}, func(ctx context.Context, c *shell.Call, in *struct{ Body PreviewBody }) (out PreviewOut, err error) {
		who := c.Who()
		if in.Body.Quote.named() {
			if err := who.Require(org.MembersRead); err != nil {
				return out, err
			}
		}
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
			out, err = tryBoth(ctx, tx, c, &in.Body)
			return err
		})
		return out, err
	})
}

// named reports whether the order is of an existing member.
func (q *PreviewQuote) named() bool {
	return q.MemberID != nil && *q.MemberID != "" || q.Phone != "" || q.CardNo != ""
}

func tryBoth(ctx context.Context, tx *store.Tx, c *shell.Call, in *PreviewBody) (out PreviewOut, err error) {
	by := asker(c)
	by.trusted = true // nothing is spent
	quote, err := in.Quote.quoteIn(by)
	if err != nil {
		return out, below("quote", err)
	}
	standing, err := in.Quote.Standing.standing()
	if err != nil {
		return out, below("quote.standing", err)
	}
	for _, side := range []struct {
		name, otherwise string
		which           *terms.WhichProgram
		out             *PreviewSide
	}{{"program", "draft", in.Program, &out.Program}, {"against", "in_force", in.Against, &out.Against}} {
		p, number, err := side.which.Compile(ctx, tx, side.otherwise)
		if err != nil {
			return out, below(side.name, err)
		}
		o, err := preview.Try(ctx, tx, preview.In{Quote: quote, Standing: standing, Program: p, Edition: number})
		if e := fault.As(err); e != nil && e.Code.Kind == fault.Refused {
			problem := c.Problem(err)
			side.out.Problem = &problem
			continue
		}
		if err != nil {
			return out, below("quote", err)
		}
		outcome := wordingOf{p, c.Language(), tx.Currency()}.outcomeOut(&o, quote.Lines, nil)
		side.out.Outcome = &outcome
	}
	if a, b := out.Program.Outcome, out.Against.Outcome; a != nil && b != nil {
		out.Difference = &PreviewDiff{Points: a.Points.Earned - b.Points.Earned, Growth: a.Growth.Earned - b.Growth.Earned, PayableMinor: a.PayableMinor - b.PayableMinor}
	}
	return out, nil
}

// below puts the fields of a refusal below a field.
func below(name string, err error) error {
	e := fault.As(err)
	if e == nil || e.Code.Kind != fault.Invalid {
		return err
	}
	all := append([]*fault.Error{e}, e.More...)
	for i, one := range all {
		copied := *one
		copied.More, copied.Field = nil, name
		if one.Field != "" {
			copied.Field = name + "." + one.Field
		}
		all[i] = &copied
	}
	return fault.Join(all...)
}

// standing is what the room takes.
func (b *StandingBody) standing() (*preview.Standing, error) {
	if b == nil {
		return nil, nil
	}
	out := &preview.Standing{
		Tier: b.Tier, Points: b.Points, Growth: b.Growth, PrincipalMinor: b.PrincipalMinor, BonusMinor: b.BonusMinor,
		Attributes: map[string]any{}, Windows: map[expr.WindowUse]int64{},
	}
	for name, value := range b.Attributes {
		switch value := value.(type) {
		case int64, string, bool:
			out.Attributes[name] = value
		case []any:
			list := make([]string, len(value))
			for i := range value {
				text, ok := value[i].(string)
				if !ok {
					return nil, fault.ErrInvalid.At("attributes."+name, fault.P{"reason": "[text]"})
				}
				list[i] = text
			}
			out.Attributes[name] = list
		case nil:
		default:
			return nil, fault.ErrInvalid.At("attributes."+name, fault.P{"reason": "int, text, bool, list"})
		}
	}
	for i, w := range b.Windows {
		period, err := expr.ParsePeriod(w.Period)
		if err != nil {
			return nil, tree.ErrPeriod.At("windows["+strconv.Itoa(i)+"].period", fault.P{"limit": expr.MaxDays})
		}
		out.Windows[expr.WindowUse{Name: w.Window, Period: period}] = w.Value
	}
	return out, nil
}
