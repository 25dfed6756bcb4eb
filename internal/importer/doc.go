// Package importer brings a merchant's past in from files: members, products, and orders with their lines.
//
// Nouns. A [Source] is the file (package sheet reads it). A [Mapping] says which column is which field (package mapping
// guesses one from the header, or has it ready). A fact is one order or one unlinked return, made of rows. A [Report] says
// what became of every row. A [Run] is one import on its way: what it has taken is committed chunk by chunk, each with
// the place where the next one of its lane begins. An upload is a file that came by the API, kept sealed until it is imported.
//
// The way of a file: bytes → (gzip) → encoding → rows → checked facts, in memory and compact → sorted by time → chunks
// of a thousand facts, each one commit → the verbs of order, member and catalog. Nothing is written before the
// whole file has been read. Orders are written in two lanes beside each other, so that the database works for one
// while the other one decides; all that is of one person stands in one lane. Where somebody known when it begins would
// stand in two, there is one lane for all; two who are merged by hand while it runs may stand in two.
//
// States of a run: running → done. A running run whose process is gone is taken up by whoever imports the same file
// with the same mapping again.
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
//  6. A refusal names the row, the field and the reason, never what stands there; no refused row is kept.
package importer
