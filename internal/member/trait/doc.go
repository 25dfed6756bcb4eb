// Package trait is what is known of people beyond their names: tags, consents and the answers to the merchant's own questions.
//
//   - A [Tag] is a word on a person, put on by hand, by a rule, an import, a reward or a merge. A rule takes off only
//     what it put on; a tag that a hand puts on as well stays.
//   - A [Consent] is a yes or no for one purpose on one channel. What was said last holds; everything that was said is kept.
//   - A [Definition] is a question of the merchant's own: its type, its label, and why it is asked, in the person's language.
//     An answer is typed, and sealed where the question is sensitive; sealed answers are in no condition.
//
// Callers hold the member's row where two changes of one person may meet.
package trait
