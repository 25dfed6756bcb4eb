// Package check proves the invariants of a merchant's books and names what is wrong.
//
// [Run] reads everything a merchant has: members in pages, with their orders, refunds, returns, grants, entries, statistics, uses of caps, tiers and
// identities, each page in one snapshot; what can be summed by the database is summed there. It writes nothing, holds no
// locks, and keeps no more than a page in memory. [Install] looks at what all merchants share.
//
// A [Finding] names the room whose invariant is broken, the number that the invariant has in the documentation of that room, and
// what it was found at. A finding of a page is about what was committed: a server may go on working meanwhile. What consumers have
// still to take shows as a note: it is no breach.
//
// Proven, by room:
//   - ledger 1–11 (see internal/ledger/closing); 13: what each order, return and grant gave and took is what program.Remain says of what
//     remains of it, so that sums by cause depend on what remains alone and are zero where nothing does.
//   - order 4, 5: heads, lines and refunds agree; 8: entries are with the holder.
//   - member 1, 2, 4, 6, 7: identities, aliases, statistics and days.
//   - reward 3, 4: uses of caps; grants.
//   - tier 1, 2: rows, history, what is due.
//   - org 2: the audit trail.
//   - job 5: nothing waits for a person.
package check
