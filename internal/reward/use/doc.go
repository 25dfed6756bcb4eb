// Package use counts what is used of the caps of programmes: by each member, and under member 0 of the budgets that all members share.
// [Books] are the counts of some members, changed as orders and grants are decided; a count is the sum of what orders and grants keep.
//
// A budget's rows are locked after all members, by rule and period, and only where a programme has budgets.
package use
