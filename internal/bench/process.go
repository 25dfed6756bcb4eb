package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// process is a server of a place.
type process struct {
	command *exec.Cmd
	address string
	log     *bytes.Buffer
	ended   chan error
	started time.Duration // from its start to the first 200 of /readyz
}

// freeAddress is an address of the loopback where nobody listens.
func freeAddress(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// serve starts a server of the shop and waits until it is ready; stop it after use. name is that of its profiles.
func (s *shop) serve(ctx context.Context, name string) (*process, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	profile := ""
	if s.run.config.Profile != "" && name != "" {
		profile = filepath.Join(s.run.config.Profile, s.place.Engine+"-"+name)
	}
	p := &process{command: s.run.config.Serve(s.place, address, profile), address: address, log: &bytes.Buffer{}, ended: make(chan error, 1)}
	p.command.Stdout, p.command.Stderr = p.log, p.log
	start := time.Now()
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go func() { p.ended <- p.command.Wait() }()
	for !ready(ctx, address) {
		select {
		case err := <-p.ended:
			return nil, fmt.Errorf("the server ended at once: %w\n%s", err, p.log)
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), p.stop())
		case <-time.After(time.Millisecond):
		}
		if time.Since(start) > startTimeout {
			return nil, errors.Join(fmt.Errorf("the server is not ready after %s", startTimeout), p.stop(), errors.New(p.log.String()))
		}
	}
	p.started = time.Since(start)
	return p, nil
}

// stop asks the server to stop and waits for it.
func (p *process) stop() error {
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop the server: %w", err)
	}
	select {
	case err := <-p.ended:
		if err != nil {
			err = fmt.Errorf("the server ended badly: %w\n%s", err, p.log)
		}
		return err
	case <-time.After(stopTimeout):
		return errors.Join(fmt.Errorf("the server did not stop within %s", stopTimeout), p.command.Process.Kill())
	}
}

// memory is a line of /proc/PID/status in MiB, VmRSS or VmHWM; false where the system has none.
func (p *process) memory(line string) (float64, bool) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	if err != nil {
		return 0, false
	}
	for l := range bytes.Lines(text) {
		if rest, ok := bytes.CutPrefix(l, []byte(line+":")); ok {
			fields := bytes.Fields(rest)
			kib, err := strconv.ParseFloat(string(fields[0]), 64)
			return kib / 1024, err == nil
		}
	}
	return 0, false
}

// processor is the processor time that the server has taken so far; false where the system does not tell.
func (p *process) processor() (time.Duration, bool) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.command.Process.Pid))
	if err != nil {
		return 0, false
	}
	_, rest, found := bytes.Cut(text, []byte(") ")) // the name before may hold spaces
	fields := bytes.Fields(rest)
	if !found || len(fields) < 13 {
		return 0, false
	}
	user, err1 := strconv.ParseInt(string(fields[11]), 10, 64)
	system, err2 := strconv.ParseInt(string(fields[12]), 10, 64)
	const tick = 10 * time.Millisecond // USER_HZ is 100 on every Linux
	return time.Duration(user+system) * tick, err1 == nil && err2 == nil
}
