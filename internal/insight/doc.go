// Package insight says what happened and how things stand, in figures that a person can check.
//
// It reads every room and writes only its own runs: the latest facts, and counts that took long.
//
// # Nouns
//
// An [Overview] is the figures of a [Period] beside those of the period of the same length before, day by day. A [Standing] is what
// holds now: members by tier, points owed and what of them expires soon. A [Fact] is one thing that became known lately, in words a page can
// show; [Take] is the consumer that keeps them. A [Definition] says what a figure counts: every figure has a key that never changes.
//
// # Which date counts
//
// Sales here are a cash report. An order counts on the day on which it was placed. What is given back counts on the day on which it was
// given back, not on that of its order: a refund in the store of its order, goods without a receipt in the store that took them, with the money that
// the return says. Member value (package member) books a refund on its order's day instead; both sum to the same over all time.
//
// A purchase is an order above 0 that was not refunded as a whole; buyers and repeat buyers are members by their purchases in the
// period, a merged record counting as the member it was merged into. Points move on their business instant, not when they were posted.
//
// # Invariants
//
//  1. Days are the merchant's own; a period holds its first day and not the one after its last.
//  2. Sales of members and of guests sum to the sales; sales are gross less refunds; days sum to the period.
//  3. Issued less clawed back, used and expired, plus adjusted, is what the members' points changed by.
//  4. A share of nothing is not zero: it is absent.
//  5. Numbers of facts rise in the order of the commits that kept them, without gaps: who has seen one has seen all before it.
//
// # What keeps it fast
//
// Figures of a period are summed from four indexes that hold all that is asked (order_head_sales, order_refund_refunded,
// member_channel, ledger_entry_points): no summary has to be kept and proven. What needs a look at every member or lot ([Standing], [Maturing],
// [Holders]) is remembered for a while where there are many, and says from when it is: see [Shelf].
package insight
