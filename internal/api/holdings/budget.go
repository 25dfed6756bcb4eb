package holdings

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/org"
	"regulars/internal/reward/budget"
	"regulars/internal/store"
)

// BudgetBody is a budget as it is made or changed.
type BudgetBody struct {
	Name      string `json:"name" minLength:"1" maxLength:"60" example:"Spring campaign"`
	Unit      string `json:"unit" enum:"points,money,count" doc:"points given; the cost in minor units; or grants. Never changes"`
	Total     int64  `json:"total,omitempty" minimum:"0" maximum:"10000000000" doc:"For all members together in a period; no limit where absent" example:"100000"`
	PerMember int64  `json:"per_member,omitempty" minimum:"0" maximum:"10000000000" doc:"For each member in a period; no limit where absent"`
	Period    string `json:"period" enum:"day,week,month,year,ever" doc:"Never changes"`
	Closed    bool   `json:"closed,omitempty" doc:"Nothing is given from it until it is opened again"`
}

// BudgetOut is a budget and what is used of it.
type BudgetOut struct {
	ID string `json:"id" doc:"bud_…"`
	BudgetBody
	Used    int64     `json:"used" doc:"In the present period"`
	Left    *int64    `json:"left" doc:"Of the total; null where there is none"`
	Grants  int64     `json:"grants" doc:"That drew from it in the present period and still stand"`
	MadeAt  wire.Time `json:"made_at"`
	Version int64     `json:"version" doc:"The ETag of the budget"`
}

// ChargeOut is what one grant drew from a budget.
type ChargeOut struct {
	GrantID  string `json:"grant_id"`
	MemberID string `json:"member_id"`
	Period   string `json:"period" doc:"2026-11-22, 2026-11-16w (the week from that day), 2026-11, 2026, or empty for ever"`
	Amount   int64  `json:"amount"`
	Returned int64  `json:"returned"`
}

type budgetByID struct {
	ID string `path:"id" maxLength:"32" doc:"bud_…"`
}

func (in budgetByID) id() (int64, error) { return shell.PathID("bud", "budget", in.ID) }

// addBudgets registers budgets.
func addBudgets(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "budget.list", Method: http.MethodGet, Path: "/v1/budgets", Group: rewardGroup, En: "List budgets", Zh: "预算列表", Permission: string(org.ProgramRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Page) (shell.List[BudgetOut], error) {
		after, err := in.CursorID()
		if err != nil {
			return shell.List[BudgetOut]{}, err
		}
		list, err := budget.List(ctx, tx, after, in.Limit)
		return shell.Paged(list, in.Limit, budgetOut, func(b budget.Budget) int64 { return b.ID }), err
	})
	type add struct {
		Body BudgetBody
	}
	shell.Write(t, shell.Op{
		ID: "budget.add", Method: http.MethodPost, Path: "/v1/budgets", Group: rewardGroup, En: "Make a budget", Zh: "新建预算", Permission: string(org.RewardsWrite),
		Status: http.StatusCreated, Detail: "What draws from it stops in the commit that would pass its limit; what is taken back returns to it.",
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *add) (store.Made, error) {
		b, err := budget.Add(ctx, tx, in.Body.budget())
		return store.Made{Kind: "budget", ID: b.ID}, err
	}, showBudget)
	shell.Get(t, shell.Op{
		ID: "budget.get", Method: http.MethodGet, Path: "/v1/budgets/{id}", Group: rewardGroup, En: "Read a budget", Zh: "查看预算", Permission: string(org.ProgramRead),
	}, budgetByID.id, showBudget)
	type change struct {
		budgetByID
		Body BudgetBody
	}
	shell.Write(t, shell.Op{
		ID: "budget.change", Method: http.MethodPut, Path: "/v1/budgets/{id}", Group: rewardGroup, En: "Change or close a budget", Zh: "修改或关闭预算",
		Permission: string(org.RewardsWrite), IfMatch: true,
	}, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		b := in.Body.budget()
		b.ID, b.Version = id, c.Version()
		_, err = budget.Change(ctx, tx, b)
		return store.Made{Kind: "budget", ID: id}, err
	}, showBudget)
	type charges struct {
		budgetByID
		shell.Page
	}
	shell.Read(t, shell.Op{
		ID: "budget.charges", Method: http.MethodGet, Path: "/v1/budgets/{id}/charges", Group: rewardGroup, En: "What a budget was drawn for", Zh: "预算使用明细", Permission: string(org.ProgramRead),
	}, func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *charges) (shell.List[ChargeOut], error) {
		id, err := in.id()
		if err != nil {
			return shell.List[ChargeOut]{}, err
		}
		after, err := in.CursorID()
		if err != nil {
			return shell.List[ChargeOut]{}, err
		}
		if _, err := budget.Get(ctx, tx, id); err != nil {
			return shell.List[ChargeOut]{}, err
		}
		list, err := budget.Charges(ctx, tx, id, after, in.Limit)
		return shell.Paged(list, in.Limit, chargeOut, func(c budget.Charge) int64 { return c.GrantID }), err
	})
}

func (b *BudgetBody) budget() budget.Budget {
	return budget.Budget{
		Name: b.Name, Unit: budget.Unit(b.Unit), Total: b.Total, PerMember: b.PerMember, Period: budget.Period(b.Period), Closed: b.Closed,
	}
}

func showBudget(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (BudgetOut, error) {
	b, err := budget.Get(ctx, tx, made.ID)
	if err != nil {
		return BudgetOut{}, err
	}
	c.SetETag(b.Version)
	return budgetOut(b), nil
}

func budgetOut(b budget.Budget) BudgetOut {
	out := BudgetOut{
		ID: store.FormatID("bud", b.ID), BudgetBody: BudgetBody{
			Name: b.Name, Unit: string(b.Unit), Total: b.Total, PerMember: b.PerMember, Period: string(b.Period), Closed: b.Closed,
		},
		Used: b.Used, Grants: b.Charges, MadeAt: wire.At(b.MadeAt), Version: b.Version,
	}
	if b.Total > 0 {
		left := max(b.Total-b.Used, 0)
		out.Left = &left
	}
	return out
}

func chargeOut(c budget.Charge) ChargeOut {
	return ChargeOut{
		GrantID: store.FormatID("grt", c.GrantID), MemberID: store.FormatID("mem", c.MemberID), Period: c.Period, Amount: c.Amount, Returned: c.Returned,
	}
}
