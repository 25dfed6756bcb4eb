// Package way is the way of an order to the one who bought it: its steps of fulfilment, and where its parcels are.
package way
