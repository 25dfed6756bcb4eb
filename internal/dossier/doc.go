// Package dossier is one person across all rooms: two records made one and two again, everything given out, everything taken away.
//
// It has no tables of its own. Each verb calls what the rooms do for their part, in one transaction and under the locks of everybody
// concerned, taken in the order of ids; the audit trail has one line of it.
//
// Nouns:
//   - A merge ([Merge], [Undo]) makes one record the alias of another. What was recorded for a record stays recorded for it; who holds
//     what came of it is asked of member.Holder.
//   - The [Past] of a member is what orders, returns and grants say: statistics, days and uses of caps are made from it, and
//     check holds them against it.
//   - An export ([Export]) is one JSON document of everything that is known of a person.
//   - An erasure ([Erase]) leaves a number: what was held expires through the ledger, orders stay without a person.
//
// Invariants:
//  1. After a merge the member holds what both held, debt paid by what the other had; statistics are those of all orders.
//  2. A merge that is undone leaves both with what they would hold had each done alone what its record did: lots as far as they
//     remain, what was spent since charged to the record that spent it, a shortage as debt.
//  3. Merging and undoing create and destroy nothing: every sum of the trial balance but the debt paid stays.
//  4. A tier that came by a merge goes with it; an upgrade since is asked for again at its own instant over the own days.
//  5. After an erasure no room holds personal data of the person or of a record merged into it, and the wallet is empty by
//     entries; erasing again does nothing.
//  6. A new table about members has its part in Export and in Erase.
package dossier
