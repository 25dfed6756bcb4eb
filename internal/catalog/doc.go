// Package catalog is what a merchant sells: categories and products.
//
// Nouns: a [Category] is a node of the merchant's tree, named by a code that
// never changes; a [Product] is named by its sku, likewise. An order carries
// its lines' own names and prices: the catalogue fills in what a line leaves
// out and says which category a sku belongs to, but a sku that it does not
// know can be sold too.
//
// States of a product: on_sale ⇄ off_sale; nothing is deleted, because orders
// and rules go on naming it.
//
// Invariants:
//  1. A sku and a category code are unique in a merchant and never change.
//  2. A category's parent exists and the tree has no circle and at most
//     [MaxDepth] levels.
//  3. A product's category exists or is empty.
//  4. A picture that a product names is kept as long as there is a database (package media).
//  5. Every change raises the version; [Change] is refused on another version (org.ErrStale).
package catalog
