// Package importer brings a merchant's past in from files: members, products, and orders with their lines.
//
// Nouns. A [Source] is the file. A [Mapping] says which column is which field, and what the shop meant by what it
// wrote; [Guess] proposes one from the header and [Preset] gives a ready one. A fact is one order or one unlinked
// return, made of rows. A [Report] says what became of every row. A run is one import on its way: what it has taken
// is committed chunk by chunk, each with the place where the next one begins.
//
// The way of a file: bytes → (gzip) → encoding → rows → checked facts, in memory and compact → sorted by time → chunks
// of some hundred facts, each one commit → the verbs of order, member and catalog. Nothing is written before the
// whole file has been read.
//
// States of a run: running → done | failed. A running run whose process is gone is taken up by whoever
// imports the same file with the same mapping again.
//
// Invariants:
//  1. rows_read = rows_taken + rows_refused: every row that has a value is taken or refused with a reason, once.
//  2. An order whose rows are not all good is refused whole: half an order is a wrong order.
//  3. (source, number) is the natural key: what is there already is not recorded twice, so a run that was cut off
//     goes on, and a file may be imported again.
//  4. Sales and returns are folded by the instant at which they happened; at one instant in the order of the file.
//     Of several members the order does not matter, of one it is kept.
//  5. Amounts that are no whole minor units are rounded line by line, half away from zero; the report says what
//     that added to the net sales, exactly.
//  6. What the file's encoding is, is decided on its bytes and said in the report; a file that is neither UTF-8,
//     UTF-16 nor GBK (GB18030) is refused, never guessed at.
package importer
