package shell

import (
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics counts and times the operations.
type Metrics struct {
	seconds  *prometheus.HistogramVec
	answers  *prometheus.CounterVec
	mu       sync.Mutex
	limiters map[string]*limiter
}

// NewMetrics registers the door's metrics.
func NewMetrics(registry prometheus.Registerer) *Metrics {
	m := &Metrics{
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "regulars_request_seconds", Help: "Time from the first byte read to the last byte answered.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5},
		}, []string{"op"}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "regulars_requests_total", Help: "Answers by operation and class of status.",
		}, []string{"op", "class"}),
		limiters: map[string]*limiter{},
	}
	registry.MustRegister(m.seconds, m.answers)
	return m
}

// measures are the metrics of one operation, found once.
type measures struct {
	seconds prometheus.Observer
	class   [6]prometheus.Counter
}

// of finds the metrics of an operation.
func (m *Metrics) of(op string) measures {
	out := measures{seconds: m.seconds.WithLabelValues(op)}
	for i := range out.class {
		out.class[i] = m.answers.WithLabelValues(op, strconv.Itoa(i)+"xx")
	}
	return out
}

// observe notes one answer.
func (m measures) observe(status int, took time.Duration) {
	m.seconds.Observe(took.Seconds())
	m.count(status)
}

// count notes an answer without its time.
func (m measures) count(status int) { m.class[status/100%6].Inc() }

// limiterOf is the limiter of an operation with a rate of its own.
func (m *Metrics) limiterOf(op *operation) *limiter {
	m.mu.Lock()
	defer m.mu.Unlock()
	l := m.limiters[op.ID]
	if l == nil {
		l = newLimiter(*op.Rate)
		m.limiters[op.ID] = l
	}
	return l
}

// itoa is strconv.Itoa.
func itoa(n int) string { return strconv.Itoa(n) }
