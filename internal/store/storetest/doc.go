// Package storetest runs a test on both engines: SQLite always, PostgreSQL where
// REGULARS_TEST_POSTGRES names a server (under CI=true its absence fails).
//
// Every sub-test has an empty, migrated database of its own and a clock that
// stands still until it is set.
package storetest
