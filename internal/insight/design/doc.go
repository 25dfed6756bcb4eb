// Package design is what helps to design a programme: how the one in force stands among members and what each part of it cost.
//
// A [Design] has the shape of the tiers (most in the middle, like a diamond, is what a programme should come to), what each tier is worth to
// who holds it and how much more that is than in the tier below, the share of sales and of profit of the best fifth of buyers, the use of
// each benefit, and the cost of each rule.
//
// A [Remark] is what people found out about a benefit in a quarter, how members rate it and why they do not use it, beside the sheet of benefits.
//
// Rules:
//  1. Sales are net of what came back, by the day of the order, of members alone. Buyers are members with an order that still stands.
//  2. What a tier is worth is the points that its members were given, as money off, and what benefits cost for them, in the window.
//  3. Profit of a line is its payable less the cost of its product, or where that is not known the margin of its category. Lines
//     of neither are left out; KnownBp says how much of the sales is known. It is not told where less than half is.
//  4. The best fifth are the first ⌈n/5⌉ of n buyers by sales.
package design
