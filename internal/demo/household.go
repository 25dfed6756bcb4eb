package demo

import (
	"fmt"
	"math/rand/v2"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/member/trait"
)

// month is the length of a month of a baby's age, in days.
const month = 30.44

// household is a member with the baby for whom is bought.
type household struct {
	id                         int64 // of the record, once it is enrolled
	number                     int
	name, gender, address      string
	phone, card, openID, email string
	birthday                   *calendar.Day
	enrolled, joined           calendar.Instant
	home                       int // of data.shops
	channel, campaign          string
	referrer                   int // number of the family that brought it, or −1
	twin                       int // number of the family that stands there two times: its own for the first record; or −1

	baby, second calendar.Day // second 0 for none
	babyName     string
	babyGender   string
	consented    bool // to keep the child
	feeding      string
	online       float64
	purse        float64 // −1 thrifty … 1 generous
	rhythm       float64 // days between two purchases in the first year
	loyal        float64 // how likely there is another purchase
	thrift       float64 // how readily points are spent
	quiet        bool    // no marketing
	brands       map[string]string
	early        bool // member from before the story
}

// external is the id in the merchant's former system.
func (f *household) external() string { return fmt.Sprintf("BG-%06d", f.number+1) }

// months is the age of the baby for whom is bought on a day: the younger one once it is on its way.
func (f *household) months(day calendar.Day) float64 {
	baby := f.baby
	if f.second != 0 && float64(day) > float64(f.second)-5*month {
		baby = f.second
	}
	return float64(day-baby) / month
}

// drawFamily makes the family of a number; each has a stream of its own, so that one more changes none of the others.
func (s *story) drawFamily(n int) *household {
	r := rand.New(rand.NewPCG(s.in.seed, uint64(n)+1))
	f := &household{number: n, referrer: -1, twin: -1, brands: map[string]string{}}
	s.drawJoining(r, f)
	drawPerson(r, f, s)
	drawHabits(r, f)
	return f
}

// drawJoining says when, where and with a baby of which age a family comes.
func (s *story) drawJoining(r *rand.Rand, f *household) {
	span := float64(s.last - s.first)
	joinedOn := s.first + 2 + calendar.Day(span*pow(r.Float64(), 0.8))
	f.early = float64(f.number) < 0.3*float64(s.in.members)
	if f.early {
		joinedOn = s.first - 20 - calendar.Day(r.IntN(500))
	} else if joinedOn = min(busy(r, joinedOn), s.last); joinedOn < s.first+2 {
		joinedOn = s.first + 2
	}
	shops := s.data.shops
	f.home = pick(r, len(shops), func(i int) float64 { return float64(shops[i].weight) })
	age := -5 + 26*pow(r.Float64(), 1.9) // mostly pregnant or newborn
	if r.Float64() < 0.14 {
		age = 20 + 26*r.Float64()
	}
	f.baby = joinedOn - calendar.Day(age*month)
	c := s.data.campaigns[pick(r, len(s.data.campaigns), func(i int) float64 {
		if c := s.data.campaigns[i]; age >= c.from && age <= c.to && (c.name != "双11会场" || season(joinedOn).code == "double11") {
			return float64(c.weight)
		}
		return 0
	})]
	f.channel, f.campaign = c.channel, c.name
	f.joined = moment(r, joinedOn, c.channel != "pos", s.in.zone)
	f.enrolled = f.joined
	if f.early {
		f.campaign, f.channel, f.enrolled = "老会员迁移", "pos", s.first.Start(s.in.zone).Add(11*time.Hour)
	}
	if f.campaign == "好友推荐" && f.number > 40 {
		f.referrer = r.IntN(f.number * 3 / 10)
	}
}

// drawPerson gives the person a name and what finds it. Numbers that begin with 154 are with no carrier.
func drawPerson(r *rand.Rand, f *household, s *story) {
	names := s.data.names
	f.gender = "female"
	if r.Float64() < 0.17 {
		f.gender = "male"
	}
	f.name = one(r, names["surname"]) + one(r, names[f.gender])
	f.phone = fmt.Sprintf("1540%07d", (uint64(f.number)*7_919_993+s.in.seed*104_729+1_234_567)%10_000_000)
	f.card = fmt.Sprintf("88%08d", f.number*37+11_000_000)
	if f.channel == "miniapp" || r.Float64() < 0.35 {
		f.openID = fmt.Sprintf("oDemo%021x", r.Uint64())
	}
	if r.Float64() < 0.12 {
		f.email = fmt.Sprintf("member%04d@example.com", f.number+1)
	}
	parent := 24 + 10*(r.Float64()+r.Float64())/1.2
	born := f.baby - calendar.Day(parent*365.25)
	if r.Float64() < 0.78 {
		f.birthday = &born
	}
	if r.Float64() < 0.55 {
		shop := s.data.shops[f.home].address
		f.address = fmt.Sprintf("%s%s %d 号 %d 幢 %d 室", cityOf(shop), one(r, names["street"]), 1+r.IntN(399), 1+r.IntN(28), 101+100*r.IntN(17)+r.IntN(4))
	}
	f.babyName = one(r, names["child"])
	f.babyGender = []string{"female", "male"}[r.IntN(2)]
	f.consented = r.Float64() < 0.6
}

// cityOf is the address up to the district.
func cityOf(address string) string {
	for i, c := range address {
		if c == '区' {
			return address[:i+len("区")]
		}
	}
	return address
}

// drawHabits says how a family shops.
func drawHabits(r *rand.Rand, f *household) {
	f.feeding = []string{"breast", "mixed", "formula"}[pick(r, 3, func(i int) float64 { return []float64{0.34, 0.36, 0.30}[i] })]
	f.online = min(0.9, 0.1+0.8*r.Float64()*r.Float64())
	if f.channel == "miniapp" || f.channel == "web" {
		f.online = 0.45 + 0.5*r.Float64()
	}
	f.purse = 2*r.Float64() - 1
	f.rhythm = 16 + 40*r.Float64()*r.Float64() + 14*r.Float64()
	f.loyal = 0.995 - 0.14*pow(r.Float64(), 1.6)
	if r.Float64() < 0.2 {
		f.loyal = 0.25 // tried us once or twice
	}
	f.thrift = []float64{0, 0.14, 0.6}[pick(r, 3, func(i int) float64 { return []float64{35, 47, 18}[i] })]
	f.quiet = r.Float64() < 0.16
	if r.Float64() < 0.15 {
		f.second = f.baby + calendar.Day((20+16*r.Float64())*month)
	}
}

// attributes are the answers that the person gave.
func (f *household) attributes(r *rand.Rand) map[string]any {
	out := map[string]any{}
	if f.consented || r.Float64() < 0.3 {
		out["baby_birthday"] = f.baby.String()
	}
	if r.Float64() < 0.6 {
		out["feeding"] = f.feeding
	}
	if r.Float64() < 0.4 {
		out["parity"] = int64(1)
		if f.isSecond(f.joined) {
			out["parity"] = int64(2)
		}
	}
	if age := f.months(f.joined.Day(time.UTC)); age > 12 && r.Float64() < 0.4 {
		out["size_cm"] = int64(75+age*0.65) / 5 * 5
	}
	if r.Float64() < 0.25 {
		out["course_wish"] = r.Float64() < 0.6
	}
	if r.Float64() < 0.05 {
		out["allergy"] = one(r, []string{"牛奶蛋白过敏，已转深度水解", "鸡蛋过敏", "对羊毛脂敏感", "湿疹，避免含香精洗护"})
	}
	return out
}

func (f *household) isSecond(at calendar.Instant) bool {
	return f.second != 0 && at > f.second.Start(time.UTC)
}

// tags are the words that staff put on the person at the desk; those about the baby as they are true on the last day of the story.
func (f *household) tags(r *rand.Rand, last calendar.Day) []string {
	var out []string
	add := func(yes bool, tag string) {
		if yes {
			out = append(out, tag)
		}
	}
	age := f.months(last)
	add(f.early, "老会员")
	add(age < 0, "孕期")
	add(age >= 0 && age < 3, "新生儿")
	add(f.second != 0 && f.second <= last+150, "二孩家庭")
	add(f.purse < -0.75, "价格敏感")
	add(r.Float64() < 0.08, "早教意向")
	add(r.Float64() < 0.05, "社群活跃")
	return out
}

// consents are what the person agreed to, and what not.
func (f *household) consents(r *rand.Rand) []trait.Consent {
	source := map[string]string{"pos": "门店入会单", "miniapp": "小程序授权页", "web": "官网注册"}[f.channel]
	out := []trait.Consent{{Purpose: "care", Channel: "sms", Granted: true, At: f.joined, Source: source}}
	out = append(out, trait.Consent{Purpose: "marketing", Channel: "sms", Granted: !f.quiet, At: f.joined, Source: source})
	if f.openID != "" {
		out = append(out, trait.Consent{Purpose: "marketing", Channel: "wechat", Granted: !f.quiet && r.Float64() < 0.8, At: f.joined, Source: source})
	}
	if r.Float64() < 0.12 {
		out = append(out, trait.Consent{Purpose: "research", Channel: "phone", Granted: r.Float64() < 0.5, At: f.joined, Source: source})
	}
	return out
}
