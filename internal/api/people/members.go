package people

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/trait"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// memberGroup is the heading of members.
const memberGroup = "Members"

// MemberBody is a new member. At least one of phone, email, card_no, external_id and wechat is needed.
type MemberBody struct {
	Name          string         `json:"name,omitempty" maxLength:"100" example:"王小美"`
	Phone         string         `json:"phone,omitempty" maxLength:"40" example:"13800138000" doc:"National numbers are those of the merchant's country"`
	Email         string         `json:"email,omitempty" maxLength:"254"`
	ExternalID    string         `json:"external_id,omitempty" maxLength:"64" doc:"The id in the merchant's own system"`
	CardNo        string         `json:"card_no,omitempty" maxLength:"64"`
	MakeCard      bool           `json:"make_card,omitempty" doc:"Make a card number where none is given"`
	WeChat        *WeChatBody    `json:"wechat,omitempty"`
	Address       string         `json:"address,omitempty" maxLength:"500"`
	Birthday      *wire.Date     `json:"birthday,omitempty"`
	BirthdayLunar *LunarBody     `json:"birthday_lunar,omitempty"`
	Gender        string         `json:"gender,omitempty" enum:",female,male,other"`
	StoreID       string         `json:"store_id,omitempty" maxLength:"32"`
	AdviserID     string         `json:"adviser_id,omitempty" maxLength:"32"`
	Channel       string         `json:"channel,omitempty" maxLength:"64" doc:"Where the person was won"`
	Campaign      string         `json:"campaign,omitempty" maxLength:"200"`
	ReferrerID    string         `json:"referrer_id,omitempty" maxLength:"32" doc:"The member who brought the person"`
	ReferrerCode  string         `json:"referrer_code,omitempty" maxLength:"64" doc:"The card number of the member who brought the person"`
	Attributes    map[string]any `json:"attributes,omitempty" maxProperties:"100" doc:"The merchant's own, by code"`
	Tags          []string       `json:"tags,omitempty" maxItems:"100" maxLength:"40"`
	Consents      []ConsentBody  `json:"consents,omitempty" maxItems:"50"`
	JoinedAt      wire.Time      `json:"joined_at,omitempty"`
}

// WeChatBody is the WeChat identity of a person.
type WeChatBody struct {
	OpenID  string `json:"openid,omitempty" maxLength:"64"`
	UnionID string `json:"unionid,omitempty" maxLength:"64"`
	AppID   string `json:"app_id,omitempty" maxLength:"64" doc:"Of the openid"`
}

// ConsentBody is a yes or no for one purpose on one channel.
type ConsentBody struct {
	Purpose string    `json:"purpose" minLength:"1" maxLength:"40" example:"marketing"`
	Channel string    `json:"channel" minLength:"1" maxLength:"40" example:"sms"`
	Granted bool      `json:"granted"`
	At      wire.Time `json:"at,omitempty" doc:"When the person said so"`
	Source  string    `json:"source,omitempty" maxLength:"200" doc:"How: a form, a till, a reply"`
}

// MemberPatch is what changes of a member: what is absent stays, "" clears, an attribute that is null is taken away.
type MemberPatch struct {
	Name          *string        `json:"name,omitempty" maxLength:"100"`
	Phone         *string        `json:"phone,omitempty" maxLength:"40"`
	PhoneDead     *bool          `json:"phone_dead,omitempty"`
	Email         *string        `json:"email,omitempty" maxLength:"254"`
	ExternalID    *string        `json:"external_id,omitempty" maxLength:"64"`
	CardNo        *string        `json:"card_no,omitempty" maxLength:"64"`
	WeChat        *WeChatBody    `json:"wechat,omitempty"`
	Address       *string        `json:"address,omitempty" maxLength:"500"`
	Birthday      *string        `json:"birthday,omitempty" maxLength:"10" doc:"YYYY-MM-DD"`
	BirthdayLunar *LunarPatch    `json:"birthday_lunar,omitempty" doc:"Who names one is celebrated by it; month and day 0 take it away"`
	Gender        *string        `json:"gender,omitempty" enum:",female,male,other"`
	StoreID       *string        `json:"store_id,omitempty" maxLength:"32"`
	AdviserID     *string        `json:"adviser_id,omitempty" maxLength:"32"`
	Channel       *string        `json:"channel,omitempty" maxLength:"64"`
	Campaign      *string        `json:"campaign,omitempty" maxLength:"200"`
	Personalised  *bool          `json:"personalised,omitempty"`
	Attributes    map[string]any `json:"attributes,omitempty" maxProperties:"100"`
	Tags          *[]string      `json:"tags,omitempty" maxItems:"100" maxLength:"40" doc:"Replaces all tags"`
	Consents      []ConsentBody  `json:"consents,omitempty" maxItems:"50"`
}

// memberByID names a member in the path.
type memberByID struct {
	ID string `path:"id" maxLength:"32" doc:"mem_…"`
}

// id is the id inside.
func (in memberByID) id() (int64, error) { return memberID(in.ID) }

// enrolIn is a sign-up.
type enrolIn struct {
	OnConflict string `query:"on_conflict" enum:"return" doc:"return: where an identity is there already, answer 200 with that member"`
	Invited    bool   `query:"invited" doc:"Where entry to membership is not open: the caller, who may admit members, has approved"`
	Body       MemberBody
}

// addMembers registers enrolling, reading and changing.
func addMembers(t *shell.Table) {
	t.Extend(member.ErrExists, func(_ *shell.Call, e *fault.Error) map[string]any {
		return map[string]any{"member_id": e.Params["member_id"]}
	})
	shell.Write(t, shell.Op{
		ID: "member.enrol", Method: http.MethodPost, Path: "/v1/members", Group: memberGroup, En: "Enrol a member", Zh: "新增会员",
		Permission: string(org.MembersWrite), Status: http.StatusCreated,
		Detail: "An identity that is there already answers 409 member_exists with member_id, also to the second of two sign-ups at once.",
	}, enrol, showMember)
	shell.Read(t, shell.Op{
		ID: "member.list", Method: http.MethodGet, Path: "/v1/members", Group: memberGroup, En: "Find members", Zh: "查询会员", Permission: string(org.MembersRead),
		Detail: "A page may be short, or even empty, while next says where to go on: a page looks at a bounded number of members. " +
			"Staff see names where they have members:reveal, and phone, e-mail and address masked always; keys with members:reveal see all.",
	}, listMembers)
	shell.Get(t, shell.Op{
		ID: "member.get", Method: http.MethodGet, Path: "/v1/members/{id}", Group: memberGroup, En: "Read a member", Zh: "查看会员", Permission: string(org.MembersRead),
		Detail: "A record that was merged into another answers as that one. What is due at this instant is computed; nothing is written.",
	}, memberByID.id, showMember)
	type change struct {
		memberByID
		Body MemberPatch
	}
	shell.Write(t, shell.Op{
		ID: "member.change", Method: http.MethodPatch, Path: "/v1/members/{id}", Group: memberGroup, En: "Change a member", Zh: "修改会员",
		Permission: string(org.MembersWrite), Detail: "With If-Match the change is refused where the member has changed since.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		patch, err := in.Body.patch()
		if err != nil {
			return store.Made{}, err
		}
		m, err := member.Update(ctx, tx, member.UpdateIn{ID: id, Version: max(0, c.Version()), Patch: patch})
		return store.Made{Kind: "member", ID: m.ID}, err
	}, showMember)
}

// enrol registers one person.
func enrol(ctx context.Context, tx *store.Tx, c *shell.Call, in *enrolIn) (store.Made, error) {
	if in.Invited && !c.Who().May(org.MembersAdmit) {
		return store.Made{}, org.ErrForbidden.At("invited", fault.P{"permission": org.MembersAdmit})
	}
	one, err := in.Body.enrolIn(ctx, tx)
	if err != nil {
		return store.Made{}, err
	}
	results, err := reward.Enrol(ctx, tx, []member.EnrolIn{one}, in.Invited)
	if err != nil {
		return store.Made{}, err
	}
	r := results[0]
	made := store.Made{Kind: "member", ID: r.MemberID}
	switch {
	case r.Err == nil:
		return made, nil
	case r.Err.Code.Code == member.ErrExists.Code && in.OnConflict == "return":
		c.SetStatus(http.StatusOK)
		return made, nil
	}
	return store.Made{}, r.Err
}

// enrolIn is what the room takes.
func (b *MemberBody) enrolIn(ctx context.Context, tx *store.Tx) (member.EnrolIn, error) {
	in := member.EnrolIn{
		Identities: member.Identities{Phone: b.Phone, Email: b.Email, Card: b.CardNo, ExternalID: b.ExternalID}, MakeCard: b.MakeCard, Name: b.Name, Address: b.Address,
		Gender: b.Gender, Channel: b.Channel, Campaign: b.Campaign, Attributes: b.Attributes, Tags: b.Tags, Consents: consents(b.Consents), JoinedAt: b.JoinedAt.Instant(),
	}
	if b.WeChat != nil {
		in.OpenID, in.UnionID, in.AppID = b.WeChat.OpenID, b.WeChat.UnionID, b.WeChat.AppID
	}
	if b.Birthday != nil {
		day := b.Birthday.Day()
		in.Birthday = &day
	}
	if b.BirthdayLunar != nil {
		in.Lunar = member.Lunar{Month: b.BirthdayLunar.Month, Day: b.BirthdayLunar.Day, Leap: b.BirthdayLunar.Leap}
	}
	var err error
	if in.StoreID, err = shell.IDOr0("sto", "store_id", b.StoreID); err != nil {
		return in, err
	}
	if in.AdviserID, err = shell.IDOr0("stf", "adviser_id", b.AdviserID); err != nil {
		return in, err
	}
	if in.ReferrerID, err = shell.IDOr0("mem", "referrer_id", b.ReferrerID); err != nil {
		return in, err
	}
	err = b.referrer(ctx, tx, &in)
	return in, err
}

// referrer finds who brought the person by their code.
func (b *MemberBody) referrer(ctx context.Context, tx *store.Tx, in *member.EnrolIn) error {
	if b.ReferrerCode == "" {
		return nil
	}
	ids, err := member.Resolve(ctx, tx, []member.Ref{{Identities: member.Identities{Card: b.ReferrerCode}}})
	if err == nil && ids[0] == 0 {
		err = member.ErrReference.At("referrer_code", nil)
	}
	if err == nil {
		in.ReferrerID = ids[0]
	}
	return err
}

// consents are consents inside.
func consents(list []ConsentBody) []trait.Consent {
	out := make([]trait.Consent, len(list))
	for i, c := range list {
		out[i] = trait.Consent{Purpose: c.Purpose, Channel: c.Channel, Granted: c.Granted, At: c.At.Instant(), Source: c.Source}
	}
	return out
}

// patch is the change inside.
func (b *MemberPatch) patch() (member.Patch, error) {
	p := member.Patch{
		Identities: member.IdentityPatch{Phone: b.Phone, Email: b.Email, Card: b.CardNo, ExternalID: b.ExternalID}, Name: b.Name, Address: b.Address, Gender: b.Gender,
		Channel: b.Channel, Campaign: b.Campaign, Personalised: b.Personalised, PhoneDead: b.PhoneDead, Attributes: b.Attributes, Tags: b.Tags, Consents: consents(b.Consents),
	}
	if w := b.WeChat; w != nil {
		p.Identities.AppID = w.AppID
		if w.AppID != "" {
			p.Identities.OpenID = &w.OpenID
		}
		if w.UnionID != "" {
			p.Identities.UnionID = &w.UnionID
		}
	}
	if b.BirthdayLunar != nil {
		p.Lunar = &member.Lunar{Month: b.BirthdayLunar.Month, Day: b.BirthdayLunar.Day, Leap: b.BirthdayLunar.Leap}
	}
	if b.Birthday != nil {
		p.NoBirthday = *b.Birthday == ""
		if *b.Birthday != "" {
			day, err := calendar.ParseDay(*b.Birthday)
			if err != nil {
				return p, wire.ErrNotDay.At("birthday", nil)
			}
			p.Birthday = &day
		}
	}
	var err error
	if p.StoreID, err = optionalID("sto", "store_id", b.StoreID); err != nil {
		return p, err
	}
	p.AdviserID, err = optionalID("stf", "adviser_id", b.AdviserID)
	return p, err
}

// optionalID is nil where the field is absent and 0 where it is "".
func optionalID(prefix, field string, text *string) (*int64, error) {
	if text == nil {
		return nil, nil //nolint:nilnil // absent is a good answer
	}
	id, err := shell.IDOr0(prefix, field, *text)
	return &id, err
}
