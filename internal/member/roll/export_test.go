package roll

// Within is the same call with smaller limits, so that a test meets them.
func (in In) Within(walk, few int) In {
	in.bounds = bounds{walk, few}
	return in
}
