package holdings

import (
	"context"
	"net/http"

	"regulars/internal/api/gives"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/org"
	"regulars/internal/reward/mass"
	"regulars/internal/store"
)

// GrantsOut is one call that gave the same to many members.
type GrantsOut struct {
	ID           string         `json:"id" doc:"rwb_…"`
	Rewards      []gives.Reward `json:"rewards"`
	Reason       string         `json:"reason"`
	BudgetIDs    []string       `json:"budget_ids"`
	Audience     *AudienceBody  `json:"audience,omitempty" doc:"Absent where members were named"`
	State        string         `json:"state" enum:"running,done,stopped,revoked" doc:"running: a job gives, or takes back"`
	Why          string         `json:"why,omitempty" doc:"Of stopped: what was in the way"`
	TakesBack    bool           `json:"takes_back,omitempty" doc:"What runs, or was stopped, takes back"`
	Asked        int64          `json:"asked" doc:"Members"`
	Seen         int64          `json:"seen" doc:"Of them, how many were gone through; of one that is taken back: grants"`
	Given        int64          `json:"given"`
	RefusedCount int64          `json:"refused_count" doc:"Members who were given nothing"`
	Refused      []RefusedOut   `json:"refused" doc:"The first thousand of them; in a list of batches none"`
	CostMinor    int64          `json:"cost_minor"`
	MadeBy       string         `json:"made_by"`
	At           wire.Time      `json:"at"`
	RevokedAt    wire.Time      `json:"revoked_at,omitempty"`
}

// RefusedOut is a member who was given nothing.
type RefusedOut struct {
	MemberID string `json:"member_id"`
	Code     string `json:"code"`
	Message  string `json:"message"`
}

// ClawedOut is what taking back a mass issue came to.
type ClawedOut struct {
	BatchID     string `json:"batch_id"`
	State       string `json:"state" enum:"running,revoked" doc:"running: a job takes it back, and the sums are those so far"`
	Grants      int    `json:"grants" doc:"How many were taken back"`
	Points      int64  `json:"points"`
	Growth      int64  `json:"growth"`
	Unrecovered int64  `json:"unrecovered_minor" doc:"The cost of what was used already"`
}

type batchByID struct {
	ID string `path:"id" maxLength:"32" doc:"rwb_…"`
}

func (in batchByID) id() (int64, error) { return shell.PathID("rwb", "mass issue", in.ID) }

// addBatches registers mass issues.
func addBatches(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "reward_batch.list", Method: http.MethodGet, Path: "/v1/reward-batches", Group: rewardGroup, En: "Mass issues of rewards", Zh: "批量发放列表", Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *shell.Page) (shell.List[GrantsOut], error) {
		after, err := in.CursorID()
		if err != nil {
			return shell.List[GrantsOut]{}, err
		}
		found, err := mass.List(ctx, tx, after, in.Limit)
		return shell.Paged(found, in.Limit, func(b *mass.Batch) GrantsOut {
			b.Refused = nil
			return batchOut(c, b)
		}, func(b *mass.Batch) int64 { return b.ID }), err
	})
	shell.Read(t, shell.Op{
		ID: "reward_batch.get", Method: http.MethodGet, Path: "/v1/reward-batches/{id}", Group: rewardGroup, En: "Read a mass issue", Zh: "查看批量发放", Permission: string(org.MembersRead),
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *batchByID) (GrantsOut, error) {
		id, err := in.id()
		if err != nil {
			return GrantsOut{}, err
		}
		b, err := mass.Get(ctx, tx, id)
		if err != nil {
			return GrantsOut{}, err
		}
		return batchOut(c, b), nil
	})
	shell.Write(t, shell.Op{
		ID: "reward_batch.revoke", Method: http.MethodPost, Path: "/v1/reward-batches/{id}/revoke", Group: rewardGroup, En: "Take a mass issue back", Zh: "收回批量发放",
		Permission: string(org.RewardsWrite), Detail: "From everybody who was given something; what is used stays and is told. Of more than a thousand a job does it.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *batchByID) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: madeBatch, ID: id}, mass.Revoke(ctx, tx, id)
	}, showClawed)
}

// addBatchJobs registers what is done with the job of a mass issue.
func addBatchJobs(t *shell.Table) {
	show := func(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (GrantsOut, error) {
		b, err := mass.Get(ctx, tx, made.ID)
		if err != nil {
			return GrantsOut{}, err
		}
		return batchOut(c, b), nil
	}
	for _, row := range []struct {
		verb, en, zh string
		do           func(context.Context, *store.Tx, int64) error
	}{
		{"cancel", "Stop a mass issue that runs; what was given stays", "停止进行中的批量发放", mass.Cancel},
		{"resume", "Go on with a mass issue that was stopped", "继续已停止的批量发放", mass.Resume},
	} {
		shell.Write(t, shell.Op{
			ID: "reward_batch." + row.verb, Method: http.MethodPost, Path: "/v1/reward-batches/{id}/" + row.verb, Group: rewardGroup, En: row.en, Zh: row.zh,
			Permission: string(org.RewardsWrite),
		}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *batchByID) (store.Made, error) {
			id, err := in.id()
			if err == nil {
				err = row.do(ctx, tx, id)
			}
			return store.Made{Kind: madeBatch, ID: id}, err
		}, show)
	}
}

// showClawed sums what was taken back of a batch.
func showClawed(ctx context.Context, tx *store.Tx, _ *shell.Call, made store.Made) (ClawedOut, error) {
	b, err := mass.Get(ctx, tx, made.ID)
	if err != nil {
		return ClawedOut{}, err
	}
	sum, err := mass.Clawback(ctx, tx, b.Root())
	return ClawedOut{
		BatchID: store.FormatID("rwb", b.ID), State: string(b.State), Grants: int(sum.Grants), Points: sum.Points, Growth: sum.Growth, Unrecovered: sum.UnrecoveredMinor,
	}, err
}

func batchOut(c *shell.Call, b *mass.Batch) GrantsOut {
	out := GrantsOut{
		ID: store.FormatID("rwb", b.ID), Rewards: gives.Show(b.Items), Reason: b.Reason, BudgetIDs: []string{}, Asked: b.Asked, Given: b.Given, Seen: b.Seen, State: string(b.State), Why: b.Why, TakesBack: b.Revoking,
		RefusedCount: b.RefusedCount, Refused: make([]RefusedOut, len(b.Refused)), CostMinor: b.CostMinor, MadeBy: org.Reference(b.MadeBy), At: wire.At(b.At),
	}
	for _, id := range b.Budgets {
		out.BudgetIDs = append(out.BudgetIDs, store.FormatID("bud", id))
	}
	for i, r := range b.Refused {
		out.Refused[i] = RefusedOut{MemberID: store.FormatID("mem", r.MemberID), Code: r.Code, Message: r.En}
		if c.Language() == "zh" {
			out.Refused[i].Message = r.Zh
		}
	}
	if b.Audience != nil {
		out.Audience = &AudienceBody{SegmentID: shell.Named("seg", b.Audience.SegmentID), Condition: b.Audience.Condition}
	}
	if b.RevokedAt != calendar.Never {
		out.RevokedAt = wire.At(b.RevokedAt)
	}
	return out
}
