// Package price keeps the price lists of a merchant.
//
// Nouns: a [List] is a set of prices that some may buy by, for a span of time: member prices of a tier or a plan, or the
// prices of a flash sale. It is named by a code that never changes; the programme in force says who may buy by it. A
// [Price] is what one sku costs by the list, and how many units of it are to be had at that price ([Unlimited] where
// that is not limited). [Books] are the prices that some orders ask for, in memory.
//
// States of a list: before its span, in force, over; and closed by hand, at any time, and opened again. Before its span it
// is open to members with early access, as long before as their benefit says: package deal decides that.
//
// # Invariants
//
//  1. A list's code is unique in a merchant and never changes; a list is never deleted, because programmes name it.
//  2. In every limited price 0 ≤ sold ≤ stock. Stock is never set below what is sold.
//  3. Units of a limited price are sold and given back under the lock of its row, which is taken after all members, by list and
//     sku. Prices without a limit are neither locked nor counted, so that orders of them do not wait for each other.
//  4. Units of a price that was taken off its list come back to nothing.
package price
