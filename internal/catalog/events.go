package catalog

import "regulars/internal/event"

// EventProductAdded tells that the merchant has a new product; not told of imported ones.
const EventProductAdded = "product.added"

// Events lists what the room emits.
func Events() []event.Kind {
	return []event.Kind{{
		Kind: EventProductAdded, En: "A product was added", Zh: "新增了商品",
		Fields: []event.Field{
			{Name: "sku", Type: "string", En: "the product"},
			{Name: "category", Type: "string", En: "code of its category, may be empty"},
		},
	}}
}
