package deal

// Set is compiled benefits: of a programme, or of a version of a paid plan. Immutable, safe for concurrent use.
type Set struct {
	list []Benefit
}
