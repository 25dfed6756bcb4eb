// Package ladder is the tiers of a programme: how each is reached, kept and lost. A [Ladder] is compiled from them; it moves the [State] of
// one member to an instant and says what lacks to the next tier.
//
// Rules:
//  1. A tier whose condition holds counts even where the condition of a lower one does not. Upgrades are at once.
//  2. A tier given by hand is a floor until its end and disturbs nothing beneath it: the tier in force is the higher one.
//  3. An instant "until" is the first one at which it is over: exactly at KeepUntil the keep period has ended.
//     Whether its condition holds is asked for its last day: the spend of a calendar year is that of the year that ends.
package ladder
