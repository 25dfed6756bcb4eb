// Package shop is the operations about what is sold beside orders: the points mall, recharges and paid plans.
package shop
