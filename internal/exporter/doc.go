// Package exporter is files out: lists of members, orders and ledger entries as CSV or XLSX, made by a job.
//
// Nouns:
//   - A [Run] is one export that somebody ordered ([Order]): kind, filter, columns, format, and whether personal data is in full.
//   - Its file lies in the database in sealed parts, so that whichever server is asked can send it ([Fetch]).
//
// States of a run: ordered → made | gone. Where it stands in between is the job's to say; it is gone when it has expired or was dropped.
//
// Invariants:
//  1. The audit trail has a line of each export that was made (who, of what, by which filter, how many rows) and of each time it was fetched.
//  2. A file is sent to who ordered it, and to owners; after Kept nobody gets it, and the day-turn removes it.
//  3. Personal data is masked unless the export was ordered in full by somebody who may see it.
//  4. No text of a cell is read as a formula: one that begins like it gets an apostrophe before it.
//  5. After a person is erased no file made before is left ([Forget]).
//  6. A run that was cut off begins anew; parts of the former try are removed first.
package exporter
