package holdings

import "regulars/internal/api/shell"

// Add registers the operations.
func Add(t *shell.Table) {
	addCoupons(t)
	addRewards(t)
	addPacks(t)
	addHandouts(t)
	addBudgets(t)
}
