// Package payment is the money that was paid for something: by which means, and how much.
package payment
