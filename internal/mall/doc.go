// Package mall is the points mall: what members buy with points, or with points and money.
//
// # Nouns
//
//   - An [Item] is something on offer: for how many points and how much money, of what stock, for whom (from a tier upward,
//     by a condition), when, and how often for one member. It gives rewards at once, or goods (a sku) that are picked up in
//     a store or sent. What opens at a time opens earlier for members with early access (a benefit of a programme or a plan). Its rewards may draw from a budget of their own, which stops them in the same commit.
//   - A [Redemption] is an item that a member took, so many times. What the item was then is frozen with it ([Terms]). It is a document
//     with a number of its own: (source, number) is its natural key.
//
// # States of a redemption
//
// Rewards: done at once. Goods: waiting → (shipped →) done. Any of them → cancelled. Goods that are picked up are handed out for
// a code, ten digits that only the member is shown; goods that are sent have a recipient, sealed with the
// member's own key, shown one by one and on record, and forgotten some time after the redemption is done or cancelled.
//
// # What is spent and given
//
// Points and stored value are spent in the ledger with the redemption as their cause; stored value is divided into principal and bonus
// as the programme in force says for orders. Rewards are granted by package reward with the root "redemption:ID". A
// cancellation gives back what was spent, to the lots it came from, takes back what was given, and returns the units to
// the stock. What was given and is used already cannot come back: the cancellation is refused then.
//
// Money that is paid for an item is no spend of an order: it earns no points and moves no tier.
//
// # Invariants
//
//  1. taken of an item = Σ quantity of its redemptions that are not cancelled; where there is a stock, taken ≤ stock.
//  2. Of a redemption that is not cancelled the ledger has spent exactly its points, principal and bonus; of a cancelled one nothing.
//  3. Every grant with the root of a cancelled redemption is revoked.
//  4. Within a period a member, the records merged into it included, has at most per-member units of an item that are not cancelled.
//  5. (source, number) is made once: the same again answers what was made, another content is refused.
//  6. The price in money = principal + bonus + payments.
//  7. After some wrong pick-up codes of a redemption in a row none is looked at for a while; guesses at once get no more tries.
//
// Locks: the member first; what rewards lock (budgets, templates); then the item, last of all.
package mall
