// Package staff is the people who work for a merchant and the programs that act for it, and how both come in.
//
// Nouns:
//
//   - [Staff] are people with one role each (org.Role), in all stores or some: invited → active ⇄ disabled. A login
//     (e-mail) is unique in the installation. Nobody is deleted: the audit trail names them by id.
//   - A link ([NewLink], [AcceptLink]) lets one person set a password: an invitation, or help for who forgot it.
//   - A session ([SignIn], [Authenticate]) is one browser of one staff member. It lives a day after its last use, a month at most.
//   - The second factor is a time-based code (RFC 6238) with recovery codes beside it: begun, confirmed by a first code, dropped by a code, or
//     reset by another person.
//   - A [Key] ([MakeKey], [AuthenticateKey]) is one program of one merchant.
//
// Invariants:
//  1. No secret is stored: passwords as Argon2id; sessions, keys, links and recovery codes as SHA-256 of at least 80 random
//     bits; the second factor's secret, names, e-mails and network addresses sealed by vault.
//  2. An unknown login, a wrong password, a disabled staff member and a wrong code are answered alike and cost alike.
//  3. A try is counted before it is made, so no number of tries at once passes the limit.
//  4. A code of the second factor works once, a recovery code too, also for two who use it at the same moment.
//  5. A merchant has at least one active owner, also where two owners remove each other at the same moment.
//  6. No key may do more than who made it (spend:trusted apart, which only programs have and only owners give).
//
// Locks: active owners by id, then one staff row, then the end of the audit chain. A [Desk] remembers sessions and keys for five
// seconds: a sign-out on another server is felt within that time.
package staff
