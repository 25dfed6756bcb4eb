package basket

import (
	"fmt"

	"regulars/internal/fault"
)

// Remaining is the quantity of each line, by its place, that is still with the customer.
type Remaining []int64

// Take is some units of a line that go back.
type Take struct {
	Line     int   // Line.Index
	Quantity int64 // ≥ 1
}

// Full is what remains when nothing has gone back.
func Full(lines []Line) Remaining {
	r := make(Remaining, len(lines))
	for i := range lines {
		r[i] = lines[i].Quantity
	}
	return r
}

// Empty reports whether everything has gone back.
func (r Remaining) Empty() bool {
	for _, j := range r {
		if j > 0 {
			return false
		}
	}
	return true
}

// Less is what remains after the takes; no takes means that all goes back. It refuses a line that is not there,
// one named twice, a quantity below 1, and more than remains.
func (r Remaining) Less(takes []Take) (Remaining, error) {
	rest := make(Remaining, len(r))
	if len(takes) == 0 {
		return rest, nil
	}
	copy(rest, r)
	seen := make(map[int]bool, len(takes))
	var wrong []*fault.Error
	for i, t := range takes {
		at := func(name string) string { return fmt.Sprintf("lines[%d].%s", i, name) }
		switch {
		case t.Line < 0 || t.Line >= len(r):
			wrong = append(wrong, ErrLineUnknown.At(at("line"), fault.P{"line": t.Line}))
		case seen[t.Line]:
			wrong = append(wrong, ErrLineTwice.At(at("line"), fault.P{"line": t.Line}))
		case t.Quantity < 1 || t.Quantity > MaxQuantity:
			wrong = append(wrong, fault.ErrRange.At(at("quantity"), fault.P{"min": 1, "max": int64(MaxQuantity)}))
		case t.Quantity > r[t.Line]:
			wrong = append(wrong, ErrMoreThanRemain.At(at("quantity"),
				fault.P{"line": t.Line, "remaining": r[t.Line], "quantity": t.Quantity}))
		default:
			seen[t.Line] = true
			rest[t.Line] = r[t.Line] - t.Quantity
		}
	}
	if err := fault.Join(wrong...); err != nil {
		return nil, err
	}
	return rest, nil
}

// KeepAll is what each line keeps in r of the shares it had; lines gives the quantities bought.
func KeepAll(shares []Share, lines []Line, r Remaining) []Share {
	kept := make([]Share, len(shares))
	for i := range shares {
		kept[i] = Keep(shares[i], r[i], lines[i].Quantity)
	}
	return kept
}
