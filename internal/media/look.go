package media

import (
	"bytes"
	"encoding/binary"
	"image"
	_ "image/jpeg" // reads the size of a picture
	_ "image/png"  // reads the size of a picture
	"net/http"
)

// Shape is what the bytes of a picture say of it.
type Shape struct {
	Type          string // image/png, image/jpeg or image/webp
	Width, Height int    // pixels
}

// Look says what a picture is, by its own bytes; false where it is none of the kinds that are kept, or has no size.
func Look(body []byte) (Shape, bool) {
	s := Shape{Type: http.DetectContentType(body)}
	switch s.Type {
	case "image/png", "image/jpeg":
		c, _, err := image.DecodeConfig(bytes.NewReader(body))
		if err != nil {
			return Shape{}, false
		}
		s.Width, s.Height = c.Width, c.Height
	case "image/webp":
		s.Width, s.Height = webpSize(body)
	default:
		return Shape{}, false
	}
	return s, s.Width > 0 && s.Height > 0
}

// webpSize reads the size out of the first chunk of a WebP file, which is one of three kinds (RFC 9649); zeros where it is none.
func webpSize(body []byte) (width, height int) {
	const chunk = 12 // after "RIFF", its length and "WEBP"
	if len(body) < chunk+18 {
		return 0, 0
	}
	data := body[chunk+8:]
	u24 := func(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
	switch string(body[chunk : chunk+4]) {
	case "VP8X":
		return u24(data[4:]) + 1, u24(data[7:]) + 1
	case "VP8L":
		if data[0] == 0x2f {
			bits := binary.LittleEndian.Uint32(data[1:])
			return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1
		}
	case "VP8 ":
		if bytes.Equal(data[3:6], []byte{0x9d, 0x01, 0x2a}) {
			return int(binary.LittleEndian.Uint16(data[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(data[8:]) & 0x3fff)
		}
	}
	return 0, 0
}
