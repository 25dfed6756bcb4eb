// Package tree is conditions as people build and read them: rows of a subject, an operator and a value, joined by and, or, not.
//
// A condition has three forms that say the same: its text in CEL, its tree ([expr.Node], as expr.Condition.Tree reads it off a
// text and [Print] writes it), and a sentence. A [Speaker] says sentences in both languages by the names of one
// merchant: it knows the labels of attributes, and what codes of tiers, stores and categories are called.
//
// Rules:
//  1. What [Check] lets pass, Print writes so that it compiles, but for what a condition may cost; each mistake names the part
//     of the tree that it is in, such as nodes[1].value.
//  2. A sentence says every part of the condition. What the builder does not know is said by its text, with labels for names.
//  3. Whatever expr.Condition.Tree gives, Check lets pass, but for empty texts and lists: those are fields not filled in yet.
package tree
