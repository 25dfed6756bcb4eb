// Package simulation asks what a programme would have made of the past: what it would have cost, who would stand where, who gains and who loses.
//
// # Nouns
//
// A [Simulation] is one run: a programme (mostly the draft) with its digest, a window of the past, and the [Report] that came of it. [Play] reads the
// facts of a merchant and has package replay play them, from the first one on, so that windows, tiers and lots are right where the window
// begins; what lies in the window is summed up beside what really happened. A [Mover] is a member who gains or loses much.
//
// # States
//
// As those of its job: waiting → running → done | failed | cancelled. A report is written once and never changes.
//
// # What is compared
//
// Both sides count the same facts. Was is what orders, refunds and the ledger say; Would is what the replay says. Cost is what the programme
// takes off by its own discounts, and the worth of points given less those taken back, at the value that the programme gives them as
// money off. Discounts of coupons, of stored value and of shops themselves are the same on both sides and not part of it.
//
// Paid plans count as if they had been bought under the programme that is tried: what members keep of the one that they were bought under
// (plan invariant 1) is told where a programme is published.
//
// # Invariants
//
//  1. The programme that was in force all the time gives what was given: both sides are equal, and every member holds the same.
//  2. A run reads snapshots and writes its own report alone, in one commit; one that is cancelled leaves none.
//  3. A document counts as simulated as long as it is the same, byte for byte, for [FreshDays] days.
//  4. Of a merchant one simulation runs at a time, and the newest [KeptRuns] are kept.
//  5. A report names no person; who gains or loses most stands in rows of its own, which an erasure deletes.
package simulation
