package people

import (
	"context"
	"net/http"
	"strings"

	"regulars/internal/api/shell"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/store"
)

// ResolvedOut is who is meant by each text, in the order asked.
type ResolvedOut struct {
	Members []ResolvedMember `json:"members"`
}

// ResolvedMember is one of them.
type ResolvedMember struct {
	Text     string  `json:"text" doc:"As it was asked"`
	MemberID *string `json:"member_id" doc:"null where nobody is known by it"`
}

// addResolve registers who is meant by the lines of a list.
func addResolve(t *shell.Table) {
	type in struct {
		Body struct {
			Texts []string `json:"texts" minItems:"1" maxItems:"1000" maxLength:"200" doc:"Cards, phones, ids of the merchant's own or e-mails, whole ones; or mem_…" example:"[\"13800138000\"]"`
		}
	}
	shell.Do(t, shell.Op{
		ID: "member.resolve", Method: http.MethodPost, Path: "/v1/members/resolve", Group: memberGroup, En: "Who is meant by each line of a list", Zh: "按清单识别会员",
		Permission: string(org.MembersRead), Detail: "Such as the first column of a file. A member may be meant by several lines.",
	}, func(ctx context.Context, c *shell.Call, in *in) (out ResolvedOut, err error) {
		refs := make([]member.Ref, len(in.Body.Texts))
		for i, text := range in.Body.Texts {
			text = strings.TrimSpace(text)
			if refs[i].ID, err = store.ParseID("mem", text); err != nil {
				refs[i] = member.Ref{Identities: member.Identities{Card: text, Phone: text, ExternalID: text, Email: text}}
			}
		}
		var found []int64
		err = c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
			found, err = member.Resolve(ctx, tx, refs)
			return err
		})
		if err != nil {
			return out, err
		}
		out.Members = make([]ResolvedMember, len(refs))
		for i, id := range found {
			out.Members[i].Text = in.Body.Texts[i]
			if id != 0 {
				name := store.FormatID("mem", id)
				out.Members[i].MemberID = &name
			}
		}
		return out, nil
	})
}
