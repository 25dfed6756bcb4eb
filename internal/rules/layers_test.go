package rules_test

import (
	"strconv"
	"strings"
	"testing"
)

// rooms is the house from the ground up: a package imports only packages before it.
// What is not built yet has its place already.
var rooms = strings.Fields(`
	fault calendar money event expr basket offer program gate reward/item
	store batch vault job store/storetest
	media org staff edition catalog member ledger segment coupon benefit plan tier reward behaviour message
	order mall referral activity feedback community journey insight
	importer exporter simulation day dossier check worldtest demo bench
	provider api web app
	rules cmd/regulars e2e
`)

// pure is how many of the rooms, from the first, compute without any machine.
const pure = 10

// machinery is what a pure room cannot reach: it takes and returns plain values.
var machinery = []string{"database/sql", "net", "os", "syscall"}

// drivers are the database drivers; semantics of the two engines are hidden in store.
var drivers = []string{"zombiezen.com/go/sqlite", "modernc.org/sqlite", "github.com/jackc/pgx", "database/sql"}

// rank is the place of a room in the list, that of its nearest listed parent for a folder below it, or -1.
func rank(room string) int {
	for {
		for i, name := range rooms {
			if name == room {
				return i
			}
		}
		cut := strings.LastIndex(room, "/")
		if cut < 0 {
			return -1
		}
		room = room[:cut]
	}
}

// within reports whether an import path is one of the paths or lies below one.
func within(importPath string, paths []string) bool {
	for _, p := range paths {
		if importPath == p || strings.HasPrefix(importPath, p+"/") {
			return true
		}
	}
	return false
}

// layers finds imports that go up (rule 1).
func layers(t *tree) []offence {
	var out []offence
	unknown := map[string]bool{}
	for _, f := range t.files {
		own := rank(f.room)
		if own < 0 {
			if unknown[f.room] {
				continue
			}
			unknown[f.room] = true
			out = append(out, offence{
				f.path + ":1", "package " + f.pkg + " is not in the list of rooms",
				"add it to rooms in internal/rules/layers_test.go, at its place in the order",
			})
			continue
		}
		for _, spec := range f.syntax.Imports {
			importPath, _ := strconv.Unquote(spec.Path.Value)
			if what, todo := f.mayImport(own, importPath); what != "" {
				out = append(out, offence{t.at(spec.Pos()), what, todo})
			}
		}
	}
	return out
}

// mayImport says what is wrong with an import, or nothing.
func (f *file) mayImport(own int, importPath string) (what, todo string) {
	if within(importPath, drivers) && f.room != "store" && f.room != "store/storetest" {
		return f.room + " imports the driver " + importPath, "use store: it hides the two engines"
	}
	if f.test {
		return "", "" // a test may look at any room; Go forbids the circles
	}
	if own < pure && within(importPath, machinery) {
		return "pure room " + f.room + " imports " + importPath, "take plain values and let the caller reach for the machine"
	}
	if !strings.HasPrefix(importPath, module+"/") {
		return "", ""
	}
	room := strings.TrimPrefix(strings.TrimPrefix(importPath, module+"/"), "internal/")
	if room == "store/storetest" && f.room != "worldtest" || room == "worldtest" {
		return f.room + " imports " + room + " outside a test", "move what needs it into a _test file"
	}
	other := rank(room)
	if other > own || other < 0 {
		return f.room + " imports " + room + ", which stands above it",
			"move the code up, pass a value in, or emit an event that the upper room consumes"
	}
	return "", ""
}

func TestLayersFindsUpwardImports(t *testing.T) {
	bad := sample(t, map[string]string{
		"internal/money/a.go":          `package money; import _ "regulars/internal/store"; import _ "os"; import _ "strings"`,
		"internal/order/a.go":          `package order; import _ "regulars/internal/ledger"; import _ "github.com/jackc/pgx/v5"`,
		"internal/order/b.go":          `package order; import _ "regulars/internal/store/storetest"`,
		"internal/order/b_test.go":     `package order; import _ "regulars/internal/store/storetest"`,
		"internal/store/a.go":          `package store; import _ "github.com/jackc/pgx/v5"`,
		"internal/api/people/a.go":     `package people; import _ "regulars/internal/api"; import _ "regulars/internal/app"`,
		"internal/helpers/anything.go": `package helpers`,
	})
	finds(t, layers(bad),
		"api/people imports app",
		"helpers is not in the list",
		"money imports store",
		"pure room money imports os",
		"order imports the driver",
		"imports store/storetest outside a test",
	)
}

func TestLayers(t *testing.T) { report(t, layers(load(t))) }
