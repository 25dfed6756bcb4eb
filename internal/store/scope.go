package store

import "time"

// Merchant is what a transaction needs to know of the merchant it belongs to.
type Merchant struct {
	ID       int64
	Slug     string
	Name     string
	Currency string // ISO 4217
	Language string // "zh" or "en": what the merchant's own people read
	Zone     *time.Location
}

// Actor is who does it.
type Actor struct {
	Kind string // "staff", "key", "member" or "system"
	ID   int64
	Name string // shown in the audit trail; never personal data of members
}

// System is the actor of the program's own workers.
var System = Actor{Kind: "system", Name: "regulars"}

// Scope says whose data a transaction touches, and who does it.
type Scope struct {
	Merchant Merchant
	Actor    Actor
	Historic bool // facts of the past are being imported: their events say so
	Depth    int  // how many consumers stand between a first fact and this
}

// Installation is the scope without a merchant, for the global tables.
var Installation = Scope{Merchant: Merchant{Zone: time.UTC, Language: "en"}, Actor: System}

// GlobalTables are those that belong to the installation and not to a merchant; they never point to merchant tables.
var GlobalTables = []string{
	"store_migration", "store_node", "vault_check", "org_merchant", "staff_login", "staff_key_hash", "staff_attempt",
}
