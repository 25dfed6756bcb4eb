// Package house is the operations about the merchant's own house: sessions, the merchant and its settings, stores, staff,
// keys, the audit trail and approvals. Everything is decided in org; here it is named for the outside.
package house
