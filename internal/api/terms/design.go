package terms

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/insight"
	"regulars/internal/insight/design"
	"regulars/internal/org"
	"regulars/internal/store"
)

// DesignOut is what helps to design a programme.
type DesignOut struct {
	AsOf     wire.Time       `json:"as_of" doc:"Of many members, a minute old at most"`
	From     wire.Date       `json:"from"`
	Until    wire.Date       `json:"until" doc:"Last day"`
	Members  int64           `json:"members"`
	Shape    string          `json:"shape" enum:"diamond,pyramid,inverted,hourglass,too_few" doc:"How members are spread over the tiers; a diamond is what a programme should come to"`
	Tiers    []DesignTier    `json:"tiers" doc:"In the order of the programme in force"`
	Top      DesignTop       `json:"top"`
	Benefits []DesignBenefit `json:"benefits"`
	Rules    []DesignRule    `json:"rules" doc:"What gave most first"`
}

// DesignTier is one tier and what it was worth.
type DesignTier struct {
	Code       string   `json:"code"`
	Name       NoteBody `json:"name"`
	Color      string   `json:"color,omitempty"`
	Members    int64    `json:"members"`
	Buyers     int64    `json:"buyers" doc:"Members with an order in the window that stands"`
	Orders     int64    `json:"orders"`
	SpendMinor int64    `json:"spend_minor"`
	Points     int64    `json:"points"`
	WorthMinor int64    `json:"worth_minor" doc:"Points as money, and what benefits cost"`
	EachMinor  int64    `json:"each_minor" doc:"The same by member"`
	StepMinor  int64    `json:"step_minor" doc:"How much more by member than in the tier below"`
}

// DesignTop is the share of the best fifth of the buyers.
type DesignTop struct {
	Buyers          int64   `json:"buyers"`
	Best            int64   `json:"best" doc:"So many of them are the best fifth"`
	SalesMinor      int64   `json:"sales_minor" doc:"Of all buyers"`
	BestMinor       int64   `json:"best_minor"`
	SalesBp         *int64  `json:"sales_bp" doc:"Their share; null where there are no sales"`
	ProfitMinor     *int64  `json:"profit_minor" doc:"Gross profit of all; null where less than half of the sales has a known cost or margin"`
	BestProfitMinor *int64  `json:"best_profit_minor"`
	ProfitBp        *int64  `json:"profit_bp"`
	KnownBp         int64   `json:"known_bp" doc:"Part of the sales with a known cost or margin"`
	Tenths          []int64 `json:"tenths" doc:"Sales of each tenth of the buyers, the best first"`
}

// DesignBenefit is one benefit and its use.
type DesignBenefit struct {
	Code      string   `json:"code"`
	Name      NoteBody `json:"name"`
	Kind      string   `json:"kind" enum:"discount,member_price,free_delivery,multiplier,quota,service"`
	Eligible  int64    `json:"eligible" doc:"Members in its tiers now, or with one of its paid plans"`
	Users     int64    `json:"users" doc:"Members who used it"`
	Uses      int64    `json:"uses"`
	CostMinor int64    `json:"cost_minor"`
}

// DesignRule is what one rule gave.
type DesignRule struct {
	Code      string   `json:"code"`
	Name      NoteBody `json:"name"`
	Points    int64    `json:"points" doc:"Less those taken back"`
	CostMinor int64    `json:"cost_minor"`
}

// designIn asks for a window.
type designIn struct {
	From  wire.Date `query:"from" doc:"First day; a year before where absent"`
	Until wire.Date `query:"until" doc:"Last day; today where absent"`
}

// addDesign registers design help.
func addDesign(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "program.design", Method: http.MethodGet, Path: "/v1/program/design", Group: programGroup, En: "Design help: how the programme in force stands", Zh: "体系诊断", Permission: string(org.ReportsRead),
		Detail: "The shape of the tiers, what each is worth, the share of the best fifth, the use of each benefit, the cost of each rule.",
	}, designHelp)
	shell.Read(t, shell.Op{
		ID: "benefit.remarks", Method: http.MethodGet, Path: "/v1/benefits/remarks", Group: programGroup, En: "What was found out about benefits in a quarter", Zh: "权益季度反馈", Permission: string(org.ReportsRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *remarksIn) (shell.List[RemarkOut], error) {
		return listRemarks(ctx, tx, in.Quarter)
	})
	type remark struct{ Body RemarkBody }
	shell.Write(t, shell.Op{
		ID: "benefit.remark", Method: http.MethodPut, Path: "/v1/benefits/remarks", Group: programGroup, En: "Note how a benefit is rated and why it is not used", Zh: "登记权益评价与未用原因",
		Permission: string(org.ProgramWrite), Detail: "One for each benefit and quarter: the last one counts. Neither rating nor reason takes it away.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *remark) (store.Made, error) {
		b := in.Body
		err := design.Note(ctx, tx, design.Remark{Quarter: b.Quarter, Kind: b.Kind, Benefit: b.Benefit, Rating: b.Rating, Reason: b.Reason})
		return store.Made{Kind: "remark"}, err
	}, func(context.Context, *store.Tx, *shell.Call, store.Made) (shell.Empty, error) {
		return shell.Empty{}, nil
	})
}

// remarksIn names a quarter.
type remarksIn struct {
	Quarter string `query:"quarter" required:"true" maxLength:"6" example:"2026-3"`
}

// RemarkBody is what was found out about a benefit in a quarter.
type RemarkBody struct {
	Quarter string `json:"quarter" maxLength:"6" example:"2026-3"`
	Kind    string `json:"kind" enum:"discount,member_price,free_delivery,multiplier,quota,service,given,card,draw" doc:"As in the sheet of benefits"`
	Benefit string `json:"benefit" minLength:"1" maxLength:"60" doc:"Code"`
	Rating  int64  `json:"rating,omitempty" minimum:"0" maximum:"5" doc:"1 to 5 as members rate it; 0 where nobody asked"`
	Reason  string `json:"reason,omitempty" maxLength:"500" doc:"Why it is not used, or not liked"`
}

// RemarkOut is a remark as it is kept.
type RemarkOut struct {
	RemarkBody
	ByName string    `json:"by_name,omitempty"`
	At     wire.Time `json:"at"`
}

func listRemarks(ctx context.Context, tx *store.Tx, quarter string) (shell.List[RemarkOut], error) {
	list, err := design.Remarks(ctx, tx, quarter)
	out := make([]RemarkOut, len(list))
	for i, r := range list {
		out[i] = RemarkOut{RemarkBody{r.Quarter, r.Kind, r.Benefit, r.Rating, r.Reason}, r.ByName, wire.At(r.At)}
	}
	return shell.Listed(out, ""), err
}

func designHelp(ctx context.Context, c *shell.Call, in *designIn) (DesignOut, error) {
	var p insight.Period
	err := c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
		until := tx.Today() + 1
		if in.Until != 0 {
			until = in.Until.Day() + 1
		}
		from := until - 365
		if in.From != 0 {
			from = in.From.Day()
		}
		p, err = insight.NewPeriod(from, until, tx.Today())
		return err
	})
	if err != nil {
		return DesignOut{}, err
	}
	d, at, err := design.See(ctx, c.DB(), c.Scope(), p)
	if err != nil {
		return DesignOut{}, err
	}
	return designOut(d, wire.At(at)), nil
}

func designOut(d *design.Design, at wire.Time) DesignOut {
	out := DesignOut{
		AsOf: at, From: wire.Date(d.Period.From), Until: wire.Date(d.Period.To - 1), Members: d.Members, Shape: string(d.Shape),
		Tiers: []DesignTier{}, Benefits: []DesignBenefit{}, Rules: []DesignRule{},
		Top: DesignTop{
			Buyers: d.Top.Buyers, Best: d.Top.Best, SalesMinor: d.Top.SalesMinor, BestMinor: d.Top.BestMinor, SalesBp: shareBp(d.Top.BestMinor, d.Top.SalesMinor),
			ProfitMinor: d.Top.ProfitMinor, BestProfitMinor: d.Top.BestProfit, KnownBp: d.Top.KnownBp, Tenths: d.Top.Tenths,
		},
	}
	if d.Top.ProfitMinor != nil {
		out.Top.ProfitBp = shareBp(*d.Top.BestProfit, *d.Top.ProfitMinor)
	}
	for _, t := range d.Tiers {
		out.Tiers = append(out.Tiers, DesignTier{
			Code: t.Code, Name: NoteBody(t.Name), Color: t.Color, Members: t.Members, Buyers: t.Buyers, Orders: t.Orders, SpendMinor: t.SpendMinor, Points: t.Points,
			WorthMinor: t.WorthMinor, EachMinor: t.EachMinor, StepMinor: t.StepMinor,
		})
	}
	for _, b := range d.Benefits {
		out.Benefits = append(out.Benefits, DesignBenefit{
			Code: b.Code, Name: NoteBody(b.Name), Kind: b.Kind, Eligible: b.Eligible, Users: b.Users, Uses: b.Uses, CostMinor: b.CostMinor,
		})
	}
	for _, x := range d.Rules {
		out.Rules = append(out.Rules, DesignRule{Code: x.Code, Name: NoteBody(x.Name), Points: x.Points, CostMinor: x.CostMinor})
	}
	return out
}

// shareBp is part of a whole in basis points; nil where that says nothing.
func shareBp(part, whole int64) *int64 {
	if whole <= 0 || part < 0 || part > whole {
		return nil
	}
	bp := insight.RatioBp(part, whole)
	return &bp
}
