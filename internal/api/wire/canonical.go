package wire

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
)

// Canonical appends the one spelling of the value: keys sorted, no white space, whole numbers as integers.
// The keys named in omit are left out of the outermost object.
func Canonical(buf []byte, n *Node, omit ...string) []byte {
	switch n.Kind {
	case Null:
		return append(buf, "null"...)
	case Bool:
		return strconv.AppendBool(buf, n.True)
	case Number:
		if i, ok := n.Int(); ok {
			return strconv.AppendInt(buf, i, 10)
		}
		f, err := strconv.ParseFloat(n.Text, 64)
		if err != nil { // beyond a float64: as written
			return append(buf, n.Text...)
		}
		return strconv.AppendFloat(buf, f, 'g', -1, 64)
	case Text:
		return strconv.AppendQuote(buf, n.Text)
	case List:
		buf = append(buf, '[')
		for i := range n.Items {
			buf = append(Canonical(buf, &n.Items[i]), ',')
		}
		return append(buf, ']')
	case Object:
	}
	order := make([]int, len(n.Keys))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if n.Keys[a] < n.Keys[b] {
			return -1
		}
		return 1
	})
	buf = append(buf, '{')
	for _, i := range order {
		if slices.Contains(omit, n.Keys[i]) {
			continue
		}
		buf = append(strconv.AppendQuote(buf, n.Keys[i]), ':')
		buf = append(Canonical(buf, &n.Items[i]), ',')
	}
	return append(buf, '}')
}

// Hash is 22 characters that stand for what was asked: the operation and the canonical body.
func Hash(operation string, n *Node, omit ...string) string {
	buf := append(make([]byte, 0, 1024), operation...)
	buf = append(buf, '\n')
	if n != nil {
		buf = Canonical(buf, n, omit...)
	}
	sum := sha256.Sum256(buf)
	return base64.RawURLEncoding.EncodeToString(sum[:])[:22]
}

// JSON appends the value as plain JSON in the order of its keys, with the numbers as they were written.
func JSON(buf []byte, n *Node) []byte {
	switch n.Kind {
	case Null:
		return append(buf, "null"...)
	case Bool:
		return strconv.AppendBool(buf, n.True)
	case Number:
		return append(buf, n.Text...)
	case Text:
		return AppendText(buf, n.Text)
	case List:
		buf = append(buf, '[')
		for i := range n.Items {
			if i > 0 {
				buf = append(buf, ',')
			}
			buf = JSON(buf, &n.Items[i])
		}
		return append(buf, ']')
	case Object:
	}
	buf = append(buf, '{')
	for i := range n.Items {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = append(AppendText(buf, n.Keys[i]), ':')
		buf = JSON(buf, &n.Items[i])
	}
	return append(buf, '}')
}

// AppendText appends a JSON text.
func AppendText(buf []byte, s string) []byte {
	const hexDigits = "0123456789abcdef"
	buf = append(buf, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			buf = append(buf, '\\', c)
		case c < 0x20:
			buf = append(buf, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			buf = append(buf, c)
		}
	}
	return append(buf, '"')
}
