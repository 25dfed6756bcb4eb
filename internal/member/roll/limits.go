package roll

// Limits of the room.
const (
	MaxPage  = 200    // members of one page
	maxWalk  = 6_000  // members that are looked at for one page
	maxFew   = 5_000  // members that are read and sorted
	maxTotal = 10_000 // up to here a total is exact
	maxCount = 20_000 // members that are looked at for a total
)

// bounds are the limits of one call; 0 stands for the usual one.
type bounds struct{ walk, few int }

func (b bounds) walkAt() int { return orElse(b.walk, maxWalk) }
func (b bounds) fewAt() int  { return orElse(b.few, maxFew) }

func orElse(n, usual int) int {
	if n == 0 {
		return usual
	}
	return n
}
