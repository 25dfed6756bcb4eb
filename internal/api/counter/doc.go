// Package counter is the operations about what members use at a counter: entitlements of the programme and of plans, times cards and
// stamp cards, the sheet that counts and costs all of it, and the proof that the member is there.
package counter
