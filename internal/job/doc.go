// Package job does later what need not be done at once, with nothing but the database: jobs, schedules and the
// relay of events. It knows no domain: app hands it the handlers and the consumers.
//
// Nouns. A [Job] is one piece of work of one merchant, of a kind that a [Handler] knows. A [Schedule] makes a job
// whenever its cron expression falls due in the merchant's zone. A [Runner] claims jobs and runs them. A [Relay]
// carries the events of the outbox to the [Consumer]s, merchant by merchant; an event that a consumer cannot take
// is [Parked].
//
// States of a job: waiting → running → done | failed | cancelled; running → waiting when it is to be tried again,
// when its server stops, or when its lease runs out.
//
// Invariants:
//  1. At most one worker holds a job: a claim raises its fence, and whatever a worker commits through [Run.Tx]
//     is refused with [ErrLeaseLost] once the fence is another.
//  2. An open job's due_at is when it may be claimed: its run_at while it waits, the end of its lease while it
//     runs. A finished job's is Never.
//  3. Of a key there is at most one open job in a merchant; a schedule never overlaps itself.
//  4. A consumer takes each event once: all take it in the commit that removes it; where one of them fails, each in a
//     commit of its own with the (consumer, event) row, and a last commit removes the event and those rows.
//  5. An event is never lost: it is in the outbox, or every consumer has taken it, or it is parked for those that
//     have not. After [MaxTries] tries it stays parked until a person decides.
//  6. One relay at a time serves a merchant (a lease with a fence), and no merchant waits for another's events.
package job
