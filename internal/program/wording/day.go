package wording

import (
	"time"

	"regulars/internal/expr/tree"
	"regulars/internal/program"
)

// Day is a day as people say it.
func Day(at time.Time) Words { return tree.Day(at) }

// writtenDay says a day that is written 2026-03-01; what is no day stands for itself.
func writtenDay(text string) program.Text {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return program.Text{Zh: text, En: text}
	}
	return program.Text(Day(at))
}

// monthDay says a day of the year that is written 12-31.
func monthDay(written string) program.Text {
	day, err := time.Parse(time.DateOnly, "2024-"+written)
	if err != nil {
		return program.Text{Zh: written, En: written}
	}
	return program.Text{Zh: day.Format("1 月 2 日"), En: day.Format("2 January")}
}
