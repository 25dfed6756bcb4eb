// Package story keeps what happened to people: the timeline, and the facts that the merchant's own systems tell.
//
//   - [Timeline] is a consumer of the outbox; a line is an event, so it holds ids, numbers and codes. Of what a person gave or took back by
//     hand it has the reason, too, in that person's words: erasing a member removes the lines.
//   - A [Fact] is told once under an event_id; telling it again answers what the first telling made. Its data may hold what the teller
//     wrote, so erasing a person empties it. One that never happened is withdrawn, once; it stays readable.
//
// Lines and facts stay with the record that they were made for. Reading a member reads its aliases too, so a merge moves nothing
// here and undoing one has nothing to move back.
package story
