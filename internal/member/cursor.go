package member

import (
	"encoding/base64"
	"strconv"
	"strings"

	"regulars/internal/calendar"
)

// WriteCursor is where a page ended: the order, the value and the id.
func WriteCursor(sort string, value, id int64) string {
	return base64.RawURLEncoding.EncodeToString([]byte(sort + " " + strconv.FormatInt(value, 10) + " " + strconv.FormatInt(id, 10)))
}

// ReadCursor is where to go on; "" begins. Returns ErrCursor for anything that this order did not write.
func ReadCursor(text, sort string) (value, id int64, err error) {
	if text == "" {
		return int64(calendar.Never), int64(calendar.Never), nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	parts := strings.Split(string(raw), " ")
	if err != nil || len(parts) != 3 || parts[0] != sort {
		return 0, 0, ErrCursor.At("after", nil)
	}
	value, err1 := strconv.ParseInt(parts[1], 10, 64)
	id, err2 := strconv.ParseInt(parts[2], 10, 64)
	if err1 != nil || err2 != nil {
		return 0, 0, ErrCursor.At("after", nil)
	}
	return value, id, nil
}
