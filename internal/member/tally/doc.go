// Package tally is the arithmetic of a member's statistics: what orders and refunds add to days and totals, and what they take back.
//
// It computes without a database: [Account] is one member while orders are decided, [Recount] makes the same numbers from a whole
// history. The two must agree: that is invariant 4 of member.
//
// Rules:
//  1. An order counts on the local day of its placed_at; a refund takes back on the day of its order.
//  2. Spend is payable net of refunds. An order that was wholly given back is no longer counted.
//  3. A day stands while an order on it stands. First and last order are the first order ever placed on the first standing day, and the
//     last one on the last standing day: so they depend on what remains alone, not on the order of refunds.
//  4. The sum of gaps between standing days is the span from the first to the last: gaps telescope.
package tally
