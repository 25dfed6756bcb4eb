package day_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/day"
	"regulars/internal/edition"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// fact is one thing that happens to one of the members.
type fact struct {
	after  time.Duration // since the beginning
	who    int
	total  int64
	spend  bool // as many points as it may
	back   bool // a return without a receipt
	number string
}

// half a year of facts of three members.
func facts(r *rand.Rand) (out []fact) {
	at := 10 * time.Hour
	for i := range 30 {
		at += time.Duration(r.IntN(12*24*60)) * time.Minute
		out = append(out, fact{
			after: at, who: r.IntN(3), total: 1 + r.Int64N(90_000), spend: r.IntN(4) == 0, back: i > 3 && r.IntN(6) == 0, number: fmt.Sprintf("f%d", i),
		})
	}
	return out
}

// programmes in which something falls due all the time.
var programmes = map[string]func(*program.Document){
	"rolling": func(d *program.Document) {
		brief(d)
		d.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerMonth, Amount: 1_500}}
		short(d)
	},
	"inactivity": func(d *program.Document) {
		d.Points.Expiry = program.Expiry{Kind: program.ExpiryInactivity, Months: 1}
		d.Points.Pending = program.Pending{Kind: program.PendingDays, Days: 1}
		short(d)
	},
	"fixed date": func(d *program.Document) {
		d.Points.Expiry = program.Expiry{Kind: program.ExpiryFixedDate, MonthDay: "06-30"}
		short(d)
	},
}

// short lets tiers come and go within weeks.
func short(d *program.Document) {
	for i := range d.Tiers[1:] {
		t := &d.Tiers[i+1]
		t.Keep, t.GraceDays = program.Keep{Kind: program.KeepDays, Days: 20}, 5
		t.When = fmt.Sprintf("spend(30) >= %d", 50_000*(i+1))
	}
}

// ending is how a history is gone through.
type ending struct {
	name string
	run  func(w *world, members []int64, list []fact)
}

func (f *fact) lines() []basket.Line { return []basket.Line{line("milk", 1, f.total)} }

// tell records a fact at its instant.
func (w *world) tell(members []int64, f *fact, start time.Time) {
	w.Helper()
	at := instant(start.Add(f.after))
	w.Tx(func(tx *store.Tx) error {
		if f.back {
			out, err := order.Return(w.Ctx, tx, []order.ReturnIn{{
				Member: member.Ref{ID: members[f.who]}, Source: "till", Number: f.number, Lines: f.lines(), ReturnedAt: at, Backdate: true, MadeBy: "test",
			}})
			if err == nil && out[0].Err != nil {
				err = out[0].Err
			}
			return err
		}
		in := order.RecordIn{
			QuoteIn: order.QuoteIn{Member: member.Ref{ID: members[f.who]}, Lines: f.lines(), PlacedAt: at, Trusted: true, Backdate: true},
			Source:  "till", Number: f.number, MadeBy: "test",
		}
		if f.spend {
			in.Ask.Points = program.Max
		}
		out, err := order.Record(w.Ctx, tx, []order.RecordIn{in})
		if err == nil && out[0].Err != nil {
			err = out[0].Err
		}
		return err
	})
}

var endings = []ending{
	{"lazy", func(w *world, members []int64, list []fact) {
		for i := range list {
			storetest.Clock(w.DB).Set(storetest.Start.Add(list[i].after))
			w.tell(members, &list[i], storetest.Start)
		}
	}},
	{"day-turn", func(w *world, members []int64, list []fact) {
		clock, next := storetest.Clock(w.DB), 0
		for at := storetest.Start; next < len(list); at = at.Add(24 * time.Hour) {
			for ; next < len(list) && storetest.Start.Add(list[next].after).Before(at.Add(24*time.Hour)); next++ {
				clock.Set(storetest.Start.Add(list[next].after))
				w.tell(members, &list[next], storetest.Start)
			}
			clock.Set(at.Add(24 * time.Hour))
			if _, err := day.Post(w.Ctx, day.At(w.DB, w.Scope)); err != nil {
				w.Fatal(err)
			}
		}
	}},
	{"import", func(w *world, members []int64, list []fact) {
		storetest.Clock(w.DB).Set(storetest.Start.Add(list[len(list)-1].after + 48*time.Hour))
		live := w.Scope
		w.Scope.Historic = true
		for i := range list {
			w.tell(members, &list[i], storetest.Start)
		}
		w.Scope = live
	}},
}

// Invariant 1: lazy catch-up, a turn every day, and facts of the past that are folded later end with the same holdings.
func TestThreeWaysEndEqual(t *testing.T) {
	for name, edit := range programmes {
		t.Run(name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				for seed := range uint64(2) {
					list := facts(rand.New(rand.NewPCG(seed, 7)))
					end := storetest.Start.Add(list[len(list)-1].after + 40*24*time.Hour)
					var want []string
					for _, way := range endings {
						storetest.Clock(db).Set(storetest.Start)
						w := newWorld(t, db, edit)
						members := []int64{w.Join(), w.Join(), w.Join()}
						way.run(w, members, list)
						storetest.Clock(db).Set(end)
						var got []string
						for _, id := range members {
							got = append(got, w.Standing(id))
						}
						if want == nil {
							want = got
						}
						if !slices.Equal(got, want) {
							t.Errorf("seed %d, %s:\n%s\nlazy:\n%s", seed, way.name, got, want)
						}
						w.turn()
						w.Sound()
						for i, id := range members {
							if after := w.Standing(id); after != got[i] {
								t.Errorf("seed %d, %s: the last turn made %s of %s", seed, way.name, after, got[i])
							}
						}
					}
				}
			}, edition.NewCache(segment.Catalogue))
		})
	}
}
