package check

// Limits of the room.
const (
	membersPage = 200 // members whose orders are looked at in one snapshot
	guestsPage  = 500 // guests' orders of one snapshot
	maxOfKind   = 20  // findings of one invariant that are told; the rest are counted
	maxKept     = 500 // findings that a job keeps

	nightly = "37 3 * * *" // the proof, in the merchant's zone
)
