// Package privacy gives a person's data out, takes it away, and seals it anew.
//
//   - [Export] is everything that member's tables hold about one person, readable, for the person.
//   - [Erase] leaves a number without a person: statistics stay, anonymous; nothing finds or names the person any more.
//   - [Reseal] puts sealed columns under the newest key after a rotation.
//
// Other rooms hold more about a person (orders, ledger, messages): dossier calls all of them in one transaction, and writes the
// audit line with the reason. Rows that were deleted may stand in free pages of the database file and in older backups for a while, sealed.
//
// Invariant: a new table with personal data, or a new sealed column, has its line in Erase, in Export and in Reseal; the tests look.
package privacy
