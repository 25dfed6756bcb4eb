// Package back is what came back of orders, as it is kept: refunds, and returns without receipt with the orders that they were found in.
package back
