// Package sheet reads tables out of files that people send: CSV and XLSX, packed or not, in the encodings that they come in.
//
// Nouns. A [Source] is the file, which can be opened more than once. [Examine] reads it once, for its digest and its
// encoding; [Open] opens it as a [Table], row by row. A [Decimal] and [Dates] read what stands in the cells.
//
// Invariants:
//  1. The encoding is decided on the bytes, wherever in the file the first one beyond ASCII stands; what is neither UTF-8,
//     UTF-16 nor GBK (GB18030) is refused, never guessed at.
//  2. Nothing grows without limit: bytes, unpacked bytes, columns, the length of a row.
//  3. Numbers and dates are exact, or they are refused; day and month are never guessed.
package sheet
