package counter

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/benefit/card"
	"regulars/internal/org"
	"regulars/internal/store"
)

// TimesCardReportOut is what one times card did.
type TimesCardReportOut struct {
	CardID        string `json:"card_id"`
	Sold          int64  `json:"sold" doc:"In the period"`
	PaidMinor     int64  `json:"paid_minor"`
	Refunded      int64  `json:"refunded" doc:"Given back in the period, whenever they were sold"`
	RefundedMinor int64  `json:"refunded_minor"`
	Used          int64  `json:"used" doc:"Uses of all that were ever sold"`
	Left          int64  `json:"left" doc:"Uses that can still be made of them now"`
}

// addReport registers what times cards did.
func addReport(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "times_card.report", Method: http.MethodGet, Path: "/v1/times-card-report", Group: benefitGroup, En: "What times cards did in a period", Zh: "次卡报表",
		Permission: string(org.ReportsRead), Detail: "Of the cards that were ever sold; what was given as a reward is not among it.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Period) (shell.List[TimesCardReportOut], error) {
		from, until := in.Span(tx)
		sums, err := card.Report(ctx, tx, from, until)
		out := make([]TimesCardReportOut, len(sums))
		for i, s := range sums {
			out[i] = TimesCardReportOut{
				CardID: store.FormatID("tck", s.CardID), Sold: s.Sold, PaidMinor: s.PaidMinor, Refunded: s.Refunded, RefundedMinor: s.RefundedMinor,
				Used: s.Used, Left: s.Left,
			}
		}
		return shell.Listed(out, ""), err
	})
}
