package shop

import (
	"context"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"regulars/internal/api/counter"
	"regulars/internal/api/gives"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/offer/deal"
	"regulars/internal/org"
	"regulars/internal/plan"
	"regulars/internal/program/notation"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// planGroup is the heading of paid plans.
const planGroup = "Paid plans"

// BenefitBody is a benefit as it is written: read strictly by package notation, which knows its fields.
type BenefitBody struct{ deal.Benefit }

// BindJSON reads the benefit.
func (b *BenefitBody) BindJSON(n *wire.Node) error {
	if n.Kind != wire.Object {
		return wire.ErrNotObject.New(nil)
	}
	return notation.Decode(wire.JSON(nil, n), &b.Benefit)
}

// Schema is that of a benefit of the programme.
func (b BenefitBody) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[deal.Benefit](), true, "Benefit")
}

// PlanBody is what a paid plan promises and costs.
type PlanBody struct {
	Name         counter.TextBody `json:"name"`
	Summary      counter.TextBody `json:"summary,omitzero"`
	Level        int64            `json:"level" minimum:"1" maximum:"100" doc:"Of two plans the higher can be had for the unused part of the lower one" example:"1"`
	Period       string           `json:"period" enum:"month,quarter,year,lifetime"`
	PriceMinor   int64            `json:"price_minor" minimum:"0" maximum:"10000000000" example:"19900"`
	LifetimeDays int64            `json:"lifetime_days,omitempty" minimum:"0" maximum:"36600" doc:"Of a lifetime: over how many days its price is used up when it is cancelled"`
	CoolingDays  int64            `json:"cooling_days,omitempty" minimum:"0" maximum:"365" doc:"Within so many days after the purchase the whole price comes back"`
	RemindDays   int64            `json:"remind_days,omitempty" minimum:"0" maximum:"60" doc:"Its end is announced so many days before; 0 not at all" example:"5"`
	Benefits     []BenefitBody    `json:"benefits,omitempty" maxItems:"100" doc:"As in a programme, without tiers and plans; what was bought keeps them"`
	Gift         []gives.Reward   `json:"gift,omitempty" maxItems:"50" doc:"Rewards on joining"`
	RenewalGift  []gives.Reward   `json:"renewal_gift,omitempty" maxItems:"50" doc:"Rewards on each renewal"`
	BudgetIDs    []string         `json:"budget_ids,omitempty" maxItems:"5" maxLength:"32" doc:"Budgets that both draw from: bud_…. Where one is at its end the plan is sold without the gift"`
	OnSale       bool             `json:"on_sale"`
}

// PlanOut is a paid plan as it is sold now.
type PlanOut struct {
	ID   string `json:"id" doc:"pln_…"`
	Code string `json:"code" doc:"By which programmes name it"`
	PlanBody
	Version   int64     `json:"version" doc:"The ETag; each change makes the next"`
	CreatedAt wire.Time `json:"created_at"`
	UpdatedAt wire.Time `json:"updated_at"`
}

// PlanVersionOut is one version of a plan's terms.
type PlanVersionOut struct {
	Number int64     `json:"number"`
	MadeAt wire.Time `json:"made_at"`
	MadeBy string    `json:"made_by"`
	PlanBody
}

// planByID names a plan in the path.
type planByID struct {
	ID string `path:"id" maxLength:"32" doc:"pln_…"`
}

func (in planByID) id() (int64, error) { return shell.PathID("pln", "paid plan", in.ID) }

// terms are the terms that were sent.
func (b *PlanBody) terms(ctx context.Context, tx *store.Tx) (plan.Terms, error) {
	t := plan.Terms{
		Name: deal.Text(b.Name), Summary: deal.Text(b.Summary), Level: b.Level, Period: plan.Period(b.Period), PriceMinor: b.PriceMinor,
		LifetimeDays: b.LifetimeDays, CoolingDays: b.CoolingDays, RemindDays: b.RemindDays,
	}
	for _, one := range b.Benefits {
		t.Benefits = append(t.Benefits, one.Benefit)
	}
	var err error
	if t.Gift, err = giftIn(ctx, tx, b.Gift, "gift"); err != nil {
		return t, err
	}
	if t.RenewalGift, err = giftIn(ctx, tx, b.RenewalGift, "renewal_gift"); err != nil {
		return t, err
	}
	t.Budgets, err = gives.ReadBudgets(ctx, tx, b.BudgetIDs)
	return t, err
}

// giftIn is rewards as a plan keeps them; nil for none.
func giftIn(ctx context.Context, tx *store.Tx, list []gives.Reward, field string) ([]byte, error) {
	if len(list) == 0 {
		return nil, nil
	}
	items, err := gives.Read(list, field)
	if err != nil {
		return nil, err
	}
	if err := reward.Check(ctx, tx, items, field); err != nil {
		return nil, err
	}
	return []byte(item.Encode(items)), nil
}

func planBody(t *plan.Terms, onSale bool) PlanBody {
	out := PlanBody{
		Name: counter.TextBody(t.Name), Summary: counter.TextBody(t.Summary), Level: t.Level, Period: string(t.Period), PriceMinor: t.PriceMinor,
		LifetimeDays: t.LifetimeDays, CoolingDays: t.CoolingDays, RemindDays: t.RemindDays, OnSale: onSale,
		Benefits: make([]BenefitBody, len(t.Benefits)), Gift: giftOut(t.Gift), RenewalGift: giftOut(t.RenewalGift), BudgetIDs: gives.ShowBudgets(t.Budgets),
	}
	for i, b := range t.Benefits {
		out.Benefits[i] = BenefitBody{b}
	}
	return out
}

// giftOut is kept rewards outside.
func giftOut(document []byte) []gives.Reward {
	items, err := item.Decode(string(document))
	if err != nil {
		return []gives.Reward{} // it was checked when it was saved
	}
	return gives.Show(items)
}

func planOut(p *plan.Plan) PlanOut {
	return PlanOut{
		ID: store.FormatID("pln", p.ID), Code: p.Code, Version: p.Version, CreatedAt: wire.At(p.CreatedAt), UpdatedAt: wire.At(p.UpdatedAt),
		PlanBody: planBody(&p.Terms, p.OnSale),
	}
}

// showPlan renders a plan and sets its ETag.
func showPlan(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (PlanOut, error) {
	p, err := plan.Get(ctx, tx, made.ID)
	if err != nil {
		return PlanOut{}, err
	}
	c.SetETag(p.Version)
	return planOut(p), nil
}

// addPlans registers paid plans.
func addPlans(t *shell.Table) {
	row := func(id, method, path, en, zh string, permission org.Permission) shell.Op {
		return shell.Op{ID: id, Method: method, Path: path, Group: planGroup, En: en, Zh: zh, Permission: string(permission)}
	}
	shell.Read(t, row("plan.list", http.MethodGet, "/v1/plans", "List paid plans", "付费会员方案列表", org.ProgramRead),
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *shell.Part) (shell.List[PlanOut], error) {
			list, err := plan.List(ctx, tx)
			out := make([]PlanOut, len(list))
			for i, p := range list {
				out[i] = planOut(p)
			}
			if err != nil {
				return shell.List[PlanOut]{}, err
			}
			return shell.Whole(out, *in, func(o *PlanOut) string { return o.ID })
		})
	type add struct {
		Body struct {
			Code string `json:"code" minLength:"1" maxLength:"40" doc:"Lower case; it never changes" example:"plus"`
			PlanBody
		}
	}
	added := row("plan.add", http.MethodPost, "/v1/plans", "Make a paid plan", "新建付费会员方案", org.OffersWrite)
	added.Status = http.StatusCreated
	shell.Write(t, added, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *add) (store.Made, error) {
		terms, err := in.Body.terms(ctx, tx)
		if err != nil {
			return store.Made{}, err
		}
		p, err := plan.Add(ctx, tx, plan.SaveIn{Code: in.Body.Code, OnSale: in.Body.OnSale, Terms: terms, MadeBy: c.Scope().Actor.Name})
		if err != nil {
			return store.Made{}, err
		}
		return store.Made{Kind: "paid_plan", ID: p.ID}, nil
	}, showPlan)
	shell.Get(t, row("plan.get", http.MethodGet, "/v1/plans/{id}", "Read a paid plan", "查看付费会员方案", org.ProgramRead), planByID.id, showPlan)
	type change struct {
		planByID
		Body PlanBody
	}
	changed := row("plan.change", http.MethodPut, "/v1/plans/{id}", "Change a paid plan", "修改付费会员方案", org.OffersWrite)
	changed.IfMatch = true
	changed.Detail = "The change is the plan's next version. Who has bought keeps the terms that were bought until they end."
	shell.Write(t, changed, func(ctx context.Context, tx *store.Tx, c *shell.Call, in *change) (store.Made, error) {
		id, err := in.id()
		if err != nil {
			return store.Made{}, err
		}
		terms, err := in.Body.terms(ctx, tx)
		if err != nil {
			return store.Made{}, err
		}
		_, err = plan.Change(ctx, tx, id, c.Version(), plan.SaveIn{OnSale: in.Body.OnSale, Terms: terms, MadeBy: c.Scope().Actor.Name})
		return store.Made{Kind: "paid_plan", ID: id}, err
	}, showPlan)
	addPlanVersions(t)
	addMemberships(t)
	addPlanReport(t)
}

// addPlanVersions registers the history of plans.
func addPlanVersions(t *shell.Table) {
	row := shell.Op{
		ID: "plan.versions", Method: http.MethodGet, Path: "/v1/plans/{id}/versions", Group: planGroup, En: "Every version of a paid plan", Zh: "付费会员方案的历史版本",
		Permission: string(org.ProgramRead),
	}
	type versions struct {
		planByID
		shell.Part
	}
	shell.Read(t, row,
		func(ctx context.Context, tx *store.Tx, _ *shell.Call, in *versions) (shell.List[PlanVersionOut], error) {
			id, err := in.id()
			if err != nil {
				return shell.List[PlanVersionOut]{}, err
			}
			if _, err := plan.Get(ctx, tx, id); err != nil {
				return shell.List[PlanVersionOut]{}, err
			}
			list, err := plan.Versions(ctx, tx, id)
			if err != nil {
				return shell.List[PlanVersionOut]{}, err
			}
			out := make([]PlanVersionOut, len(list))
			for i := range list {
				out[i] = PlanVersionOut{Number: list[i].Number, MadeAt: wire.At(list[i].MadeAt), MadeBy: list[i].MadeBy, PlanBody: planBody(&list[i].Terms, false)}
			}
			return shell.Whole(out, in.Part, func(v *PlanVersionOut) string { return strconv.FormatInt(v.Number, 10) })
		})
}
