// Package act is what members do beside buying, as a programme names it: the kinds of events of the merchant's own, each with what its
// systems tell of it, and those that the product knows by itself.
//
//   - An [EventKind] is declared in the programme: visit, review, check_in. A condition of a rule for it may ask event.<code>.<field>, and
//     of every event event.hour, event.weekday, event.month and event.day.
//   - [Joined] and [Profile] are of the product's own. Their codes have a dot, which no code of a merchant has.
//   - An [Act] is one of them that happened. What it says of a field is taken where it is of the field's type; else it is missing.
package act
