// Package perks is what the demo's shop offers at its counters: times cards for its services, used by the family too, a stamp card, and
// the advice that a tier may ask for. Package demo says when it is played; everything goes through the verbs of the rooms.
package perks
