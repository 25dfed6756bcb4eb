// Package worldtest is a merchant for tests: a programme, a clock, and the verbs of a shop's day in short form.
//
// [Each] tells a story in a new [World] on both engines. Whatever fails in a verb fails the test; what is expected to be refused is
// called by the room's own verb inside [World.Tx].
package worldtest
