// Package sales is the operations about what is sold: categories and products, quotes, orders, refunds and returns.
//
// Quotes and orders are the hot paths: their answers write themselves without reflection, and orders of one merchant
// that arrive at once are recorded in one transaction (package batch).
package sales
