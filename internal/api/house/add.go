package house

import (
	"regulars/internal/api/shell"
	"regulars/internal/org"
	"regulars/internal/staff"
	"regulars/internal/store"
)

// Add registers the operations.
func Add(t *shell.Table) {
	addSession(t)
	addSecurity(t)
	addMerchant(t)
	addBrand(t)
	addStores(t)
	addStaff(t)
	addKeys(t)
	addAudit(t)
	addApprovals(t)
	addViews(t)
}

// made is the record of one thing.
func made(kind string, id int64) store.Made { return store.Made{Kind: kind, ID: id} }

// clearDirectory has changes of staff, keys and merchants count at once on this server.
func clearDirectory(c *shell.Call) {
	if d, ok := store.FindValue[*org.Directory](c.DB()); ok {
		d.Clear()
	}
	if d, ok := store.FindValue[*staff.Desk](c.DB()); ok {
		d.Clear()
	}
}

// names are store ids as they are shown.
func names(prefix string, ids []int64) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = store.FormatID(prefix, id)
	}
	return out
}

// parse reads a list of ids.
func parse(prefix, field string, texts []string) ([]int64, error) {
	out := make([]int64, len(texts))
	for i, text := range texts {
		id, err := shell.ID(prefix, field, text)
		if err != nil {
			return nil, err
		}
		out[i] = id
	}
	return out, nil
}
