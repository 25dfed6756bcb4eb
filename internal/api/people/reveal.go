package people

import (
	"context"
	"net/http"
	"slices"

	"regulars/internal/api/shell"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/store"
)

// revealIn asks for personal data in full.
type revealIn struct {
	memberByID
	Body struct {
		Fields []string `json:"fields" minItems:"1" maxItems:"20" maxLength:"20" enum:"name,phone,email,card_no,external_id,wechat,address,birthday" doc:"What to look at; the audit trail says so"`
	}
}

// Revealed is personal data in full: only what was asked for, and is known.
type Revealed struct {
	Name          string      `json:"name,omitempty"`
	Phone         string      `json:"phone,omitempty" doc:"E.164"`
	Email         string      `json:"email,omitempty"`
	CardNo        string      `json:"card_no,omitempty"`
	ExternalID    string      `json:"external_id,omitempty"`
	WeChat        []WeChatOut `json:"wechat,omitempty"`
	Address       string      `json:"address,omitempty"`
	Birthday      string      `json:"birthday,omitempty" doc:"YYYY-MM-DD"`
	BirthdayLunar *LunarBody  `json:"birthday_lunar,omitempty"`
}

// addReveal registers looking at personal data.
func addReveal(t *shell.Table) {
	shell.Do(t, shell.Op{
		ID: "member.reveal", Method: http.MethodPost, Path: "/v1/members/{id}/reveal", Group: memberGroup, En: "Look at personal data in full", Zh: "查看完整个人信息",
		Permission: string(org.MembersReveal), Detail: "The audit trail says who looked at what of whom.",
	}, func(ctx context.Context, c *shell.Call, in *revealIn) (out Revealed, err error) {
		id, err := in.id()
		if err != nil {
			return out, err
		}
		err = c.DB().Tx(ctx, c.Scope(), func(tx *store.Tx) error {
			m, err := member.Get(ctx, tx, id)
			if err != nil {
				return err
			}
			fields := slices.Sorted(slices.Values(in.Body.Fields))
			fields = slices.Compact(fields)
			out = revealed(&m, fields)
			return org.Audit(ctx, tx, org.Change{Verb: "member.revealed", Subject: org.Subject("member", m.ID), MemberID: m.ID, After: map[string]any{"fields": fields}})
		})
		return out, err
	})
}

// revealed is what of the member was asked for.
func revealed(m *member.Member, fields []string) Revealed {
	all := profile(m)
	out := Revealed{}
	for _, field := range fields {
		switch field {
		case "name":
			out.Name = all.Name
		case "phone":
			out.Phone = all.Phone
		case "email":
			out.Email = all.Email
		case "card_no":
			out.CardNo = all.CardNo
		case "external_id":
			out.ExternalID = all.ExternalID
		case "wechat":
			out.WeChat = all.WeChat
		case "address":
			out.Address = all.Address
		case "birthday":
			out.Birthday, out.BirthdayLunar = all.Birthday, all.BirthdayLunar
		}
	}
	return out
}

// mayRead is the member as the caller may read one: a key with members:reveal in full, staff with it without what reaches the person.
func mayRead(c *shell.Call, m *member.Member) (member.Member, bool) {
	who := c.Who()
	switch {
	case !who.May(org.MembersReveal):
		return m.Masked(), true
	case who.StaffID != 0:
		return m.Discreet(), true
	}
	return *m, false
}
