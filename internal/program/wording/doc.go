// Package wording says what a programme promises, decides and changes as sentences, in Chinese and in English.
//
// A trace is data when it is frozen with an order; [Step] words it when it is read, by the names of the version that made
// it. A [Voice] says documents: [Voice.Describe] what members are promised, [Voice.Diff] what changes from one document to another, of
// which [Told] is what members are told before a version is in force, and [Note] that as one text. [Progress] says what lacks to a tier.
//
// Rules:
//  1. A sentence can be said aloud at a till: what was counted, by which rate, and what it gave.
//  2. A step is worded from its own numbers alone; only names come from the programme.
//  3. Every change of a document that members can notice makes a change with both its places; equal documents make none.
//  4. What is the merchant's own affair, such as a budget of all members or a colour, is a change that nobody is told of.
package wording
