// Package offer is the terms of coupons and the best lawful combination of them for a basket.
//
// A [Coupon] is what somebody holds, with its [Terms] and the [Line]s it may lower; the caller has asked scopes and conditions
// already. [Best] chooses among many, [Apply] applies those that were named. Both answer with a [Result]: what each coupon
// took off each line, and why each of the others was not used.
//
// Rules:
//  1. Coupons are applied in the order that the merchant declared (Stacking.Order, then by template, of one template those
//     that end soonest first), each to what the ones before it left of its lines. No line falls below zero, and each line's reductions sum to what the coupon took.
//  2. A threshold asks what the coupon's lines cost before any coupon, after prices and discounts of members. For free delivery the
//     delivery itself does not count, of a gift not what is given away: what is left of the lines in scope has to reach it.
//  3. Lawful: a coupon of mode Never stands alone; of one class at most one OncePerClass; Always goes with every other but a Never.
//  4. A coupon that would give nothing is not used, and so not burned.
//  5. Best gives the greatest worth: money off plus what points on top are worth. Of equals it takes the fewest coupons, then those
//     that are applied first. The same coupons and basket always give the same answer.
//  6. The search is exhaustive up to [MaxNodes] combinations. Beyond it the best found stands (a good one is looked for first, coupon by
//     coupon, and the search then tries to beat it), with a bound on what a better one could have given (Result.Gap); it is
//     zero where the answer is proven.
//  7. A percent is rounded down for the whole coupon and shared over the lines by cumulative floor: in the shop's favour by less
//     than one minor unit a coupon.
//  8. Coupons for one unit take units of their own: two free coffees make two of three coffees free.
package offer
