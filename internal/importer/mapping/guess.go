package mapping

import (
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"regulars/internal/fault"
)

var personFields = []Field{
	{Name: "external_id", En: "id in your own system", Zh: "外部编号", Headers: list("external_id externalid customerid customer_id memberid member_id userid user_id customerno memberno 外部编号 客户编号 会员编号 会员id 用户id 客户id 顾客编号")},
	{Name: "phone", En: "phone number", Zh: "手机号", Headers: list("phone mobile phonenumber mobilephone cellphone tel telephone 手机 手机号 手机号码 电话 联系电话 会员手机 会员手机号 买家手机 收货人手机")},
	{Name: "card_no", En: "card number", Zh: "会员卡号", Headers: list("card_no cardno cardnumber card membercard 卡号 会员卡号 会员卡")},
	{Name: "email", En: "e-mail", Zh: "邮箱", Headers: list("email e-mail mail emailaddress 邮箱 电子邮箱 邮件 电子邮件")},
}

var memberFields = append(append([]Field{}, personFields...), []Field{
	{Name: "name", En: "name", Zh: "姓名", Headers: list("name fullname membername customername 姓名 名字 会员姓名 客户姓名 会员名称 顾客姓名")},
	{Name: "gender", En: "gender", Zh: "性别", Headers: list("gender sex 性别")},
	{Name: "birthday", En: "birthday", Zh: "生日", Headers: list("birthday birthdate dateofbirth dob 生日 出生日期 出生年月日 会员生日")},
	{Name: "address", En: "address", Zh: "地址", Headers: list("address 地址 联系地址 家庭住址 收货地址")},
	{Name: "store", En: "code of the store", Zh: "门店编码", Headers: list("store storecode shop branch 门店 门店编码 门店编号 所属门店 开卡门店 注册门店")},
	{Name: "channel", En: "channel", Zh: "渠道", Headers: list("channel 渠道 注册渠道 来源渠道")},
	{Name: "campaign", En: "what won the member", Zh: "来源活动", Headers: list("campaign source 来源 来源活动 注册来源")},
	{Name: "tags", En: "tags, separated by commas", Zh: "标签（逗号分隔）", Headers: list("tags labels tag 标签 会员标签")},
	{Name: "joined_at", En: "when they joined", Zh: "入会时间", Headers: list("joinedat joined joindate registeredat registrationdate createdat signupdate 入会时间 注册时间 开卡时间 入会日期 注册日期 开卡日期 创建时间")},
	{Name: "marketing", En: "consent to marketing by SMS (yes or no)", Zh: "同意短信营销（是/否）", Headers: list("marketing consent smsconsent optin subscribed 同意营销 短信订阅 接受短信 是否接受营销")},
}...)

var productFields = []Field{
	{Name: "sku", En: "sku", Zh: "商品编码", Required: true, Headers: list("sku skucode stockcode productcode itemcode productid code barcode 商品编码 商品编号 货号 商家编码 sku编码 条码 条形码 款号")},
	{Name: "name", En: "name", Zh: "商品名称", Headers: list("name productname description title item 商品名称 商品名 名称 品名 标题")},
	{Name: "category", En: "code of the category", Zh: "品类", Headers: list("category categorycode department 品类 类目 分类 类别 商品分类 商品类别")},
	{Name: "type", En: "product, delivery or fee", Zh: "类型", Headers: list("type 类型 商品类型")},
	{Name: "price", En: "list price", Zh: "售价", Headers: list("price unitprice listprice retailprice 价格 售价 单价 零售价 吊牌价")},
	{Name: "cost", En: "cost", Zh: "成本", Headers: list("cost costprice 成本 成本价 进价")},
	{Name: "status", En: "on_sale or off_sale", Zh: "状态", Headers: list("status 状态 上架状态")},
}

var orderFields = append(append([]Field{}, personFields...), []Field{
	{Name: "number", En: "order number", Zh: "订单号", Required: true, Headers: list("number ordernumber orderno orderid invoice invoiceno invoicenumber receipt receiptno receiptnumber transactionid basketid 订单号 订单编号 单号 小票号 流水号 交易号 销售单号")},
	{Name: "placed_at", En: "when it was placed", Zh: "下单时间", Required: true, Headers: list("placedat date orderdate ordertime invoicedate datetime time transactiontimestamp paidat 下单时间 订单时间 交易时间 销售时间 日期 订单日期 付款时间 支付时间 销售日期 创建时间")},
	{Name: "member_name", En: "name of the member", Zh: "会员姓名", Headers: list("membername customername customer 会员姓名 客户姓名 顾客姓名 姓名")},
	{Name: "store", En: "code of the store", Zh: "门店编码", Headers: list("store storecode storeid shop branch 门店 门店编码 门店编号 店铺 店铺编码")},
	{Name: "channel", En: "sales channel", Zh: "销售渠道", Headers: list("channel saleschannel 渠道 销售渠道")},
	{Name: "sku", En: "sku", Zh: "商品编码", Headers: list("sku skucode stockcode productcode itemcode productid 商品编码 商品编号 货号 商家编码 sku编码 条码")},
	{Name: "name", En: "name of the product", Zh: "商品名称", Headers: list("productname description itemname product item title 商品名称 商品名 品名 商品 宝贝标题 商品标题")},
	{Name: "category", En: "category", Zh: "品类", Headers: list("category categorycode department 品类 类目 分类 类别 商品分类")},
	{Name: "type", En: "product, delivery or fee", Zh: "行类型", Headers: list("linetype 行类型")},
	{Name: "quantity", En: "quantity", Zh: "数量", Headers: list("quantity qty units count 数量 件数 购买数量 销售数量")},
	{Name: "unit_price", En: "price of one", Zh: "单价", Headers: list("unitprice price 单价 售价 价格 销售单价")},
	{Name: "amount", En: "amount of the line before discounts", Zh: "金额（优惠前）", Headers: list("amount total linetotal salesvalue 金额 总价 应付金额 小计 销售金额")},
	{Name: "discount", En: "discount of the line", Zh: "优惠金额", Headers: list("discount discountamount 优惠 优惠金额 折扣金额 折扣")},
	{Name: "paid", En: "amount of the line after discounts", Zh: "实付金额", Headers: list("paid payable netamount 实付 实付金额 实收 实收金额 成交金额")},
}...)

func list(words string) []string { return strings.Fields(words) }

// Guess proposes a mapping for a header: each column goes to the field whose names it is, in English or Chinese. What it
// cannot tell it leaves out; binding then names what is missing.
func Guess(kind Kind, header []string) (Mapping, error) {
	m := Mapping{Kind: kind, Fields: map[string][]string{}}
	known := Fields(kind)
	if known == nil {
		return m, ErrKind.At("kind", fault.P{"kind": string(kind)})
	}
	for field, i := range Locate(known, header) {
		m.Fields[field] = []string{header[i]}
	}
	return m, m.Check()
}

// Locate says in which column of a header each field stands, by what it is called; what cannot be told is left out.
func Locate(fields []Field, header []string) map[string]int {
	out, taken := map[string]int{}, map[int]bool{}
	for _, f := range fields {
		if i := bestColumn(f, header, taken); i >= 0 {
			taken[i] = true
			out[f.Name] = i
		}
	}
	return out
}

// bestColumn is the free column that is called most like the field: of its names the earlier ones are better.
func bestColumn(f Field, header []string, taken map[int]bool) int {
	for _, want := range append([]string{f.Name, f.Zh}, f.Headers...) {
		for i, h := range header {
			if !taken[i] && fold(h) == fold(want) {
				return i
			}
		}
	}
	return -1
}

// fold makes the names of columns comparable: width, case, blanks and punctuation do not count, nor a unit in brackets.
func fold(name string) string {
	name = width.Fold.String(strings.ToLower(name))
	if cut := strings.IndexAny(name, "(["); cut > 0 {
		name = name[:cut]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, name)
}

// Presets lists the names that Preset knows.
func Presets() []string {
	out := Keys(presets)
	sort.Strings(out)
	return out
}

// Preset is a ready mapping by its name. Returns ErrPreset.
func Preset(name string) (Mapping, error) {
	text, ok := presets[name]
	if !ok {
		return Mapping{}, ErrPreset.At("preset", fault.P{"preset": name, "known": strings.Join(Presets(), ", ")})
	}
	return Parse([]byte(text))
}

// presets are mappings as anybody could have written them.
var presets = map[string]string{
	// The sales of a British gift wholesaler, 2010 and 2011 (UCI Machine Learning Repository, "Online Retail"). One invoice
	// is one order; C begins the number of a cancellation, which names no order; A that of an adjustment of bad debt.
	"online-retail": `
kind: orders
source: online-retail
dates: mdy
fields:
  number: [InvoiceNo, Invoice]
  placed_at: [InvoiceDate]
  external_id: [CustomerID, Customer ID]
  sku: [StockCode]
  name: [Description]
  quantity: [Quantity]
  unit_price: [UnitPrice, Price]
defaults:
  channel: web
returns:
  number_prefix: C
skip:
  number_prefix: A
unknown: enrol
`,
}
