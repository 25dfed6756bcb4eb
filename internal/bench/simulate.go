package bench

import (
	"context"
	"fmt"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/program"
	"regulars/internal/simulation"
	"regulars/internal/simulation/replay"
	"regulars/internal/store"
)

const (
	sectionSimulate = "Simulation of a programme over the past"
	figureReplay    = "orders played in memory, on one core"
	figurePlay      = "orders played from the database"
	replayOrders    = 200_000
	playBatches     = 80 // of orders, in the database
)

// simulate measures the replay alone, and a whole simulation over the shop's own orders.
func (r *run) simulate(ctx context.Context, s *shop) error {
	r.say("%s: simulation", s.place.Engine)
	stop, err := r.profile(s.place.Engine + "-simulate")
	if err != nil {
		return err
	}
	defer stop()
	var p *program.Program
	err = s.db.View(ctx, s.scope, func(tx *store.Tx) error {
		ed, err := edition.At(ctx, tx, tx.Now())
		if err == nil {
			p = ed.Program
		}
		return err
	})
	if err != nil {
		return err
	}
	rate, err := replayRate(p)
	if err != nil {
		return err
	}
	r.report.add(Row{sectionSimulate, figureReplay, s.place.Engine, rate, "/s"})
	ins := recordIns(s.members)
	for i := 0; i < playBatches && (i+1)*verbBatch <= len(ins); i++ {
		if err := s.recordBatch(ctx, ins[i*verbBatch:(i+1)*verbBatch]); err != nil {
			return err
		}
	}
	start := time.Now()
	found, err := simulation.Play(ctx, s.db, s.scope, simulation.Ask{Document: *p.Document()})
	if err != nil {
		return err
	}
	if found.Report.Played == 0 || found.Report.Skipped != 0 || found.Report.Was.PointsGiven != found.Report.Would.PointsGiven {
		return fmt.Errorf("simulation: %d orders, %d skipped, %d points for %d", found.Report.Played, found.Report.Skipped, found.Report.Would.PointsGiven,
			found.Report.Was.PointsGiven)
	}
	r.report.add(Row{sectionSimulate, figurePlay, s.place.Engine, float64(found.Report.Played) / time.Since(start).Seconds(), "/s"})
	return nil
}

// replayRate is how many orders of three lines are played in a second, by one goroutine.
func replayRate(p *program.Program) (float64, error) {
	random := chance(9)
	persons := make([]replay.Person, replayOrders/20)
	for i := range persons {
		persons[i] = replay.Person{ID: int64(i + 1), Birth: calendar.Birth{Month: int64(1 + i%12)}}
	}
	at := calendar.Of(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
	orders := make([]replay.Order, replayOrders)
	for i := range orders {
		at = at.Add(5 * time.Minute)
		o := replay.Order{ID: int64(i + 1), Person: random.IntN(len(persons)), At: at, Channel: "pos", Member: true, Handed: true, Pricing: program.PriceEvaluate}
		for k := range 3 {
			product := random.IntN(products)
			o.Lines = append(o.Lines, basket.Line{
				Index: k, SKU: sku(product), Category: category(product), Type: basket.Product, Quantity: 1, TotalMinor: price(product),
			})
		}
		orders[i] = o
	}
	w := replay.New(replay.Setting{Program: p, Persons: persons})
	start := time.Now()
	for i := range orders {
		if _, err := w.Place(&orders[i]); err != nil {
			return 0, err
		}
	}
	w.Finish(at)
	return float64(len(orders)) / time.Since(start).Seconds(), nil
}
