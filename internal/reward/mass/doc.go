// Package mass gives the same to many members by one call, and holds what somebody may give alone.
//
// # Nouns
//
// A [Batch] is one such call: its grants have it as their root, so that they are taken back together. An [Allowance] is how much somebody may
// give at once without a second person.
//
// # Invariants
//
//  1. Given of a batch are the grants whose root it is; who was given nothing stands in Refused, with the reason.
//  2. A batch is taken back once, from everybody; what is used by then stays, and is told.
//  3. What is more than the allowance is refused with nothing done; approved by a second person, it is done as it was asked.
package mass
