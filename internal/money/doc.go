// Package money is exact arithmetic on minor units: fen, cents, points.
//
// Amounts are int64 in the minor unit of the merchant's currency; rates are
// basis points (1 bp = 1/10,000). Every division says how it rounds, and every
// product is taken in 128 bits, so that nothing overflows on the way.
//
// Rules:
//  1. A line worth A for q units of which j remain keeps floor(A·j/q): see [Part].
//  2. An amount spread over weights goes by cumulative floor, so that the parts
//     sum to the whole exactly: see [Spread].
//  3. No amount is larger than [Limit] in size; doors refuse what is.
package money
