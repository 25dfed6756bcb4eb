// Package card sells times cards: so many uses of a service or of goods, paid at once.
//
// # Nouns
//
//   - A [Kind] is a card that is offered: its price, how long it is good, whether family may use it, and its lines. What was sold keeps the terms it
//     was sold with.
//   - A [Line] is how many uses of what, and what one use costs alone; a card has one, or several. The price is divided among them by what their uses
//     cost alone.
//   - A [Sale] is one card that a member bought; what he holds of it is an entitlement a line (package benefit).
//   - An [Offer] is what can be given as a reward: uses of a benefit or of a card of one line, or whole cards of several.
//   - A sharer is another member who may use a card.
//
// # Invariants
//
//  1. (source, number) is a sale's natural key: the same content again is answered with what was made.
//  2. A sale is refunded once, for what is not used; nothing can be used of it then, but what a document gives back that used it before. A refund never
//     gives back more than was paid.
//  3. What is given back: within [CoolingOff] after the day of the sale, or for the merchant's own reason, uses count at what was paid for them; for the
//     member's own reason at the price of one use alone (interpretation 法释〔2025〕4号 of the Supreme People's Court on prepaid
//     consumption, articles 14 and 15).
//     Each line counts by itself, at its part of the price; the parts sum to it.
//  4. Who lets somebody else use a card is proved to be there, like who spends.
package card
