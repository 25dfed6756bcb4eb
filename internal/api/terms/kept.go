package terms

import (
	"context"

	"regulars/internal/api/wire"
	"regulars/internal/edition"
	"regulars/internal/expr/tree"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/program/wording"
	"regulars/internal/store"
)

// PaidKept is a benefit that members keep with what they have bought of a paid plan.
type PaidKept struct {
	PlanCode    string      `json:"plan_code"`
	PlanName    tree.Words  `json:"plan_name"`
	Code        string      `json:"code"`
	Name        tree.Words  `json:"name"`
	Gives       tree.Words  `json:"gives" doc:"In the terms of the sale"`
	Condition   *tree.Words `json:"condition" doc:"When; null for always"`
	Memberships int64       `json:"memberships" doc:"That were bought with it and are not over"`
	Until       wire.Time   `json:"until" doc:"When the last of them ends; null for life"`
}

// paidKept is what members would keep of their plans, were the document in force; of one that has mistakes nothing is said.
func paidKept(ctx context.Context, tx *store.Tx, v wording.Voice, doc program.Document) ([]PaidKept, error) {
	out := []PaidKept{}
	to, err := edition.Compile(ctx, tx, doc)
	if err != nil {
		if fault.As(err) != nil {
			err = nil
		}
		return out, err
	}
	list, err := plan.Keeps(ctx, tx, to.Benefits())
	if err != nil || len(list) == 0 {
		return out, err
	}
	sold, err := plan.Choices(ctx, tx)
	for i := range list {
		k := &list[i]
		said := v.Benefits([]deal.Benefit{k.Benefit}, doc.Tiers, doc.Points.Name)[0]
		one := PaidKept{
			PlanCode: k.Plan, Code: k.Benefit.Code, Name: said.Name, Gives: said.Gives, Condition: said.Condition, Memberships: k.Memberships, Until: wire.At(k.Until),
		}
		for _, p := range sold["plans"] {
			if p.Value == k.Plan {
				one.PlanName = tree.Words{Zh: p.Zh, En: p.En}
			}
		}
		out = append(out, one)
	}
	return out, err
}
