package holdings

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"regulars/internal/api/gives"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/mass"
	"regulars/internal/segment"
	"regulars/internal/store"
)

// rewardGroup is the heading of what is given by hand, of packs and of budgets.
const rewardGroup = "Rewards"

// The kinds of records that a giving makes.
const (
	madeGrant = "grant"
	madeBatch = "reward_batch"
)

// RewardsBody is what is to be given, to one member or to many.
type RewardsBody struct {
	MemberID  string         `json:"member_id,omitempty" maxLength:"32" doc:"mem_…; or member_ids, or audience"`
	MemberIDs []string       `json:"member_ids,omitempty" maxItems:"1000" maxLength:"32" doc:"The same to each of them; who is refused spoils no other" example:"[]"`
	Audience  *AudienceBody  `json:"audience,omitempty" doc:"Or everybody in it: a job gives, and answers a batch that is running"`
	Rewards   []gives.Reward `json:"rewards" minItems:"1" maxItems:"20"`
	Reason    string         `json:"reason" minLength:"1" maxLength:"500" example:"Sorry for the delay"`
	BudgetID  string         `json:"budget_id,omitempty" maxLength:"32" doc:"bud_…; or budget_ids"`
	BudgetIDs []string       `json:"budget_ids,omitempty" maxItems:"5" maxLength:"32" doc:"Drawn from all of them, or nothing is given" example:"[]"`
	Rule      string         `json:"rule,omitempty" maxLength:"64" doc:"Of the caller's own: by which rule it is given"`
	ExpiresAt wire.Time      `json:"expires_at,omitempty" doc:"Of points, bonus and entitlements; of points as the programme says where absent"`
}

// AudienceBody says who is meant: a saved segment, or else a condition; neither means all members.
type AudienceBody struct {
	SegmentID string `json:"segment_id,omitempty" maxLength:"32" doc:"seg_…"`
	Condition string `json:"condition,omitempty" maxLength:"4000"`
}

func (b *AudienceBody) audience() (segment.Audience, error) {
	id, err := shell.IDOr0("seg", "audience.segment_id", b.SegmentID)
	return segment.Audience{SegmentID: id, Condition: b.Condition}, err
}

// RewardsOut is what was given.
type RewardsOut struct {
	GrantID string       `json:"grant_id,omitempty" doc:"Of one member: grt_…"`
	Grant   *gives.Grant `json:"grant,omitempty"`
	Batch   *GrantsOut   `json:"batch,omitempty" doc:"Of many"`
}

// CostOut is what rewards would cost.
type CostOut struct {
	Members     int64 `json:"members" doc:"To how many"`
	EachMinor   int64 `json:"each_minor" doc:"For one member"`
	CostMinor   int64 `json:"cost_minor" doc:"For all"`
	Unpriced    int64 `json:"unpriced" doc:"Pieces for each member that nobody has said the cost of: they are no part of the sums"`
	NeedsSecond bool  `json:"needs_second" doc:"Whether the caller would have to wait for a second person"`
}

type rewardsIn struct {
	Body RewardsBody
}

// addRewards registers giving and taking back.
func addRewards(t *shell.Table) {
	shell.Write(t, shell.Op{
		ID: "reward.give", Method: http.MethodPost, Path: "/v1/rewards", Group: rewardGroup, En: "Give rewards", Zh: "发放奖励", Permission: string(org.RewardsWrite),
		Status: http.StatusCreated, SecondOn: mass.Second(),
		Detail: "Points, growth, bonus, commission, coupons, packs, entitlements, draw chances, plan days, tags and articles, to a member or to many. " +
			"Budgets are drawn from in the same commit. Above the merchant's limits it waits for a second person: 202 with approval_id.",
	}, give, showGiven)
	type cost struct {
		Body struct {
			Rewards  []gives.Reward `json:"rewards" minItems:"1" maxItems:"20"`
			Members  int64          `json:"members,omitempty" minimum:"0" maximum:"10000000" doc:"To how many; 1 where absent"`
			Audience *AudienceBody  `json:"audience,omitempty" doc:"Or to whom"`
		}
	}
	shell.Read(t, shell.Op{
		ID: "reward.cost", Method: http.MethodPost, Path: "/v1/rewards/cost", Group: rewardGroup, En: "What rewards would cost", Zh: "试算奖励成本", Permission: string(org.ProgramRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *cost) (CostOut, error) {
		items, err := gives.Read(in.Body.Rewards, "rewards")
		if err == nil {
			err = reward.Check(ctx, tx, items, "rewards")
		}
		if err != nil {
			return CostOut{}, err
		}
		allowed, err := allowance(ctx, tx, c)
		if err != nil {
			return CostOut{}, err
		}
		members := max(in.Body.Members, 1)
		if in.Body.Audience != nil {
			if members, err = countAudience(ctx, tx, in.Body.Audience); err != nil {
				return CostOut{}, err
			}
		}
		gift, err := allowed.Weigh(ctx, tx, mass.Gift{Members: members}, items)
		out := CostOut{
			Members: members, EachMinor: gift.CostMinor, CostMinor: mass.Total(gift.CostMinor, members), Unpriced: gift.Unpriced,
			NeedsSecond: slices.ContainsFunc(mass.Second(), func(code fault.Code) bool { return fault.Has(err, code) }),
		}
		if out.NeedsSecond {
			err = nil
		}
		return out, err
	})
	addGrants(t)
	addBatches(t)
	addBatchJobs(t)
}

// countAudience is how many members are meant.
func countAudience(ctx context.Context, tx *store.Tx, b *AudienceBody) (int64, error) {
	a, err := b.audience()
	if err != nil {
		return 0, err
	}
	return mass.Audience(ctx, tx, a)
}

func give(ctx context.Context, tx *store.Tx, c *shell.Call, in *rewardsIn) (store.Made, error) {
	var none store.Made
	b := &in.Body
	items, err := gives.Read(b.Rewards, "rewards")
	if err != nil {
		return none, err
	}
	grant := reward.GrantIn{Items: items, Reason: b.Reason, Rule: b.Rule, ExpiresAt: b.ExpiresAt.Instant(), MadeBy: c.MadeBy()}
	if grant.Budgets, err = budgetIDs(b); err != nil {
		return none, err
	}
	if err := reward.Check(ctx, tx, items, "rewards"); err != nil {
		return none, err
	}
	allowed, err := allowance(ctx, tx, c)
	if err != nil {
		return none, err
	}
	switch {
	case b.Audience != nil && b.MemberID == "" && len(b.MemberIDs) == 0:
		a, err := b.Audience.audience()
		if err != nil {
			return none, err
		}
		batch, err := mass.Order(ctx, tx, grant, a, allowed)
		if err != nil {
			return none, err
		}
		return store.Made{Kind: madeBatch, ID: batch.ID}, nil
	case b.Audience != nil || (b.MemberID == "") == (len(b.MemberIDs) == 0):
		return none, fault.ErrRequired.At("member_id", nil)
	case b.MemberID == "":
		ids, err := many("mem", "member_ids", b.MemberIDs)
		if err != nil {
			return none, err
		}
		batch, err := mass.Grant(ctx, tx, grant, ids, allowed)
		if err != nil {
			return none, err
		}
		return store.Made{Kind: madeBatch, ID: batch.ID}, nil
	}
	if grant.MemberID, err = shell.ID("mem", "member_id", b.MemberID); err != nil {
		return none, err
	}
	g, err := mass.Within(ctx, tx, grant, allowed)
	if err != nil {
		return none, err
	}
	return store.Made{Kind: madeGrant, ID: g.ID}, nil
}

// allowance is what the caller may give alone.
func allowance(ctx context.Context, tx *store.Tx, c *shell.Call) (mass.Allowance, error) {
	settings, _, err := org.GetSettings(ctx, tx)
	return mass.Alone(&settings, c.Who(), c.Approved()), err
}

// budgetIDs are the budgets that the body names, by either field.
func budgetIDs(b *RewardsBody) ([]int64, error) {
	ids, err := many("bud", "budget_ids", b.BudgetIDs)
	if err != nil || b.BudgetID == "" {
		return ids, err
	}
	id, err := shell.ID("bud", "budget_id", b.BudgetID)
	return append(ids, id), err
}

// many reads a list of ids.
func many(prefix, field string, list []string) ([]int64, error) {
	out := make([]int64, 0, len(list)+1)
	for i, text := range list {
		id, err := shell.ID(prefix, field+"["+strconv.Itoa(i)+"]", text)
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

func showGiven(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (RewardsOut, error) {
	if made.Kind == madeBatch {
		b, err := mass.Get(ctx, tx, made.ID)
		if err != nil {
			return RewardsOut{}, err
		}
		out := batchOut(c, b)
		return RewardsOut{Batch: &out}, nil
	}
	g, err := reward.GetGrant(ctx, tx, made.ID)
	if err != nil {
		return RewardsOut{}, err
	}
	out := gives.GrantOf(g)
	return RewardsOut{GrantID: out.ID, Grant: &out}, nil
}

// addGrants registers what was given to anybody.
func addGrants(t *shell.Table) {
	type list struct {
		shell.Page
		Kind  string `query:"kind" enum:",adjustment,reward" doc:"Both where absent"`
		State string `query:"state" enum:",given,revoked" doc:"Both where absent"`
	}
	shell.Read(t, shell.Op{
		ID: "grant.list", Method: http.MethodGet, Path: "/v1/grants", Group: rewardGroup, En: "What was given other than by orders", Zh: "发放记录", Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *list) (shell.List[gives.Grant], error) {
		after, err := in.CursorID()
		if err != nil {
			return shell.List[gives.Grant]{}, err
		}
		found, err := reward.ListAll(ctx, tx, in.Kind, in.State, after, in.Limit)
		return shell.Paged(found, in.Limit, gives.GrantOf, func(g *reward.Granted) int64 { return g.ID }), err
	})
	type one struct {
		ID string `path:"id" maxLength:"32" doc:"grt_…"`
	}
	shell.Read(t, shell.Op{
		ID: "grant.get", Method: http.MethodGet, Path: "/v1/grants/{id}", Group: rewardGroup, En: "Read what was given", Zh: "查看发放", Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *one) (gives.Grant, error) {
		id, err := shell.PathID("grt", "grant", in.ID)
		if err != nil {
			return gives.Grant{}, err
		}
		g, err := reward.GetGrant(ctx, tx, id)
		if err != nil {
			return gives.Grant{}, err
		}
		return gives.GrantOf(g), nil
	})
}
