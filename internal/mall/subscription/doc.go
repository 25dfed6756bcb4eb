// Package subscription sells paid plans and takes them back: what package plan decides is booked together with the gifts, in one commit.
//
// # Verbs
//
// [Quote] says what a plan would come to for a member. [Buy] sells it: joined, renewed from the end of what is had, or upgraded, where
// the unused part of lower plans is set against the price. [Cancel] ends what was bought of a plan, takes back the gifts by their root,
// and pays the unused part back to where it came from.
//
// # Invariants
//
//  1. Buy comes to what Quote said of the same state.
//  2. (source, number) is the natural key of a sale: the same content again is answered with what was made, another content is refused.
//  3. Of what was paid for a membership (money, stored value and credit) every cent is used up, credited, or paid back to where it came from; never
//     twice. Stored value goes back to the lots that it was drawn from.
//  4. Gifts go back to "plan:<membership>"; on cancelling they are all taken back, and what was used of them is told, and lessens the
//     refund where the merchant's settings say so.
//  5. Who buys a plan is a member from then on.
package subscription
