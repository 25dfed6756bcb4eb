// Package shop is the operations about what is sold beside orders, and for how much: price lists, the points mall, recharges
// and paid plans.
package shop
