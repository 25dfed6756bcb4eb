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
	"regulars/internal/org"
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
				Kind: s.Kind, Benefit: s.Benefit, Name: names[s.Benefit], Documents: s.Documents, Members: s.Members, Quantity: s.Quantity,
				AmountMinor: s.AmountMinor, CostMinor: s.CostMinor,
			}
		}
		return shell.Listed(out, ""), err
	})
}

// namesOf are the names of benefits and cards by code, as they are now.
func namesOf(ctx context.Context, tx *store.Tx, c *shell.Call, sums []benefit.Sums) (map[string]string, error) {
	table, err := edition.Load(ctx, tx)
	if err != nil {
		return nil, err
	}
	now, err := table.At(ctx, tx, tx.Now())
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	var codes []string
	doc := now.Program.Document()
	for _, t := range doc.Tiers {
		names[t.Code] = t.Name.In(c.Language())
	}
	for _, b := range doc.Benefits {
		names[b.Code] = b.Name.In(c.Language())
	}
	for _, s := range sums {
		if s.Kind == string(benefit.KindCard) {
			codes = append(codes, s.Benefit)
		}
	}
	cards, err := card.Named(ctx, tx, codes)
	for code, k := range cards {
		names[code] = k.Name.In(c.Language())
	}
	return names, err
}

// never is an instant outside: absent where it never comes.
func never(at calendar.Instant) wire.Time {
	if at == calendar.Never {
		return 0
	}
	return wire.At(at)
}
