// Package vault keeps personal data unreadable without a key file, and searchable by exact value all the same.
//
// A [Vault] holds two keysets, read from one JSON file (mode 0600, never in a backup of the database):
//
//   - AEAD keys (AES-256-GCM) that seal names, phones, e-mails and the like. The first is made with the file;
//     [Vault.Rotate] adds a new one that seals from then on, and the old ones still open. Rows are sealed anew by
//     the rooms that own them ([Vault.Reseal]; here [ResealPersons] and [Check]).
//   - one PRF key (HMAC-SHA256) that makes blind indexes: [Vault.Blind] of the same value of the same merchant is
//     always the same 22 characters, which tell nothing without the key. It never rotates: every index in
//     the database would have to be computed again from the opened value, which is an export and an import.
//
// A person's own key (table vault_person) seals what is written about one member into places that are never
// changed, such as the audit trail. It is itself sealed by the vault. [Forget] destroys it, and with it everything
// that it sealed.
//
// Invariants:
//  1. What is sealed for (merchant, subject, field) opens for that merchant, subject and field only: a value
//     copied to another row does not open.
//  2. An empty text is stored as empty bytes: a row without a phone looks like one without a phone.
//  3. A keyset file is never overwritten by its creation, and is replaced atomically by a rotation.
//  4. A database remembers which keyset sealed it (vault_check): [Check] refuses another one, and one older than the
//     last rotation, before the first value is written with it.
//  5. What was forgotten stays forgotten: nothing more can be sealed for that member (it comes out empty).
//
// Nothing here decides who may read; masks for those who may not are [MaskPhone], [MaskName], [MaskEmail],
// [MaskAddress] and [MaskCode].
package vault
