// Package day is the day-turn: what time itself does, for one merchant, in pages.
//
// Nothing depends on it but promptness: whoever touches a member posts first what is due (see reward), and readers compute it. The turn
// visits those whom nobody touches, so that reminders, tiers and the books of the day are on time.
//
// Steps of a [Turn], each of which goes on where a broken one stopped:
//   - post: every member with something due is caught up, in batches of one transaction each ([Post]);
//   - remind: members are told of points that expire, by the days that the programme says ([Remind]);
//   - close: the ledger's days that are over are closed;
//   - lapse: requests that nobody decided are over;
//   - rules: tags that stand by a rule are put on and taken off;
//   - clean: exported files are removed after seven days, finished jobs after ninety.
//
// Invariants:
//  1. A member whom the day-turn posted stands as one who was caught up later, all at once: both are the same function of the same instants.
//  2. Of one expiry of one member there is never a second reminder as early as one before, whatever was started twice, broke off or ran
//     on two servers: the row in day_reminder is in the commit of the event. A member late by several reminders gets the last one only.
//  3. One member who cannot be posted keeps nobody else from it; the turn then ends in an error that names the member.
//  4. A step holds locks for one batch; no step needs the one before to have ended.
package day
