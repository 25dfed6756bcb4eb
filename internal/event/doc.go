// Package event is the envelope in which a room tells the others what happened.
//
// An event is written in the commit that made it true and read later by the
// consumers of the outbox; it carries ids, numbers and codes, and of what
// somebody did by hand the reason that was given, which goes with the person's
// timeline when the person is erased. Names and contacts never.
// Consumers look at the subject as it is now, so any order of events ends the
// same. Root names the fact that started a chain of events: an order's event
// has the order as its root, and so has everything given because of it.
package event
