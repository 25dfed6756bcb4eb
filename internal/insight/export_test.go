package insight

// Forget empties the shelf, as that of a server that has just started.
func (s *Shelf) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.merchants = map[int64]map[string]*count{}
}
