package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// The sections and figures of a served shop.
const (
	sectionProcess = "Server process"
	figureStart    = "start until /readyz answers, median"
	figureIdle     = "memory, idle"
	figureLoaded   = "memory, most under load"

	sectionReads  = "Reads over HTTP, 64 callers"
	figureQuotes  = "quotes"
	figureLookUps = "members looked up by phone"

	sectionOrders = "Orders over HTTP, events carried to their end"
	figureCPU     = "processor time of the server an order, 256 callers"
)

func figureOrders(callers int) string {
	if callers == 1 {
		return "1 caller"
	}
	return fmt.Sprintf("%d callers", callers)
}

func figureP50(callers int) string { return figureOrders(callers) + ", 50th percentile" }

func figureP99(callers int) string { return figureOrders(callers) + ", 99th percentile" }

// served measures what goes over HTTP.
func (r *run) served(ctx context.Context, s *shop) (err error) {
	if r.wants("start") {
		if err := s.coldStarts(ctx); err != nil {
			return err
		}
	}
	if !r.wants("memory", "lookups", "quotes", "orders") {
		return nil
	}
	p, err := s.serve(ctx, "server")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	if r.wants("memory") {
		time.Sleep(settle)
		s.note(sectionProcess, figureIdle, "MiB", p, "VmRSS")
	}
	if r.wants("lookups") {
		if err := s.reads(ctx, p, figureLookUps, s.lookUpRequests()); err != nil {
			return fmt.Errorf("lookups: %w", err)
		}
	}
	if r.wants("quotes") {
		if err := s.reads(ctx, p, figureQuotes, s.quoteRequests()); err != nil {
			return fmt.Errorf("quotes: %w", err)
		}
	}
	if r.wants("orders") {
		if err := s.ordersParts(ctx, p); err != nil {
			return fmt.Errorf("orders: %w", err)
		}
	}
	if r.wants("memory") && r.wants("orders") {
		s.note(sectionProcess, figureLoaded, "MiB", p, "VmHWM")
	}
	return nil
}

// note notes a line of the process's memory.
func (s *shop) note(section, figure, unit string, p *process, line string) {
	if v, ok := p.memory(line); ok {
		s.run.report.add(Row{section, figure, s.place.Engine, v, unit})
	} else {
		s.run.report.note("This system does not tell the memory of a process.")
	}
}

// coldStarts starts servers one after another; the files are in the system's cache from the first one on.
func (s *shop) coldStarts(ctx context.Context) error {
	var all []time.Duration
	for range s.run.sizes.starts {
		p, err := s.serve(ctx, "")
		if err != nil {
			return err
		}
		all = append(all, p.started)
		if err := p.stop(); err != nil {
			return err
		}
	}
	slices.Sort(all)
	s.run.report.add(Row{sectionProcess, figureStart, s.place.Engine, float64(all[len(all)/2]) / float64(time.Millisecond), "ms"})
	return nil
}

// reads measures requests that change nothing.
func (s *shop) reads(ctx context.Context, p *process, figure string, requests []request) error {
	s.run.say("%s: %s", s.place.Engine, figure)
	l := load{address: p.address, callers: callers, duration: s.run.sizes.warm, requests: requests, want: 200}
	if _, err := l.drive(ctx); err != nil {
		return err
	}
	l.duration = s.run.sizes.duration
	o, err := l.drive(ctx)
	if err == nil {
		s.run.report.add(Row{sectionReads, figure, s.place.Engine, o.rate(), "/s"})
		s.run.report.add(Row{sectionReads, figure + ", 99th percentile", s.place.Engine, o.percentile(0.99), "ms"})
	}
	return err
}

// ordersParts measures orders at one, 64 and 256 callers.
func (s *shop) ordersParts(ctx context.Context, p *process) error {
	requests := s.orderRequests(s.members)
	if _, err := s.sell(ctx, p, callers, s.run.sizes.warm, requests); err != nil {
		return err
	}
	if err := s.analyze(ctx); err != nil {
		return err
	}
	for _, n := range []int{1, 64, 256} {
		s.run.say("%s: orders of %d callers", s.place.Engine, n)
		before, known := p.processor()
		o, err := s.sell(ctx, p, n, s.run.sizes.duration, requests)
		if err != nil {
			return err
		}
		after, _ := p.processor()
		s.run.report.add(Row{sectionOrders, figureOrders(n), s.place.Engine, o.rate(), "/s"})
		s.run.report.add(Row{sectionOrders, figureP50(n), s.place.Engine, o.percentile(0.5), "ms"})
		s.run.report.add(Row{sectionOrders, figureP99(n), s.place.Engine, o.percentile(0.99), "ms"})
		if known && n == 256 {
			s.run.report.add(Row{sectionOrders, figureCPU, s.place.Engine, float64((after - before).Microseconds()) / float64(o.done), "µs"})
		}
	}
	return nil
}

// sell is a load of orders, over when the last event of it has been carried.
func (s *shop) sell(ctx context.Context, p *process, callers int, d time.Duration, requests []request) (*outcome, error) {
	l := load{address: p.address, callers: callers, duration: d, requests: requests, first: s.number + 1, want: 201}
	start := time.Now()
	o, err := l.drive(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.drained(ctx); err != nil {
		return nil, err
	}
	o.took = time.Since(start)
	s.orders += o.done
	s.number += maxRequests // numbers that were drawn and not sent are not used again
	return o, nil
}
