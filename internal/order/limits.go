package order

import (
	"time"

	"regulars/internal/order/payment"
)

// Limits of the room.
const (
	MaxBatch    = 1000        // orders of one batch
	MaxPayments = payment.Max // payments of one order
	MaxNumber   = 64          // characters of an order's number or source
	MaxReason   = 500         // characters

	// ClockSkew is how far ahead a till's clock may be.
	ClockSkew = 10 * time.Minute
)
