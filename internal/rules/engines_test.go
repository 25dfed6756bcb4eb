package rules_test

import (
	"strings"
	"testing"

	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// unprepared finds statements that the engine does not understand (rule 7).
func unprepared(t *testing.T, db *store.DB, statements []statement) []offence {
	t.Helper()
	var out []offence
	for _, s := range statements {
		if err := db.Prepare(t.Context(), s.text); err != nil {
			out = append(out, offence{s.where, db.Engine() + " refuses the SQL text: " + strings.ReplaceAll(err.Error(), "\n", " "), "reword it; columns are in internal/rules/testdata/schema.golden"})
		}
	}
	return out
}

func TestPrepareFindsBreaches(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		finds(t, unprepared(t, db, []statement{
			{nil, "x.go:1", "SELECT id FROM store_outbox WHERE merchant_id = $1 AND id = ANY($2)"},
			{nil, "x.go:2", "SELECT no_such_column FROM store_outbox WHERE merchant_id = $1"},
			{nil, "x.go:3", "SELECT id FROM store_nowhere WHERE merchant_id = $1"},
			{nil, "x.go:4", "SELECT id FROM store_outbox WHERE merchant_id = $1 FOR UPDATE"},
		}), "x.go:2", "x.go:3")
	})
}

func TestStatementsPrepare(t *testing.T) {
	statements, _ := collect(load(t))
	statements = append(statements, sets(load(t))...)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		report(t, unprepared(t, db, statements))
		t.Logf("%d statements", len(statements))
	})
}
