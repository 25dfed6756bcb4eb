// Package shell is the door itself: what every operation of the HTTP API has in common.
//
// A [Table] holds one [Op] for each operation, registered by [Read], [Write] or [Do] with a function that
// works on plain values. The shell does the rest, in this order: request id and headers → rate limit → who is it →
// may they → body and parameters, strictly (package wire) → the function → the answer or a problem.
// A [Call] is one request on its way.
//
// Rules:
//  1. Permission is asked before anything of the request is read.
//  2. Every refusal is application/problem+json with a stable code and a sentence in the caller's language;
//     what is not a fault.Error is logged with the request id and shown as "internal error".
//  3. A write claims its Idempotency-Key in its own transaction and keeps it with what it made; a repeat renders
//     the answer anew from the record and changes nothing. A refusal keeps no key.
//  4. A write by session cookie comes from our own pages, or it is refused.
//  5. Nothing of a request but method, operation, ids and status is logged.
//  6. A write that needs a second person is stored and answered with 202; [Table.Replay] runs it again in the
//     transaction of the approval.
package shell
