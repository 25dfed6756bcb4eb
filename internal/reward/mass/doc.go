// Package mass gives the same to many members by one call, and holds what somebody may give alone.
//
// # Nouns
//
// A [Batch] is one such call: its grants have it as their root, so that they are taken back together. Members are named, or meant by an
// audience: then a job gives ([Order], [Handler]), a stretch of them in each commit; it can be stopped and gone on with. An [Allowance] is how much somebody may
// give at once without a second person.
//
// # Invariants
//
//  1. Given of a batch are the grants whose root it is; who was given nothing stands in Refused, with the reason, as far as that list goes.
//  2. A batch is taken back once, from everybody; what is used by then stays, and is told.
//  3. What is more than the allowance is refused with nothing done; approved by a second person, it is done as it was asked. Whatever the door, a gift is
//     weighed in the same way: packs taken apart, days of plans at their price, and for persons what nobody has priced at an assumed worth. What a person gives
//     is one sum a day, of each member and of all together, and what an audience or codes give counts in the sum of every member, whichever came first; gifts
//     at once and what was taken back since are no way round it. What a second person has agreed to is no part of it, nor what was bought or claimed at that person's counter.
//  4. Nobody is given the same of a batch twice, wherever its job is cut off and whoever is merged meanwhile, and no more members are given
//     something than were counted when it was asked for. How far it is stands in the commit of what was given.
package mass
