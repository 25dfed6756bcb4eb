package people

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/mass"
	"regulars/internal/store"
)

// TierBody is a tier given by hand.
type TierBody struct {
	Code   string    `json:"code" maxLength:"40" doc:"Tier of the programme in force; empty ends at once what was given by hand" example:"gold"`
	Until  wire.Time `json:"until,omitempty" doc:"Its end; required with a code"`
	Reason string    `json:"reason" minLength:"1" maxLength:"500" example:"An old friend of the house"`
}

// addTier registers tiers by hand.
func addTier(t *shell.Table) {
	type in struct {
		memberByID
		Body TierBody
	}
	shell.Write(t, shell.Op{
		ID: "member.tier", Method: http.MethodPut, Path: "/v1/members/{id}/tier", Group: memberGroup, En: "Give a tier by hand until an end", Zh: "手工授予等级", Permission: string(org.RewardsWrite),
		SecondOn: mass.Second(), Detail: "It never lowers: what the conditions give stays beside it, and the higher one counts. For longer than the role may it waits for a second person: 202.",
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *in) (store.Made, error) {
		id, err := existing(ctx, tx, in.memberByID)
		if err != nil {
			return store.Made{}, err
		}
		settings, _, err := org.GetSettings(ctx, tx)
		if err != nil {
			return store.Made{}, err
		}
		allowed := mass.Alone(&settings, c.Who(), c.Approved())
		if err := allowed.Until(tx, in.Body.Until.Instant()); err != nil {
			return store.Made{}, err
		}
		_, err = reward.Assign(ctx, tx, reward.AssignIn{MemberID: id, Code: in.Body.Code, Until: in.Body.Until.Instant(), Reason: in.Body.Reason})
		return store.Made{Kind: "member", ID: id}, err
	}, showMember)
}

// AdmitBody says why somebody becomes a member.
type AdmitBody struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500" example:"Answered our invitation in the shop"`
}

// addAdmit registers the admission of customers, for programmes that do not let everybody in.
func addAdmit(t *shell.Table) {
	type in struct {
		memberByID
		Body AdmitBody
	}
	shell.Write(t, shell.Op{
		ID: "member.admit", Method: http.MethodPost, Path: "/v1/members/{id}/admit", Group: memberGroup, En: "Admit a customer as a member", Zh: "批准顾客入会", Permission: string(org.MembersAdmit),
		Detail: "Who waits: GET /v1/members?status=customer. One who is a member already stays as he is.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *in) (store.Made, error) {
		id, err := existing(ctx, tx, in.memberByID)
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "member", ID: id}, reward.Admit(ctx, tx, id, in.Body.Reason)
	}, showMember)
}
