package insight

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/insight"
	"regulars/internal/org"
	"regulars/internal/store"
)

// group is the heading of the operations.
const group = "Overview"

// Add registers the operations.
func Add(t *shell.Table) {
	addOverview(t)
	addFacts(t)
	addLive(t)
	addLedger(t)
	addChecks(t)
}

// FigureOut is one figure beside that of the period before.
type FigureOut struct {
	Value      *int64 `json:"value" doc:"null where there is none: a share of nothing, or points where stores are chosen"`
	Before     *int64 `json:"before" doc:"The same of the period before"`
	ChangeBp   *int64 `json:"change_bp" doc:"By how much it changed, in basis points of the value before; of a rate the difference in basis points. null where it cannot be said"`
	Unit       string `json:"unit" enum:"minor,count,points,bp" doc:"minor: minor units of the currency; bp: basis points, 3820 = 38.2 %"`
	Definition string `json:"definition" doc:"Key in definitions"`
}

// DefinitionOut says what a figure counts, in the caller's language.
type DefinitionOut struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// OverviewOut is the figures of a period, of the one before, and how things stand now.
type OverviewOut struct {
	From       wire.Date `json:"from" doc:"First day of the period"`
	To         wire.Date `json:"to" doc:"The day after its last"`
	BeforeFrom wire.Date `json:"before_from"`
	BeforeTo   wire.Date `json:"before_to" doc:"The day after the last of the period before: from"`
	Currency   string    `json:"currency"`
	Zone       string    `json:"zone" doc:"In which the days are"`
	AsOf       wire.Time `json:"as_of" doc:"Of many members, figures may be a minute old"`
	StoreIDs   []string  `json:"store_ids" doc:"Of which stores the figures of the period are; empty for the whole merchant"`

	Sales            FigureOut `json:"sales" doc:"Net of what was given back in the period: an order counts on its day, a refund on the day on which the money went back"`
	Gross            FigureOut `json:"gross" doc:"Sales before refunds"`
	Refunds          FigureOut `json:"refunds" doc:"Counted on the day on which the money went back"`
	MemberSales      FigureOut `json:"member_sales"`
	GuestSales       FigureOut `json:"guest_sales"`
	MemberShare      FigureOut `json:"member_share" doc:"null where there are no sales"`
	Orders           FigureOut `json:"orders" doc:"Above 0 and not refunded as a whole"`
	MemberOrders     FigureOut `json:"member_orders"`
	Buyers           FigureOut `json:"buyers"`
	RepeatBuyers     FigureOut `json:"repeat_buyers"`
	RepurchaseRate   FigureOut `json:"repurchase_rate" doc:"Repeat buyers by buyers; null where nobody bought"`
	NewMembers       FigureOut `json:"new_members"`
	PointsIssued     FigureOut `json:"points_issued" doc:"null where stores are chosen: points belong to the merchant"`
	PointsUsed       FigureOut `json:"points_used"`
	PointsExpired    FigureOut `json:"points_expired"`
	PointsClawedBack FigureOut `json:"points_clawed_back"`
	PointsAdjusted   FigureOut `json:"points_adjusted"`

	Channels     []OverviewChannel        `json:"channels" doc:"New members by the channel they came by, most first"`
	Series       []OverviewDay            `json:"series" doc:"Every day of the period"`
	SeriesBefore []OverviewDay            `json:"series_before" doc:"Every day of the period before, as many"`
	Standing     *StandingOut             `json:"standing" doc:"How things stand now in the whole merchant; null for those who see some stores only"`
	Definitions  map[string]DefinitionOut `json:"definitions" doc:"What each figure counts, in the caller's language"`
}

// OverviewChannel is how many came by a channel.
type OverviewChannel struct {
	Channel string `json:"channel" doc:"Empty where it is not known"`
	Members int64  `json:"members"`
	Before  int64  `json:"before"`
}

// OverviewDay is the figures of a day.
type OverviewDay struct {
	Date             wire.Date `json:"date"`
	SalesMinor       int64     `json:"sales_minor"`
	MemberSalesMinor int64     `json:"member_sales_minor"`
	GuestSalesMinor  int64     `json:"guest_sales_minor"`
	RefundMinor      int64     `json:"refund_minor"`
	Orders           int64     `json:"orders"`
	MemberOrders     int64     `json:"member_orders"`
	NewMembers       int64     `json:"new_members"`
}

// StandingOut is how things stand now.
type StandingOut struct {
	AsOf            wire.Time   `json:"as_of" doc:"Of many members, counts may be a minute old"`
	Members         int64       `json:"members"`
	Tiers           []TierShare `json:"tiers" doc:"In the order of the programme; those without a tier last, where there are any"`
	PointsOwed      int64       `json:"points_owed"`
	PointsOwedMinor int64       `json:"points_owed_minor" doc:"At the value of the programme in force, rounded up"`
	PointsExpiring  int64       `json:"points_expiring" doc:"Within 30 days, unless they are used"`
	ExpiringBefore  wire.Date   `json:"expiring_before" doc:"The day on which the 30 days are over"`
}

// TierShare is how many hold a tier.
type TierShare struct {
	Code    string `json:"code" doc:"Empty: without a tier"`
	Name    string `json:"name"`
	Color   string `json:"color,omitempty"`
	Members int64  `json:"members"`
	ShareBp *int64 `json:"share_bp" doc:"Of all members; null where there are none"`
}

// overviewIn asks for a period.
type overviewIn struct {
	shell.Period
	StoreID string `query:"store_id" maxLength:"32" doc:"Of one store alone"`
}

// addOverview registers the overview.
func addOverview(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "overview.get", Method: http.MethodGet, Path: "/v1/overview", Group: group, En: "Figures of a period", Zh: "经营概览", Permission: string(org.ReportsRead),
		Detail: "Days are the merchant's; the period is compared with the one of the same length before. An order counts on the day it was placed, a refund on the day the money went back. " +
			"Who works in some stores sees these alone.",
	}, overview)
}

// overview makes the overview.
func overview(ctx context.Context, c *shell.Call, in *overviewIn) (OverviewOut, error) {
	ask := insight.Ask{}
	var err error
	if ask.Stores, err = storesOf(c, in.StoreID); err != nil {
		return OverviewOut{}, err
	}
	err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
		if in.StoreID != "" {
			if _, err := org.GetStore(ctx, tx, ask.Stores[0]); err != nil {
				return err
			}
		}
		ask.Period, err = insight.NewPeriod(in.From.Day(), in.To.Day(), tx.Today())
		return err
	})
	if err != nil {
		return OverviewOut{}, err
	}
	look, at, err := insight.See(ctx, c.DB(), c.Scope(), ask)
	if err != nil {
		return OverviewOut{}, err
	}
	out := overviewOut(look)
	m := c.Scope().Merchant
	out.Currency, out.Zone, out.AsOf, out.StoreIDs = m.Currency, m.Zone.String(), wire.At(at), []string{}
	for _, id := range ask.Stores {
		out.StoreIDs = append(out.StoreIDs, store.FormatID("sto", id))
	}
	if c.Who().AllStores {
		standing, err := insight.Stand(ctx, c.DB(), c.Scope())
		if err != nil {
			return OverviewOut{}, err
		}
		out.Standing = standingOut(standing, c.Language())
	}
	out.Definitions = definitions(c.Language())
	return out, nil
}

// storesOf are the stores whose figures the caller is to see: the one that was asked for, or those that the caller works in; nil for all.
func storesOf(c *shell.Call, storeID string) ([]int64, error) {
	id, err := shell.IDOr0("sto", "store_id", storeID)
	if err != nil {
		return nil, err
	}
	return c.Who().StoresOf(id)
}

// definitions says what each figure counts.
func definitions(language string) map[string]DefinitionOut {
	out := map[string]DefinitionOut{}
	for _, d := range insight.Definitions() {
		out[d.Key] = DefinitionOut{d.Label.In(language), d.Text.In(language)}
	}
	return out
}

// overviewOut is the figures outside.
func overviewOut(look *insight.Overview) OverviewOut {
	now, before := &look.Now, &look.Before
	p := pair{now, before}
	out := OverviewOut{
		From: wire.Date(now.From), To: wire.Date(now.To), BeforeFrom: wire.Date(before.From), BeforeTo: wire.Date(before.To),
		Sales:            p.of("sales", minor, func(f *insight.Figures) int64 { return f.Sum.SalesMinor() }),
		Gross:            p.of("gross", minor, func(f *insight.Figures) int64 { return f.Sum.GrossMinor }),
		Refunds:          p.of("refunds", minor, func(f *insight.Figures) int64 { return f.Sum.RefundMinor }),
		MemberSales:      p.of("member_sales", minor, func(f *insight.Figures) int64 { return f.Sum.MemberMinor() }),
		GuestSales:       p.of("guest_sales", minor, func(f *insight.Figures) int64 { return f.Sum.GuestMinor() }),
		MemberShare:      p.rate("member_share", (*insight.Figures).ShareBp),
		Orders:           p.of("orders", count, func(f *insight.Figures) int64 { return f.Sum.Orders }),
		MemberOrders:     p.of("member_orders", count, func(f *insight.Figures) int64 { return f.Sum.MemberOrders }),
		Buyers:           p.of("buyers", count, func(f *insight.Figures) int64 { return f.Buyers }),
		RepeatBuyers:     p.of("repeat_buyers", count, func(f *insight.Figures) int64 { return f.Repeat }),
		RepurchaseRate:   p.rate("repurchase_rate", (*insight.Figures).RepurchaseBp),
		NewMembers:       p.of("new_members", count, func(f *insight.Figures) int64 { return f.Sum.NewMembers }),
		PointsIssued:     p.points("points_issued", func(n *insight.Points) int64 { return n.Issued }),
		PointsUsed:       p.points("points_used", func(n *insight.Points) int64 { return n.Used }),
		PointsExpired:    p.points("points_expired", func(n *insight.Points) int64 { return n.Expired }),
		PointsClawedBack: p.points("points_clawed_back", func(n *insight.Points) int64 { return n.ClawedBack }),
		PointsAdjusted:   p.points("points_adjusted", func(n *insight.Points) int64 { return n.Adjusted }),
		Channels:         channels(now.Channels, before.Channels), Series: days(now.Days), SeriesBefore: days(before.Days),
	}
	return out
}

// channels are the new members by channel.
func channels(now, before map[string]int64) []OverviewChannel {
	out := []OverviewChannel{}
	for channel, n := range now {
		out = append(out, OverviewChannel{channel, n, before[channel]})
	}
	for channel, n := range before {
		if _, there := now[channel]; !there {
			out = append(out, OverviewChannel{channel, 0, n})
		}
	}
	slices.SortFunc(out, func(a, b OverviewChannel) int {
		if a.Members != b.Members {
			return int(min(max(b.Members-a.Members, -1), 1))
		}
		return strings.Compare(a.Channel, b.Channel)
	})
	return out
}

// days are the figures by day.
func days(list []insight.Day) []OverviewDay {
	out := make([]OverviewDay, len(list))
	for i, d := range list {
		out[i] = OverviewDay{
			Date: wire.Date(d.On), SalesMinor: d.SalesMinor(), MemberSalesMinor: d.MemberMinor(), GuestSalesMinor: d.GuestMinor(), RefundMinor: d.RefundMinor,
			Orders: d.Orders, MemberOrders: d.MemberOrders, NewMembers: d.NewMembers,
		}
	}
	return out
}

// standingOut is how things stand, outside.
func standingOut(s *insight.Standing, language string) *StandingOut {
	out := &StandingOut{
		AsOf: wire.At(s.At), Members: s.Members, Tiers: []TierShare{}, PointsOwed: s.PointsOwed, PointsOwedMinor: s.OwedMinor, PointsExpiring: s.Expiring,
		ExpiringBefore: wire.Date(s.ExpiringTill),
	}
	for _, t := range s.Tiers {
		one := TierShare{Code: t.Code, Name: t.Name.In(language), Color: t.Color, Members: t.Members}
		if one.Name == "" {
			one.Name = orElse(t.Code, map[string]string{"zh": "无等级", "en": "No tier"}[language])
		}
		if s.Members > 0 {
			share := insight.RatioBp(t.Members, s.Members)
			one.ShareBp = &share
		}
		out.Tiers = append(out.Tiers, one)
	}
	return out
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
