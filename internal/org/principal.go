package org

import (
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/store"
)

// Principal is who stands at the door: a staff member with a session, or a program with a key.
type Principal struct {
	Scope       store.Scope // the merchant and the actor
	StaffID     int64       // 0 for a key
	SessionID   int64       // 0 for a key
	KeyID       int64       // 0 for staff
	Behind      int64       // the staff member answerable: itself, or who made the key (0 where the program did)
	Role        Role        // "" for a key
	AllStores   bool
	Stores      []int64 // where not AllStores
	Permissions Permissions
	Until       calendar.Instant // when the session or key expires
	FactorFirst bool             // may do nothing but set up a second factor
}

// May reports whether the principal has the permission.
func (p Principal) May(one Permission) bool { return p.Permissions.Has(one) }

// Require returns ErrForbidden unless the principal has the permission.
func (p Principal) Require(one Permission) error {
	if p.May(one) {
		return nil
	}
	return ErrForbidden.New(fault.P{"permission": string(one)})
}

// RequireStore returns ErrStoreForbidden unless the principal works in the store; 0 (no store) needs the whole merchant.
func (p Principal) RequireStore(storeID int64) error {
	if p.AllStores || storeID != 0 && slices.Contains(p.Stores, storeID) {
		return nil
	}
	return ErrStoreForbidden.New(nil)
}

// StoresOf are the stores of which the principal is shown what happened there: the one that is asked for, else (0) those that it works in; nil for
// all. Returns ErrStoreForbidden.
func (p Principal) StoresOf(storeID int64) ([]int64, error) {
	switch {
	case storeID != 0:
		return []int64{storeID}, p.RequireStore(storeID)
	case p.AllStores:
		return nil, nil
	}
	return append([]int64{}, p.Stores...), nil
}
