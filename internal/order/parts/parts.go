package parts

import (
	"slices"

	"regulars/internal/basket"
	"regulars/internal/member"
)

// Of sums what is payable by category, in the order of the lines. Lines without a category count nowhere.
func Of(lines []basket.Line, shares []basket.Share) []member.CategoryPart {
	var out []member.CategoryPart
next:
	for i := range lines {
		for j := range out {
			if out[j].Code == lines[i].Category {
				out[j].Minor += shares[i].PayableMinor
				continue next
			}
		}
		if lines[i].Category != "" {
			out = append(out, member.CategoryPart{Code: lines[i].Category, Minor: shares[i].PayableMinor})
		}
	}
	return out
}

// State is what each line keeps, and how many of its units remain.
type State struct {
	Shares    []basket.Share
	Remaining basket.Remaining
}

// Gone is what went away between two states by category, and whether the last unit of the category went with it.
func Gone(lines []basket.Line, before, after State) []member.CategoryPart {
	was, is := Of(lines, before.Shares), Of(lines, after.Shares)
	for i := range was {
		was[i].Minor -= is[i].Minor
		was[i].Gone = holds(lines, before.Remaining, was[i].Code) && !holds(lines, after.Remaining, was[i].Code)
	}
	return slices.DeleteFunc(was, func(p member.CategoryPart) bool { return p.Minor == 0 && !p.Gone })
}

// holds reports whether any unit of the category remains.
func holds(lines []basket.Line, r basket.Remaining, category string) bool {
	for i := range lines {
		if lines[i].Category == category && r[i] > 0 {
			return true
		}
	}
	return false
}

// Priced are the shares of lines of which nothing is known but what they cost.
func Priced(lines []basket.Line) []basket.Share {
	out := make([]basket.Share, len(lines))
	for i := range lines {
		out[i].PayableMinor = lines[i].TotalMinor
	}
	return out
}
