// Package wording says a programme's decisions and changes as sentences, in Chinese and in English.
//
// A trace is data when it is frozen with an order; [Step] words it when it is read, by the names of the version that made
// it. [Diff] says what changes from one document to another: the note that members read before
// a version is in force.
//
// Rules:
//  1. A sentence can be said aloud at a till: what was counted, by which rate, and what it gave.
//  2. A step is worded from its own numbers alone; only names come from the programme.
//  3. Every change of a document that members can notice makes a statement; equal documents make none.
package wording
