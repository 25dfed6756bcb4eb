package deal

import (
	"slices"

	"regulars/internal/basket"
)

// spread is how the free units of an order are divided among the lines of a card, however often it was named: as many as the lines can bear together,
// whatever their order, so that the dearest units are free (a matching, made larger unit by unit).
type spread struct {
	lines []*Entitlement
	left  []int64  // uses of each
	fits  [][]bool // of each, which lines of the order
	full  []bool   // lines of the order of which no more units can be free
	taken []freeUnit
}

// freeUnit is a unit of a line of the order that is free by a line of the card.
type freeUnit struct {
	line, by int
	amount   int64
}

// spreadOf is that of the card; it begins with nothing free.
func (m *maker) spreadOf(e *Entitlement, before []int64) *spread {
	for _, s := range m.spread {
		if slices.ContainsFunc(s.lines, func(o *Entitlement) bool { return o.ID == e.ID }) {
			return s
		}
	}
	s := &spread{lines: []*Entitlement{e}, full: make([]bool, len(m.lines))}
	for i := range e.Or {
		s.lines = append(s.lines, &e.Or[i])
	}
	for _, one := range s.lines {
		fits := make([]bool, len(m.lines))
		if one.Scope.whole(m.order) {
			for i := range m.lines {
				fits[i] = m.lines[i].Type == basket.Product && one.Scope.line(m.order, &m.lines[i], before[i])
			}
		}
		s.left, s.fits = append(s.left, one.Left), append(s.fits, fits)
	}
	m.spread = append(m.spread, s)
	return s
}

// take makes one more unit of a line free, where necessary by moving others from one line of the card to another; it reports false where none can.
func (s *spread) take(line int, amount int64) bool {
	by := s.room(line, make([]bool, len(s.lines)))
	if by >= 0 {
		s.taken = append(s.taken, freeUnit{line, by, amount})
	}
	return by >= 0
}

// room is a line of the card that has a use for a unit, made by moving others; −1 where there is none. tried are those that are being looked at.
func (s *spread) room(line int, tried []bool) int {
	for by := range s.lines {
		if s.fits[by][line] && s.left[by] > 0 {
			s.left[by]--
			return by
		}
	}
	for by := range s.lines {
		if tried[by] || !s.fits[by][line] {
			continue
		}
		tried[by] = true
		for i := range s.taken {
			if s.taken[i].by != by {
				continue
			}
			if other := s.room(s.taken[i].line, tried); other >= 0 {
				s.taken[i].by = other
				return by
			}
		}
	}
	return -1
}
