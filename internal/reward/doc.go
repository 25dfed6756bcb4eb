// Package reward is the only way in which anything is given to a member or taken back.
//
// # Nouns
//
// [Books] join what a member is, owns and deserves: the person and the statistics (member), the wallet (ledger), the tier
// (tier), what of the caps is used up, and where a fact needs them coupons, entitlements and paid plans. A fact is decided and applied on
// them in memory; they are opened with one statement a table and saved with one statement a table, for one member or for a thousand.
//
// A grant ([Granted]) is something given other than by an order: by a rule of another room, by a system, or by a person ([Adjust]). It is a
// list of parts, one for each item (see package item; packs are taken apart), each with what it cost and what became of it. It has a
// reason, a root (the fact that it goes back to) and can be revoked.
//
// Folders: item is the vocabulary, pack keeps named lists of items, use counts what is used of caps, budget bounds what is given, mass
// gives the same to many, handout gives packs by code, entitle is uses at the counter.
//
// # Invariants
//
//  1. Whoever touches a member posts first what is due for him: [Books.CatchUp]. The day-turn, a late customer,
//     the importer and the simulator therefore all end equal.
//  2. Everything given names its rule or its reason, its cause and its root.
//  3. What of a cap is used is the sum of what orders and grants keep under it: a refund, or taking a grant back, gives room back to the
//     period of the order or of the fact that the grant was given for.
//  4. A grant is revoked once. Points, growth and money that are spent by then become debt; of coupons and uses that are gone the cost is
//     told as unrecovered, and so is a coupon that another member holds by then.
//  5. A person adjusts up to the limit of the role, and gives up to a cost and a number of members; above it a second person approves.
//  6. A grant is given whole or not at all, with the budgets that it names drawn in the same commit; among many, who is refused spoils no other.
//  7. The coupons and entitlements that name a grant are those that its parts say.
//  8. Locks: all members in the order of ids, then budgets, then templates of coupons, each in the order of ids.
package reward
