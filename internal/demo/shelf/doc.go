// Package shelf is the points mall and the price lists of the demo's shop: what is put on offer, who takes what, and what becomes of it.
// Package demo says when; everything goes through the verbs of mall and price.
package shelf
