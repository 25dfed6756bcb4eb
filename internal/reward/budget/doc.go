// Package budget bounds what may be given: so many points, so much money or so many rewards in a period, in all and to each member.
//
// # Nouns
//
// A [Budget] has a unit, a period and one or two limits. A grant that names it draws from it: a [Charge] a grant and budget, in the period
// that the grant lies in. A grant may name several budgets; where one has no room left, nothing is given.
//
// # Invariants
//
//  1. What is used of a budget in a period is the sum of its charges in that period less what was returned of them, and never more
//     than its total; the same of each member and the limit for one. Records that were merged count as one member.
//  2. A charge is made in the commit of its grant. What a revoked grant gives back returns to the grant's own period.
//  3. The budgets' own rows are locked after all members, in the order of ids; whoever draws or returns holds the lock until the commit.
//  4. A budget that is closed gives nothing; what was drawn may still return.
//  5. A budget of money gives nothing that nobody has said the cost of.
//  6. Unit and period never change: charges would lose their meaning. A limit may be lowered below what is used: nothing more is given then.
package budget
