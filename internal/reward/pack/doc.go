// Package pack keeps gift packs: named lists of rewards that are given together, such as that of new members.
//
// A [Pack] has a code of its own kind, an id, and a list of items. What is given is what is in it then: a grant keeps the parts
// themselves, so that a pack may change without changing what was given.
//
// # Invariants
//
//  1. A pack is never empty and holds no pack.
//  2. A closed pack is given to nobody; what was given of it stays.
//  3. A change names the version that was seen.
package pack
