package insight

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/insight"
	"regulars/internal/ledger"
	"regulars/internal/ledger/closing"
	"regulars/internal/money"
	"regulars/internal/org"
	"regulars/internal/store"
)

// LiabilityOut is what was owed at the end of each day that was closed.
type LiabilityOut struct {
	Asset string         `json:"asset"`
	From  wire.Date      `json:"from"`
	To    wire.Date      `json:"to" doc:"The day after the last"`
	Data  []LiabilityDay `json:"data" doc:"Every day of the period that was closed, in order: the turn of the day closes the day before"`
	Now   LiabilityDay   `json:"now" doc:"As of now; its date is today"`
}

// LiabilityDay is what was owed at the end of a day. Sums go by the instant of posting, so that a closed day never changes.
type LiabilityDay struct {
	Date        wire.Date `json:"date"`
	Outstanding int64     `json:"outstanding" doc:"What members held: available, pending and reserved"`
	Minor       *int64    `json:"minor" doc:"In minor units, at the value of the programme in force then, rounded up; null for growth, which is never spent"`
	Available   int64     `json:"available"`
	Pending     int64     `json:"pending"`
	Held        int64     `json:"held"`
	Debt        int64     `json:"debt" doc:"What members owed"`
	Issued      int64     `json:"issued" doc:"Given less taken back since the closing before"`
	Spent       int64     `json:"spent" doc:"Spent less given back since then"`
	Expired     int64     `json:"expired" doc:"Since then"`
	Adjusted    int64     `json:"adjusted" doc:"By hand since then, below 0 where more was taken"`
	Recharged   int64     `json:"recharged" doc:"Stored value bought less paid out since then"`
}

// MaturingOut is what ends in which month unless it is used.
type MaturingOut struct {
	Asset string          `json:"asset"`
	AsOf  wire.Time       `json:"as_of" doc:"Of many members, a minute old at most"`
	Data  []MaturingMonth `json:"data" doc:"In order; what never ends stands last"`
}

// MaturingMonth is what ends in a month.
type MaturingMonth struct {
	Month  *wire.Date `json:"month" doc:"First day of the month of the last usable day; null for what never ends"`
	Amount int64      `json:"amount"`
	Minor  *int64     `json:"minor" doc:"In minor units, at the value of the programme in force, rounded up; null for growth"`
}

// HoldersOut is the members that hold most.
type HoldersOut struct {
	Asset string      `json:"asset"`
	AsOf  wire.Time   `json:"as_of" doc:"Of many members, a minute old at most"`
	Total int64       `json:"total" doc:"What all members hold"`
	Data  []HolderOut `json:"data" doc:"Largest first"`
}

// HolderOut is one of them.
type HolderOut struct {
	MemberID    string `json:"member_id" doc:"mem_…"`
	Name        string `json:"name,omitempty" doc:"Masked unless the caller may see names"`
	Code        string `json:"code,omitempty" doc:"External id or card of a member without a name; masked likewise"`
	Outstanding int64  `json:"outstanding" doc:"Available, pending and reserved"`
	Available   int64  `json:"available"`
	Pending     int64  `json:"pending"`
	Held        int64  `json:"held"`
	Debt        int64  `json:"debt"`
	ShareBp     *int64 `json:"share_bp" doc:"Of what all members hold; null where it is nothing"`
}

// assetIn names an asset.
type assetIn struct {
	Asset string `query:"asset" enum:"points,growth,principal,bonus,commission" default:"points"`
}

// addLedger registers what the page of the ledger shows beside the trial balance.
func addLedger(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "liability.list", Method: http.MethodGet, Path: "/v1/liability", Group: group, En: "What is owed to members, day by day", Zh: "每日负债", Permission: string(org.LedgerRead),
	}, liability)
	shell.Do(t, shell.Op{
		ID: "expiring.list", Method: http.MethodGet, Path: "/v1/expiring", Group: group, En: "What expires in which month", Zh: "按月到期", Permission: string(org.LedgerRead),
		Detail: "What expires by inactivity is counted as if nobody were active any more.",
	}, expiring)
	shell.Do(t, shell.Op{
		ID: "holder.list", Method: http.MethodGet, Path: "/v1/holders", Group: group, En: "The largest holders", Zh: "持有最多的会员", Permission: string(org.LedgerRead),
	}, holders)
}

// liabilityIn asks for days.
type liabilityIn struct {
	assetIn
	shell.Period
}

// liability lists the closings.
func liability(ctx context.Context, tx *store.Tx, _ *shell.Call, in *liabilityIn) (LiabilityOut, error) {
	asset := ledger.Asset(in.Asset)
	p, err := insight.NewPeriod(in.From.Day(), in.To.Day(), tx.Today())
	if err != nil {
		return LiabilityOut{}, err
	}
	list, err := closing.Closings(ctx, tx, p.From-1, p.To-1)
	if err != nil {
		return LiabilityOut{}, err
	}
	now, err := closing.TrialBalance(ctx, tx, calendar.Never)
	if err != nil {
		return LiabilityOut{}, err
	}
	editions, err := edition.Load(ctx, tx)
	if err != nil {
		return LiabilityOut{}, err
	}
	out := LiabilityOut{Asset: in.Asset, From: wire.Date(p.From), To: wire.Date(p.To), Data: []LiabilityDay{}}
	var last closing.Totals
	worth := func(at calendar.Instant, n int64) (*int64, error) {
		ed, err := editions.At(ctx, tx, at)
		if err != nil {
			return nil, err
		}
		return worthOf(asset, ed, n), nil
	}
	for _, c := range list {
		if c.Asset != asset {
			continue
		}
		if p.Holds(c.On) {
			day := liabilityDay(c.On, &c.Totals, &last)
			if day.Minor, err = worth(c.On.End(tx.Zone())-1, day.Outstanding); err != nil {
				return out, err
			}
			out.Data = append(out.Data, day)
		}
		last = c.Totals
	}
	if last, err = lastClosed(ctx, tx, asset); err != nil {
		return out, err
	}
	total := now.Assets[asset]
	out.Now = liabilityDay(tx.Today(), &total, &last)
	out.Now.Minor, err = worth(tx.Now(), out.Now.Outstanding)
	return out, err
}

// lastClosed is the totals at the end of the last day that was closed.
func lastClosed(ctx context.Context, tx *store.Tx, asset ledger.Asset) (last closing.Totals, err error) {
	list, err := closing.Closings(ctx, tx, tx.Today()-insight.MaxDays, tx.Today())
	for _, c := range list {
		if c.Asset == asset {
			last = c.Totals
		}
	}
	return last, err
}

// liabilityDay is a closing outside, with what changed since the one before.
func liabilityDay(on calendar.Day, t, before *closing.Totals) LiabilityDay {
	return LiabilityDay{
		Date: wire.Date(on), Outstanding: t.Outstanding(), Available: t.Available, Pending: t.Pending, Held: t.Held, Debt: t.Debt,
		Issued: before.Issued - t.Issued, Spent: t.Spent - before.Spent, Expired: t.Expired - before.Expired,
		Adjusted: before.Adjusted - t.Adjusted, Recharged: before.Recharged - t.Recharged,
	}
}

// worthOf is what an amount of an asset is worth in minor units; nil for growth.
func worthOf(asset ledger.Asset, ed *edition.Edition, n int64) *int64 {
	switch asset {
	case ledger.Points:
		spending := ed.Document().Spending
		worth := int64(0)
		if n > 0 && spending.Minor > 0 && spending.Points > 0 {
			worth = money.MulDiv(n, spending.Minor, spending.Points, money.Ceil)
		}
		return &worth
	case ledger.Principal, ledger.Bonus, ledger.Commission:
		return &n
	case ledger.Growth:
	}
	return nil
}

// expiring lists what ends by month.
func expiring(ctx context.Context, c *shell.Call, in *assetIn) (MaturingOut, error) {
	asset := ledger.Asset(in.Asset)
	maturing, err := insight.Mature(ctx, c.DB(), c.Scope(), asset)
	if err != nil {
		return MaturingOut{}, err
	}
	out := MaturingOut{Asset: in.Asset, AsOf: wire.At(maturing.At), Data: make([]MaturingMonth, len(maturing.Months))}
	return out, c.DB().View(ctx, c.Scope(), func(tx *store.Tx) error {
		ed, err := edition.At(ctx, tx, tx.Now())
		if err != nil {
			return err
		}
		for i, m := range maturing.Months {
			out.Data[i] = MaturingMonth{Amount: m.Amount, Minor: worthOf(asset, ed, m.Amount)}
			if m.Month != 0 {
				month := wire.Date(m.Month)
				out.Data[i].Month = &month
			}
		}
		return nil
	})
}

// holdersIn asks for the largest holders.
type holdersIn struct {
	assetIn
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many at most"`
}

// holders lists who holds most.
func holders(ctx context.Context, c *shell.Call, in *holdersIn) (HoldersOut, error) {
	asset := ledger.Asset(in.Asset)
	largest, err := insight.Largest(ctx, c.DB(), c.Scope(), asset)
	if err != nil {
		return HoldersOut{}, err
	}
	list := largest.Holders[:min(in.Limit, len(largest.Holders))]
	out := HoldersOut{Asset: in.Asset, AsOf: wire.At(largest.At), Data: make([]HolderOut, len(list))}
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].MemberID
	}
	voice := voiceOf(c, c.Language(), nil)
	return out, c.DB().View(ctx, c.Scope(), func(tx *store.Tx) error {
		balances, err := closing.TrialBalance(ctx, tx, calendar.Never)
		if err != nil {
			return err
		}
		total := balances.Assets[asset]
		out.Total = total.Outstanding()
		people, err := insight.People(ctx, tx, ids)
		for i, h := range list {
			one := HolderOut{
				MemberID: store.FormatID("mem", h.MemberID), Outstanding: h.Available + h.Pending + h.Held,
				Available: h.Available, Pending: h.Pending, Held: h.Held, Debt: h.Debt,
			}
			who := people[h.MemberID]
			if who.Name != "" && voice.Mask != nil {
				one.Name = voice.Mask(who.Name)
			}
			if who.Code != "" && voice.MaskCode != nil {
				one.Code = voice.MaskCode(who.Code)
			}
			if out.Total > 0 && one.Outstanding <= out.Total {
				share := insight.RatioBp(one.Outstanding, out.Total)
				one.ShareBp = &share
			}
			out.Data[i] = one
		}
		return err
	})
}
