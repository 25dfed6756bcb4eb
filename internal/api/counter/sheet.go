package counter

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/benefit"
	"regulars/internal/benefit/card"
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/offer/deal"
	"regulars/internal/org"
	"regulars/internal/plan"
	"regulars/internal/store"
)

// addSheet registers the sheet of benefits.
func addSheet(t *shell.Table) {
	type span struct {
		From  wire.Date `query:"from" required:"true" doc:"First day" example:"2026-07-01"`
		Until wire.Date `query:"until" required:"true" doc:"Last day" example:"2026-09-30"`
	}
	shell.Read(t, shell.Op{
		ID: "benefit.sheet", Method: http.MethodGet, Path: "/v1/benefits/sheet", Group: benefitGroup, En: "What each benefit was used for and cost", Zh: "权益使用与成本表",
		Permission: string(org.ReportsRead), Detail: "What came back by refunds is taken off. What cost most comes first.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *span) (shell.List[SheetLine], error) {
		from, until := in.From.Day().Start(tx.Zone()), in.Until.Day().End(tx.Zone())
		sums, err := benefit.Sheet(ctx, tx, from, until)
		if err != nil {
			return shell.List[SheetLine]{}, err
		}
		names, err := namesOf(ctx, tx, c, sums)
		out := make([]SheetLine, len(sums))
		for i, s := range sums {
			out[i] = SheetLine{
				Kind: s.Kind, Benefit: s.Benefit, Name: names.of(&s), Documents: s.Documents, Members: s.Members, Quantity: s.Quantity,
				AmountMinor: s.AmountMinor, CostMinor: s.CostMinor,
			}
		}
		return shell.Listed(out, ""), err
	})
}

// sheetNames are how people call what stands in a sheet, as it is called now.
type sheetNames struct {
	language              string
	tiers, benefits, card map[string]deal.Text
}

func (n sheetNames) of(s *benefit.Sums) string {
	switch s.Kind {
	case "tier":
		return n.tiers[s.Benefit].In(n.language)
	case string(benefit.KindCard):
		return n.card[s.Benefit].In(n.language)
	}
	return n.benefits[s.Benefit].In(n.language)
}

func namesOf(ctx context.Context, tx *store.Tx, c *shell.Call, sums []benefit.Sums) (sheetNames, error) {
	out := sheetNames{language: c.Language(), tiers: map[string]deal.Text{}, card: map[string]deal.Text{}}
	now, err := edition.At(ctx, tx, tx.Now())
	if err != nil {
		return out, err
	}
	if out.benefits, err = plan.BenefitNames(ctx, tx); err != nil {
		return out, err
	}
	doc := now.Document()
	for _, t := range doc.Tiers {
		out.tiers[t.Code] = t.Name
	}
	for _, b := range doc.Benefits {
		out.benefits[b.Code] = b.Name
	}
	var codes []string
	for _, s := range sums {
		if s.Kind == string(benefit.KindCard) {
			codes = append(codes, s.Benefit)
		}
	}
	cards, err := card.Named(ctx, tx, codes)
	for code, k := range cards {
		out.card[code] = k.Name
	}
	return out, err
}

// never is an instant outside: absent where it never comes.
func never(at calendar.Instant) wire.Time {
	if at == calendar.Never {
		return 0
	}
	return wire.At(at)
}
