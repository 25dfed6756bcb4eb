package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

// caller is one keep-alive connection. It speaks just enough HTTP/1.1 for this server, so that it takes
// little of the processors that it shares with it.
type caller struct {
	conn net.Conn
	in   *bufio.Reader
	body []byte // of the last answer
	out  []byte
}

func dial(ctx context.Context, address string) (*caller, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &caller{conn: conn, in: bufio.NewReaderSize(conn, 16<<10)}, nil
}

var lengthHeader = []byte("Content-Length: ")

// send sends the request and reads the answer; the body is valid until the next call.
func (c *caller) send(req *request, number int64) (status int, err error) {
	text := req.text
	if req.at > 0 {
		c.out = append(c.out[:0], req.text...)
		putNumber(c.out[req.at:req.at+numberWidth], number)
		text = c.out
	}
	if _, err := c.conn.Write(text); err != nil {
		return 0, err
	}
	return c.answer()
}

var errAnswer = errors.New("this is no answer of HTTP/1.1 with a length")

func (c *caller) answer() (status int, err error) {
	first, err := c.in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(first) < 12 || !bytes.HasPrefix(first, []byte("HTTP/1.1 ")) {
		return 0, errAnswer
	}
	if status, err = strconv.Atoi(string(first[9:12])); err != nil {
		return 0, errAnswer
	}
	length := -1
	for {
		header, err := c.in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		if len(header) <= 2 {
			break
		}
		if bytes.HasPrefix(header, lengthHeader) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(header[len(lengthHeader):]))); err != nil {
				return 0, errAnswer
			}
		}
	}
	if length < 0 {
		return 0, errAnswer
	}
	if cap(c.body) < length {
		c.body = make([]byte, length)
	}
	c.body = c.body[:length]
	_, err = io.ReadFull(c.in, c.body)
	return status, err
}

// ready reports whether the server at the address answers 200 to /readyz.
func ready(ctx context.Context, address string) bool {
	c, err := dial(ctx, address)
	if err != nil {
		return false
	}
	defer c.conn.Close() //nolint:errcheck // it was only asked
	_ = c.conn.SetDeadline(time.Now().Add(time.Second))
	status, err := c.send(&request{text: []byte("GET /readyz HTTP/1.1\r\nHost: bench\r\n\r\n")}, 0)
	return err == nil && status == 200
}

// unexpected is an answer that ends the run.
func (c *caller) unexpected(status int) error {
	return fmt.Errorf("the server answered %d: %s", status, c.body[:min(len(c.body), 600)])
}
