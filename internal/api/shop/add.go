package shop

import "regulars/internal/api/shell"

// Add registers the operations.
func Add(t *shell.Table) {
	addCatalog(t)
	addPrices(t)
	addPictures(t)
	addMall(t)
	addRedemptions(t)
	addPlans(t)
	addRecharges(t)
}
