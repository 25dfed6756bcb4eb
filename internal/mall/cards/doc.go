// Package cards sells times cards for stored value as well as for money, and gives back what was not used to where it came from: what package card
// keeps is booked together with the wallet, in one commit.
//
// # Invariants
//
//  1. Of a sale the ledger has spent exactly its principal and bonus, less what of them came back.
//  2. A refund goes back to money, principal and bonus as they stand to each other in what was paid, by cumulative floor; stored value to the lots that
//     it was drawn from.
//  3. What is spent of stored value is proved, as in orders.
package cards
