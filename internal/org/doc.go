// Package org is what a merchant is and who may do what: merchants, stores, settings, roles, approvals, and the trail of who
// changed what. The people themselves, and how they come in, are in package staff.
//
// Nouns:
//
//   - A merchant owns everything; an installation holds many ([CreateMerchant], [LoadScope]). [Settings] are its own rules outside the
//     programme, typed, with defaults, saved as a whole under a version.
//   - A [Store] is where facts happen. It is closed, never deleted.
//   - A [Role] is a set of [Permission]s; the table is in role.go. API key scopes are the same words. Whoever comes in, person
//     or program, is a [Principal].
//   - An [Approval] is a request that waits for a second person: waiting → approved | refused | expired. It is stored as it
//     was sent and run again by the door that took it.
//   - The audit trail ([Audit], [VerifyAudit]) has one [Line] for each change of anything but orders, whose trail is the ledger.
//
// Invariants:
//  1. Nobody approves a request of their own, or of a key they made; a request is decided once.
//  2. Each audit line covers all its columns by a digest, each chain value the one before and the digest, and the head the number of
//     lines under a key that is not in the database: a line that was changed, moved, added or taken away is found. (A whole
//     database put back to an older state is not: keep the head's number elsewhere, such as in the log.)
//  3. What a line or a request says about a member is sealed with that member's own key and unreadable after
//     vault.Forget; the chain holds all the same.
//  4. A change of configuration names the version it was made from; zone and currency are fixed by the first fact.
//
// The end of the audit chain is locked last of all in any transaction. A [Directory] remembers merchants for five seconds.
package org
