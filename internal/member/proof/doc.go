// Package proof says whether the member is there when something of his is spent. A phone number alone only earns.
//
// # Nouns
//
//   - A [Proof] is what a caller shows: the dynamic member code, the PIN, or a reason why staff go without (override).
//   - [Shown] is a proof that was looked at, at the door and outside of the spend's own transaction: a wrong one is counted even
//     where the spend is refused, and hashing a PIN holds no lock. It refuses nothing by itself, so that the repeat of an
//     order that was recorded is answered though its code is long used.
//   - A [Spend] is what leaves. [Shown.Enough] says whether the proof covers it, by the merchant's settings.
//   - [Books] use proofs up in the spend's commit: a code is good for one spend, an override stands in the audit trail.
//
// # The member code
//
// Eighteen digits: 9, a number of the member that says nothing else (nine digits), seven digits that follow from a secret of the
// merchant, the member and the half minute, and a check digit (Luhn). It is shown as digits and as a QR code, changes
// every 30 seconds, and is accepted as long as the merchant's settings say. Nothing is stored when it is shown.
//
// # Invariants
//
//  1. A code is good for one spend: using one uses up all that were shown before it.
//  2. After [maxTries] wrong codes of a member in a row, or as many wrong PINs, none is looked at for [lockedFor]; the guess is counted before it is
//     compared, so guesses at once do not help. A code that was right a short while ago is no guess, and ends no row of wrong ones.
//  3. The PIN is kept as argon2id of a keyed digest: neither the database nor the key file alone lets anybody try PINs.
//  4. Who may not spend without proof cannot make one: a code is shown to trusted systems (the member's own page); a PIN is set, and somebody else is let
//     use a card, with a proof, or by who may override, with a reason. A PIN that was set so is good for no more than the override, and so is a PIN that it set; a
//     card is opened to others as far as the override goes.
//  5. An override needs the permission and a reason, goes up to the merchant's limits, and stands in the audit trail.
//  6. What leaves a member without proof, freely, by override or by such a PIN, is one sum a day, and the limits are limits of it.
package proof
