package wire

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"regulars/internal/fault"
)

// parser reads one body; text shares the memory of the body where nothing is escaped.
type parser struct {
	text  string
	at    int
	depth int
}

// Parse reads a body. It returns ErrEmptyBody, ErrMalformed, ErrDuplicateKey, ErrInvalidText or ErrTooDeep.
func Parse(body []byte) (Node, *fault.Error) {
	p := &parser{text: string(body)}
	p.space()
	if p.at == len(p.text) {
		return Node{}, ErrEmptyBody.New(nil)
	}
	var node Node
	if err := p.value(&node); err != nil {
		return Node{}, err
	}
	p.space()
	if p.at != len(p.text) {
		return Node{}, p.unexpected()
	}
	return node, nil
}

// space skips white space.
func (p *parser) space() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

// position adds line and column of the place to the parameters.
func (p *parser) position(params fault.P) fault.P {
	before := p.text[:min(p.at, len(p.text))]
	params["line"] = strings.Count(before, "\n") + 1
	params["column"] = utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return params
}

// unexpected is the error about what stands at the place.
func (p *parser) unexpected() *fault.Error {
	found := "end"
	if p.at < len(p.text) {
		r, _ := utf8.DecodeRuneInString(p.text[p.at:])
		found = strconv.QuoteRune(r)
	}
	return ErrMalformed.New(p.position(fault.P{"found": found}))
}

// value reads any value.
func (p *parser) value(n *Node) *fault.Error {
	if p.at >= len(p.text) {
		return p.unexpected()
	}
	switch c := p.text[p.at]; {
	case c == '{':
		return p.nested(n, p.object)
	case c == '[':
		return p.nested(n, p.list)
	case c == '"':
		n.Kind = Text
		text, err := p.string()
		n.Text = text
		return err
	case c == '-' || c >= '0' && c <= '9':
		return p.number(n)
	}
	for _, word := range [...]string{"true", "false", "null"} {
		if !strings.HasPrefix(p.text[p.at:], word) {
			continue
		}
		p.at += len(word)
		if word != "null" {
			n.Kind, n.True = Bool, word == "true"
		}
		return nil
	}
	return p.unexpected()
}

// nested guards the depth around a list or an object.
func (p *parser) nested(n *Node, read func(*Node) *fault.Error) *fault.Error {
	p.depth++
	if p.depth > MaxDepth {
		return ErrTooDeep.New(fault.P{"limit": MaxDepth})
	}
	p.at++
	p.space()
	err := read(n)
	p.depth--
	return err
}

// list reads what follows "[".
func (p *parser) list(n *Node) *fault.Error {
	n.Kind = List
	if p.take(']') {
		return nil
	}
	n.Items = make([]Node, 0, 4)
	for {
		n.Items = append(n.Items, Node{})
		if err := p.value(&n.Items[len(n.Items)-1]); err != nil {
			return err
		}
		p.space()
		if p.take(']') {
			return nil
		}
		if !p.take(',') {
			return p.unexpected()
		}
		p.space()
	}
}

// object reads what follows "{".
func (p *parser) object(n *Node) *fault.Error {
	n.Kind = Object
	if p.take('}') {
		return nil
	}
	n.Keys, n.Items = make([]string, 0, 8), make([]Node, 0, 8)
	var seen map[string]bool
	for {
		start := p.at
		key, err := p.key()
		if err != nil {
			return err
		}
		if seen, err = p.fresh(n, key, seen, start); err != nil {
			return err
		}
		n.Keys = append(n.Keys, key)
		n.Items = append(n.Items, Node{})
		if err := p.value(&n.Items[len(n.Items)-1]); err != nil {
			return err
		}
		p.space()
		if p.take('}') {
			return nil
		}
		if !p.take(',') {
			return p.unexpected()
		}
		p.space()
	}
}

// key reads a key, its colon and the space after.
func (p *parser) key() (string, *fault.Error) {
	if p.at >= len(p.text) || p.text[p.at] != '"' {
		return "", p.unexpected()
	}
	key, err := p.string()
	if err != nil {
		return "", err
	}
	p.space()
	if !p.take(':') {
		return "", p.unexpected()
	}
	p.space()
	return key, nil
}

// fresh refuses a key that the object has already; large objects get a map, small ones are searched.
func (p *parser) fresh(n *Node, key string, seen map[string]bool, start int) (map[string]bool, *fault.Error) {
	twice := false
	switch {
	case seen != nil:
		twice = seen[key]
		seen[key] = true
	case len(n.Keys) >= 16:
		seen = make(map[string]bool, 64)
		for _, k := range n.Keys {
			seen[k] = true
		}
		twice = seen[key]
		seen[key] = true
	default:
		twice = n.Get(key) != nil
	}
	if twice {
		p.at = start
		return nil, ErrDuplicateKey.New(p.position(fault.P{"name": key}))
	}
	return seen, nil
}

// take steps over c where it stands at the place.
func (p *parser) take(c byte) bool {
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

// digits steps over digits and says how many there were.
func (p *parser) digits() int {
	start := p.at
	for p.at < len(p.text) && p.text[p.at] >= '0' && p.text[p.at] <= '9' {
		p.at++
	}
	return p.at - start
}

// number reads a number by the grammar of JSON.
func (p *parser) number(n *Node) *fault.Error {
	start := p.at
	p.take('-')
	zero := p.at < len(p.text) && p.text[p.at] == '0'
	if count := p.digits(); count == 0 || zero && count > 1 {
		return p.unexpected()
	}
	if p.take('.') && p.digits() == 0 {
		return p.unexpected()
	}
	if p.take('e') || p.take('E') {
		if !p.take('+') {
			p.take('-')
		}
		if p.digits() == 0 {
			return p.unexpected()
		}
	}
	n.Kind, n.Text = Number, p.text[start:p.at]
	return nil
}

// string reads a text from its opening quote to its closing one.
func (p *parser) string() (string, *fault.Error) {
	p.at++
	start := p.at
	plain := true
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == '"':
			text := p.text[start:p.at]
			p.at++
			if !plain && !utf8.ValidString(text) {
				p.at = start
				return "", ErrInvalidText.New(p.position(fault.P{}))
			}
			return text, nil
		case c == '\\':
			return p.escaped(start)
		case c < 0x20 || c == 0x7f:
			return "", ErrInvalidText.New(p.position(fault.P{}))
		case c >= utf8.RuneSelf:
			plain = false
		}
		p.at++
	}
	return "", p.unexpected()
}

// escaped reads on at the first backslash of a text that began at start.
func (p *parser) escaped(start int) (string, *fault.Error) {
	buf := append(make([]byte, 0, 64), p.text[start:p.at]...)
	for p.at < len(p.text) {
		c := p.text[p.at]
		switch {
		case c == '"':
			p.at++
			if !utf8.Valid(buf) {
				return "", ErrInvalidText.New(p.position(fault.P{}))
			}
			return string(buf), nil
		case c == '\\':
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			buf = utf8.AppendRune(buf, r)
			continue
		case c < 0x20 || c == 0x7f:
			return "", ErrInvalidText.New(p.position(fault.P{}))
		}
		buf = append(buf, c)
		p.at++
	}
	return "", p.unexpected()
}

// escape reads one escape sequence.
func (p *parser) escape() (rune, *fault.Error) {
	p.at++
	if p.at >= len(p.text) {
		return 0, p.unexpected()
	}
	c := p.text[p.at]
	switch c {
	case '"', '\\', '/':
		p.at++
		return rune(c), nil
	case 'n', 't', 'r':
		p.at++
		return map[byte]rune{'n': '\n', 't': '\t', 'r': '\r'}[c], nil
	case 'u':
		p.at++
		return p.unicode()
	case 'b', 'f':
		return 0, ErrInvalidText.New(p.position(fault.P{}))
	}
	return 0, p.unexpected()
}

// unicode reads the four digits after \u, and the second half of a surrogate pair.
func (p *parser) unicode() (rune, *fault.Error) {
	r, ok := p.hex()
	if !ok {
		return 0, p.unexpected()
	}
	if utf16.IsSurrogate(r) {
		if !strings.HasPrefix(p.text[p.at:], `\u`) {
			return 0, ErrInvalidText.New(p.position(fault.P{}))
		}
		p.at += 2
		low, ok := p.hex()
		if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
			return 0, ErrInvalidText.New(p.position(fault.P{}))
		}
	}
	if r < 0x20 && r != '\n' && r != '\t' && r != '\r' || r >= 0x7f && r < 0xa0 {
		return 0, ErrInvalidText.New(p.position(fault.P{}))
	}
	return r, nil
}

// hex reads four hexadecimal digits.
func (p *parser) hex() (rune, bool) {
	if p.at+4 > len(p.text) {
		return 0, false
	}
	v, err := strconv.ParseUint(p.text[p.at:p.at+4], 16, 16)
	if err != nil {
		return 0, false
	}
	p.at += 4
	return rune(v), true
}
