package insight

import (
	"context"
	"slices"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/ledger"
	"regulars/internal/ledger/closing"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/tier"
)

// Standing is how things stand at an instant.
type Standing struct {
	At           calendar.Instant
	Members      int64
	Tiers        []TierCount
	PointsOwed   int64        // what members hold and may use one day
	OwedMinor    int64        // the same at the value of the programme in force, rounded up
	Expiring     int64        // of it, what ends soon unless it is used
	ExpiringTill calendar.Day // the day from which on is no longer soon
}

// TierCount is how many members hold a tier. Code is empty for members without one; Name is empty for a tier that
// the programme in force does not know.
type TierCount struct {
	Code    string
	Name    program.Text
	Color   string
	Members int64
}

// Stand says how things stand now. Of many members the counts may be as old as their At says.
func Stand(ctx context.Context, db *store.DB, scope store.Scope) (*Standing, error) {
	tiers, at, err := counted(ctx, db, scope, key{name: "tiers", lasts: true}, tier.Count)
	if err != nil {
		return nil, err
	}
	last, lotsAt, err := lastDays(ctx, db, scope, ledger.Points)
	if err != nil {
		return nil, err
	}
	out := &Standing{At: min(at, lotsAt)}
	return out, db.View(ctx, scope, func(tx *store.Tx) error {
		out.At = min(out.At, tx.Now())
		out.ExpiringTill = tx.Today() + soonDays
		for day, amount := range last {
			if day != 0 && day < out.ExpiringTill {
				out.Expiring += amount
			}
		}
		books, err := closing.TrialBalance(ctx, tx, calendar.Never)
		if err != nil {
			return err
		}
		ed, err := edition.At(ctx, tx, tx.Now())
		if err != nil {
			return err
		}
		doc := ed.Document()
		points := books.Assets[ledger.Points]
		out.PointsOwed, out.OwedMinor = points.Outstanding(), points.Liability(doc.Spending.Minor, doc.Spending.Points)
		out.Tiers = tierCounts(doc.Tiers, tiers)
		for _, t := range out.Tiers {
			out.Members += t.Members
		}
		return nil
	})
}

// tierCounts puts the counts in the order of the programme, those that it does not know after them.
func tierCounts(known []program.Tier, counts map[string]int64) []TierCount {
	var out []TierCount
	for i := range known {
		t := &known[i]
		out = append(out, TierCount{Code: t.Code, Name: t.Name, Color: t.Color, Members: counts[t.Code]})
	}
	var rest []TierCount
	for code, n := range counts {
		if !slices.ContainsFunc(known, func(t program.Tier) bool { return t.Code == code }) {
			rest = append(rest, TierCount{Code: code, Members: n})
		}
	}
	slices.SortFunc(rest, func(a, b TierCount) int { return strings.Compare(b.Code, a.Code) }) // those without one last
	return append(out, rest...)
}

// Maturing is what is outstanding of an asset by the month of its last usable day.
type Maturing struct {
	At     calendar.Instant
	Months []closing.Maturity
}

// Mature says what of an asset ends in which month unless it is used.
func Mature(ctx context.Context, db *store.DB, scope store.Scope, asset ledger.Asset) (*Maturing, error) {
	days, at, err := lastDays(ctx, db, scope, asset)
	return &Maturing{At: at, Months: closing.Months(days)}, err
}

// lastDays is closing.LastDays, remembered.
func lastDays(ctx context.Context, db *store.DB, scope store.Scope, asset ledger.Asset) (map[calendar.Day]int64, calendar.Instant, error) {
	return counted(ctx, db, scope, key{name: "lots " + string(asset), lasts: true}, func(ctx context.Context, tx *store.Tx) (map[calendar.Day]int64, error) {
		return closing.LastDays(ctx, tx, asset)
	})
}

// Holders are the members that hold most of an asset.
type Holders struct {
	At      calendar.Instant
	Holders []closing.Holder
}

// Largest are the members that hold most of an asset, MaxHolders at most.
func Largest(ctx context.Context, db *store.DB, scope store.Scope, asset ledger.Asset) (*Holders, error) {
	list, at, err := counted(ctx, db, scope, key{name: "holders " + string(asset), lasts: true}, func(ctx context.Context, tx *store.Tx) ([]closing.Holder, error) {
		return closing.LargestHolders(ctx, tx, asset, MaxHolders)
	})
	return &Holders{At: at, Holders: list}, err
}
