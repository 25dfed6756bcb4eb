package people

import "regulars/internal/api/shell"

// Add registers the operations.
func Add(t *shell.Table) {
	addMembers(t)
	addReveal(t)
	addSearch(t)
	addResolve(t)
	addHoldings(t)
	addTier(t)
	addAdmit(t)
	addDossier(t)
	addChildren(t)
	addAttributes(t)
	addSegments(t)
	addEvents(t)
}
