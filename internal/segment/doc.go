// Package segment is audiences: which members a condition, or a list, means.
//
// Nouns:
//   - The catalogue is everything that a merchant's conditions may name: attributes of the member, the order and the line, windows over the
//     member's days, and the merchant's own attributes as attr.<code>. It is made for the merchant by [Catalogue].
//   - [Choices] are the values that attributes of the merchant may have, with their names, and a [Speaker] says conditions by them.
//   - A [Segment] is saved under a name: dynamic (a condition, asked anew each time) or static (a list of members).
//   - A [TagRule] keeps a tag on those for whom a condition holds. The day-turn applies all of them; a person may at any time.
//
// Invariants:
//  1. The SQL of an attribute and what member.Books answer under its name mean the same: a member is selected by a condition if and
//     only if the condition holds for the member's facts. Attributes that are missing hold nothing.
//  2. Aliases and erased records are in no segment. An alias on a static list stands for its member.
//  3. What is saved can be selected: a condition that SQL cannot express is refused when it is saved.
//  4. A segment that something in use names is not archived ([Users]).
//  5. A rule puts on and takes off its own tag only; what a hand put on stays.
//
// Segments read; they write nothing of a member but the tags of rules, by a verb of member.
package segment
