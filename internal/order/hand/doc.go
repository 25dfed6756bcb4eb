// Package hand is what members bring to orders: coupons, entitlements, the paid plans they have, the prices they may buy by; and the proof
// that they are there.
//
// # Nouns
//
//   - [Asked] is what an order names. [Books] hold what the members of some orders hold of it; [Books.Bring] makes the hand of one order
//     (deal.Hand), [Books.Take] takes away what the deal used of it, and [Books.GiveBack] returns what a refund frees.
//   - Owners hold what the member of an order may use: cards that they share with him ([Owners]). Their wallets are locked with his, in the order of keys.
//   - A [Hold] reserves what a quote would take (points, balance, coupons, uses) for a checkout under way, until an instant. An order that names it
//     lets it go on its books and is decided as any other, in one commit.
//
// # States
//
// A hold: open → used by an order, or released; or its time is over. Nothing is written when it is over: until_at says so, and each
// part of it ends by itself.
//
// # Invariants
//
//  1. What one order takes is what the outcome frozen with it names, and comes back exactly when the outcome keeps it no longer: each coupon and
//     each use once.
//  2. An order that names nothing loads nothing here but the plans of its member, and prices where the programme or a plan names lists.
//  3. A hold takes nothing: available goes down, held goes up. The proof shown for it is used up by it, and covers the order that names it up to
//     what is held.
//  4. An order that names a hold and is refused leaves the hold as it was.
//  5. A card of somebody else is used by the proof of who orders, as long as its holder lets him; what comes back goes to the card.
//  6. Units of a price with a limit are not held.
package hand
