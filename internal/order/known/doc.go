// Package known is what the merchant's books know of the stores and products that an order names, and of its number.
//
// Rule: what an order says itself counts. The catalogue fills in only what a line leaves out, and only of a line that names its
// sku and no category.
package known
