// Package demo fills an installation with a merchant that looks alive: 贝瓜母婴, a chain of seven mother-and-baby shops in five cities,
// a web shop and a mini-programme, with a year and a half of trade that ends today.
//
// # Nouns
//
// A [Fill] makes the merchant and lets it live. The story is everything that will happen, drawn from a seed before anything is
// written: families with babies that grow, what they buy at which age, what they bring back. A tick is the part of the story between
// two moments of a working day; it is played in one transaction. An act is something that a person in the office does: publishes
// a programme, corrects points, merges two records.
//
// Nothing is written past the rooms: the story is played through the same verbs as the till's and the office's, on a second handle
// of the database whose clock stands where the story is. So a programme is really published in its month, a refund really meets the
// points as they stood, and an approval really expires.
//
// # What it shows, and where
//
//   - Programme: three published versions with notes, and a draft for the next (program-1.yaml …). Tiers by a year's spend, by growth of the
//     year and of all time, one by hand; a member day, services, mini-programme and two-children families earn more, with caps by day and month;
//     points of online orders wait until a week after they were signed for; first-stage formula takes part in no promotion, as the trade's
//     rules want.
//   - A simulation of that draft over the last year, which is played when the demo is first served.
//   - Members: pregnancy, newborn, toddler and child, seen by what they buy; sources, referrers, consents, children, tags by hand and by
//     rule, segments, people who stand there twice, two merged and one merged and parted again.
//   - Orders: 618, 双11, 双12, the lull of the Spring Festival, weekends; guests; refunds of parts and of all; returns without receipt; parcels
//     of online orders; orders of this very day.
//   - Coupons: six kinds of them given to many, codes of a poster that are claimed at counters, given on to friends, used with orders and back by
//     refunds, cancelled, about to expire, over.
//   - The points mall: goods, coupons, bonus and growth for points, one for points and money, taken every day, handed over by code or sent, now
//     and then cancelled; price lists: member prices, a flash sale that runs and one that is over.
//   - Books: a closing of every day, so that what is owed has a history; a proof of the books that runs when the demo is first served.
//   - Holdings: points pending, spent, expired and about to expire, adjustments, a closing of every day, and one above the role's limit that waits for a
//     second person.
//
// # Invariants
//
//  1. The same seed, size and instant give the same story: members, orders, refunds and what they earned. Ids, sealed bytes and the key differ.
//  2. Every tick is one transaction that leaves a mark; a run that was killed goes on after the last mark, to the end that it began with.
//  3. A second run changes nothing and answers the same logins. The API key is shown by the run that finished the work, never again.
//  4. Other merchants of the installation are not touched. A merchant of somebody else's with the slug demo is refused.
//  5. All people, phone numbers (1540…), addresses and brands are invented.
package demo
