// Package batch turns many concurrent calls of one hot verb into few transactions.
//
// A [Collector] gathers what is waiting in a lane of a merchant while the batch before
// it commits; there is no timer, so a lone caller does not wait. A batch holds
// items of one merchant only.
//
// Rules:
//  1. Items of a lane keep the order in which they came; lanes run beside each other. Without [Collector.Lanes] a merchant has one.
//  2. When a batch fails as a whole, its items are tried one by one, so that one bad item
//     spoils nobody else's; not where the database does not answer.
//  3. A caller that gives up does not stop the batch: what it asked for may still happen,
//     and the natural key or idempotency key of the call tells it later.
//  4. The queue of a lane is bounded: beyond it calls are refused, not kept.
package batch
