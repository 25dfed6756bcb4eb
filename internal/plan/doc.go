// Package plan keeps paid plans: a membership that is bought for a period.
//
// # Nouns
//
// A [Plan] is sold; its [Terms] (price, period, benefits, gifts) are versioned. A [Membership] is one span of it that a member bought or was
// given, with the version it was bought with. [Books] are the memberships of some members in memory, under their wallets' locks.
// Selling, upgrading and cancelling, which give and take through reward, stand in mall/subscription.
//
// # States
//
// upcoming → active → ended, by the clock alone; or closed before: cancelled, upgraded, taken back, erased.
//
// # Invariants
//
//  1. A version never changes: what was bought keeps its price and its benefits until it ends, and what the programme then promised for the plan,
//     where the one in force gives less. A renewal has the terms of the day on which it is bought.
//  2. A membership ends at the beginning of a local day, at least its whole period after it began; the period after it begins there. Months clamp.
//  3. Of a member's spans of one plan one at a time is used up: a renewal begins where the last one ends, and moves up where one before it goes; of two
//     that a merge brought together the later one rests ([Rest]) until the other one ends, and lasts longer by that.
//  4. Spans of different plans may run beside each other; the higher plan can be had for the unused part of the lower one.
//  5. The unused part is floor(price · unused days / all days), where a day that has begun is used; within the cooling days it is all.
//     Of a lifetime the days are those that its terms say.
//  6. A refund never exceeds the price, and is paid once; credit + money + what was paid out of credit above the price account for every cent.
//     Stored value comes back to the lots that it was drawn from.
//  7. (source, number) is the natural key of a purchase. It counts neither as spend nor for points, and moves no tier: what it is worth is used up by the
//     day, and a cancellation would take back what orders have moved since.
//  8. The end of the last span of a plan is announced once, as many days before as its terms say, and told once when it has come.
//  9. A membership belongs to who holds its record now; a merge moves it and its undoing moves it back.
package plan
