// Package backup writes all that a database holds into one file, and loads it into an empty one.
//
// The file is gzip of JSON lines: a header, for each table its columns and then its rows, and an end that counts the rows. It is the
// same from both engines, so that what was taken from one can be loaded into the other. The keyset of personal data is no part of it.
package backup
