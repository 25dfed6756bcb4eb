package people

import (
	"context"
	"strings"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/member/tally"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// MemberOut is a member.
type MemberOut struct {
	ID            string         `json:"id" doc:"mem_…"`
	Status        string         `json:"status" doc:"member, or customer: counted, promised nothing"`
	Name          string         `json:"name,omitempty" doc:"Masked for those who lack members:reveal, like all that names the person; staff look at phone and e-mail by POST …/reveal"`
	Phone         string         `json:"phone,omitempty" doc:"E.164"`
	PhoneDead     bool           `json:"phone_dead,omitempty" doc:"The number is known to reach nobody"`
	Email         string         `json:"email,omitempty"`
	CardNo        string         `json:"card_no,omitempty"`
	ExternalID    string         `json:"external_id,omitempty"`
	WeChat        []WeChatOut    `json:"wechat,omitempty"`
	Address       string         `json:"address,omitempty"`
	Gender        string         `json:"gender,omitempty" doc:"female, male or other"`
	Birthday      string         `json:"birthday,omitempty" doc:"YYYY-MM-DD"`
	BirthdayLunar *LunarBody     `json:"birthday_lunar,omitempty"`
	StoreID       string         `json:"store_id,omitempty"`
	AdviserID     string         `json:"adviser_id,omitempty" doc:"The staff member who looks after the person"`
	Channel       string         `json:"channel,omitempty"`
	Campaign      string         `json:"campaign,omitempty"`
	ReferrerID    string         `json:"referrer_id,omitempty"`
	Personalised  bool           `json:"personalised" doc:"false: personal recommendations are switched off"`
	Tier          *TierOut       `json:"tier" doc:"null for customers"`
	Points        PointsOut      `json:"points"`
	Growth        int64          `json:"growth"`
	Balance       BalanceOut     `json:"balance"`
	Commission    int64          `json:"commission_minor" doc:"Owed to the member for what friends bought"`
	Stats         StatsOut       `json:"stats"`
	Tags          []string       `json:"tags"`
	Attributes    map[string]any `json:"attributes"`
	Consents      []ConsentOut   `json:"consents"`
	JoinedAt      wire.Time      `json:"joined_at"`
	CreatedAt     wire.Time      `json:"created_at"`
	UpdatedAt     wire.Time      `json:"updated_at"`
	Version       int64          `json:"version" doc:"The ETag"`
	Masked        bool           `json:"masked,omitempty" doc:"Names and numbers are masked"`
}

// WeChatOut is one WeChat identity.
type WeChatOut struct {
	AppID   string `json:"app_id,omitempty"`
	OpenID  string `json:"openid,omitempty"`
	UnionID string `json:"unionid,omitempty"`
}

// LunarBody is a birthday in the Chinese calendar.
type LunarBody struct {
	Month int64 `json:"month" minimum:"1" maximum:"12"`
	Day   int64 `json:"day" minimum:"1" maximum:"30"`
	Leap  bool  `json:"leap,omitempty" doc:"Born in the leap month of that number"`
}

// LunarPatch is a birthday in the Chinese calendar, or none.
type LunarPatch struct {
	Month int64 `json:"month" minimum:"0" maximum:"12"`
	Day   int64 `json:"day" minimum:"0" maximum:"30"`
	Leap  bool  `json:"leap,omitempty" doc:"Born in the leap month of that number"`
}

// TierOut is a tier that somebody holds.
type TierOut struct {
	Code  string    `json:"code"`
	Name  string    `json:"name" doc:"In the caller's language"`
	Since wire.Time `json:"since"`
	Until wire.Time `json:"until" doc:"When it may end; null for never"`
}

// PointsOut is what is held of points.
type PointsOut struct {
	Available int64         `json:"available"`
	Pending   int64         `json:"pending" doc:"Earned, not yet available"`
	Held      int64         `json:"held"`
	Debt      int64         `json:"debt" doc:"What could not be taken back"`
	Expiring  []ExpiringOut `json:"expiring" doc:"Soonest first; what is gone at that instant unless it is used"`
}

// ExpiringOut is points that end together.
type ExpiringOut struct {
	Amount int64     `json:"amount"`
	At     wire.Time `json:"at"`
}

// BalanceOut is stored value.
type BalanceOut struct {
	PrincipalMinor int64 `json:"principal_minor"`
	BonusMinor     int64 `json:"bonus_minor"`
}

// StatsOut is what somebody has bought.
type StatsOut struct {
	OrderCount        int64     `json:"order_count"`
	SpendMinor        int64     `json:"spend_minor"`
	RefundMinor       int64     `json:"refund_minor"`
	AverageMinor      int64     `json:"average_minor"`
	IntervalDays      *int64    `json:"interval_days,omitempty" doc:"Average between two days of purchase"`
	FirstOrderAt      wire.Time `json:"first_order_at"`
	LastOrderAt       wire.Time `json:"last_order_at"`
	FavouriteCategory string    `json:"favourite_category,omitempty"`
	FavouriteStoreID  string    `json:"favourite_store_id,omitempty"`
}

// ConsentOut is a yes or no.
type ConsentOut struct {
	Purpose string    `json:"purpose"`
	Channel string    `json:"channel"`
	Granted bool      `json:"granted"`
	At      wire.Time `json:"at"`
	Source  string    `json:"source,omitempty"`
}

// expiringShown is how many instants of expiry a member shows.
const expiringShown = 12

// render makes members as the caller may see them, with what they hold at this instant. It computes what is due
// and writes nothing.
func render(ctx context.Context, tx *store.Tx, c *shell.Call, list []member.Member) ([]MemberOut, error) {
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	out := make([]MemberOut, len(list))
	if len(list) == 0 {
		return out, nil
	}
	held, err := holdings(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for i := range list {
		m, masked := mayRead(c, &list[i])
		out[i] = profile(&m)
		out[i].Masked = masked
		held.fill(&out[i], m.ID, c.Language())
	}
	return out, nil
}

// held is the books of the members on a page, caught up in memory.
type held struct {
	*reward.Books
	now calendar.Instant
}

// holdings opens the books. In a writing transaction the rows are locked already by the verb that changed them.
func holdings(ctx context.Context, tx *store.Tx, ids []int64) (held, error) {
	books, err := reward.Open(ctx, tx, reward.Need{Members: ids, From: tx.Now(), Until: tx.Now(), Draw: ids})
	if err != nil {
		return held{}, err
	}
	for _, id := range ids {
		books.CatchUp(id, tx.Now())
	}
	return held{books, tx.Now()}, books.Err()
}

// fill adds what the member holds.
func (h held) fill(out *MemberOut, id int64, language string) {
	wallet := h.Ledger.Wallet(id)
	points := wallet.Of(ledger.Points)
	out.Points = PointsOut{Available: points.Available, Pending: points.Pending, Held: points.Held, Debt: points.Debt, Expiring: []ExpiringOut{}}
	for i, bucket := range h.Ledger.Expiring(id, ledger.Points, calendar.Never) {
		if i == expiringShown {
			break
		}
		out.Points.Expiring = append(out.Points.Expiring, ExpiringOut{Amount: bucket.Amount, At: wire.At(bucket.At)})
	}
	out.Growth = wallet.Of(ledger.Growth).Net()
	out.Balance = BalanceOut{PrincipalMinor: wallet.Of(ledger.Principal).Available, BonusMinor: wallet.Of(ledger.Bonus).Available}
	out.Commission = wallet.Of(ledger.Commission).Net()
	if p := h.Member.Person(id); p == nil || p.Status != member.StatusMember {
		return
	}
	state, ok := h.Tier.State(id)
	if !ok {
		return
	}
	out.Tier = &TierOut{Code: state.Code, Name: state.Code, Since: wire.At(state.Since), Until: wire.At(state.Until())}
	if t, ok := h.Editions.At(h.now).Tier(state.Code); ok {
		out.Tier.Name = t.Name.In(language)
	}
}

// profile is the member without holdings.
func profile(m *member.Member) MemberOut {
	out := MemberOut{
		ID: store.FormatID("mem", m.ID), Status: string(m.Status), Name: m.Name, Phone: m.Phone(), Email: m.Email(), CardNo: m.Card(), ExternalID: m.ExternalID(),
		Address: m.Address, Gender: m.Gender, StoreID: shell.Named("sto", m.StoreID), AdviserID: shell.Named("stf", m.AdviserID), Channel: m.Channel,
		Campaign: m.Campaign, ReferrerID: shell.Named("mem", m.ReferrerID), Personalised: m.Personalised, Stats: stats(&m.Stat), Tags: m.Tags,
		Attributes: m.Attributes, Consents: []ConsentOut{}, JoinedAt: wire.At(m.JoinedAt), CreatedAt: wire.At(m.CreatedAt), UpdatedAt: wire.At(m.UpdatedAt), Version: m.Version,
	}
	if m.BirthdayOK {
		out.Birthday = m.Birthday.String()
	}
	if m.Lunar.Month != 0 {
		out.BirthdayLunar = &LunarBody{Month: m.Lunar.Month, Day: m.Lunar.Day, Leap: m.Lunar.Leap}
	}
	if out.Tags == nil {
		out.Tags = []string{}
	}
	if out.Attributes == nil {
		out.Attributes = map[string]any{}
	}
	for _, i := range m.Identities {
		switch i.Kind {
		case member.KindPhone:
			out.PhoneDead = out.PhoneDead || i.DeadAt != 0
		case member.KindOpenID:
			out.WeChat = append(out.WeChat, WeChatOut{AppID: i.App, OpenID: i.Value})
		case member.KindUnionID:
			out.WeChat = append(out.WeChat, WeChatOut{UnionID: i.Value})
		}
	}
	for _, one := range m.Consents {
		out.Consents = append(out.Consents, ConsentOut{Purpose: one.Purpose, Channel: one.Channel, Granted: one.Granted, At: wire.At(one.At), Source: one.Source})
	}
	return out
}

// stats is what the member has bought.
func stats(s *tally.Stat) StatsOut {
	out := StatsOut{
		OrderCount: s.OrderCount, SpendMinor: s.SpendMinor, RefundMinor: s.RefundMinor, AverageMinor: s.AverageMinor(), FirstOrderAt: wire.At(s.FirstOrderAt),
		LastOrderAt: wire.At(s.LastOrderAt), FavouriteCategory: s.FavouriteCategory, FavouriteStoreID: shell.Named("sto", s.FavouriteStore),
	}
	if days, known := s.IntervalDays(); known {
		out.IntervalDays = &days
	}
	return out
}

// showMember renders one member and sets the ETag.
func showMember(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (MemberOut, error) {
	m, err := member.Get(ctx, tx, made.ID)
	if err != nil {
		return MemberOut{}, err
	}
	list, err := render(ctx, tx, c, []member.Member{m})
	if err != nil {
		return MemberOut{}, err
	}
	c.SetETag(m.Version)
	return list[0], nil
}

// memberID reads the member that the path names.
func memberID(text string) (int64, error) { return shell.PathID("mem", "member", text) }

// trimmed is a text without spaces around.
func trimmed(text string) string { return strings.TrimSpace(text) }
