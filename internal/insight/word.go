package insight

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"regulars/internal/benefit"
	"regulars/internal/edition"
	"regulars/internal/mall"
	"regulars/internal/mall/recharge"
	"regulars/internal/member"
	"regulars/internal/money"
	"regulars/internal/order"
	"regulars/internal/order/stamp"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/tier"
)

// Voice is who a fact is told to.
type Voice struct {
	Language string // "zh" or "en"
	Currency string
	Program  *program.Document // names tiers and points
	Mask     func(name string) string
	MaskCode func(code string) string // of an external id or a card, which stand for a name that is missing
}

// Who is the member as the voice may name one; "" for nobody.
func (v Voice) Who(f *Fact) string {
	switch {
	case f.MemberID == 0:
		return ""
	case f.Name == "" && f.Code != "" && v.MaskCode != nil:
		return v.say("会员 ", "member ") + v.MaskCode(f.Code)
	case f.Name == "" || v.Mask == nil:
		return v.say("会员", "a member")
	}
	return v.Mask(f.Name)
}

// Sentence is the fact in one sentence.
func (v Voice) Sentence(f *Fact) string {
	text := v.sentence(f)
	for _, small := range []string{"a member", "member "} {
		if strings.HasPrefix(text, small) {
			return strings.ToUpper(text[:1]) + text[1:]
		}
	}
	return text
}

// sentence is the fact in words that may begin small.
func (v Voice) sentence(f *Fact) string {
	who := v.Who(f)
	switch f.Kind {
	case order.EventRecorded, order.EventClaimed:
		return v.order(f, who)
	case order.EventRefunded, order.EventReturned:
		return v.back(f, who)
	case member.EventEnrolled:
		if f.Str("status") == string(member.StatusCustomer) {
			return v.say(who+" 登记为顾客", who+" was registered as a customer")
		}
		return v.say(who+" 加入会员", who+" joined")
	case member.EventAdmitted:
		return v.say(who+" 成为会员", who+" became a member")
	case member.EventMerged:
		return v.say("重复档案并入 "+who, "A duplicate was merged into "+who)
	case benefit.EventSold:
		return v.say(who+" 购买了「"+f.Str("name")+"」", who+" bought “"+f.Str("name")+"”")
	case benefit.EventUsed:
		return v.say(who+" 使用了「"+f.Str("name")+"」", who+" used “"+f.Str("name")+"”")
	case stamp.EventFull:
		return v.say(who+" 集满了「"+f.Str("name")+"」", who+" filled “"+f.Str("name")+"”")
	case mall.EventRedeemed:
		return v.say(who+" 兑换了「"+f.Str("name")+"」", who+" redeemed “"+f.Str("name")+"”")
	case mall.EventCancelled:
		return v.say(who+" 取消了「"+f.Str("name")+"」的兑换", who+" gave “"+f.Str("name")+"” back")
	case plan.EventJoined, plan.EventRenewed, plan.EventUpgraded, plan.EventCancelled, recharge.EventRecharged, recharge.EventWithdrawn:
		return v.purse(f, who)
	case tier.EventChanged:
		return v.tier(f, who)
	case edition.EventPublished:
		return v.say("会员体系第 "+strconv.FormatInt(f.Int("number"), 10)+" 版已发布", "Version "+strconv.FormatInt(f.Int("number"), 10)+" of the programme was published")
	}
	return v.given(f, who)
}

// purse words a paid plan or stored value, bought or given back.
func (v Voice) purse(f *Fact, who string) string {
	name, amount := f.Str("name"), v.money(f.Int("amount_minor"))
	switch f.Kind {
	case plan.EventRenewed:
		return v.say(who+" 续费了「"+name+"」", who+" renewed “"+name+"”")
	case plan.EventUpgraded:
		return v.say(who+" 升级为「"+name+"」", who+" upgraded to “"+name+"”")
	case plan.EventCancelled:
		return v.say(who+" 取消了「"+name+"」", who+" cancelled “"+name+"”")
	case recharge.EventRecharged:
		return v.say(who+" 充值 "+amount, who+" recharged "+amount)
	case recharge.EventWithdrawn:
		return v.say(who+" 储值退款 "+amount, amount+" of stored value was paid back to "+who)
	}
	return v.say(who+" 开通了「"+name+"」", who+" bought “"+name+"”")
}

// order words an order.
func (v Voice) order(f *Fact, who string) string {
	paid, points := v.money(f.Int("payable_minor")), f.Int("points_earned")
	if f.Kind == order.EventClaimed {
		return v.say(who+" 认领了一笔散客订单", who+" claimed a guest's order") + v.earned(points)
	}
	if who == "" {
		return v.say("散客消费 "+paid, "A guest bought for "+paid)
	}
	return v.say(who+" 消费 "+paid, who+" bought for "+paid) + v.earned(points)
}

// earned is the part of a sentence that says what an order earned.
func (v Voice) earned(points int64) string {
	if points == 0 {
		return ""
	}
	return v.say("，得 "+v.amount("points", points), " and earned "+v.amount("points", points))
}

// back words what came back.
func (v Voice) back(f *Fact, who string) string {
	amount := v.money(f.Int("amount_minor"))
	zh, en := "退款 "+amount, amount+" was refunded"
	if f.Kind == order.EventReturned {
		zh, en = "无单退货 "+amount, "Goods for "+amount+" came back without a receipt"
	}
	switch {
	case who == "" && f.Kind == order.EventReturned:
		zh, en = "散客"+zh, en+", from a guest"
	case who == "":
		zh, en = "散客"+zh, en+" to a guest"
	case f.Kind == order.EventReturned:
		zh, en = who+" "+zh, en+", from "+who
	default:
		zh, en = who+" "+zh, en+" to "+who
	}
	if n := f.Int("points_clawed_back"); n > 0 {
		zh, en = zh+"，收回 "+v.amount("points", n), en+", "+v.amount("points", n)+" taken back"
	}
	return v.say(zh, en)
}

// tier words a change of tier.
func (v Voice) tier(f *Fact, who string) string {
	name := v.tierName(f.Str("to"))
	switch program.TierMove(f.Str("move")) {
	case program.TierUpgraded:
		return v.say(who+" 升级为 "+name, who+" rose to "+name)
	case program.TierDowngraded:
		return v.say(who+" 降级为 "+name, who+" fell to "+name)
	}
	return v.say(who+" 的等级变为 "+name, who+" is now "+name)
}

// given words what was given by hand or by a rule other than an order's.
func (v Voice) given(f *Fact, who string) string {
	n := f.Int("amount")
	what := v.amount(f.Str("asset"), max(n, -n))
	if items, ok := f.Data["items"].([]any); ok {
		what = v.items(items)
	}
	switch {
	case f.Kind == reward.EventRevoked:
		return v.say("收回 "+who+" 的奖励 "+what, "A reward of "+what+" was taken back from "+who)
	case n < 0:
		return v.say("人工扣减 "+who+" "+what, what+" taken from "+who+" by hand")
	case f.Kind == reward.EventAdjusted:
		return v.say("人工增加 "+who+" "+what, what+" added to "+who+" by hand")
	}
	return v.say(who+" 获得奖励 "+what, who+" was given "+what)
}

// items words what a grant of several things, or of no ledger asset, gave.
func (v Voice) items(list []any) string {
	parts := make([]string, 0, len(list))
	for _, one := range list {
		line, _ := one.(map[string]any)
		amount, _ := line["amount"].(float64)
		kind, _ := line["kind"].(string)
		code, _ := line["code"].(string)
		parts = append(parts, v.item(kind, code, int64(amount)))
	}
	return strings.Join(parts, v.say("、", ", "))
}

// item words one thing of a grant.
func (v Voice) item(kind, code string, n int64) string {
	switch kind {
	case "points", "growth", "bonus", "commission":
		return v.amount(kind, n)
	case "coupon":
		return v.say(fmt.Sprintf("优惠券 %d 张", n), fmt.Sprintf("coupons: %d", n))
	case "gift":
		return v.say(fmt.Sprintf("礼品 %s %d 件", code, n), fmt.Sprintf("gift %s: %d", code, n))
	case "entitlement", "draw_chances":
		often := fmt.Sprintf("%d times", n)
		if n == 1 {
			often = "once"
		}
		return v.say(fmt.Sprintf("%s %d 次", v.benefitName(code), n), v.benefitName(code)+": "+often)
	case "plan_days":
		return v.say(fmt.Sprintf("付费会员 %d 天", n), fmt.Sprintf("%d days of a plan", n))
	case "tier_days":
		return v.say(fmt.Sprintf("等级“%s”%d 天", v.tierName(code), n), fmt.Sprintf("%s for %d days", v.tierName(code), n))
	case "tag":
		return v.say("标签 "+code, "tag "+code)
	}
	return kind
}

func (v Voice) say(zh, en string) string {
	if v.Language == "zh" {
		return zh
	}
	return en
}

func (v Voice) money(minor int64) string { return money.Words(minor, v.Currency) }

// count is a number of points or growth by the merchant's name for them.
func (v Voice) count(n int64, name program.Text, usual string) string {
	return money.Group(strconv.FormatInt(n, 10)) + " " + cmp.Or(name.In(v.Language), usual)
}

// amount is an amount of an asset.
func (v Voice) amount(asset string, n int64) string {
	var points, growth program.Text
	if v.Program != nil {
		points, growth = v.Program.Points.Name, v.Program.Growth.Name
	}
	switch asset {
	case "points":
		return v.count(n, points, v.say("积分", "points"))
	case "growth":
		return v.count(n, growth, v.say("成长值", "growth"))
	}
	return v.money(n)
}

// benefitName is a benefit's name, its code where the programme does not know it.
func (v Voice) benefitName(code string) string {
	if v.Program != nil {
		for i := range v.Program.Benefits {
			if b := &v.Program.Benefits[i]; b.Code == code {
				return cmp.Or(b.Name.In(v.Language), code)
			}
		}
	}
	return code
}

// tierName is a tier's name, its code where the programme does not know it.
func (v Voice) tierName(code string) string {
	if v.Program != nil {
		for i := range v.Program.Tiers {
			if t := &v.Program.Tiers[i]; t.Code == code && t.Name.In(v.Language) != "" {
				return t.Name.In(v.Language)
			}
		}
	}
	if code == "" {
		return v.say("无等级", "without a tier")
	}
	return code
}
