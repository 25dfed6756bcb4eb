// Package basket is the basket of an order and its exact arithmetic: what each
// line costs, what made it cheaper, with what it is paid, and what of all that
// stays when units go back.
//
// A [Basket] is [Line]s as a till sees them. Each line carries [Adjustment]s
// (what took money off, and why). [Allocate] divides the order's [Tenders] over
// the lines; the result is one [Share] a line. [Remaining] says how many units
// of each line are still with the customer, and [Keep] what a line keeps for them.
//
// Invariants:
//  1. payable = total − discount; the value of points is part of the discount.
//  2. cash = payable − bonus − principal.
//  3. Tenders are allocated one after another (points, bonus, principal, money),
//     each by cumulative floor over what the former left. The parts sum to the
//     tender exactly, none is negative, none exceeds what its line had left, and
//     none is a whole unit or more away from its exact share.
//  4. What is kept depends on the remaining quantity alone. For j of q units a
//     line keeps floor(A·j/q) of its total, of its payable, of its points and of
//     their value; its discount is total − payable.
//  5. The kept payable is divided over bonus, principal and cash again one after
//     another. So the three sum to it, none is above what was paid with it, and none
//     ever grows while units go back: a refund never asks for money of one kind
//     in order to give another.
//  6. Nothing is negative, and nothing is larger than money.Limit.
package basket
