// Package closing is the reading side of the ledger's books: what they sum to, day by day, and the proof that they are right.
//
// A closing holds the totals of each asset at the end of a day: the contra accounts and the wallets by part. It is the
// sum of the ledger's journal, so that neither the day-turn nor a trial balance reads entries. Sums go by the
// instant at which something was posted, not by its business instant: a closing that has been written never changes.
//
// [Check] goes the other way: it reads every entry and wallet, and reports each breach of the ledger's invariants.
//
// Invariants:
//  1. The totals of a trial balance sum to zero, at any instant.
//  2. A closing is the closing before it plus the journal between.
//  3. The journal is dropped only where a closing holds it.
package closing
