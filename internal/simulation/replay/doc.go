// Package replay plays the past once more under another programme, in memory: nothing is read, nothing is written.
//
// # Nouns
//
// A [World] is what members would hold and deserve had the programme been in force from the first fact on: their days, tiers, caps,
// lots of points and growth. [Order], [Refund], [Return], [Gift], [Turn] and [Assigned] are facts of the past, told in the order of their
// instants ([World.Place] and so on). A [Person] is what is known of somebody and does not follow from facts.
// What each fact comes to is answered; who asks sums it up.
//
// # What is decided again and what is taken as it was
//
// The programme decides what orders earn, which discounts of its own they get, how many of the points offered it takes, how points
// expire, and tiers. Taken as they were are prices, stated discounts, what coupons, uses and stored value took off, how many points
// somebody offered, what was given by hand, for events and by other rooms, tiers by hand, recharges and referrals. What was given for events
// takes its room of the caps over all rules, in the period of the event, and gives it back there.
//
// # Rules
//
//  1. Each fact is folded at its own instant, as an import folds it: what is due is posted first, then the fact is decided, then
//     the tier is asked. Facts of one member must come in order.
//  2. The programme that was in force all the time gives what was given: points, growth, tiers and lots, member by member.
//     What came late, was reserved or was merged since may differ: a replay has it as if it had come when it happened.
//  3. An order offers the points that were spent on it; the programme takes as many of them as it allows and as there are.
//  4. A refund takes back what program.Remain no longer keeps. It undoes upgrades as reward does, and so does taking back what was given.
//  5. What was frozen with an order of its member is what conditions ask of; of what nobody asked then the person of now is asked.
//  6. Who is not a member brings nothing to an order.
//  7. Somebody is a member from when on that was so; where entry goes by a condition, from when on it holds.
package replay
