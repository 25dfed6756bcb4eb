package api

import (
	"cmp"
	"context"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"regulars/internal/api/counter"
	"regulars/internal/api/docs"
	"regulars/internal/api/files"
	"regulars/internal/api/goods"
	"regulars/internal/api/holdings"
	"regulars/internal/api/house"
	"regulars/internal/api/insight"
	"regulars/internal/api/people"
	"regulars/internal/api/sales"
	"regulars/internal/api/shell"
	"regulars/internal/api/shop"
	"regulars/internal/api/terms"
	"regulars/internal/fault"
)

// Config is what the API is made of.
type Config struct {
	Shell        shell.Config
	Version      string
	Registry     *prometheus.Registry
	MetricsToken string                      // lets others than this machine read /metrics; "" lets nobody else
	Ready        func(context.Context) error // nil while the program can serve
	Pages        map[string]http.Handler     // by their prefix, such as "/admin/"
	Home         string                      // where / leads; /docs where ""
}

// New makes the handler of the whole API. What documents it is written when somebody reads it: a server that waits has no use for it.
func New(config Config) http.Handler {
	table := Table()
	config.Shell.Metrics = shell.NewMetrics(config.Registry)
	server := shell.NewServer(config.Shell, table)
	doc := func() *huma.OpenAPI { return table.Document(config.Version) }
	server.Page("/openapi.json", machine(doc))
	server.Page("/docs", docs.New(doc))
	server.Page("/docs/style.css", http.HandlerFunc(docs.Style))
	for prefix, pages := range config.Pages {
		server.Page(prefix, pages)
	}
	server.Page("/{$}", http.RedirectHandler(cmp.Or(config.Home, "/docs"), http.StatusFound))
	server.Page("/healthz", page("text/plain; charset=utf-8", []byte("ok\n")))
	server.Page("/readyz", ready(config))
	server.Page("/metrics", metrics(config))
	return server
}

// Table is every operation of the program.
func Table() *shell.Table {
	t := shell.NewTable()
	house.Add(t)
	people.Add(t)
	sales.Add(t)
	counter.Add(t)
	holdings.Add(t)
	goods.Add(t)
	shop.Add(t)
	terms.Add(t)
	files.Add(t)
	insight.Add(t)
	return t
}

// machine answers with the OpenAPI document.
func machine(doc func() *huma.OpenAPI) http.Handler {
	written := sync.OnceValues(func() ([]byte, error) { return json.Marshal(doc()) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := written()
		if err != nil {
			http.Error(w, "the document could not be written", http.StatusInternalServerError)
			return
		}
		page("application/json", text).ServeHTTP(w, r)
	})
}

// page answers with one text.
func page(mediaType string, text []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		_, _ = w.Write(text) // where it fails the caller has gone
	})
}

// ready says whether the program can serve: the database answers and its schema is ours. Why it does not stands in the
// log: anybody may ask here.
func ready(config Config) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if err := config.Ready(r.Context()); err != nil {
			config.Shell.Log.Warn("not ready", "error", err.Error())
			said := "not ready"
			if e := fault.As(err); e != nil {
				said = e.Code.Code + ": " + e.Text("en")
			}
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = fmt.Fprintln(w, said)
			return
		}
		_, _ = fmt.Fprintln(w, "ready")
	})
}

// metrics shows the metrics to this machine, and to those who have the token.
func metrics(config Config) http.Handler {
	handler := promhttp.HandlerFor(config.Registry, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, given := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		known := given && config.MetricsToken != "" && subtle.ConstantTimeCompare([]byte(token), []byte(config.MetricsToken)) == 1
		if !known && (config.Shell.BehindProxy || !loopback(r.RemoteAddr)) {
			http.Error(w, "metrics are shown to this machine, and for the token", http.StatusForbidden)
			return
		}
		handler.ServeHTTP(w, r)
	})
}

// loopback reports whether the address is this machine's own.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback()
}
