package shell

import (
	"net/http/httptest"
	"strconv"
	"testing"
	"time"
)

func TestLimiterForgetsTheOldest(t *testing.T) {
	l := newLimiter(Rate{PerSecond: 1, Burst: 2})
	at := time.Unix(1000, 0)
	for i, want := range []bool{false, false, true} {
		if got := l.wait("a", at) > 0; got != want {
			t.Errorf("call %d waits: %v", i, got)
		}
	}
	if l.wait("a", at.Add(2*time.Second)) > 0 {
		t.Error("the bucket does not fill")
	}
	for i := range 3 * limiterSlots {
		l.wait(strconv.Itoa(i), at)
	}
	if len(l.now)+len(l.old) > 2*limiterSlots {
		t.Errorf("%d callers are remembered", len(l.now)+len(l.old))
	}
	if newLimiter(Rate{}).wait("a", at) != 0 {
		t.Error("the zero rate limits")
	}
}

func TestAddress(t *testing.T) {
	cases := []struct {
		remote, forwarded string
		proxy             bool
		want              string
	}{
		{"1.2.3.4:5", "", false, "1.2.3.4"}, {"1.2.3.4:5", "9.9.9.9", false, "1.2.3.4"}, {"1.2.3.4:5", "8.8.8.8, 9.9.9.9", true, "9.9.9.9"},
		{"[2001:db8:1:2:3::4]:5", "", false, "2001:db8:1:2::"}, {"odd", "", false, "odd"},
	}
	for _, c := range cases {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := address(r, c.proxy); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
