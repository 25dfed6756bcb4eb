// Package bench measures Regulars on the machine it runs on, beside the limits of that machine.
//
// # Nouns
//
// A limit is what the machine can do at best at the same kind of work: a 4 KiB overwrite with fdatasync, PostgreSQL's
// own benchmark, copying the same rows. A place is one fresh database, a folder for SQLite or a schema for PostgreSQL,
// removed afterwards. A shop is a merchant in a place, with products and members. A load is a number of callers, each
// sending its next request when the last one is answered. A [Row] is one figure; an [Aim] is a figure held against a
// limit of the same run.
//
// # The way
//
// The server is a child process of the same program, so its memory and processor time are its own; requests go over
// HTTP on the loopback. The orders of a load are counted until the relay has drained the outbox of the load. Nothing
// of the server is skipped or set otherwise than in service, but for its limit of requests a second.
//
// # Invariants
//
//  1. Every answer of a load is the one that was expected, else the run fails: there are no rates of errors.
//  2. After each shop's loads, orders acknowledged = orders in the database, and check finds nothing in it.
//  3. Every load is bounded in time and in number; nothing but the loopback is called.
//  4. A place is removed when the run ends, whether it went well or not.
//
// Callers, server and database share the processors of the machine, as the report says: the figures are of all three
// together.
package bench
