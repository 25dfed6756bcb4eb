// Package entitle lets members use what they are entitled to, at the counter and without an order.
//
// # Nouns
//
// What a member can use is what is stored of him (package benefit), and what the programme in force and his active plans promise now for the
// period that runs: [Offer] puts the second beside the first on a set of books. [Use] takes one, [Undo] gives it back,
// [List] shows all.
//
// # Invariants
//
//  1. A use is proved as a spend is: by the member who uses it, who is the holder or one whom the holder lets use a card.
//  2. (source, number) is the natural key of a use: the same content again is answered with what was made, whatever proof it carries.
//  3. A use is counted and costed in its commit; undoing it takes it out of the count.
//  4. What a tier or a plan promised cannot be used any more when the tier or the plan is gone; what was given or bought can.
package entitle
