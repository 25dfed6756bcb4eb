// Package store is the database: opening it, transactions, set operations, the
// outbox, idempotency and migrations, with one SQL text on SQLite and on
// PostgreSQL. It is the only importer of the two drivers.
//
// Nouns: a [DB] is an open database. A [Scope] says whose data is touched and
// by whom. A [Tx] is one transaction of one scope; it carries one now. What
// outlives a transaction (keyset, compiled programmes) is given in
// [Config].Values and taken by type with [Value].
//
// Rules:
//  1. A Tx belongs to one merchant; every statement carries its merchant_id.
//  2. The first failed statement sticks: every later statement fails with it
//     and the commit is refused, on both engines.
//  3. DB.Tx runs its function again after a deadlock, a serialization failure
//     or [ErrAgain], a bounded number of times; so inside it stands nothing but
//     database work and pure computation.
//  4. All rows of a query are read before its callback runs, so that the
//     callback may query.
//     What is put off (QueryLater, InsertLater, UpdateLater) goes to the database with the next statement
//     that is waited for, before it, or with the commit; on PostgreSQL in one round trip. A function that
//     reads so says in its name that its answer is there only after Flush or the next Query.
//  5. Events emitted in a Tx are written to the outbox in its commit.
//  6. Transactions do not nest: a second Tx inside the first would wait for itself.
//
// The SQL that passes is a closed subset; a test prepares every text of the
// program on both engines. On SQLite $N becomes ?N, = ANY($n) becomes a
// membership test in a JSON array, as does IN (SELECT unnest(CAST($n AS text[]))), which a condition on each of many rows
// wants: PostgreSQL makes a table of it, and looks through an ANY from its beginning. FOR UPDATE is dropped, because a single writer
// needs no row locks. In a View it is dropped on both.
package store
