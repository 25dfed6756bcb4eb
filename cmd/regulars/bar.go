package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"regulars/internal/importer"
)

// bar draws the progress of an import on a terminal; the function goes into importer.In.Tell.
func bar(w io.Writer) func(importer.Progress) {
	drawn := progressbar.NewOptions64(1000,
		progressbar.OptionSetWriter(w), progressbar.OptionSetWidth(30), progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetPredictTime(true), progressbar.OptionOnCompletion(func() { fmt.Fprintln(w) }))
	return func(p importer.Progress) {
		switch p.Phase {
		case importer.Reading:
			drawn.Describe(fmt.Sprintf("reading %d rows", p.Rows))
		case importer.Writing:
			drawn.Describe(fmt.Sprintf("writing %d of %d", p.Items, p.TotalItems))
		}
		// A bar that cannot be drawn is no reason to stop.
		_ = drawn.Set64(p.Thousandths())
	}
}
