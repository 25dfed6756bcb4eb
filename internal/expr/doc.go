// Package expr is conditions: the one language in which earning rules, coupons, tiers, audiences and journeys say when.
//
// A [Catalogue] lists the [Attribute]s (tier, order.channel, attr.shoe_size) and [Window]s (spend over a [Period]) that
// a condition may name; app builds it from what the rooms export. [Catalogue.Compile] makes a [Condition] of a text
// in CEL. From the checked condition come its [Need], its evaluation for one member's [Facts], the explanation of each
// [Clause], the SQL that selects members, and the [Node] tree that the visual builder edits and that [Print] writes
// back. A clause is a part that is not made of others by &&, || and !.
//
//	tier in ["gold", "black"] && spend(365) >= 500000 && !("employee" in tags)
//
// The language has whole numbers, texts, true and false, days written as "2026-01-31", lists of literals; == != < <= >
// >= in && || ! ?: + - * / %; has(x), size(x), startsWith, endsWith, contains, and over lists exists, all, exists_one.
// Windows take a literal: spend(365), spend("year"), spend("ever"). Money is in minor units.
//
// Rules:
//  1. A condition may name what its scope has: attributes of the member (with windows), of the order, of the line.
//     The empty condition holds always.
//  2. A clause is true or false, never unknown. && || ! ?: join such truths.
//  3. A clause that compares (< <= > >= in startsWith endsWith contains, a macro, a Bool attribute by itself) and
//     cannot be computed, because a value is missing or a number does not fit, is false; so its denial by ! is true:
//     both x > 3 and x <= 3 are false of a missing x, and !(x > 3) is true.
//  4. == means "is not distinct from": missing equals missing and nothing else; a != b is !(a == b). What cannot be
//     computed from missing values is itself missing.
//  5. A list is never missing: unknown is empty. A value of another type than its attribute's is missing.
//  6. SQL selects exactly the members whose facts hold. A NULL is a missing value; where NULL and false lead to the
//     same rows the shorter form is written, below a ! the exact one.
//  7. SQL is the subset && || ! == != < <= > >= in has startsWith endsWith contains + - *, over attributes that have
//     SQL. Numbers are taken to be within ±10^15, and a sum or product that might not fit is refused.
//  8. A period ends with today and includes it: n days are today and the n−1 before, the year begins on 1 January.
//     Days booked after today are not counted, by any kind of period.
//  9. Every literal of a condition is a parameter of its SQL; $1 is the merchant.
//  10. Print(Tree(x)) holds when x holds. A condition outside the builder's shapes has no tree.
//  11. What a condition costs is bounded when it is compiled (length, parts, depth, estimated steps), never counted
//     when it runs. It asks the facts only for what the outcome depends on, from left to right.
//  12. A text in a tree, such as a category, is what it is and whatever it lies below: beside a literal, == != and in hold for its own
//     code and for each above it. Everything else sees its own code.
package expr
