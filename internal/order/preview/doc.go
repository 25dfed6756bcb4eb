// Package preview tries a programme on an order that nobody placed: one that is not published yet, or not any more.
//
// The order is that of a member as he stands, of a made-up [Standing], or of a guest. What is decided is what order.Quote would decide if
// the programme were in force, by the same program.Evaluate; nothing is written.
//
// Rules:
//  1. By the programme in force, an existing member's preview is the quote of the same order.
//  2. A made-up standing knows what it is told and nothing else: windows that it does not name are 0, attributes are missing.
package preview
