package sheet

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/gzip"

	"regulars/internal/fault"
)

// Source is a file that can be opened more than once.
type Source struct {
	Name string
	Size int64 // bytes, for the progress; 0 where it is not known
	Open func() (io.ReadCloser, error)
}

// File is a source on the disk.
func File(path string) (Source, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return Source{}, ErrFile.Wrap(err, fault.P{"reason": plainReason(err)})
	case info.IsDir():
		return Source{}, ErrFile.New(fault.P{"reason": "it is a folder"})
	}
	return Source{
		Name: filepath.Base(path), Size: info.Size(),
		Open: func() (io.ReadCloser, error) { return os.Open(path) },
	}, nil
}

// plainReason leaves the path out of an error of the file system.
func plainReason(err error) string {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// format is what a file turns out to be.
type format string

const (
	csvFormat  format = "csv"
	xlsxFormat format = "xlsx"
)

// Examined is what reading a file once has told.
type Examined struct {
	Digest   string // SHA-256 of the file as it is
	Encoding string // name of the encoding of a text
	Decoded  bool   // it was not UTF-8
	gzipped  bool
	format   format
	encoding charset
}

// Examine reads the file to its end: its digest is the run's identity, and bytes that tell the encoding may stand anywhere.
func Examine(ctx context.Context, src Source, named string) (Examined, error) {
	var out Examined
	file, err := src.Open()
	if err != nil {
		return out, ErrFile.Wrap(err, fault.P{"reason": plainReason(err)})
	}
	defer file.Close()
	sum := sha256.New()
	raw := bufio.NewReaderSize(io.TeeReader(&limited{ctx: ctx, r: file, left: MaxFile}, sum), 1<<16)
	head, _ := raw.Peek(4)
	var body io.Reader = raw
	if out.gzipped = len(head) > 2 && head[0] == 0x1f && head[1] == 0x8b; out.gzipped {
		if body, err = gzip.NewReader(raw); err != nil {
			return out, Unreadable(err)
		}
	}
	if string(head) == "PK\x03\x04" {
		out.format = xlsxFormat
	} else {
		out.format = csvFormat
		if out.encoding, err = sniff(&limited{ctx: ctx, r: body, left: MaxUnpacked}, named); err != nil {
			return out, err
		}
	}
	out.Encoding, out.Decoded = out.encoding.name, out.encoding.from != nil
	if _, err := io.Copy(io.Discard, raw); err != nil {
		return out, Unreadable(err)
	}
	out.Digest = hex.EncodeToString(sum.Sum(nil))
	return out, nil
}

// Unreadable is the refusal of a file that cannot be read on; refusals of our own stay what they are.
func Unreadable(err error) error {
	if fault.As(err) != nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return ErrFile.Wrap(err, fault.P{"reason": plainReason(err)})
}

// limited reads no more than it may, and stops when nobody waits any more.
type limited struct {
	ctx  context.Context
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, ErrFileTooLarge.New(fault.P{"limit": fmt.Sprintf("%d MiB", (MaxFile)>>20)})
	}
	return n, err
}

// counted tells how many bytes of the file have been read.
type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
