// Package family keeps the children of members, for care along a child's age.
//
// Invariants:
//  1. A child is kept only with its guardian's consent, with the instant and the way it was given.
//  2. The name is sealed under the child's own number, so that it moves with the child when records are merged.
//  3. A child that is expected has a birthday to come, at most ten months ahead.
package family
