package treats

import (
	"context"
	"encoding/json"
	"math/rand/v2"

	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/reward/mass"
	"regulars/internal/reward/pack"
	"regulars/internal/store"
)

// Names of the packs and budgets that the story tells of.
const (
	welcome   = "新会员礼包"
	birthday  = "宝宝周岁礼包"
	upgrade   = "金瓜升级礼包"
	apologies = "客服补偿"
	autumn    = "秋季老客回馈"
	daily     = "新客礼包每日限量"
)

// Stage is where the treats are played: who the members are, in the order in which they joined, and who gives.
type Stage struct {
	Seed    uint64
	Last    calendar.Day
	Members []int64
	By      string
	Asker   int64 // the staff member behind a request for a second person
}

// Act is something that is done on a day, so many before the last.
type Act struct {
	Ago     int
	Support bool // the service desk does it, else marketing
	Do      func(ctx context.Context, tx *store.Tx, on Stage) error
}

// Acts are all of them, in the order of time.
func Acts() []Act {
	list := []Act{{Ago: 70, Do: open}, {Ago: 60, Do: newcomers}}
	for ago := 58; ago > 0; ago -= 2 {
		list = append(list, Act{Ago: ago, Support: true, Do: sorry})
		if ago == 44 {
			list = append(list, Act{Ago: ago, Do: printed})
		}
		if ago < 44 && ago%6 == 0 {
			list = append(list, Act{Ago: ago, Do: claims})
		}
		if ago < 44 && ago%4 == 0 {
			list = append(list, Act{Ago: ago, Do: told})
		}
		if ago%8 == 2 {
			list = append(list, Act{Ago: ago - 1, Do: newcomers})
		}
	}
	return append(list,
		Act{Ago: 3, Support: true, Do: withdrawn}, Act{Ago: 33, Do: thanks}, Act{Ago: 21, Do: mistake}, Act{Ago: 20, Do: takeBack}, Act{Ago: 12, Support: true, Do: undo}, Act{Ago: 1, Support: true, Do: ask},
	)
}

// open makes the packs and the budgets.
func open(ctx context.Context, tx *store.Tx, _ Stage) error {
	double, err := template(ctx, tx, "双倍瓜子券")
	if err != nil {
		return err
	}
	nappies, err := template(ctx, tx, "纸尿裤8.8折")
	if err != nil {
		return err
	}
	for _, p := range []pack.Pack{
		{Name: welcome, Summary: "入会首月送出：瓜子、双倍瓜子券和欢迎标签", Items: []item.Item{
			{Kind: item.Points, Amount: 100}, {Kind: item.Coupon, TemplateID: double}, {Kind: item.Tag, Tag: "已领新会员礼包"},
		}},
		{Name: birthday, Summary: "周岁当月：婴儿游泳一次，另赠瓜子", Items: []item.Item{{Kind: item.Gift, SKU: "SV001"}, {Kind: item.Points, Amount: 200}}},
		{Name: upgrade, Summary: "升到金瓜时送出", Items: []item.Item{
			{Kind: item.Points, Amount: 300}, {Kind: item.Coupon, TemplateID: nappies}, {Kind: item.Bonus, Amount: 1000}, {Kind: item.Growth, Amount: 50},
		}},
	} {
		if _, err := pack.Add(ctx, tx, p); err != nil {
			return err
		}
	}
	summer, err := pack.Add(ctx, tx, pack.Pack{Name: "夏日清凉礼包", Summary: "已结束", Items: []item.Item{{Kind: item.Points, Amount: 50}}})
	if err != nil {
		return err
	}
	summer.Closed = true
	if _, err := pack.Change(ctx, tx, summer); err != nil {
		return err
	}
	for _, b := range []budget.Budget{
		{Name: apologies, Unit: budget.Points, Total: 6000, PerMember: 500, Period: budget.Month},
		{Name: autumn, Unit: budget.Money, Total: 2_000_000, PerMember: 8_000, Period: budget.Ever},
		{Name: daily, Unit: budget.Count, Total: 30, Period: budget.Day},
	} {
		if _, err := budget.Add(ctx, tx, b); err != nil {
			return err
		}
	}
	return nil
}

// template is the coupon template of the name.
func template(ctx context.Context, tx *store.Tx, name string) (int64, error) {
	list, err := coupon.ListTemplates(ctx, tx, coupon.TemplatesIn{Limit: 200})
	for _, t := range list {
		if t.Terms.Name == name {
			return t.ID, nil
		}
	}
	if err == nil {
		err = coupon.ErrTemplate.New(nil)
	}
	return 0, err
}

// packID and budgetID find by name.
func packID(ctx context.Context, tx *store.Tx, name string) (int64, error) {
	list, err := pack.List(ctx, tx, 0, pack.MaxPage)
	for _, p := range list {
		if p.Name == name {
			return p.ID, nil
		}
	}
	if err == nil {
		err = pack.ErrUnknown.New(nil)
	}
	return 0, err
}

func budgetID(ctx context.Context, tx *store.Tx, name string) (int64, error) {
	list, err := budget.List(ctx, tx, 0, budget.MaxPage)
	for _, b := range list {
		if b.Name == name {
			return b.ID, nil
		}
	}
	if err == nil {
		err = budget.ErrUnknown.New(nil)
	}
	return 0, err
}

// dice are those of the act of this day.
func (on Stage) dice(tx *store.Tx) *rand.Rand {
	return rand.New(rand.NewPCG(on.Seed, 1<<50+uint64(tx.Today())))
}

// some are so many members who have joined by now.
func (on Stage) some(r *rand.Rand, n int) []int64 {
	var out []int64
	for range n {
		if id := on.Members[r.IntN(len(on.Members))]; id != 0 {
			out = append(out, id)
		}
	}
	return out
}

// lenient lets go that a budget is spent or that somebody may not have it: so it is in a shop.
func lenient(err error) error {
	if refused := fault.As(err); refused != nil && refused.Code.Kind == fault.Refused {
		return nil
	}
	return err
}

// sorry is a small apology by the service desk, from its budget.
func sorry(ctx context.Context, tx *store.Tx, on Stage) error {
	r := on.dice(tx)
	id, err := budgetID(ctx, tx, apologies)
	if err != nil {
		return err
	}
	reasons := []string{"为配送延误致歉", "收银排队过久致歉", "赠品漏发补送", "配合回访致谢", "门店活动说明有误致歉"}
	for _, member := range on.some(r, 1) {
		items := []item.Item{{Kind: item.Points, Amount: int64(50 * (1 + r.IntN(6)))}}
		if r.IntN(4) == 0 {
			items = append(items, item.Item{Kind: item.Bonus, Amount: 500})
		}
		in := reward.GrantIn{MemberID: member, Items: items, Reason: reasons[r.IntN(len(reasons))], Budgets: []int64{id}, MadeBy: on.By}
		if _, err := reward.Grant(ctx, tx, in); lenient(err) != nil {
			return err
		}
	}
	return nil
}

// newcomers gives the welcome pack to some who came to the class for new parents.
func newcomers(ctx context.Context, tx *store.Tx, on Stage) error {
	id, err := packID(ctx, tx, welcome)
	if err != nil {
		return err
	}
	limit, err := budgetID(ctx, tx, daily)
	if err != nil {
		return err
	}
	lucky := on.some(on.dice(tx), 8)
	in := reward.GrantIn{Items: []item.Item{{Kind: item.Pack, PackID: id}}, Reason: "新手爸妈课到场礼", Budgets: []int64{limit}, MadeBy: on.By}
	_, err = mass.Grant(ctx, tx, in, lucky, mass.Allowance{Approved: true})
	return err
}

// joined are the members who have joined by now.
func (on Stage) joined() []int64 {
	var out []int64
	for _, id := range on.Members {
		if id != 0 {
			out = append(out, id)
		}
	}
	return out
}

// thanks gives the autumn's pack to old customers.
func thanks(ctx context.Context, tx *store.Tx, on Stage) error {
	return many(ctx, tx, on, treat{pack: upgrade, reason: "秋季老客回馈", share: 8})
}

// mistake gives to the wrong people.
func mistake(ctx context.Context, tx *store.Tx, on Stage) error {
	return many(ctx, tx, on, treat{pack: birthday, reason: "周岁礼（名单导错）", share: 20})
}

type treat struct {
	pack, reason string
	share        int // one of so many members
}

func many(ctx context.Context, tx *store.Tx, on Stage, t treat) error {
	id, err := packID(ctx, tx, t.pack)
	if err != nil {
		return err
	}
	limit, err := budgetID(ctx, tx, autumn)
	if err != nil {
		return err
	}
	joined := on.joined()
	list := on.some(on.dice(tx), max(len(joined)/t.share, 3))
	in := reward.GrantIn{Items: []item.Item{{Kind: item.Pack, PackID: id}}, Reason: t.reason, Budgets: []int64{limit}, MadeBy: on.By}
	_, err = mass.Grant(ctx, tx, in, list, mass.Allowance{Approved: true})
	return err
}

// takeBack takes the mistake back, as a whole.
func takeBack(ctx context.Context, tx *store.Tx, _ Stage) error {
	list, err := mass.List(ctx, tx, 0, 1)
	if err != nil || len(list) == 0 {
		return err
	}
	return mass.Revoke(ctx, tx, list[0].ID)
}

// undo takes one apology back that was made twice.
func undo(ctx context.Context, tx *store.Tx, _ Stage) error {
	list, err := reward.ListAll(ctx, tx, reward.Reward, reward.Given, 0, 20)
	if err != nil {
		return err
	}
	for _, g := range list {
		if g.Reason == "赠品漏发补送" || g.Reason == "为配送延误致歉" || g.Reason == "配合回访致谢" {
			_, err := reward.Revoke(ctx, tx, g.ID)
			return lenient(err)
		}
	}
	return nil
}

// ask has the service desk ask for more than it may give, as the API stores a request to POST /v1/rewards. It waits.
func ask(ctx context.Context, tx *store.Tx, on Stage) error {
	joined := on.joined()
	if len(joined) == 0 {
		return nil
	}
	body, err := json.Marshal(map[string]any{"body": map[string]any{
		"member_id": store.FormatID("mem", joined[len(joined)/3]), "reason": "到店体验事故，店长申请补偿",
		"rewards": []map[string]any{{"kind": "points", "amount": 3000}, {"kind": "bonus", "amount": 20_000}},
	}})
	if err != nil {
		return err
	}
	_, err = org.Ask(ctx, tx, org.AskIn{Verb: "reward.give", Subject: "reward.give", Permission: org.RewardsWrite, Body: string(body), Behind: on.Asker})
	return err
}
