// Package recharge sells stored value and pays it back. The value lies in the ledger as two assets that never mix: principal, which was paid, and
// bonus, which came with it.
//
// # Nouns
//
// [Terms] are the merchant's rules: limits of a prepaid card, how uses count when principal is paid back, and the text that members are
// shown. An [Offer] is so much bonus (and gifts) for so much principal. A [Recharge] is one purchase: it is the cause of its principal and of
// its bonus in the ledger. A [Withdrawal] pays principal back; it is refused without a second person above what the terms let go.
//
// # What is paid back
//
// A recharge is a contract of its own. An [Account] is what became of it: how much of its lots was used, by which documents, and what
// the goods cost before any discount. Of amount P with bonus B, U used (list price L), W paid back before:
//
//   - within the cooling days, and for the merchant's reason: P − U·P/(P+B) − W, uses counted at the ratio that was paid;
//   - for the member's own reason, later: P − L − W, uses counted at the price before discount; the terms may be kinder ("paid": P − U − W,
//     "ratio": as above).
//
// So U comes from the ledger's lots, and L from the order's own list price: both stay for ever. Source: the Supreme People's Court's interpretation
// on prepaid consumption (法释〔2025〕4号, in force since 2025-05-01); a limit of 5,000 yuan for a registered and of 1,000 for an anonymous card:
// Ministry of Commerce order 2012 no. 9. What is in force at a place is the merchant's to know; the defaults are the careful way.
//
// When all that a recharge is worth is paid back it is closed: bonus that is left is void, principal that is left paid for the uses, and what else came
// with it is taken back as far as it can be. A part that is paid back takes its share of the bonus with it.
//
// # Invariants
//
//  1. (source, number) is the natural key of a recharge.
//  2. Principal by cause in the account recharged = amount − (withdrawn − extra); in the account spent, other than by orders: −charged. Bonus
//     by cause in the account issued = bonus − voided.
//  3. What is worth paying back is a function of the recharge, its uses as they stand, and what was paid back: a refund of an order raises it.
//  4. Σ withdrawn of recharges = Σ withdrawals, and no recharge pays back more than was paid for it.
//  5. Nothing is paid back of what is reserved by a hold.
//  6. principal of a member never exceeds the card limit through a recharge.
//  7. A recharge raises the member's recharge window on its day; paying back lowers it on that same day.
package recharge
