package e2e_test

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// server is one running process of the program over a place.
type server struct {
	*place
	command *exec.Cmd
	address string
	ended   chan struct{} // closed when the process is gone and its log read

	mu  sync.Mutex
	log strings.Builder
}

// serve starts a server on a free port and waits until it is open. It is killed with the test, where it still runs.
func (p *place) serve(flags ...string) *server {
	p.Helper()
	args := append([]string{"serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--public-rate", "100000"}, flags...)
	s := &server{place: p, command: p.command(context.Background(), args...), ended: make(chan struct{})}
	lines, write, err := os.Pipe()
	if err != nil {
		p.Fatal(err)
	}
	s.command.Stderr = write
	if err := s.command.Start(); err != nil {
		p.Fatal(err)
	}
	_ = write.Close() // the process has its own
	p.Cleanup(s.kill)
	opened := make(chan string, 1)
	go s.read(lines, opened)
	select {
	case s.address = <-opened:
	case <-s.ended:
		p.Fatalf("the server ended before it opened:\n%s", s.said())
	case <-time.After(30 * time.Second):
		p.Fatalf("the server did not open:\n%s", s.said())
	}
	return s
}

// read keeps what the server logs, tells the address once, and reaps the process.
func (s *server) read(lines *os.File, opened chan<- string) {
	defer close(s.ended)
	scanner := bufio.NewScanner(lines)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var line struct{ Msg, Address string }
		if json.Unmarshal(scanner.Bytes(), &line) == nil && line.Msg == "open" {
			opened <- line.Address
		}
		s.mu.Lock()
		s.log.WriteString(scanner.Text() + "\n")
		s.mu.Unlock()
	}
	_ = lines.Close()
	_ = s.command.Wait() // the exit code is in ProcessState
}

// said is what the server has logged so far.
func (s *server) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// kill ends the process at once, as a power cut does.
func (s *server) kill() {
	_ = s.command.Process.Kill() // it may be gone already
	<-s.ended
}

// terminate asks the process to stop.
func (s *server) terminate() { _ = s.command.Process.Signal(syscall.SIGTERM) }

// stop asks the process to stop, and fails unless it does so in good order.
func (s *server) stop() {
	s.Helper()
	s.terminate()
	s.gone()
}

// gone waits for a process that was asked to stop: in time, with exit code 0, without an internal error in its log.
func (s *server) gone() {
	s.Helper()
	select {
	case <-s.ended:
	case <-time.After(25 * time.Second):
		s.Fatalf("the server does not stop:\n%s", s.said())
	}
	if code := s.command.ProcessState.ExitCode(); code != 0 {
		s.Errorf("the server ended with %d:\n%s", code, s.said())
	}
	s.quiet()
}

// quiet fails where the log tells of an internal error or a panic.
func (s *server) quiet() {
	s.Helper()
	for line := range strings.Lines(s.said()) {
		if strings.Contains(line, `"internal error"`) || strings.Contains(line, "panic") {
			s.Errorf("logged: %s", line)
			return
		}
	}
}
