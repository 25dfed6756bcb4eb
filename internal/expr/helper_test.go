package expr_test

import (
	"testing"

	"regulars/internal/expr"
)

// facts are given by name; windows by their use, such as spend(365).
type facts map[string]any

func (f facts) Attribute(name string) (any, bool) {
	value, ok := f[name]
	return value, ok
}

func (f facts) Window(name string, p expr.Period) (int64, bool) {
	value, ok := f[expr.WindowUse{Name: name, Period: p}.String()]
	if !ok {
		return 0, false
	}
	return value.(int64), true
}

// everywhere is the scope of a condition on an order line.
const everywhere = expr.Member | expr.Order | expr.Line

func attributes() []expr.Attribute {
	return []expr.Attribute{
		{
			Name: "tier", Type: expr.Text, Scope: expr.Member, En: "Tier", Zh: "会员等级", SQL: "NULLIF(m.tier, '')",
			Values: []expr.Choice{{Value: "gold", En: "Gold", Zh: "金卡"}, {Value: "silver", En: "Silver", Zh: "银卡"}},
		},
		{Name: "gender", Type: expr.Text, Scope: expr.Member, En: "Gender", Zh: "性别", SQL: "NULLIF(m.gender, '')"},
		{
			Name: "tags", Type: expr.TextList, Scope: expr.Member, En: "Tags", Zh: "标签",
			SQL: "EXISTS (SELECT 1 FROM probe_tag g WHERE g.merchant_id = $1 AND g.member_id = m.id AND g.tag = {value})",
		},
		{Name: "order_count", Type: expr.Int, Unit: "orders", Scope: expr.Member, En: "Orders", Zh: "订单数", SQL: "m.order_count"},
		{Name: "spend_minor", Type: expr.Int, Unit: "minor", Scope: expr.Member, En: "Total spend", Zh: "累计消费", SQL: "m.spend_minor"},
		{Name: "birthday_month", Type: expr.Int, Scope: expr.Member, En: "Month of birth", Zh: "生日月份", SQL: "NULLIF(m.birthday_month, 0)"},
		{Name: "promoter", Type: expr.Bool, Scope: expr.Member, En: "Promoter", Zh: "推广员", SQL: "m.promoter"},
		{Name: "birthday", Type: expr.Day, Scope: expr.Member, En: "Birthday", Zh: "生日", SQL: "NULLIF(m.birthday, '')"},
		{Name: "joined_on", Type: expr.Day, Scope: expr.Member, En: "Joined on", Zh: "入会日期", SQL: "NULLIF(m.joined_at, 0)", Stored: expr.OfInstant},
		{Name: "joined_days", Type: expr.Int, Unit: "days", Scope: expr.Member, En: "Days since joining", Zh: "入会天数", SQL: "NULLIF(m.joined_at, 0)", Stored: expr.OfInstant},
		{Name: "idle_days", Type: expr.Int, Unit: "days", Scope: expr.Member, En: "Days since the last order", Zh: "距上次消费天数", SQL: "NULLIF(m.last_order_on, '')", Stored: expr.OfDay},
		{Name: "order.channel", Type: expr.Text, Scope: expr.Order, En: "Channel", Zh: "渠道"},
		{Name: "order.month", Type: expr.Int, Scope: expr.Order, En: "Month", Zh: "月份"},
		{Name: "order.payable_minor", Type: expr.Int, Unit: "minor", Scope: expr.Order, En: "To pay", Zh: "应付金额"},
		{Name: "line.sku", Type: expr.Text, Scope: expr.Line, En: "Product", Zh: "商品"},
		{Name: "line.category", Type: expr.Text, Scope: expr.Line, En: "Category", Zh: "品类", Below: "(SELECT {value})"},
		{Name: "line.quantity", Type: expr.Int, Scope: expr.Line, En: "Quantity", Zh: "数量"},
	}
}

func windows() []expr.Window {
	return []expr.Window{
		{Name: "spend", Column: "spend_minor", Unit: "minor", En: "Spend", Zh: "消费额"},
		{Name: "orders", Column: "orders", Unit: "orders", En: "Orders", Zh: "订单数"},
		{Name: "points", Column: "points", Unit: "points", En: "Points earned", Zh: "获得积分"},
	}
}

func catalogue(t testing.TB) *expr.Catalogue {
	t.Helper()
	c, err := expr.NewCatalogue(attributes(), windows())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func compile(t testing.TB, c *expr.Catalogue, text string) *expr.Condition {
	t.Helper()
	x, err := c.Compile(text, everywhere)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return x
}
