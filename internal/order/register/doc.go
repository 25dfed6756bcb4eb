// Package register is the list of orders: pages and look-ups of what a list shows of an order, without its lines and reasons.
//
// A page walks the orders by the instant at which they were placed, newest first, and asks each for the filter. It looks at no more than
// maxWalk of them, however many there are: a page may be short, or even empty, while its Next says where to go on. By member and by
// number it goes by their indexes and is never short.
//
// Invariants:
//  1. Whatever the cuts, all pages of a list together have each order that the filter selects exactly once, as long as none is recorded.
package register
