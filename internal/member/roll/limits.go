package roll

// Limits of the room.
const (
	MaxPage  = 200    // members of one page
	maxWalk  = 20_000 // members that are looked at for one page
	maxFew   = 5_000  // members that are read and sorted
	maxTotal = 10_000 // up to here a total is exact
	maxCount = 60_000 // members that are looked at for a total
)
