package terms

import (
	"context"
	"net/http"

	"regulars/internal/api/shell"
	"regulars/internal/expr/tree"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/program/wording"
	"regulars/internal/reward/entitle"
	"regulars/internal/store"
)

// MemberBenefitsOut is what a member is promised now, beside points.
type MemberBenefitsOut struct {
	MemberID string          `json:"member_id"`
	Benefits []MemberBenefit `json:"benefits" doc:"The programme's in its order, then those of active plans; those that ask for an order are among them"`
}

// MemberBenefit is one of them.
type MemberBenefit struct {
	Code      string      `json:"code"`
	Name      tree.Words  `json:"name"`
	Kind      string      `json:"kind" enum:"discount,member_price,free_delivery,multiplier,quota,service"`
	Service   string      `json:"service" doc:"Of kind service: priority, queue, hotline or activity; else empty"`
	Contact   string      `json:"contact" doc:"Of kind service: whom to ask; empty for nobody"`
	PlanCode  string      `json:"plan_code" doc:"Of a paid plan; empty for the programme's"`
	PlanName  tree.Words  `json:"plan_name"`
	Gives     tree.Words  `json:"gives" doc:"What it gives"`
	Condition *tree.Words `json:"condition" doc:"When; null for always"`
	Dates     *tree.Words `json:"dates" doc:"From and until which day; null for always"`
	Summary   tree.Words  `json:"summary"`
	Sold      bool        `json:"sold" doc:"A paid plan was bought with it: the programme in force no longer gives as much"`
}

// addBenefits registers what a member is promised.
func addBenefits(t *shell.Table) {
	shell.Read(t, shell.Op{
		ID: "member.benefits", Method: http.MethodGet, Path: "/v1/members/{id}/benefits", Group: "Members", En: "What a member is promised beside points", Zh: "会员当前享有的权益",
		Permission: string(org.MembersRead), Detail: "By tier, paid plans and conditions. How often something with a quota may still be used is among the member's entitlements.",
	}, showBenefits)
}

func showBenefits(ctx context.Context, tx *store.Tx, _ *shell.Call, in *progressIn) (MemberBenefitsOut, error) {
	id, err := shell.PathID("mem", "member", in.ID)
	if err != nil {
		return MemberBenefitsOut{}, err
	}
	if id, err = member.Holder(ctx, tx, id); err != nil {
		return MemberBenefitsOut{}, err
	}
	books, plans, err := entitle.Promised(ctx, tx, id)
	if err != nil {
		return MemberBenefitsOut{}, err
	}
	out := MemberBenefitsOut{MemberID: store.FormatID("mem", id), Benefits: []MemberBenefit{}}
	if !books.IsMember(id) {
		return out, nil
	}
	doc := books.Editions.At(tx.Now()).Document()
	v, _, err := voice(ctx, tx, doc)
	if err != nil {
		return out, err
	}
	for _, p := range books.Editions.At(tx.Now()).Benefits().Held(deal.Holding(books.TierOf(id), plans), tx.Now(), books.FactsAt(id, tx.Now())) {
		out.Benefits = append(out.Benefits, benefitOut(v, p, doc, nil))
	}
	for i := range plans {
		for _, p := range plans[i].Set.All() {
			if p.At(tx.Now()) {
				out.Benefits = append(out.Benefits, benefitOut(v, p, doc, &plans[i]))
			}
		}
	}
	return out, nil
}

// benefitOut says one benefit to whom has it.
func benefitOut(v wording.Voice, p *deal.Promise, doc *program.Document, by *deal.PlanBenefits) MemberBenefit {
	said := v.Benefits([]deal.Benefit{*p.Benefit}, doc.Tiers, doc.Points.Name)[0]
	out := MemberBenefit{
		Code: p.Code, Name: said.Name, Kind: said.Kind, Service: string(p.Service), Contact: p.Contact, Gives: said.Gives,
		Condition: said.Condition, Dates: said.Dates, Summary: said.Summary, Sold: p.Sold,
	}
	if by != nil {
		out.PlanCode, out.PlanName = by.Code, tree.Words{Zh: by.Name.In("zh"), En: by.Name.In("en")}
	}
	return out
}
