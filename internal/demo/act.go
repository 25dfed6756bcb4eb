package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/day"
	"regulars/internal/dossier"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// act is something that a person in the office does, or time itself.
type act struct {
	who string // e-mail; "" for time
	do  func(ctx context.Context, p *player, tx *store.Tx) error
}

const (
	marketerMail = "marketer@beigua.example"
	ownerMail    = "owner@beigua.example"
	supportMail  = "support@beigua.example"
)

// act does an act at its instant.
func (p *player) act(ctx context.Context, key string, a *act) error {
	scope := p.scope
	scope.Historic = true
	if a.do == nil { // repeating the day-turn does nothing, so it needs no mark
		_, err := day.Turn(ctx, day.At(p.past, scope))
		return err
	}
	scope.Actor = p.actors[a.who]
	return p.once(ctx, key, scope, func(tx *store.Tx) error { return a.do(ctx, p, tx) })
}

func (s *story) stage(at calendar.Instant, a act) {
	if s.happens(at, doAct, len(s.acts)) {
		s.acts = append(s.acts, a)
	}
}

// pricesDays is how many days before the end the price lists begin to count.
const pricesDays = 45

// discounts is the day of the story on which the programme begins to give discounts.
const discounts = 408

// drawActs draws what the office does.
func (s *story) drawActs() {
	r := rand.New(rand.NewPCG(s.in.seed, 1<<46))
	at := func(day calendar.Day, hour, minute int) calendar.Instant {
		return day.Start(s.in.zone).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	}
	for day := s.last - storyDays/turnDays*turnDays; day <= s.last; day += turnDays {
		s.stage(at(day, 3, 30), act{})
	}
	s.stage(at(s.first+208, 10, 0), act{marketerMail, publish(1, program.Text{
		Zh: "新增周二会员日门店双倍、小程序下单加赠与服务成长值；花蕾、金瓜门槛下调；线上订单的瓜子改为签收 7 天后到账。",
		En: "New: double seeds in shops on Tuesdays, extra for mini-programme orders, growth for services. Blossom and Golden are easier to reach. Seeds of online orders arrive 7 days after delivery."})})
	s.stage(at(s.first+discounts, 10, 0), act{marketerMail, publish(2, program.Text{
		Zh: "二孩家庭 1.3 倍瓜子，纸尿裤与洗护 1.2 倍；新增邀请制臻瓜会员；新叶、花蕾门槛微调，已得等级不受影响；金瓜会员线上购物 97 折。",
		En: "1.3 times for families with two children, 1.2 times for nappies and care. New tier Amber, by invitation. Leaf and Blossom thresholds change slightly; tiers already reached stay. 3 % off online for Golden."})})
	s.stage(at(s.last-pricesDays, 10, 0), act{marketerMail, publish(3, program.Text{
		Zh: "新增金瓜会员价与 PLUS 年卡 98 折；周末秒杀对全体会员开放。", En: "New: golden prices and 2 % off with the PLUS year; the weekend flash sale is for every member."})})
	for range max(8, s.in.members/60) {
		s.stage(at(s.first+30+calendar.Day(r.IntN(storyDays-40)), 9+r.IntN(9), r.IntN(60)), act{supportMail, s.sorry(r)})
	}
	s.drawRequests(r, at)
	s.drawMerges(at)
	s.drawCoupons(at)
	s.drawMall(at)
	s.drawPurse(at)
	s.drawTreats(at)
	s.drawPerks(at)
	s.stage(at(s.last-1, 17, 20), act{marketerMail, saveDraft})
	s.stage(at(s.last-1, 17, 25), act{marketerMail, simulateDraft})
	s.stage(at(s.last-1, 17, 30), act{marketerMail, remarks})
	s.stage(s.in.end, act{})
}

// publish is the publication of a version of the programme.
func publish(n int, note program.Text) func(context.Context, *player, *store.Tx) error {
	return func(ctx context.Context, p *player, tx *store.Tx) error {
		d, err := edition.Apply(ctx, tx, p.data.programs[n])
		if err != nil {
			return err
		}
		_, err = edition.Publish(ctx, tx, edition.PublishIn{Match: d.Version, Note: note})
		return err
	}
}

func saveDraft(ctx context.Context, p *player, tx *store.Tx) error {
	_, err := edition.Apply(ctx, tx, p.data.draft)
	return err
}

// sorry is a small correction of points by the service desk, up or down.
func (s *story) sorry(r *rand.Rand) func(context.Context, *player, *store.Tx) error {
	n := r.IntN(s.in.members * 3 / 10) // members from the first day
	amount := int64(50 * (1 + r.IntN(8)))
	reason := one(r, []string{"物流延误补偿", "商品破损致歉", "门店漏录订单补瓜子", "参加育儿问卷答谢", "客诉回访关怀"})
	if r.IntN(7) == 0 {
		amount, reason = -20, "重复登记更正"
	}
	return func(ctx context.Context, p *player, tx *store.Tx) error {
		_, err := reward.Adjust(ctx, tx, reward.AdjustIn{
			MemberID: s.families[n].id, Asset: ledger.Points, Amount: amount, Reason: reason, MadeBy: p.by(supportMail), Limit: 1000,
		})
		if f := fault.As(err); f != nil && f.Code.Kind == fault.Refused { // nothing there to take
			return nil
		}
		return err
	}
}

func (p *player) by(mail string) string { return fmt.Sprintf("staff:%d", p.actors[mail].ID) }

// correction is a correction above the limit of the service desk.
type correction struct {
	family int
	amount int64
	reason string
}

// drawRequests has the service desk ask for a second person: one agreed to, one refused, one that lapsed, one that waits.
func (s *story) drawRequests(r *rand.Rand, at func(calendar.Day, int, int) calendar.Instant) {
	for i, c := range []struct {
		day    calendar.Day
		amount int64
		reason string
		answer string
	}{
		{s.first + 150, 3000, "年会抽奖三等奖，活动系统故障人工补发", "yes"},
		{s.first + 290, 8000, "顾客要求按旧规则补差", "no"},
		{s.first + 360, 2000, "社群达人感谢金（未及时处理）", ""},
		{s.last - 2, 5000, "电商大促少发瓜子，按订单核对后补发", ""},
	} {
		ask := correction{r.IntN(s.in.members / 4), c.amount, c.reason}
		var id int64
		s.stage(at(c.day, 15, 10+i), act{supportMail, func(ctx context.Context, p *player, tx *store.Tx) (err error) {
			id, err = ask.file(ctx, p, tx)
			return err
		}})
		if c.answer != "" {
			s.stage(at(c.day+1, 10, 30), act{ownerMail, func(ctx context.Context, p *player, tx *store.Tx) error {
				return ask.decide(ctx, p, tx, id, c.answer == "yes")
			}})
		}
	}
}

// file asks for a second person, as the API stores a request to POST /v1/members/{id}/adjustments.
func (c correction) file(ctx context.Context, p *player, tx *store.Tx) (int64, error) {
	id := p.story.families[c.family].id
	body, err := json.Marshal(map[string]any{
		"path": map[string]string{"id": store.FormatID("mem", id)},
		"body": map[string]any{"asset": "points", "amount": c.amount, "reason": c.reason},
	})
	if err != nil {
		return 0, err
	}
	a, err := org.Ask(ctx, tx, org.AskIn{
		Verb: "member.adjust", Subject: org.Subject("member", id), MemberID: id, Permission: org.PointsAdjust, Body: string(body), Behind: p.actors[supportMail].ID,
	})
	return a.ID, err
}

// decide agrees or refuses as the owner. After a broken run the request is found among those that wait.
func (c correction) decide(ctx context.Context, p *player, tx *store.Tx, id int64, yes bool) error {
	if id == 0 {
		waiting, err := org.ListApprovals(ctx, tx, 0, org.Waiting, 1)
		if err != nil || len(waiting) == 0 {
			return err
		}
		id = waiting[0].ID
	}
	note := map[bool]string{true: "已核对活动名单", false: "按公示规则执行，不予补差"}[yes]
	by := org.Principal{Scope: tx.Scope(), StaffID: p.actors[ownerMail].ID, Behind: p.actors[ownerMail].ID, Role: org.Owner, AllStores: true, Permissions: org.Owner.Permissions()}
	a, err := org.Decide(ctx, tx, org.DecideIn{ID: id, Approve: yes, Note: note, By: by})
	if err != nil || !yes {
		return err
	}
	g, err := reward.Adjust(ctx, tx, reward.AdjustIn{
		MemberID: a.MemberID, Asset: ledger.Points, Amount: c.amount, Reason: c.reason, MadeBy: p.by(supportMail), Approved: true,
	})
	if err != nil {
		return err
	}
	return org.NoteResult(ctx, tx, a.ID, org.Subject("grant", g.ID))
}

// drawMerges joins the second records of some families; one of them is parted again.
func (s *story) drawMerges(at func(calendar.Day, int, int) calendar.Instant) {
	second := s.families[s.in.members:]
	var merge int64
	for i, f := range second[:3] {
		s.stage(at(s.last-12+calendar.Day(i), 16, 5+i), act{supportMail, func(ctx context.Context, _ *player, tx *store.Tx) (err error) {
			merge, err = dossier.Merge(ctx, tx, f.id, s.families[f.twin].id)
			return err
		}})
	}
	s.stage(at(s.last-9, 11, 40), act{supportMail, func(ctx context.Context, _ *player, tx *store.Tx) error {
		if merge == 0 { // an earlier run has merged: leave it so
			return nil
		}
		return dossier.Undo(ctx, tx, merge)
	}})
}
