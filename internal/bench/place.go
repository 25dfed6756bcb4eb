package bench

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"regulars/internal/store"
)

// engines in the order in which they are measured.
var engines = []string{"sqlite", "postgres"}

// Place is one fresh database.
type Place struct {
	Engine      string
	Data        string // folder of the embedded database, of files and of the keyset
	DatabaseURL string // "" for the embedded database
	schema      string
}

// newPlace makes an empty place; remove it after use. On PostgreSQL it is a schema that the address leads to, so that
// nothing outside it is touched.
func (r *run) newPlace(ctx context.Context, engine, name string) (Place, error) {
	data, err := os.MkdirTemp(r.config.Dir, name+"-")
	if err != nil || engine == "sqlite" {
		return Place{Engine: engine, Data: data}, err
	}
	p := Place{Engine: engine, Data: data, schema: "bench_" + filepath.Base(data)}
	p.schema = schemaName(p.schema)
	u, err := url.Parse(r.config.Postgres)
	if err != nil {
		return Place{}, fmt.Errorf("address of PostgreSQL: %w", err)
	}
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += "options=-csearch_path%3D" + p.schema // PostgreSQL's own programs take no bare = here
	p.DatabaseURL = u.String()
	return p, r.server(ctx, "CREATE SCHEMA "+p.schema)
}

// schemaName makes a name that needs no quotes.
func schemaName(text string) string {
	out := []byte(text)
	for i, c := range out {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			out[i] = '_'
		}
	}
	return string(out)
}

// server runs a statement on the PostgreSQL server itself.
func (r *run) server(ctx context.Context, sql string) error {
	db, err := store.Open(ctx, store.Config{URL: r.config.Postgres, Readers: 1})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Tx(ctx, store.Installation, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, sql)
		return err
	})
}

// remove removes the place, also when the run was interrupted.
func (r *run) remove(p Place) {
	if p.schema != "" {
		if err := r.server(context.Background(), "DROP SCHEMA IF EXISTS "+p.schema+" CASCADE"); err != nil {
			r.say("the schema %s stays behind: %v", p.schema, err)
		}
	}
	if err := os.RemoveAll(p.Data); err != nil {
		r.say("the folder %s stays behind: %v", p.Data, err)
	}
}
