// Package behaviour gives what a programme promises for what members do beside buying: a visit, a review, joining, a profile filled in.
//
// # Nouns
//
//   - An act (package program/act) is what a member did. The merchant's systems tell of it as a fact (member/story), or the product knows it by
//     itself: who was enrolled or admitted joined, who was enrolled or changed has a profile.
//   - An [Outcome] is what the programme decided for it, kept with its trace. What it gave are grants, one a rule, whose root is the act's.
//
// [Take] is the consumer that decides. [Withdraw] takes everything back where a fact turns out not to have happened.
//
// # Invariants
//
//  1. An act is decided once, by the version in force when it happened, on the member's books as they stand when it is taken; the row is in
//     the commit of what it gave. A profile, which changes again and again, leaves a row only where it earned something.
//  2. Acts of one delivery are decided in the order in which they happened, each on the books that the one before left. Of a cap, which acts
//     got the room depends on the order in which they were told.
//  3. What a rule gave counts for the day of the act: caps, days and terms of points go by it.
//  4. What was told later than the merchant's limit for old orders earns nothing, nor does what was withdrawn, nor who is no member.
//  5. Imported history earns nothing.
//  6. Withdrawing takes back every grant of the act, and the room of caps comes back to the day of the act. Of a person who was erased nothing is
//     withdrawn.
package behaviour
