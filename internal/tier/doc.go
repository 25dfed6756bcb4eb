// Package tier keeps the tier that each member holds and the history of its changes.
//
// What a standing deserves is decided by program, purely; this room remembers it.
// [Books] hold the tiers of many members in memory: opened with one statement,
// changed in memory, saved with one statement a table.
//
// States: a member has a tier from the instant of joining; a customer has none. Two tracks
// make the tier in force: by conditions (merit, with its keep period and grace) and
// by hand. The higher one counts. The second is the highest of the member's gifts ([Gift]): what a person gave until an
// instant, and rewards of so many days, which follow one another where they are of one tier. A gift that ends or is taken back leaves the others
// as they are.
//
// Invariants:
//  1. A member of status member has exactly one row in tier_member; due_at is the next
//     instant at which something about it may change by itself.
//  2. Every change is a row of tier_change with the state before it; restoring that state undoes it.
//  3. A change that was undone stays, marked so, and is never asked again.
//  4. The track by hand is the highest gift of now, until it ends; between the gifts of one tier that were given as rewards there is no gap.
//  5. Whoever saves Books holds the lock of each member in them.
package tier
