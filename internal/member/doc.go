// Package member keeps the people of a merchant: who they are, what they agreed to, and what they did in numbers.
//
// Nouns:
//   - A [Member] is one person of one merchant. Status customer: counted, promised nothing; member: has joined; erased: a
//     number without a person.
//   - An identity is what finds the person: phone, e-mail, card, external id, WeChat openid (of one app) or unionid. It is
//     sealed, and found by its blind index.
//   - [Books] hold the statistics and days of many members in memory while orders are decided.
//   - A merge makes one record the alias of another.
//
// Beside it lie tally (the arithmetic of statistics), contact (how phones, e-mails, cards and names are folded), trait (tags, consents,
// answers), family (children), story (timeline and facts), merge (of records, and its undoing) and privacy (export, erasure, sealing anew).
//
// Invariants:
//  1. An identity belongs to one record: (merchant, digest, kind) is unique in the database. Of two sign-ups at once with the
//     same phone, one enrols and the other is answered with the first one's id.
//  2. An alias points to a record that is no alias. [Resolve], [Get] and [List] answer with the record pointed to.
//  3. member_day is the truth of a window: order, spend (net of refunds), refund, principal, points, growth, recharge,
//     referrals of one business day. A refund is booked on the day of its order.
//  4. member_stat equals what tally.Recount makes of all orders and refunds: counts and sums are the sums of the days;
//     first and last order are those of the first and last day on which an order stands that was not wholly refunded.
//  5. Whoever saves Books holds the lock of each member in them: statistics are written as whole numbers.
//  6. Personal data is stored sealed only; after privacy.Erase nothing of it is left, and nothing finds the person.
//  7. An identity that was given up is kept sealed in member_identity_past and finds nobody.
package member
