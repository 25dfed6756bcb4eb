package bench

import (
	"context"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"

	"regulars/internal/order"
	"regulars/internal/store"
)

const (
	sectionVerb  = "The verb alone, one batch of 128 orders after another"
	figureRecord = "orders"
	verbBatch    = 128
	verbWarm     = 20 // batches before the measured ones
)

// record measures the verb without door and relay: what is left to be gained outside it.
func (r *run) record(ctx context.Context, s *shop) (err error) {
	r.say("%s: the verb alone", s.place.Engine)
	stop, err := r.profile(s.place.Engine + "-record")
	if err != nil {
		return err
	}
	defer stop()
	ins := recordIns(s.members)
	for i := range min(verbWarm, len(ins)/verbBatch) {
		if err := s.recordBatch(ctx, ins[i*verbBatch:(i+1)*verbBatch]); err != nil {
			return err
		}
	}
	if err := s.analyze(ctx); err != nil {
		return err
	}
	start := time.Now()
	done, from := int64(0), 0
	for time.Since(start) < r.sizes.duration && done < maxRequests {
		if from+verbBatch > len(ins) {
			from = 0
		}
		if err := s.recordBatch(ctx, ins[from:from+verbBatch]); err != nil {
			return err
		}
		from, done = from+verbBatch, done+verbBatch
	}
	r.report.add(Row{sectionVerb, figureRecord, s.place.Engine, float64(done) / time.Since(start).Seconds(), "/s"})
	return nil
}

// recordBatch records a batch under numbers of its own.
func (s *shop) recordBatch(ctx context.Context, ready []order.RecordIn) error {
	ins := make([]order.RecordIn, len(ready))
	for i := range ready {
		s.number++
		ins[i] = ready[i]
		ins[i].Number = numberText(s.number)
		ins[i].Lines = append(ins[i].Lines[:0:0], ready[i].Lines...) // the verb fills in what the catalogue knows
	}
	err := s.db.Tx(ctx, s.scope, func(tx *store.Tx) error {
		results, err := order.Record(ctx, tx, ins)
		for i := range results {
			if results[i].Err != nil {
				return results[i].Err
			}
		}
		return err
	})
	if err == nil {
		s.orders += int64(len(ins))
	}
	return err
}

// profile notes where this process spends its time until the function it returns is called; nothing without Config.Profile.
func (r *run) profile(name string) (stop func(), err error) {
	if r.config.Profile == "" {
		return func() {}, nil
	}
	f, err := os.Create(filepath.Join(r.config.Profile, name+".cpu.pprof"))
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		_ = f.Close()
		return nil, err
	}
	return func() {
		pprof.StopCPUProfile()
		if err := f.Close(); err != nil {
			r.say("profile %s: %v", name, err)
		}
	}, nil
}
