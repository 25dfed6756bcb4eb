package app

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
)

// Config is every setting of the program.
type Config struct {
	Data        string // folder of the embedded database, files and, by default, the keyset
	DatabaseURL string // postgres://…; the embedded database where empty
	Keyset      string // file; Data/keyset.json where empty
	LogLevel    string // debug, info, warn, error
	LogFormat   string // text, json
	LogTo       io.Writer
	Version     string
}

// DatabaseFile is the file of the embedded database.
func (c Config) DatabaseFile() string { return filepath.Join(c.Data, "regulars.db") }

// KeysetFile is the file of the keyset.
func (c Config) KeysetFile() string {
	if c.Keyset != "" {
		return c.Keyset
	}
	return filepath.Join(c.Data, "keyset.json")
}

// FilesDir is the folder of uploaded files.
func (c Config) FilesDir() string { return filepath.Join(c.Data, "files") }

// Logger is the program's log. Returns an error for a level or a format that does not exist.
func (c Config) Logger() (*slog.Logger, error) {
	var level slog.Level
	if c.LogLevel != "" {
		if err := level.UnmarshalText([]byte(strings.ToUpper(c.LogLevel))); err != nil {
			return nil, fmt.Errorf("log level: %w", err)
		}
	}
	to := c.LogTo
	if to == nil {
		to = os.Stderr
	}
	options := &slog.HandlerOptions{Level: level}
	switch c.LogFormat {
	case "json":
		return slog.New(slog.NewJSONHandler(to, options)), nil
	case "", "text":
		return slog.New(slog.NewTextHandler(to, options)), nil
	}
	return nil, errors.New("log format: text or json")
}

// ServeConfig is how the program serves.
type ServeConfig struct {
	Listen       string  // host:port
	Role         string  // api, worker or all
	BehindProxy  bool    // trust X-Forwarded-For and X-Forwarded-Proto
	RateLimit    float64 // requests a second for each key or session; 0: no limit
	PublicRate   float64 // the same for each address that is not known
	MetricsToken string
	Started      func(address string) // told when the door is open
}
