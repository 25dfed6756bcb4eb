package people

import (
	"context"

	"regulars/internal/api/shell"
	"regulars/internal/expr"
	"regulars/internal/store"
)

// Add registers the operations.
func Add(t *shell.Table) {
	addMembers(t)
	addHoldings(t)
	addChildren(t)
	addAttributes(t)
	addEvents(t)
}

// compile reads a condition over members.
func compile(_ context.Context, _ *store.Tx, _ string) (*expr.Condition, error) {
	panic("segment is not here yet")
}
