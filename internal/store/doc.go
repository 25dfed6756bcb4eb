// Package store is the database: opening it, transactions, set operations, the outbox, idempotency and
// migrations, with one SQL text on SQLite and PostgreSQL. It is the only importer of the two drivers.
package store
