package coupon

import (
	"regulars/internal/fault"
	"regulars/internal/offer"
)

// refusalOf is the refusal of a verb for a reason.
func refusalOf(reason offer.Reason) *fault.Error {
	switch reason {
	case ReasonVoid:
		return ErrVoid.New(nil)
	case ReasonUsedUp:
		return ErrUsed.New(nil)
	case ReasonOther:
		return ErrClaimed.New(nil)
	case ReasonLocked:
		return ErrLocked.New(nil)
	case ReasonExpired:
		return ErrExpired.New(nil)
	case ReasonGuest:
		return ErrNoMember.New(nil)
	case ReasonPending, ReasonLimit, ReasonSegment, offer.NotInScope, offer.BelowMinimum, offer.NotCombinable, offer.GivesNothing, offer.NotBest:
	}
	return ErrUnusable.New(nil)
}
