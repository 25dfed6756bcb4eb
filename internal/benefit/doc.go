// Package benefit keeps what members may use a number of times, and counts and costs every use of every benefit.
//
// # Nouns
//
//   - An [Entitlement] is so many uses of something, until an instant: a free unit of some goods, or a service. A quota
//     comes from the programme or a paid plan and is made when a period of it is first used; what was given, bought as a times
//     card (package card) or won for a draw is made at once. Its [Terms] are frozen with it. A card that is good for several
//     things is an entitlement a line; they are known by the first ([Entitlement.Card]).
//   - A [Use] is what one document (an order, a use at the counter, a hold) took of one entitlement. It can be taken back,
//     whole or in part.
//   - A [Quota] is what the programme in force or a plan promises a member for a period; nothing is stored of it before
//     it is used. A [Ref] names an entitlement or a quota, so that both look alike outside.
//   - A note ([Note]) counts and costs what a document used of a benefit of any kind: discounts, member prices, free delivery
//     and multipliers too. [Sheet] sums notes.
//   - [Books] are the entitlements of some members in memory, opened under their wallets' locks and saved at the end.
//
// # States
//
// An entitlement: pending → usable → used or expired; what was taken back is void. All but the last follow from its instants and
// numbers. A use: locked → used or released; used → undone. A lock whose time is over counts for nothing.
//
// # Invariants
//
//  1. 0 ≤ used, 0 ≤ revoked, used + revoked ≤ quantity in every entitlement.
//  2. used of an entitlement = Σ (quantity − returned) of its uses in the state used.
//  3. A period of a quota of a benefit is one entitlement a record; those of records merged into one member count together
//     against one quantity.
//  4. What comes back after the end makes an entitlement that follows the old one, until the grace of the merchant; the old one stays
//     expired. Without grace it is gone.
//  5. (source, number) is the natural key of a use at the counter and of a sale: the same content again is answered with what
//     was made, other content is refused.
//  6. A note of an order is a function of what remains of the order; nothing remains: its numbers are 0.
//  7. Entitlements and uses stay with the record they were made for; who holds them is asked of member.Holder, so that a merge
//     moves nothing here.
//  8. An order names a card by any line: each unit is a use of the line that it fits ([Books.Serving]). Who may use a card may use all of its lines.
//  9. Of an end there is one reminder at most, seven days before; none of what was made later than that, of a quota, or of what is used up.
package benefit
