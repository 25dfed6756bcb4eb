package counter

import "regulars/internal/api/shell"

// Add registers the operations.
func Add(t *shell.Table) {
	addEntitlements(t)
	addCards(t)
	addStamps(t)
	addProofs(t)
}
