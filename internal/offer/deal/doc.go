// Package deal makes the price of an order: what the programme promises for its lines, and what the member brings to it.
//
// [Benefit] is a promise as merchants write it, in a programme or in a version of a paid plan; [Compile] makes a [Set] of them. A
// [Hand] is what somebody brings to one order: coupons, uses of entitlements, active plans, prices of lists. It is loaded by the
// caller and never frozen. What came of it is a [Made]: plain values, frozen with the order, and all that a refund needs.
//
// Order of application, each step on what the ones before left of a line:
//
//	stated → member price → best discount of a line → free delivery → entitlements → coupons → (points → balance → what is earned)
//
// Rules:
//  1. Benefits are for members. Of tiers and plans that a benefit names any one is enough; naming none it is for every member.
//     Tiers count from the lowest named upward, or, if exact, those named alone. Conditions come on top of that.
//  2. order.payable_minor and line.payable_minor are what the steps before left, so free delivery from an amount asks what the
//     goods cost after prices and discounts, and a discount what they cost after member prices.
//  3. Prices and discounts touch lines of products alone, free delivery those of delivery alone; fees stay. Where prices are facts
//     (as_paid) none of the three is computed: what the till stated is what was given. Entitlements and coupons are taken
//     as points are: what was asked for comes off on top.
//  4. A line takes one discount, the one that takes most off it; of equals the first: the programme's in their order, then the
//     plans'. A cap is for the whole order: lines draw on it in their order, and each looks at what is left of it. So no other benefit
//     makes an order dearer than this one alone. A percent is rounded down on each line.
//  5. A member price is the price of one unit. The lowest of the lists that apply counts; where only some units are left at it (a
//     flash price), those many units have it. Where a line costs less already, it takes nothing off.
//     A list that is not open yet counts for who has early access to it; the longest one counts. Each list by which a
//     line would have cost less later is noted (Made.Waits).
//  6. An entitlement is used only where it was named. One use of unit_free makes one unit free: on the line that was named, else
//     the unit in its scope that costs most, the first of equals; no unit two times. A use that finds no unit is refused. A
//     use of a service takes no money off. Of a card with several lines each free unit is a use of one of them, so that as many and as dear units are free
//     as the lines can bear together.
//  7. Coupons are chosen by [offer.Best], or applied by [offer.Apply] as named. Their lines are products in scope; of free
//     delivery also the delivery, whose cost does not count for the threshold. A gift is one unit of its article, in scope or not, for who buys
//     something in scope. None is used that gives nothing, so what was named may be unused: Made.Unused says why.
//  8. A coupon of more points is worth what the points that it adds would buy, at least one minor unit; it counts with the other multipliers, by the
//     programme's rule for several. Where it adds no points in the end it was not used. It, and a plan's multiplier, is frozen with the lines that it
//     multiplies: a refund does not ask their conditions again.
//  9. What remains of a Made is a function of the units that remain ([Made.Keep]): a coupon is kept as long as a unit of a line that
//     carries it remains; of the units that entitlements made free as many as remain of their line, each by one use; money by line floor(A·j/q), of what
//     several uses made free on a line with the units that each keeps. A service is kept while anything remains. No part of it grows as units go back.
//  10. What a plan was bought with is kept as long as it was bought for, the promises of the programme that named it too (Set.Naming): a promise of the
//     same code that gives as much or more takes its place, one that gives less gives way; where neither does, each line takes the better one, and
//     the cap is for both together.
//  11. A scope holds where each of its parts does, an empty part always: store, channel and a condition over member and order for
//     the whole, sku, category (its own or one that it lies below) and a condition over line for each line. What is not known of a condition makes it false.
package deal
