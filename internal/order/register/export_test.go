package register

// Within is the same filter with a shorter walk, so that a test meets its end.
func (f Filter) Within(walk int) Filter {
	f.walk = walk
	return f
}
