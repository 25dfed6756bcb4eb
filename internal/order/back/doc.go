// Package back is what came back of an order: what a refund gave back and took back. Plain values, kept with the refund as JSON.
package back
