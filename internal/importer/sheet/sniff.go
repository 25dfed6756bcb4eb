package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"regulars/internal/fault"
)

// charset is how the bytes of a file are text.
type charset struct {
	name string
	from encoding.Encoding // nil where the bytes are UTF-8 already
	bom  int               // bytes to skip
}

// sniff finds out the encoding of a text, or takes the one that was named. It reads until it is sure: the lines with
// bytes beyond ASCII decide, wherever they stand.
func sniff(r io.Reader, named string) (charset, error) {
	if named != "" {
		return asNamed(r, named)
	}
	buffered := bufio.NewReaderSize(r, 1<<16)
	head, err := buffered.Peek(1 << 12)
	if err != nil && !errors.Is(err, io.EOF) {
		return charset{}, Unreadable(err)
	}
	if c, ok := byMark(head); ok {
		return c, nil
	}
	if c, ok := wide(head); ok {
		return c, nil
	}
	s := sampler{utf8: true, gbk: true}
	if err := s.read(buffered); err != nil {
		return charset{}, err
	}
	switch {
	case s.utf8:
		return charset{name: "UTF-8"}, nil
	case s.gbk && s.common*10 >= s.pairs*9:
		return charset{name: "GBK", from: simplifiedchinese.GB18030}, nil
	}
	return charset{}, ErrEncoding.New(fault.P{"line": s.line})
}

// asNamed takes the encoding that the mapping names.
func asNamed(r io.Reader, name string) (charset, error) {
	enc, err := htmlindex.Get(name)
	if err != nil {
		return charset{}, ErrEncodingName.At("encoding", fault.P{"name": name})
	}
	canonical, err := htmlindex.Name(enc)
	if err != nil {
		canonical = name
	}
	if canonical == "utf-8" {
		head := make([]byte, 3)
		n, _ := io.ReadFull(r, head)
		c, _ := byMark(head[:n])
		return charset{name: "UTF-8", bom: c.bom}, nil
	}
	return charset{name: canonical, from: enc}, nil
}

// byMark knows a text by its byte order mark.
func byMark(head []byte) (charset, bool) {
	switch {
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		return charset{name: "UTF-8", bom: 3}, true
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return charset{name: "UTF-16", from: unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)}, true
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return charset{name: "UTF-16", from: unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)}, true
	}
	return charset{}, false
}

// wide knows UTF-16 without a mark by the zeros that ASCII leaves in it: separators and digits are ASCII in any language.
func wide(head []byte) (charset, bool) {
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	few := len(head) / 20
	switch {
	case zeros[1] > few && zeros[0] <= zeros[1]/10:
		return charset{name: "UTF-16", from: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}, true
	case zeros[0] > few && zeros[1] <= zeros[0]/10:
		return charset{name: "UTF-16", from: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}, true
	}
	return charset{}, false
}

// sampler asks the lines that are not ASCII what they can be.
type sampler struct {
	utf8, gbk     bool
	pairs, common int // characters beyond ASCII as GB18030 has them, and those of GB2312 among them
	line          int // the first line that is no UTF-8
	seen          int
}

// read goes on until enough has been seen: all of the file where it is ASCII.
func (s *sampler) read(r *bufio.Reader) error {
	var long []byte
	for line := 1; s.seen < sampleBytes; {
		part, err := r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) && len(long) < MaxRecord {
			long = append(long, part...)
			continue
		}
		text := part
		if len(long) > 0 {
			text = append(long, part...)
		}
		s.ask(text, line)
		long = long[:0]
		line++
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return Unreadable(err)
		}
	}
	return nil
}

func (s *sampler) ask(text []byte, line int) {
	if isASCII(text) {
		return
	}
	s.seen += len(text)
	if s.utf8 && !utf8.Valid(text) {
		s.utf8, s.line = false, line
	}
	if !s.gbk {
		return
	}
	decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(text)
	if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
		s.gbk = false
		return
	}
	s.count(text)
}

// count looks how many of the characters lie in the plane of GB2312, where nearly all Chinese text does: what is
// written in a Western code page decodes as GB18030 too, but elsewhere.
func (s *sampler) count(text []byte) {
	for i := 0; i < len(text); {
		switch {
		case text[i] < 0x80:
			i++
			continue
		case i+1 < len(text) && text[i+1] >= 0x30 && text[i+1] <= 0x39:
			i += 4
		case i+1 < len(text) && text[i] >= 0xa1 && text[i] <= 0xf7 && text[i+1] >= 0xa1:
			s.common++
			i += 2
		default:
			i += 2
		}
		s.pairs++
	}
}

func isASCII(text []byte) bool {
	for len(text) >= 8 {
		if (text[0]|text[1]|text[2]|text[3]|text[4]|text[5]|text[6]|text[7])&0x80 != 0 {
			return false
		}
		text = text[8:]
	}
	for _, b := range text {
		if b >= 0x80 {
			return false
		}
	}
	return true
}
