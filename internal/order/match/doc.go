// Package match pairs units that come back without a receipt with the orders that they may come from.
//
// Rules:
//  1. The newest order goes first, and of two placed at one instant the one recorded later.
//  2. Only orders placed before the return count, and only units that remain. A line without a sku names no product: it matches none.
//  3. What no order accounts for stands alone, with its part of the line's money by floor.
package match
