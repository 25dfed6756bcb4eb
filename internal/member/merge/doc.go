// Package merge makes two records of one person one, and two again.
//
// The record that is merged becomes an alias of the other. What was written for it stays where it is: identities, facts, timeline,
// answers, consents and profile. The other record takes over what it has not: empty fields of the profile, tags, answers, later
// consents, children. What the alias does not show by itself is noted in member_merge, so that [Release] gives back exactly what was taken.
//
// Invariants:
//  1. A record that is an alias points to one that is not: aliases of a record that is merged are pointed on.
//  2. Merges are undone in the reverse order along a chain: what was merged into a record that was itself merged later waits for that
//     one to be undone.
//  3. Statistics of both are made from their orders: by Absorb from the days of both, by Release from the histories that the caller
//     gives. While it is an alias a record has statistics of zero, so that sums over all records count every order once.
//
// Wallets, orders and tiers are other rooms': dossier calls all of them in one transaction, and writes the audit line. It holds the locks
// of both members.
package merge
