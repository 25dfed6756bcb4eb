package importer

import (
	"context"
	"errors"
	"io"
	"math"
	"strings"

	"regulars/internal/fault"
	"regulars/internal/importer/mapping"
	"regulars/internal/importer/sheet"
	"regulars/internal/member"
	"regulars/internal/money"
)

// reading turns the rows of a file of orders into facts.
type reading struct {
	*book
	m        *mapping.Mapping
	c        *mapping.Columns
	wrong    refusals
	dates    sheet.Dates
	exponent int
	comma    bool
	width    int

	lastNumber string // rows of an order stand together, nearly always
	lastFact   int32
}

// readOrders reads the whole file.
func readOrders(ctx context.Context, t *sheet.Table, m *mapping.Mapping, in place, tell func(rows int64)) (*book, error) {
	c, err := m.Bind(t.Header)
	if err != nil {
		return nil, err
	}
	r := &reading{
		book: newBook(), m: m, c: c, wrong: refusals{}, exponent: money.Exponent(in.currency), comma: m.Decimal == ",",
		dates: sheet.Dates{Zone: in.zone, Order: m.Dates, Date1904: t.Date1904, Serial: t.Sheet != ""}, width: len(t.Header), lastFact: -1,
	}
	for {
		cells, row, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			if r.read == 0 {
				return nil, sheet.ErrEmpty.New(nil)
			}
			r.settle()
			return r.book, ctx.Err()
		case err != nil:
			return nil, err
		}
		if r.read++; r.read > MaxRows {
			return nil, fault.ErrTooMany.At("rows", fault.P{"limit": MaxRows})
		}
		if r.read%4096 == 0 {
			tell(r.read)
		}
		r.row(cells, row)
	}
}

// row takes one row, or refuses it and with it the order it belongs to.
func (r *reading) row(cells []string, row int) {
	if err := checkCells(cells, r.width, r.wrong); err != nil {
		r.refuse(row, err)
		r.spoil(r.c.Value(cells, "number"), cells, row)
		return
	}
	number := r.c.Value(cells, "number")
	switch {
	case number == "":
		r.refuse(row, r.wrong.at(fault.ErrRequired, "number"))
		return
	case r.c.Marked(r.m.Skip, cells, number):
		r.refuse(row, r.wrong.at(ErrAdjustment, "number"))
		return
	}
	isReturn := r.c.Marked(r.m.Returns, cells, number)
	l, err := r.line(cells, isReturn)
	if err != nil {
		r.refuse(row, err)
		r.spoil(number, cells, row)
		return
	}
	i, err := r.fact(number, cells, isReturn, row)
	if err != nil {
		r.refuse(row, err)
		if i >= 0 {
			r.facts[i].badRow = int32(row)
		}
		return
	}
	l.row = int32(row)
	r.hang(&r.facts[i], l)
}

// checkCells refuses what is no text, or not of this table.
func checkCells(cells []string, width int, wrong refusals) *fault.Error {
	if len(cells) > width && !sheet.Blank(cells[width:]) {
		return wrong.at(ErrCells, "")
	}
	for _, c := range cells {
		if len(c) > MaxCell {
			return fault.ErrTooLong.New(fault.P{"limit": MaxCell})
		}
		if !sheet.Plain(c) {
			return wrong.at(ErrText, "")
		}
	}
	return nil
}

// find answers the fact of a number, or −1.
func (r *reading) find(number string) int32 {
	if number == r.lastNumber && r.lastFact >= 0 {
		return r.lastFact
	}
	if i, ok := r.byNumber[number]; ok {
		r.lastNumber, r.lastFact = r.facts[i].number, i
		return i
	}
	return -1
}

// spoil marks the fact to which a refused row belongs, making it where it is the first of its rows.
func (r *reading) spoil(number string, cells []string, row int) {
	if number == "" {
		return
	}
	i := r.find(number)
	if i < 0 {
		i = r.add(fact{number: strings.Clone(number), person: -1, first: -1, row: int32(row), isReturn: r.c.Marked(r.m.Returns, cells, number)})
	}
	if r.facts[i].badRow == 0 {
		r.facts[i].badRow = int32(row)
	}
}

func (r *reading) add(f fact) int32 {
	i := int32(len(r.facts))
	r.facts = append(r.facts, f)
	r.byNumber[f.number] = i
	r.lastNumber, r.lastFact = f.number, i
	return i
}

// fact finds the fact that a row belongs to or begins it. Of what concerns all of it the first row counts: its time too,
// where rows of one order differ by a minute. It answers −1 where the fact could not even be named.
func (r *reading) fact(number string, cells []string, isReturn bool, row int) (int32, *fault.Error) {
	i := r.find(number)
	if i >= 0 && r.facts[i].first >= 0 {
		return i, r.agree(&r.facts[i], cells, isReturn)
	}
	if i < 0 {
		i = r.add(fact{number: strings.Clone(number), person: -1, first: -1, row: int32(row), isReturn: isReturn})
	}
	when := r.c.Value(cells, "placed_at")
	if when == "" {
		return i, r.wrong.at(fault.ErrRequired, "placed_at")
	}
	at, code, ok := r.dates.Instant(when)
	if !ok {
		return i, r.wrong.at(code, "placed_at")
	}
	f := &r.facts[i]
	f.at, f.isReturn = at, isReturn
	f.person = r.person(cells)
	f.store, f.channel = r.texts.keep(r.c.Value(cells, "store")), r.texts.keep(r.c.Value(cells, "channel"))
	return i, nil
}

// agree refuses a row that says something else of its order than the first one; what it leaves out it agrees with.
func (r *reading) agree(f *fact, cells []string, isReturn bool) *fault.Error {
	if isReturn != f.isReturn {
		return r.wrong.at(ErrContradiction, "number")
	}
	if !r.samePerson(f, cells) {
		return r.wrong.at(ErrContradiction, "external_id")
	}
	if s := r.c.Value(cells, "store"); s != "" && s != r.texts.all[f.store] {
		return r.wrong.at(ErrContradiction, "store")
	}
	if c := r.c.Value(cells, "channel"); c != "" && c != r.texts.all[f.channel] {
		return r.wrong.at(ErrContradiction, "channel")
	}
	return nil
}

func (r *reading) samePerson(f *fact, cells []string) bool {
	ids, key := identities(r.c, cells)
	if key == "" {
		return true
	}
	if f.person < 0 {
		return false
	}
	first := &r.people[f.person].ids
	for _, pair := range [...][2]string{
		{ids.ExternalID, first.ExternalID}, {ids.Phone, first.Phone}, {ids.Card, first.Card}, {ids.Email, first.Email},
	} {
		if pair[0] != "" && pair[0] != pair[1] {
			return false
		}
	}
	return true
}

// person answers the number of whom the row names, −1 for a guest.
func (r *reading) person(cells []string) int32 {
	ids, key := identities(r.c, cells)
	if key == "" {
		return -1
	}
	if i, ok := r.byPerson[key]; ok {
		return i
	}
	i := int32(len(r.people))
	r.people = append(r.people, person{ids: cloned(ids), name: strings.Clone(r.c.Value(cells, "member_name"))})
	r.byPerson[strings.Clone(key)] = i
	return i
}

// identities are what a row names a person by; the key is empty where it names nobody.
func identities(c *mapping.Columns, cells []string) (member.Identities, string) {
	ids := member.Identities{
		ExternalID: identity(c.Value(cells, "external_id")), Phone: identity(c.Value(cells, "phone")),
		Card: identity(c.Value(cells, "card_no")), Email: c.Value(cells, "email"),
	}
	if ids.Phone == "" && ids.Card == "" && ids.Email == "" {
		return ids, ids.ExternalID // no text is put together for the commonest case
	}
	return ids, strings.Join([]string{ids.ExternalID, ids.Phone, ids.Card, ids.Email}, "\x00")
}

func cloned(ids member.Identities) member.Identities {
	return member.Identities{
		ExternalID: strings.Clone(ids.ExternalID), Phone: strings.Clone(ids.Phone), Card: strings.Clone(ids.Card), Email: strings.Clone(ids.Email),
	}
}

// identity takes off what a spreadsheet or a data frame adds to a number: 17850.0 is 17850.
func identity(text string) string {
	whole, zeros, found := strings.Cut(text, ".")
	if !found || whole == "" || strings.Trim(zeros, "0") != "" {
		return text
	}
	for i := range len(whole) {
		if whole[i] < '0' || whole[i] > '9' {
			return text
		}
	}
	return whole
}

// line reads what a row sells or brings back.
func (r *reading) line(cells []string, isReturn bool) (line, *fault.Error) {
	var l line
	quantity, err := r.quantity(cells, isReturn)
	if err != nil {
		return l, err
	}
	l.quantity = int32(quantity)
	if err := r.money(cells, &l, isReturn); err != nil {
		return l, err
	}
	l.sku, l.name = r.texts.keep(sheet.Cut(r.c.Value(cells, "sku"))), r.texts.keep(sheet.Cut(r.c.Value(cells, "name")))
	l.category, l.kind = r.texts.keep(sheet.Cut(r.c.Value(cells, "category"))), r.texts.keep(r.c.Value(cells, "type"))
	return l, nil
}

func (r *reading) quantity(cells []string, isReturn bool) (int64, *fault.Error) {
	text := r.c.Value(cells, "quantity")
	if text == "" {
		if r.c.Has("quantity") {
			return 0, r.wrong.at(fault.ErrRequired, "quantity")
		}
		return 1, nil
	}
	d, ok := sheet.ParseDecimal(text, r.comma)
	if !ok {
		return 0, r.wrong.at(ErrNumber, "quantity")
	}
	n, ok := d.Whole()
	switch {
	case !ok:
		return 0, r.wrong.at(ErrWhole, "quantity")
	case isReturn && r.m.Returns.Positive:
	case isReturn && n >= 0:
		return 0, r.wrong.at(ErrReturnQuantity, "quantity")
	case isReturn:
		n = -n
	}
	if n <= 0 {
		return 0, r.wrong.at(ErrQuantity, "quantity")
	}
	if n > math.MaxInt32 {
		return 0, r.wrong.at(ErrSpanRange, "quantity")
	}
	return n, nil
}

// money reads the amount of a line: its own, or price × quantity, or what was paid; and its discount.
func (r *reading) money(cells []string, l *line, isReturn bool) *fault.Error {
	price, field, times := r.c.Value(cells, "amount"), "amount", int64(1)
	if price == "" {
		price, field, times = r.c.Value(cells, "unit_price"), "unit_price", int64(l.quantity)
	}
	paid := r.c.Value(cells, "paid")
	if price == "" && paid != "" {
		price, field, times = paid, "paid", 1
	}
	var err *fault.Error
	if l.amount, l.micro, err = r.amount(price, field, times, isReturn); err != nil {
		return err
	}
	var off int64
	switch discount := r.c.Value(cells, "discount"); {
	case discount != "":
		off, _, err = r.amount(discount, "discount", 1, true) // a discount is often written with a minus
	case paid != "" && field != "paid":
		off, _, err = r.amount(paid, "paid", 1, isReturn)
		off = l.amount - off
	}
	if err != nil {
		return err
	}
	if off < 0 || off > l.amount {
		return r.wrong.at(ErrDiscount, "discount")
	}
	l.discount = off
	if isReturn { // money is what the return says, and a return has no discounts
		l.amount, l.discount = l.amount-off, 0
	}
	return nil
}

// amount reads an amount × times in minor units. Where signed is said, a minus is how returns and discounts are written;
// of a unit price it is not.
func (r *reading) amount(text, field string, times int64, signed bool) (int64, int32, *fault.Error) {
	if text == "" {
		return 0, 0, r.wrong.at(fault.ErrRequired, field)
	}
	d, ok := sheet.ParseDecimal(text, r.comma)
	if !ok {
		return 0, 0, r.wrong.at(ErrNumber, field)
	}
	if d.Negative() {
		if !signed || field == "unit_price" {
			return 0, 0, r.wrong.at(ErrNegative, field)
		}
		d = d.Abs()
	}
	minor, micro, ok := d.Minor(times, r.exponent)
	if !ok {
		return 0, 0, r.wrong.at(ErrSpanRange, field)
	}
	return minor, int32(micro), nil
}
