package shell

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rate is how many requests a second one caller may make, and how many at once. The zero Rate has no limit.
type Rate struct {
	PerSecond float64
	Burst     int
}

// limiterSlots bounds the callers that are remembered, in each of two generations.
const limiterSlots = 10_000

// limiter remembers a token bucket for each caller. When a generation is full it becomes the old one, and the
// one before is forgotten: a caller who came lately is never forgotten, and memory has a bound.
type limiter struct {
	rate Rate
	mu   sync.Mutex
	now  map[string]*rate.Limiter
	old  map[string]*rate.Limiter
}

// newLimiter makes a limiter.
func newLimiter(r Rate) *limiter {
	return &limiter{rate: r, now: map[string]*rate.Limiter{}}
}

// wait is 0 where the caller may go on, else how long to wait.
func (l *limiter) wait(caller string, at time.Time) time.Duration {
	if l.rate.PerSecond <= 0 {
		return 0
	}
	bucket := l.bucket(caller)
	if bucket.AllowN(at, 1) {
		return 0
	}
	return time.Duration(float64(time.Second)/l.rate.PerSecond).Round(time.Second) + time.Second
}

// bucket finds or makes the caller's bucket.
func (l *limiter) bucket(caller string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b := l.now[caller]; b != nil {
		return b
	}
	b := l.old[caller]
	if b == nil {
		b = rate.NewLimiter(rate.Limit(l.rate.PerSecond), l.rate.Burst)
	}
	if len(l.now) >= limiterSlots {
		l.old, l.now = l.now, make(map[string]*rate.Limiter, limiterSlots)
	}
	l.now[caller] = b
	return b
}

// address is the caller's address; behind a proxy that is the last one that the proxy has added.
// Of an IPv6 address the /64 counts: one customer has all of it.
func address(r *http.Request, behindProxy bool) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if behindProxy {
		forwarded := r.Header.Values("X-Forwarded-For")
		if len(forwarded) > 0 {
			list := strings.Split(forwarded[len(forwarded)-1], ",")
			host = strings.TrimSpace(list[len(list)-1])
		}
	}
	ip := net.ParseIP(host)
	if ip == nil {
		return host
	}
	if ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String()
	}
	return ip.String()
}
