// Package rules keeps the house in order: what the repository promises about
// itself is checked here by tests, and there is no other code.
//
// Every rule is a function from the parsed sources to offences, and is tried on
// a small bad example first, so that a rule that finds nothing is known to be
// able to find something. An offence names the file and line, what is wrong and
// what to do.
//
// Rules:
//  1. A package imports only packages that stand before it in the list of rooms.
//     Pure rooms reach neither database, nor network, nor files. Only store
//     imports the database drivers; only tests import storetest. SQL reads no
//     table of a room above.
//  2. A table is written by the room whose name begins the table's name.
//  3. Every package has one doc comment, in doc.go; every exported name has one
//     that begins with the name.
//  4. Files end at 600 lines, functions at 70, packages at 2,500.
//  5. No init, no clock and no printing where they do not belong.
//  6. A refusal has one code and speaks English and Chinese with the same
//     parameters; so does every kind of event, and only declared kinds are emitted.
//     All are listed in testdata/codes.golden and testdata/events.golden.
//  7. Every SQL text is constant, keeps to the words that SQLite and PostgreSQL
//     share, names the merchant for each table, and is prepared on both engines.
//  8. The migrated schema can be spread over machines by merchant_id, and is
//     written down in testdata/schema.golden (go test ./internal/rules -update).
//  9. Every setting of the command line with a variable stands in the README.
//  10. The module has no dependency that nothing imports, and the repository
//     names no folder of any machine it was built on.
package rules
