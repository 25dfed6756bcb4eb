// Package handout gives packs by code: on cards, posters and receipts, to whoever has the code and is a member.
//
// # Nouns
//
// A [Handout] is one call that made codes for a pack: how many, how often each is good, how often one member may claim from it, between which
// instants, and from which budgets it draws. A [Code] is "P" and twelve digits, of which the last proves the others. A claim is one
// grant of the pack, as the pack is then, whose root is the code.
//
// A code is open, until it is used up, void, over, or its handout is closed; none of that is stored, [Code.State] reads it off.
//
// # Locks
//
// The member's wallet first, then the code, then what the grant names. Who makes codes, orders a mass issue or changes a pack locks the pack.
//
// # Invariants
//
//  1. A code is claimed as often as there are claims of it, and at most as often as its handout says.
//  2. A member, with the records merged into him, claims from a handout at most so often as it says.
//  3. Every claim is a grant, and was made in its commit. Taking the grant back does not open the code again.
//  4. What a handout may cost at most is within what its maker may give alone, or a second person has approved. Who changes a pack so that it gives more
//     is held to the same for all that open codes are still good for ([ChangePack]).
package handout
