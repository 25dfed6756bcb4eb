package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"regulars/internal/api/sales"
	"regulars/internal/insight"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// App is an open database with all that its transactions carry.
type App struct {
	Config Config
	DB     *store.DB
	Log    *slog.Logger
	vault  *vault.Vault
}

// ErrNoDatabase says that there is nothing to open yet.
var ErrNoDatabase = errors.New("there is no database here yet: make one with regulars init")

// Open opens a database that Create has made; it does not change it. Close it after use.
func Open(ctx context.Context, config Config) (*App, error) {
	if config.DatabaseURL == "" {
		if _, err := os.Stat(config.DatabaseFile()); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: %w", config.DatabaseFile(), ErrNoDatabase)
		}
	}
	return open(ctx, config)
}

// open opens the keyset and the database.
func open(ctx context.Context, config Config) (*App, error) {
	log, err := config.Logger()
	if err != nil {
		return nil, err
	}
	keys, err := vault.Open(config.KeysetFile(), false)
	if err != nil {
		return nil, err
	}
	values := append(Values(), keys)
	db, err := store.Open(ctx, store.Config{Path: config.DatabaseFile(), URL: config.DatabaseURL, Clock: time.Now, Log: log, Values: values})
	if err != nil {
		return nil, err
	}
	return &App{Config: config, DB: db, Log: log, vault: keys}, nil
}

// Create opens the database, making keyset and tables where there are none yet.
func Create(ctx context.Context, config Config) (*App, error) {
	if err := os.MkdirAll(config.Data, 0o700); err != nil {
		return nil, err
	}
	if _, err := os.Stat(config.KeysetFile()); errors.Is(err, fs.ErrNotExist) {
		if err := refuseLostKeyset(config); err != nil {
			return nil, err
		}
		if _, err := vault.Open(config.KeysetFile(), true); err != nil {
			return nil, err
		}
	}
	a, err := open(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := a.DB.Migrate(ctx); err != nil {
		a.Close()
		return nil, err
	}
	return a, a.Ready(ctx)
}

// refuseLostKeyset keeps a new keyset from hiding that the one of an existing database is missing.
func refuseLostKeyset(config Config) error {
	if config.DatabaseURL != "" {
		return nil // vault.Check finds out
	}
	if _, err := os.Stat(config.DatabaseFile()); err == nil {
		return fmt.Errorf("%s is missing, but there is a database: restore the keyset, without it personal data cannot be read", config.KeysetFile())
	}
	return nil
}

// Ready answers nil where the schema is this program's and the keyset opens the data.
func (a *App) Ready(ctx context.Context) error {
	if err := a.DB.Current(ctx); err != nil {
		return err
	}
	return a.DB.Tx(ctx, store.Installation, func(tx *store.Tx) error { return vault.Check(ctx, tx) })
}

// Close lets the last batches and counts finish, ends what is watched and closes the database.
func (a *App) Close() {
	if collectors, ok := store.FindValue[*sales.Collectors](a.DB); ok {
		collectors.Close()
	}
	if hub, ok := store.FindValue[*insight.Hub](a.DB); ok {
		hub.Close()
	}
	if shelf, ok := store.FindValue[*insight.Shelf](a.DB); ok {
		shelf.Wait()
	}
	a.DB.Close()
}
