// Package contact folds what people are named and reached by, so that the same phone, e-mail, card or name is always the same text.
//
// It computes without a database. What is folded here is then blinded and sealed by member.
//
// Rules:
//  1. A phone number is E.164. A number with an extension (the privacy number of a marketplace) belongs to nobody for long
//     and is refused.
//  2. Letters of e-mails are small, those of cards are capitals.
//  3. A name is searched without case, width, spaces and punctuation.
package contact
