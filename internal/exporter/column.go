package exporter

import (
	"context"
	"strings"
	"unicode"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/member/trait"
	"regulars/internal/money"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/store"
)

// Column is one column that may be exported.
type Column struct {
	Name     string
	En, Zh   string
	Usual    bool // taken where no columns are named
	Personal bool // masked, or with the name of a person
}

// In is the heading in a language.
func (c Column) In(language string) string {
	if language == "zh" {
		return c.Zh
	}
	return c.En
}

var columns = map[Kind][]Column{
	Members: {
		{"id", "ID", "编号", true, false}, {"name", "Name", "姓名", true, true}, {"phone", "Phone", "手机号", true, true}, {"email", "E-mail", "邮箱", false, true},
		{"card_no", "Card", "卡号", true, true}, {"external_id", "External ID", "外部编号", false, true}, {"status", "Status", "身份", false, false},
		{"tier", "Tier", "等级", true, false}, {"points", "Points available", "可用积分", true, false}, {"points_pending", "Points pending", "待生效积分", false, false},
		{"growth", "Growth", "成长值", false, false}, {"principal", "Balance: principal", "储值本金", false, false}, {"bonus", "Balance: bonus", "储值赠金", false, false},
		{"orders", "Orders", "订单数", true, false}, {"spend", "Spend", "累计消费", true, false}, {"refunds", "Refunds", "累计退款", false, false},
		{"average", "Average order", "客单价", false, false}, {"first_order_at", "First order", "首单时间", false, false}, {"last_order_at", "Last order", "最近消费", true, false},
		{"store", "Store", "所属门店", true, false}, {"channel", "Channel", "入会渠道", true, false}, {"campaign", "Campaign", "入会活动", false, false},
		{"tags", "Tags", "标签", true, false}, {"gender", "Gender", "性别", false, false}, {"birthday", "Birthday", "生日", false, true},
		{"joined_at", "Joined", "入会时间", true, false},
	},
	Orders: {
		{"id", "ID", "编号", false, false}, {"source", "Source", "来源", true, false}, {"number", "Number", "订单号", true, false}, {"placed_at", "Placed", "下单时间", true, false},
		{"paid_at", "Paid", "支付时间", false, false}, {"store", "Store", "门店", true, false}, {"channel", "Channel", "渠道", true, false}, {"member_id", "Member ID", "会员编号", true, false},
		{"member_name", "Member", "会员", true, true}, {"member_phone", "Phone", "手机号", false, true}, {"status", "Status", "状态", true, false},
		{"fulfilment", "Fulfilment", "履约", false, false}, {"total", "Total", "原价", true, false}, {"discount", "Discount", "优惠", true, false},
		{"payable", "Payable", "应付", true, false}, {"cash", "Paid in money", "实付", true, false}, {"kept", "Kept after refunds", "退款后金额", true, false},
		{"points_earned", "Points earned", "获得积分", true, false}, {"growth_earned", "Growth earned", "获得成长值", false, false}, {"made_by", "Recorded by", "录入者", false, false},
	},
	Entries: {
		{"id", "ID", "编号", true, false}, {"member_id", "Member ID", "会员编号", true, false}, {"member_name", "Member", "会员", true, true}, {"asset", "Asset", "资产", true, false},
		{"kind", "Kind", "类型", true, false}, {"amount", "Amount", "数量", true, false}, {"cause", "For", "事由", true, false}, {"rule", "Rule", "规则", true, false},
		{"effective_at", "At", "时间", true, false}, {"posted_at", "Posted", "入账时间", false, false}, {"available_at", "Available from", "生效时间", false, false},
		{"expires_at", "Expires", "到期时间", true, false},
	},
}

// Columns are those that may be exported of a kind; of members the merchant's own attributes, too, but for sensitive ones.
func Columns(ctx context.Context, tx *store.Tx, k Kind) ([]Column, error) {
	ed, err := edition.At(ctx, tx, tx.Now())
	if err != nil {
		return nil, err
	}
	out := append([]Column{}, columns[k]...)
	for i := range out {
		out[i].call("points", ed.Document().Points.Name, [2]string{"Points", "积分"})
		out[i].call("growth", ed.Document().Growth.Name, [2]string{"Growth", "成长值"})
	}
	if k != Members {
		return out, nil
	}
	defs, err := trait.ListDefinitions(ctx, tx)
	for _, d := range defs {
		if d.Sensitive {
			continue
		}
		c := Column{Name: "attr." + d.Code, En: d.LabelEn, Zh: d.LabelZh}
		if c.En == "" {
			c.En = d.LabelZh
		}
		if c.Zh == "" {
			c.Zh = d.LabelEn
		}
		out = append(out, c)
	}
	return out, err
}

// call has the column of an asset headed by what the merchant calls it.
func (c *Column) call(asset string, name program.Text, usual [2]string) {
	en := []rune(name.In("en"))
	if len(en) == 0 || !strings.HasPrefix(c.Name, asset) {
		return
	}
	en[0] = unicode.ToUpper(en[0])
	c.En, c.Zh = strings.Replace(c.En, usual[0], string(en), 1), strings.Replace(c.Zh, usual[1], name.In("zh"), 1)
}

// writing is how the cells of one export are worded.
type writing struct {
	*Run
	tx      *store.Tx // of the page that is being read
	stores  map[int64]string
	program *edition.Edition
	titles  []string
}

// newWriting looks up what every page needs.
func newWriting(ctx context.Context, tx *store.Tx, r *Run) (*writing, error) {
	w := &writing{Run: r, stores: map[int64]string{}}
	all, err := Columns(ctx, tx, r.Kind)
	if err != nil {
		return nil, err
	}
	named := map[string]string{}
	for _, c := range all {
		named[c.Name] = c.In(r.Language)
	}
	for _, name := range r.Columns {
		w.titles = append(w.titles, named[name])
	}
	for after := int64(0); ; {
		list, err := org.ListStores(ctx, tx, after, page)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			w.stores[s.ID], after = s.Name, s.ID
		}
		if len(list) < page {
			break
		}
	}
	w.program, err = edition.At(ctx, tx, tx.Now())
	return w, err
}

func (w *writing) heading() []string { return w.titles }

// cells are one row: what cell gives for each column.
func (w *writing) cells(of func(column string) cell) []cell {
	row := make([]cell, len(w.Columns))
	for i, name := range w.Columns {
		row[i] = of(name)
	}
	return row
}

// money is an amount in minor units as a number with its decimals.
func (w *writing) money(minor int64) cell { return cell{money.Format(minor, w.tx.Currency()), true} }

// at is an instant in the merchant's zone; nothing for none and for never.
func (w *writing) at(at calendar.Instant) cell {
	if at == 0 || at == calendar.Never {
		return cell{}
	}
	return text(at.Time().In(w.tx.Zone()).Format("2006-01-02 15:04:05"))
}

// id is an id as it is shown outside; nothing for none.
func id(prefix string, n int64) cell {
	if n == 0 {
		return cell{}
	}
	return text(store.FormatID(prefix, n))
}

// tier is the name of a tier of the programme in force, or its code.
func (w *writing) tier(code string) cell {
	if t, ok := w.program.Program.Tier(code); ok {
		return text(t.Name.In(w.Language))
	}
	return text(code)
}

// words are codes as people read them.
var words = map[string][2]string{
	"member": {"member", "会员"}, "customer": {"customer", "顾客"}, "paid": {"paid", "已支付"}, "partly_refunded": {"partly refunded", "部分退款"}, "refunded": {"refunded", "已退款"},
	"none": {"none", "无"}, "shipped": {"shipped", "已发货"}, "delivered": {"delivered", "已送达"}, "signed": {"signed", "已签收"}, "completed": {"completed", "已完成"},
	"pos": {"till", "门店"}, "web": {"web shop", "网店"}, "miniapp": {"mini-programme", "小程序"}, "h5": {"H5", "H5"},
	"female": {"female", "女"}, "male": {"male", "男"}, "other": {"other", "其他"},
	"principal": {"principal", "本金"}, "bonus": {"bonus", "赠金"}, "commission": {"commission", "佣金"},
	"earn": {"earned", "获得"}, "spend": {"spent", "使用"}, "expire": {"expired", "过期"}, "unexpire": {"expiry undone", "撤销过期"}, "claw_back": {"taken back", "退款收回"},
	"give_back": {"returned", "退还"}, "adjust": {"adjusted", "调整"}, "settle": {"debt settled", "抵扣欠分"}, "charge": {"charged", "计入欠分"}, "renew": {"renewed", "续期"},
}

// word is a code in the language of the export; one without words stays.
func (w *writing) word(code string) cell {
	pair, ok := words[code]
	switch doc := w.program.Document(); {
	case code == "points":
		return text(doc.Points.Name.In(w.Language))
	case code == "growth":
		return text(doc.Growth.Name.In(w.Language))
	case !ok:
		return text(code)
	case w.Language == "zh":
		return text(pair[1])
	}
	return text(pair[0])
}
