// Package order records what was bought, decides with the published programme
// what it earns and costs, and takes it back exactly.
//
// # Nouns
//
// A quote says what an order would cost, spend and earn, and changes nothing.
// An [Order] is the same decision, written down: its [Outcome] and the standing
// that decided are frozen with it. A refund ([Refunding]) lowers an order to
// what remains of it. A return ([Returned]) has no receipt: its units are
// matched to orders of the member, or stand alone. A guest's order has no member.
//
// What a member brings besides points and balance (coupons, entitlements, paid plans, prices of lists, the proof of being there) is hand's.
//
// # States
//
// paid → partly_refunded → refunded; none → shipped → delivered → signed → completed.
//
// # Invariants
//
//  1. The quote equals the order: both are made by the same function of the same state.
//  2. (source, number) is an order's natural key, (order, number) a refund's, (source, number) a
//     return's. The same content again is answered with what was made; another content is refused.
//  3. Everything that an order gave or took is a function of its frozen outcome, its frozen standing
//     and what remains: any cutting and order of refunds ends the same. See program.Remain.
//  4. When nothing remains, every sum by cause of the order is zero.
//  5. 0 ≤ remaining ≤ quantity of each line; status says whether all, some or none is left;
//     kept_minor is what the lines keep.
//  6. Orders of a batch are decided in turn, each completely before the next is looked at.
//  7. A refused order leaves nothing behind.
//  8. The holder of what an order gave is its member, or the record that this one was merged into.
//  9. Coupons and uses of entitlements that an order took come back when no remaining unit carries them, each once. See hand.
//  10. A hold lets an order take what was reserved for it; the order is decided as any other.
//  11. Points that wait for an order's way become available by the first step that makes them so: no later one puts them off.
//  12. A coupon that was a gift, and was used when the gift was taken back, is void when it comes back, unless its worth was kept from the money.
//  13. What comes back of the order of somebody who was erased ends in the same commit: nobody holds it.
//  14. A guest's order is given to a member once, and no later than it could still be recorded.
//
// # The hot path
//
// [Record] takes a batch: one statement a table opens the books of all its members, the orders are decided in
// memory, one statement a table writes what changed. Members' wallets are locked in the order of ids, so
// batches never wait for each other in a ring.
package order
