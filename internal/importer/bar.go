package importer

import (
	"fmt"
	"io"

	"github.com/schollz/progressbar/v3"
)

// Bar draws the progress of an import on a terminal; the function goes into In.Tell.
func Bar(w io.Writer) func(Progress) {
	bar := progressbar.NewOptions64(1000,
		progressbar.OptionSetWriter(w), progressbar.OptionSetWidth(30), progressbar.OptionThrottle(tick),
		progressbar.OptionSetPredictTime(true), progressbar.OptionOnCompletion(func() { fmt.Fprintln(w) }))
	return func(p Progress) {
		switch p.Phase {
		case Reading:
			bar.Describe(fmt.Sprintf("reading %d rows", p.Rows))
		case Writing:
			bar.Describe(fmt.Sprintf("writing %d of %d", p.Items, p.TotalItems))
		}
		// A bar that cannot be drawn is no reason to stop.
		_ = bar.Set64(p.Thousandths())
	}
}
