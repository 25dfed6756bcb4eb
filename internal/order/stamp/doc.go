// Package stamp is stamp cards: so many purchases, and a reward.
//
// # Nouns
//
//   - A [Card] says what counts (an order from some amount on, or each unit of some goods), how many stamps are a full card, and
//     what a full card gives.
//   - A stamp is counted by order: what an order is good for is a function of what remains of it ([Card.Stamps]).
//   - A round is a full card of a member, with the grant that it gave.
//
// [Take] is the consumer of order events. It looks at the orders as they are now and then gives or takes back what the sum of stamps says, so
// that any order of events and any repetition end the same.
//
// # Invariants
//
//  1. Stamps of an order on a card are Card.Stamps of what remains of the lines that counted when it first collected, whatever becomes of the card's days
//     and of the categories.
//  2. Once events are carried, the rounds of a member on a card that were not revoked are the stamps divided by what a card needs. They are fewer where
//     MaxRounds says so, where a reward was refused (a budget that it draws from is at its end, say), which is told when the card gets full and tried anew
//     with each order, and where an order fills more than [maxGive] cards. Lowering MaxRounds takes nothing back.
//  3. A round's grant has the round as its root, so that taking back one card's reward touches nothing else.
//  4. Stamps of records that were merged count together, and when the merge is undone each for itself.
//  5. Imported orders of the past collect nothing.
package stamp
