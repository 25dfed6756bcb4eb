// Package reward is the only way in which anything is given to a member or taken back.
//
// # Nouns
//
// [Books] join what a member is, owns and deserves: the person and the statistics (member), the wallet (ledger), the tier
// (tier) and what of the caps is used up. A fact is decided and applied on them in memory; they are opened with one
// statement a table and saved with one statement a table, for one member or for a thousand.
//
// A [Grant] is something given other than by an order: by a rule of another room, by a system, or by a person
// ([Adjust]). It has a reason, a root (the fact that it goes back to) and can be revoked.
//
// # Invariants
//
//  1. Whoever touches a member posts first what is due for him: [Books.CatchUp]. The day-turn, a late customer,
//     the importer and the simulator therefore all end equal.
//  2. Everything given names its rule or its reason, its cause and its root.
//  3. What of a cap is used is the sum of what orders keep under it: a refund gives room back to the order's own period.
//  4. A grant is revoked once; what cannot be taken back becomes debt.
//  5. A person adjusts up to the limit of the role; above it a second person approves.
package reward
