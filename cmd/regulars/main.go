// Command regulars is the whole of Regulars: one program that serves, works and is administered.
//
// Results go to standard output, everything else to standard error. It exits 0 when done, 1 when refused or when
// something was found wrong, 2 when the command line makes no sense.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // zones, where the machine has none

	"github.com/alecthomas/kong"

	"regulars/internal/app"
	"regulars/internal/fault"
)

// version is set by the linker.
var version = "dev"

// Exit codes that scripts rely on.
const (
	exitDone    = 0
	exitRefused = 1
	exitUsage   = 2
)

// program is what every command gets: where to write and what was set.
type program struct {
	globals
	out, log io.Writer
	in       *os.File
}

// globals are the settings of every command.
type globals struct {
	Data        string `help:"Folder of the embedded database and of files." default:"./data" env:"REGULARS_DATA" placeholder:"DIR"`
	DatabaseURL string `help:"PostgreSQL (postgres://…) instead of the embedded database." env:"REGULARS_DATABASE_URL" placeholder:"URL"`
	Keyset      string `help:"Keyset of personal data; never in backups. Default: keyset.json in the data folder." env:"REGULARS_KEYSET" placeholder:"FILE"`
	LogLevel    string `help:"debug, info, warn or error." default:"info" enum:"debug,info,warn,error" env:"REGULARS_LOG_LEVEL"`
	LogFormat   string `help:"text or json." default:"text" enum:"text,json" env:"REGULARS_LOG_FORMAT"`
}

// commands is the command line.
type commands struct {
	globals

	Init    initCommand     `cmd:"" help:"Make a merchant and its owner; makes the database where there is none."`
	Serve   serveCommand    `cmd:"" help:"Serve the API and do the work behind it."`
	Key     keyCommands     `cmd:"" help:"API keys."`
	User    userCommands    `cmd:"" help:"Staff who sign in."`
	Import  importCommands  `cmd:"" help:"Bring members, products or orders in from files."`
	Program editionCommands `cmd:"" help:"The programme as a file."`
	Check   checkCommand    `cmd:"" help:"Prove the invariants; print each finding on a line."`
	Backup  backupCommand   `cmd:"" help:"Write all tables to a file, also while a server runs; without the keyset."`
	Restore restoreCommand  `cmd:"" help:"Load a backup into an empty database."`
	Demo    demoCommand     `cmd:"" help:"Fill a demo merchant and serve it."`
	Migrate migrateCommand  `cmd:"" help:"Bring the database's schema up to this program's."`
	Rotate  rotateCommand   `cmd:"" help:"Add a new key to the keyset and seal personal data with it."`
	Bench   benchCommand    `cmd:"" help:"Measure Regulars beside the limits of this machine."`
	Version versionCommand  `cmd:"" help:"Print the version."`

	BenchServer benchServer `cmd:"" hidden:"" help:"The server that bench measures."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run runs one command line and answers the exit code.
func run(ctx context.Context, args []string, in *os.File, out, log io.Writer) (code int) {
	var cli commands
	exited := -1
	parser, err := kong.New(&cli, kong.Name("regulars"), kong.Description("Membership marketing in one program."),
		kong.Writers(out, log), kong.Exit(func(int) { exited = exitDone }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		_, _ = fmt.Fprintln(log, "regulars:", err)
		return exitUsage
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 { // help was asked for
		return exited
	}
	if err != nil {
		_, _ = fmt.Fprintf(log, "regulars: %v\nregulars --help shows the commands.\n", err)
		return exitUsage
	}
	p := &program{globals: cli.globals, out: out, log: log, in: in}
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(p); err != nil {
		return p.refuse(err)
	}
	return exitDone
}

// usage marks an error of the command line itself.
type usage struct{ error }

// refuse says what went wrong, in the language of the terminal.
func (p *program) refuse(err error) int {
	if errors.As(err, &usage{}) {
		_, _ = fmt.Fprintln(p.log, "regulars:", err)
		return exitUsage
	}
	e := fault.As(err)
	if e == nil {
		_, _ = fmt.Fprintln(p.log, "regulars:", err)
		return exitRefused
	}
	for _, one := range append([]*fault.Error{e}, e.More...) {
		line := one.Code.Code
		if one.Field != "" {
			line += " (" + one.Field + ")"
		}
		line += ": " + one.Text(language())
		if one.Cause != nil {
			line += " — " + one.Cause.Error()
		}
		_, _ = fmt.Fprintln(p.log, "regulars:", line)
	}
	return exitRefused
}

// language is that of the terminal: zh or en.
func language() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(name); value != "" {
			if strings.HasPrefix(strings.ToLower(value), "zh") {
				return "zh"
			}
			return "en"
		}
	}
	return "en"
}

// config is the app's configuration.
func (p *program) config() app.Config {
	return app.Config{
		Data: p.Data, DatabaseURL: p.DatabaseURL, Keyset: p.Keyset, LogLevel: p.LogLevel, LogFormat: p.LogFormat, LogTo: p.log, Version: version,
	}
}

// open opens the database and refuses one that is not this program's.
func (p *program) open(ctx context.Context) (*app.App, error) {
	a, err := app.Open(ctx, p.config())
	if err != nil {
		return nil, err
	}
	if err := a.Ready(ctx); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

// with opens the database for one task.
func (p *program) with(ctx context.Context, task func(a *app.App) error) error {
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	return task(a)
}
