package mapping_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"regulars/internal/fault"
	"regulars/internal/importer/mapping"
)

func TestMapping(t *testing.T) {
	for yaml, want := range map[string]fault.Code{
		"kind: orders\nfields: {nubmer: [a]}":   mapping.ErrTarget,
		"kind: orders\nfeilds: {number: [a]}":   mapping.ErrMapping,
		"kind: coupons":                         mapping.ErrKind,
		"kind: orders\ndates: ymd":              fault.ErrInvalid,
		"kind: orders\ndelimiter: '||'":         fault.ErrInvalid,
		"kind: members\nskip: {column: a}":      fault.ErrInvalid,
		"kind: [":                               mapping.ErrMapping,
		"kind: orders\nunknown: perhaps":        fault.ErrInvalid,
		strings.Repeat("#", 1<<17):              fault.ErrTooLong,
		"kind: orders\ndefaults: {colour: red}": mapping.ErrTarget,
	} {
		if _, err := mapping.Parse([]byte(yaml)); !fault.Has(err, want) {
			t.Errorf("%.40q: %v", yaml, err)
		}
	}
	if _, err := mapping.Preset("nothing"); !fault.Has(err, mapping.ErrPreset) {
		t.Errorf("%v", err)
	}
	for _, name := range mapping.Presets() {
		m, err := mapping.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := m.YAML()
		if err != nil {
			t.Fatal(err)
		}
		back, err := mapping.Parse(text)
		a, _ := json.Marshal(m)
		b, _ := json.Marshal(back)
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s is not read back: %v\n%s\n%s", name, err, a, b)
		}
	}
}

func TestGuess(t *testing.T) {
	for _, c := range []struct {
		kind   mapping.Kind
		header string
		want   string
	}{
		{mapping.Members, "会员卡号 姓名 手机号 性别 生日 入会时间", `{"birthday":["生日"],"card_no":["会员卡号"],"gender":["性别"],"joined_at":["入会时间"],"name":["姓名"],"phone":["手机号"]}`},
		{mapping.Members, "Customer_ID E-Mail FullName", `{"email":["E-Mail"],"external_id":["Customer_ID"],"name":["FullName"]}`},
		{mapping.Products, "货号 品名 类目 售价（元） 成本", `{"category":["类目"],"cost":["成本"],"name":["品名"],"price":["售价（元）"],"sku":["货号"]}`},
		{mapping.Orders, "InvoiceNo StockCode Description Quantity InvoiceDate UnitPrice CustomerID Country", `{"external_id":["CustomerID"],"name":["Description"],"number":["InvoiceNo"],"placed_at":["InvoiceDate"],"quantity":["Quantity"],"sku":["StockCode"],"unit_price":["UnitPrice"]}`},
		{mapping.Orders, "订单号 下单时间 会员手机号 商品名称 数量 实付金额", `{"name":["商品名称"],"number":["订单号"],"paid":["实付金额"],"phone":["会员手机号"],"placed_at":["下单时间"],"quantity":["数量"]}`},
	} {
		m, err := mapping.Guess(c.kind, strings.Fields(c.header))
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := json.Marshal(m.Fields); string(got) != c.want {
			t.Errorf("%s: %s\nwant %s", c.header, got, c.want)
		}
	}
}
