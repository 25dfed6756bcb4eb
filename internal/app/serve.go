package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"regulars/internal/api"
	"regulars/internal/api/shell"
	"regulars/internal/insight"
	"regulars/internal/store"
	"regulars/web"
)

// Limits of serving.
const (
	headerTimeout = 5 * time.Second
	idleTimeout   = 2 * time.Minute
	stopTimeout   = 20 * time.Second
	maxHeader     = 32 << 10
	memoryAim     = 512 << 20 // a soft limit: the collector works harder from here on
	collectAt     = 400       // the live heap is some megabytes: collecting it rarely costs little memory and saves a fifth of the processor
)

// Serve answers requests and does the work behind them until ctx ends, then stops in good order.
func (a *App) Serve(ctx context.Context, config ServeConfig) error {
	if err := a.Ready(ctx); err != nil {
		return err
	}
	if err := a.DB.Lease(ctx); err != nil {
		return err
	}
	if debug.SetMemoryLimit(-1) > 1<<40 { // GOMEMLIMIT was not set
		debug.SetMemoryLimit(memoryAim)
		debug.SetGCPercent(collectAt)
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))

	workers, stopWorkers := a.startWorkers(ctx, config)
	defer stopWorkers()
	if config.Role == "worker" {
		select {
		case <-ctx.Done():
			return nil
		case err := <-workers:
			return err
		}
	}
	return a.serveHTTP(ctx, config, registry, workers)
}

// home is where / leads: the console, or the API's documentation in a program without pages.
func home() string {
	if web.Built("console") {
		return "/admin/"
	}
	return "/docs"
}

// serveHTTP opens the door and closes it when ctx ends or a worker fails.
func (a *App) serveHTTP(ctx context.Context, config ServeConfig, registry *prometheus.Registry, workers <-chan error) error {
	handler := api.New(api.Config{
		Shell: shell.Config{
			DB: a.DB, Log: a.Log, Clock: time.Now,
			Rate:       shell.Rate{PerSecond: config.RateLimit, Burst: int(config.RateLimit)},
			PublicRate: shell.Rate{PerSecond: config.PublicRate, Burst: int(5 * config.PublicRate)}, BehindProxy: config.BehindProxy,
		},
		Version: a.Config.Version, Registry: registry, MetricsToken: config.MetricsToken, Ready: a.DB.Current,
		Pages: map[string]http.Handler{"/admin/": web.Handler("console", "/admin/")}, Home: home(),
	})
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
	}
	if hub, ok := store.FindValue[*insight.Hub](a.DB); ok {
		server.RegisterOnShutdown(hub.Close) // streams end at once: the door would wait for them
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	a.Log.Info("open", "address", listener.Addr().String(), "database", a.DB.Engine(), "version", a.Config.Version)
	if config.Started != nil {
		config.Started(listener.Addr().String())
	}
	debug.FreeOSMemory() // what starting left behind: nearly all of the memory of a server that waits
	select {
	case err = <-failed:
	case err = <-workers:
	case <-ctx.Done():
	}
	a.Log.Info("stopping")
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if closeErr := server.Shutdown(stop); closeErr != nil && err == nil {
		err = fmt.Errorf("requests were cut off: %w", closeErr)
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}
