// Package edition keeps a merchant's programme: the draft that is being written and the versions that were published,
// compiled and ready to decide.
//
// Nouns. The [Draft] is one document a merchant, with a version of its own as its ETag; it may be wrong while it is
// being written. An [Edition] is a published version: a number, a document that never changes, the instant from which
// it is in force, and a note for members in Chinese or English. The [Timetable] is all editions of a merchant.
//
// States of an edition, by time alone: scheduled → in_force → past; scheduled → withdrawn by hand.
//
// Invariants:
//  1. A published document never changes and stays readable, whatever comes after it.
//  2. In force at an instant is the edition with the latest effective_at that is not later; before the first one, the
//     first. A withdrawn edition never is.
//  3. effective_at is never in the past when it is published, nor before that of another scheduled edition: what was
//     promised is not changed backwards.
//  4. Only a document without a mistake is published.
//  5. Who reads in a transaction reads the timetable as it stands in that transaction, whichever process published:
//     the stamp of the list is read each time, and never used twice, not even by a publication that was rolled back. Other rooms
//     keep what orders ask for under it, too, and move it when that changes.
package edition
