// Package goods is the operations about what is sold and for how much to whom: categories, products with their pictures, price lists.
package goods

import "regulars/internal/api/shell"

// Add registers the operations.
func Add(t *shell.Table) {
	addCatalog(t)
	addPrices(t)
	addPictures(t)
}
