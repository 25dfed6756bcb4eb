// Package tier keeps the tier that each member holds and the history of its changes.
//
// What a standing deserves is decided by program, purely; this room remembers it.
// [Books] hold the tiers of many members in memory: opened with one statement,
// changed in memory, saved with one statement a table.
//
// States: a member has a tier from the instant of joining; a customer has none. Two tracks
// make the tier in force: by conditions (merit, with its keep period and grace) and
// by hand (until an end). The higher one counts.
//
// Invariants:
//  1. A member of status member has exactly one row in tier_member; due_at is the next
//     instant at which something about it may change by itself.
//  2. Every change is a row of tier_change with the state before it; restoring that state undoes it.
//  3. A change that was undone stays, marked so, and is never asked again.
//  4. Whoever saves Books holds the lock of each member in them.
package tier
