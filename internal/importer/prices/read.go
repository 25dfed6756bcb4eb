package prices

import (
	"context"
	"errors"
	"io"
	"strings"

	"regulars/internal/catalog/price"
	"regulars/internal/fault"
	"regulars/internal/importer"
	"regulars/internal/importer/mapping"
	"regulars/internal/importer/sheet"
	"regulars/internal/money"
)

// fields are the columns by name: of several prices that of members counts.
var fields = []mapping.Field{
	{Name: "sku", Zh: "商品编码", Headers: strings.Fields("sku skucode productcode itemcode stockcode code barcode 编码 商品编号 货号 商家编码 sku编码 条码 条形码 款号")},
	{Name: "price", Zh: "价格", Headers: strings.Fields("memberprice flashprice saleprice promoprice specialprice offerprice 会员价 秒杀价 活动价 促销价 优惠价 特价 售价 单价 unitprice listprice")},
	{Name: "stock", Zh: "限量", Headers: strings.Fields("limit quantity qty units 库存 数量 活动库存 限购数量 件数")},
}

// row is one price of a file.
type row struct {
	number int
	price.Set
}

// refused is a row that is left out.
type refused struct {
	number int
	sku    string
	why    *fault.Error
}

// sheetOf is a file that has been read.
type sheetOf struct {
	read    int64
	rows    []row
	refused []refused

	exponent int
	at       map[string]int // column of each field
	first    map[string]int // row of each code
}

// read reads a whole file.
func read(ctx context.Context, src sheet.Source, exponent int) (*sheetOf, error) {
	ex, err := sheet.Examine(ctx, src, "")
	if err != nil {
		return nil, err
	}
	t, err := sheet.Open(ctx, src, ex, sheet.Options{})
	if err != nil {
		return nil, err
	}
	defer t.Close()
	s := &sheetOf{exponent: exponent, first: map[string]int{}}
	if err := s.head(t.Header); err != nil {
		return nil, err
	}
	for {
		cells, number, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			if s.read == 0 {
				return nil, sheet.ErrEmpty.New(nil)
			}
			return s, ctx.Err()
		case err != nil:
			return nil, err
		case s.read == MaxRows:
			return nil, fault.ErrTooMany.At("rows", fault.P{"limit": MaxRows})
		}
		s.add(cells, number)
	}
}

// head finds the columns. Where the first row is a price already there is no heading: code, price and limit stand in this order.
func (s *sheetOf) head(cells []string) error {
	s.at = mapping.Locate(fields, cells)
	_, sku := s.at["sku"]
	_, priced := s.at["price"]
	if sku && priced {
		return nil
	}
	s.at = map[string]int{"sku": 0, "price": 1, "stock": 2}
	if _, number := sheet.ParseDecimal(s.cell(cells, "price"), false); !number {
		return ErrColumns.New(nil)
	}
	s.add(cells, 1)
	return nil
}

// cell is the value of a field; "" where the row is too short.
func (s *sheetOf) cell(cells []string, field string) string {
	if i, there := s.at[field]; there && i < len(cells) {
		return strings.TrimSpace(cells[i])
	}
	return ""
}

// add takes a row, or refuses it.
func (s *sheetOf) add(cells []string, number int) {
	s.read++
	set, why := s.set(cells)
	if why == nil {
		if first, twice := s.first[set.SKU]; twice {
			why = importer.ErrTwice.At("sku", fault.P{"row": first})
		}
	}
	if why != nil {
		s.refused = append(s.refused, refused{number, set.SKU, why})
		return
	}
	s.first[set.SKU] = number
	s.rows = append(s.rows, row{number, set})
}

func (s *sheetOf) set(cells []string) (price.Set, *fault.Error) {
	set := price.Set{SKU: strings.Clone(s.cell(cells, "sku"))}
	if set.SKU == "" {
		return set, fault.ErrRequired.At("sku", nil)
	}
	text := s.cell(cells, "price")
	if text == "" {
		return set, fault.ErrRequired.At("price", nil)
	}
	d, ok := sheet.ParseDecimal(text, false)
	if !ok {
		return set, importer.ErrNumber.At("price", nil)
	}
	if d.Negative() {
		return set, importer.ErrNegative.At("price", nil)
	}
	minor, added, ok := d.Minor(1, s.exponent)
	switch {
	case !ok || minor > money.Limit:
		return set, importer.ErrSpanRange.At("price", nil)
	case added != 0:
		return set, ErrFine.At("price", fault.P{"decimals": s.exponent})
	}
	set.PriceMinor = minor
	text = s.cell(cells, "stock")
	if text == "" {
		return set, nil
	}
	d, ok = sheet.ParseDecimal(text, false)
	if !ok {
		return set, importer.ErrNumber.At("stock", nil)
	}
	units, whole := d.Whole()
	if !whole {
		return set, importer.ErrWhole.At("stock", nil)
	}
	set.Stock = &units
	return set, nil
}
