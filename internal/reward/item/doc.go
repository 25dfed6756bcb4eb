// Package item is the one vocabulary of what can be given to a member: whatever a rule, a pack, a plan, a mall item, a stamp card or a
// person gives is a list of these.
//
// # Nouns
//
// An [Item] is one thing that is given. Its kind is one of a closed set, and says which of its other fields it has: an amount (points,
// growth, bonus, commission), a coupon template and a quantity, a pack, a benefit and a quantity, a plan or a tier and its days, a tag, or
// the article that an exchange coupon is good for.
//
// # Invariants
//
//  1. An item has exactly the fields of its kind: another field is refused, not ignored.
//  2. What a document keeps ([Encode]) reads back as the same list ([Decode]); the ids in it are those of the database.
//  3. Whether what an item names exists is not asked here: package reward does.
package item
