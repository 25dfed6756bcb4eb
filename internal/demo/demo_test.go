package demo_test

import (
	"testing"
	"time"

	"regulars/internal/demo"
)

const small = 150

func TestFill(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		start := time.Now()
		r := w.fill(demo.Options{Members: small})
		t.Logf("%+v in %s", r.Counts, time.Since(start))
		w.sound(r)
	})
}
