// Package ledger keeps what members hold: points, growth, principal, bonus and commission.
// It knows members by their id alone, and nothing of orders: a [Cause] names
// what an entry was made for.
//
// # Nouns
//
//   - A [Wallet] is one row a member: available, pending, held and debt of each
//     [Asset], and when something next falls due. Its row is the one lock that
//     guards all that the member holds: it is taken first, in the order of ids.
//   - An [Entry] is one change of a wallet. One row is both sides: amount is the
//     wallet's, minus amount is the contra [Account]'s.
//   - A lot is an entry that issued something; what is left of it stands on its
//     own row (remaining, held, expired). All other entries name the lot that
//     they drew from or returned to; an entry with lot 0 is debt.
//   - A [Hold] reserves parts of lots until it is captured, released or lapses.
//   - [Books] are the wallets of some members in memory: opened with one statement
//     a table, changed by pure functions whose refusals are values, saved with one
//     statement a table. Many facts of many members share one set of books.
//   - The journal sums each commit by asset; package closing sums it by day.
//   - A move joins two wallets (a merge of members) and can be undone.
//
// # States
//
// A lot: pending → available → empty (spent, taken back, expired). What returns
// fills it again; where it has expired by then, a renewal follows it: a lot of the
// same cause and rule (from_lot names the one it follows).
// A hold: open → captured | released | lapsed.
//
// # Accounts
//
// issued: given by a rule, and taken back. spent: used, and given back. expired.
// adjusted: by a person. recharged: stored value bought and paid out. moved: from
// the wallet into itself: a debt paid, a lot renewed; it always sums to zero.
//
// # Time
//
// Whatever falls due (a hold's end, availability, expiry) is an instant.
// [Books.PostDue] posts one instant in the published order: release timed-out
// holds, activate pending lots, expire. [Books.CatchUp] does so instant by
// instant; every writer calls it first, with the same end result whether the
// day-turn or a late customer does it. Readers call it on books that are never
// saved. A lot is usable while available_at ≤ t < expires_at. The held part of
// a lot does not expire while it is held; what is pending does not expire.
//
// Expiry by inactivity: a lot has idle_months = n > 0, and its expiry is the end of
// the local day n months after the later of the wallet's last activity
// (active_at) and the lot's own availability; or expires_at, if that is sooner.
// So activity moves one column of the wallet, which is being written anyway, and
// no lot. What the wallet says is due may then be too early, never too late: the
// visit finds nothing to post and puts the true instant down. A lot that was empty when
// its idle time ran out and is filled again by a return lives again if the member
// has been active since.
//
// # Drawing and taking back
//
// Spending draws the soonest-expiring lot first, then the oldest, one entry a
// lot. Claw-back takes, in this order: the cause's own lots (pending ones too;
// of the same rule first), their expired part (the expiry is reversed: it did
// the member no good), other available lots, soonest-expiring first; the rest
// is debt. It never takes what is held, nor another cause's pending lots.
// Giving back goes in reverse order of drawing to the lots that were drawn; an
// expired lot is followed by a renewal, or, without grace, what came back
// expires in the same commit. Debt is paid when something becomes available:
// by activation, by an immediate earning, by a return or a release. A move that
// is undone charges what was spent since to the record that spent it.
//
// The instant of a fact can lie before what has been posted already (a late order):
// nothing that expired meanwhile comes back for it.
//
// # Invariants
//
//  1. Per asset, the sum of wallets and contra accounts is zero.
//  2. Per member and asset, available + pending + held − debt = Σ amount = Σ remaining − debt.
//  3. 0 ≤ held ≤ remaining ≤ issued in every lot; nothing in a wallet is below 0.
//  4. Every entry that names a lot names one of the same member and asset, and remaining
//     of a lot = Σ amount of the entries that name it (its own included).
//  5. Debt = −Σ amount of the entries with lot 0.
//  6. Debt > 0 ⇒ nothing available.
//  7. Held of a lot = Σ parts of the open holds on it; held of a wallet is their sum.
//  8. Expired of a lot = −Σ amount of its entries in the account expired, and ≥ 0.
//  9. The account moved sums to zero per member and asset.
//  10. due_at is never later than what really falls due next; next_due_at is the
//     smaller of due_at and other_due_at.
//  11. Closing plus journal = Σ entries by account, and the wallets by part.
//  12. No earning takes available, pending and held of an asset together above [MaxHolding];
//     no amount is above money.Limit. (What returns is never refused.)
//  13. Σ amount by cause in the accounts issued and spent is what the fact gave and took and
//     has not been taken back: a function of what remains of it, whatever expired meanwhile.
//
// Checked in tests after each step of random histories, and by closing.Check over a merchant.
package ledger
