package shop

import "regulars/internal/api/shell"

// Add registers the operations.
func Add(t *shell.Table) {
	addMall(t)
	addRedemptions(t)
	addPlans(t)
	addRecharges(t)
}
