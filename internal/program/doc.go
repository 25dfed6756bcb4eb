// Package program is the membership programme: one versioned document and the pure engine that decides by it.
//
// A [Document] holds tiers, earning and spending rules and the terms of points. [Parse] reads it from YAML or
// JSON, [Compile] checks it whole and makes a [Program]. Everything else is a function of plain values:
//
//   - [Evaluate] takes what is known of a member ([Standing]), a basket and what the order asks for ([Ask]), and gives the [Outcome]:
//     what the order costs, spends and earns, with a [Step] for each decision. wording.Step says a step aloud. Benefits, and what the
//     member brings (Ask.Hand: coupons, entitlements, plans, prices), are made by offer/deal, whose rules stand there.
//   - [Remain] gives what that order keeps when some of its units went back; [Freed] what of coupons and entitlements goes back.
//   - [Happened] gives what something that a member did beside buying earns (package act).
//   - [Program.Assess] moves a member's [TierState] to an instant (package ladder).
//   - [Program.Missing] says what lacks to the next tier, [Diff] what changes between two documents.
//
// Needs tells the caller what to load. Nothing here reads a clock or a database.
//
// Rules:
//  1. A rule's amount is computed exactly over all lines that it matches, and rounded once an order.
//  2. per_amount rules count the basis of a line: what is paid for it in money (payable less bonus) unless the document
//     says otherwise. Lines without units earn nothing.
//  3. A multiplier (a multiply rule, or a tier's earn_bp under the code "tier:<code>") gives on top of what
//     per_amount and per_unit rules give exactly, before caps: x·(bp−10000)/10000 for the lines it matches. Per line the best
//     one counts, or all add up, as the document says.
//     Benefits that multiply stand after the rules, under "benefit:<code>"; then those of plans ("plan:<plan>/<code>"; one of the programme that a
//     plan was bought with and that gives more than now, under its "benefit:<code>") and of coupons ("coupon:<id>"), which are frozen with their lines and not asked again.
//  4. Caps (package limit) apply in the order: the rule's own, then those over all rules; rules in the document's order, then the tier,
//     then multiply rules. What a cap cuts is in the trace. Room is that of the standing; where it says nothing, the cap is whole.
//     They count what orders and events earn together; one per order cuts no event.
//  5. Who is not a member (guest, or status customer) earns nothing, spends nothing and is promised nothing.
//  6. What a refund leaves is Remain(frozen standing, frozen outcome, R): per rule the smaller of what was recorded and
//     what the rules give for what remains; zero when R is empty; never more of a cap than was recorded.
//  7. The value of points spent is whole money: their number is a multiple of the step.
//  8. A tier whose condition holds counts even where the condition of a lower one does not. Upgrades are at once.
//  9. A tier given by hand is a floor until its end and disturbs nothing beneath it: the tier in force is the higher one.
//  10. An instant "until" is the first one at which it is over: exactly at KeepUntil the keep period has ended.
//     Whether its condition holds is asked for its last day: the spend of a calendar year is that of the year that ends.
//  11. A per_event rule gives its points once an event, whatever multipliers there are. Its condition asks the member and that kind of event.
//     What changes again and again (the profile) is given for up to a cap in all.
package program
