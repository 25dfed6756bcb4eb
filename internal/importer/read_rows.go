package importer

import (
	"context"
	"errors"
	"io"
	"strings"

	"regulars/internal/fault"
	"regulars/internal/importer/mapping"
	"regulars/internal/importer/sheet"
)

// reader reads a file of which each row is one item.
type reader struct {
	m       *mapping.Mapping
	c       *mapping.Columns
	wrong   refusals
	dates   sheet.Dates
	comma   bool
	width   int
	read    int64
	refused []refused
}

func newReader(t *sheet.Table, m *mapping.Mapping, in place) (*reader, error) {
	c, err := m.Bind(t.Header)
	if err != nil {
		return nil, err
	}
	return &reader{
		m: m, c: c, wrong: refusals{}, comma: m.Decimal == ",", width: len(t.Header),
		dates: sheet.Dates{Zone: in.zone, Order: m.Dates, Date1904: t.Date1904, Serial: t.Sheet != ""},
	}, nil
}

// each calls take with every row that is text, and refuses those that take refuses.
func (r *reader) each(ctx context.Context, t *sheet.Table, tell func(rows int64), take func(cells []string, row int) *fault.Error) error {
	for {
		cells, row, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			if r.read == 0 {
				return sheet.ErrEmpty.New(nil)
			}
			return ctx.Err()
		case err != nil:
			return err
		}
		if r.read++; r.read > MaxRows {
			return fault.ErrTooMany.At("rows", fault.P{"limit": MaxRows})
		}
		if r.read%4096 == 0 {
			tell(r.read)
		}
		refusal := checkCells(cells, r.width, r.wrong)
		if refusal == nil {
			refusal = take(cells, row)
		}
		if refusal != nil {
			r.refused = append(r.refused, refused{int64(row), refusal})
		}
	}
}

// text is a value that may be kept beyond the row.
func (r *reader) text(cells []string, field string) string {
	return strings.Clone(r.c.Value(cells, field))
}

func (r *reader) rows() (int64, []refused) { return r.read, r.refused }
