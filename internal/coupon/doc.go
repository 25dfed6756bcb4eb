// Package coupon keeps coupons: what a merchant offers as one, who holds it, and how it was used.
//
// # Nouns
//
//   - A [Template] says what its coupons promise ([Terms]), how many there may be, and how many a member may have. Each change of the
//     promise makes new terms; a coupon keeps those that it was made with.
//   - A [Coupon] has a code of twelve digits, of which the last proves the others (see [NewCode], [ValidCode]). It is made for a member, or as
//     a code to hand out that whoever has it claims, or uses at once.
//   - A [Use] is one order that used a coupon. A coupon that came back may be used again: then it has two.
//   - [Books] are the coupons of some members, some codes and some templates in memory. reward joins them with everything
//     else that members hold.
//   - An [Issue] is one call that made many coupons.
//
// # States
//
// Unclaimed → pending → usable → used, and back to usable when the order's last unit with it is refunded; locked while a hold reserves it; expired;
// void. None of them is stored: [Coupon.State] reads them off the instants. Void comes first, then used, then locked: what is held does not
// expire meanwhile.
//
// # Locks
//
// The wallet of the member who holds it guards a coupon. A code that nobody holds is locked itself, after all wallets and after the templates;
// a template is locked for its stock, before the codes.
//
// # Invariants
//
//  1. What a template has issued is the number of its coupons, and at most its stock.
//  2. A member is given at most per_member_limit coupons of a template, by the merchant and by friends together; giving on what the merchant gave does not
//     make room.
//  3. A coupon has at most one use that was not returned, and has one exactly while it is used, by the same order.
//  4. A coupon is never used and void.
//  5. Whoever holds a coupon is a member, and no record that was merged into another.
//  6. Coupons issued = unclaimed + pending + usable + locked + used + expired + void.
//  7. A coupon that would give nothing is not used (offer); one that comes back is good until its old end, or to the end of
//     the merchant's grace if that has passed.
package coupon
